"""Which briefings everybody may see, and for how long."""

from dataclasses import replace
from datetime import timedelta

from mailservice.decisions.public_feed import public_briefings
from mailservice.domain.briefings import BriefingState
from tests.given import MAY_24, MAY_26, NOW, world_with

KEEP = timedelta(days=90)


def test_closed_lists_and_drafts_are_not_shown() -> None:
    for_members = replace(MAY_24, id="m", lists=("natverk-kompetens",))
    for_both = replace(MAY_24, id="b", lists=("natverk-kompetens", "politikerforum"))
    draft = replace(MAY_24, id="d", state=BriefingState.DRAFT)
    world = world_with(MAY_24, for_members, for_both, draft, MAY_26)
    assert public_briefings(world, now=NOW, keep=KEEP) == (MAY_24, for_both, MAY_26)


def test_what_was_called_off_or_held_stays_a_while() -> None:
    off = replace(MAY_24, state=BriefingState.CALLED_OFF)
    for now, shown in ((off.end + KEEP - timedelta(minutes=1), (off,)), (off.end + KEEP, ())):
        assert public_briefings(world_with(off), now=now, keep=KEEP) == shown

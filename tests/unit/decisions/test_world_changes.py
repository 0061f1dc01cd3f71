"""Lists and briefings brought to what a file says, and who is told."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mailservice.decisions.world_changes import Holders, decide_world, describe
from mailservice.domain.briefings import Briefing, BriefingState, SeatState
from mailservice.domain.effects import Effect, PlanReminder, SaveBriefing, SaveList, SendInvitation
from mailservice.domain.lists import Bilingual
from tests.given import ANNA, BO, MAY_24, NOW, OFFICIALS, WORLD, person, seat, world_with

EMPTY = replace(WORLD, lists=(), briefings=())
HELD: Holders = {
    MAY_24.id: (
        (person(seats=(seat(),)), SeatState.TAKEN),
        (person(BO, seats=(seat(state=SeatState.WAITING, invited=None),)), SeatState.WAITING),
    )
}


def changed(briefing: Briefing, before: Briefing = MAY_24) -> tuple[Effect, ...]:
    return decide_world(world_with(before), world_with(briefing), HELD, now=NOW).effects


def test_a_new_world_is_created_and_then_stands() -> None:
    decision = decide_world(EMPTY, WORLD, {}, now=NOW)
    assert decision.effects == (
        *(SaveList(each) for each in WORLD.lists),
        *(SaveBriefing(each) for each in WORLD.briefings),
    )
    assert decide_world(WORLD, WORLD, HELD, now=NOW).because == "world-unchanged"


def test_a_moved_briefing_raises_the_sequence_and_tells_those_with_a_seat() -> None:
    moved = replace(MAY_24, start=MAY_24.start + timedelta(days=1))
    saved, invitation, *reminders = changed(moved)
    assert saved == SaveBriefing(replace(moved, sequence=1))
    assert isinstance(invitation, SendInvitation)
    assert (invitation.to, invitation.method, invitation.sequence, invitation.updated) == (
        ANNA,
        "REQUEST",
        1,
        True,
    )
    assert all(isinstance(each, PlanReminder) and each.sequence == 1 for each in reminders)


def test_a_briefing_called_off_is_taken_out_of_calendars() -> None:
    _, cancellation = changed(replace(MAY_24, state=BriefingState.CALLED_OFF))
    assert isinstance(cancellation, SendInvitation)
    assert cancellation.method == "CANCEL"


def test_another_title_keeps_the_sequence_and_another_uid_is_ignored() -> None:
    saved, *_ = changed(replace(MAY_24, title=Bilingual("Ny", "New"), uid="other"))
    assert isinstance(saved, SaveBriefing)
    assert (saved.briefing.sequence, saved.briefing.uid) == (0, MAY_24.uid)


def test_what_is_past_tells_nobody() -> None:
    past = replace(MAY_24, start=datetime(2027, 5, 3, 7, tzinfo=UTC))
    assert changed(replace(past, link="https://new.example"), before=past) == (
        SaveBriefing(replace(past, link="https://new.example", sequence=1)),
    )


@pytest.mark.parametrize(
    ("effect", "line"),
    [
        (SaveList(OFFICIALS), "changed list tjanstemannaforum (Tjänstemannaforum)"),
        (SaveList(replace(OFFICIALS, id="new")), "created list new (Tjänstemannaforum)"),
        (SaveBriefing(MAY_24), "changed briefing 2027-05-24 (Nytt från Tjänstemannaforum)"),
        (
            SaveBriefing(replace(MAY_24, id="2028-01-01")),
            "created briefing 2028-01-01 (Nytt från Tjänstemannaforum)",
        ),
    ],
)
def test_changes_in_words(effect: SaveList | SaveBriefing, line: str) -> None:
    assert describe(effect, WORLD) == line


def test_somebody_never_invited_is_not_told() -> None:
    never: Holders = {MAY_24.id: ((person(seats=(seat(invited=None),)), SeatState.TAKEN),)}
    moved = replace(MAY_24, start=MAY_24.start + timedelta(days=1))
    assert len(decide_world(world_with(MAY_24), world_with(moved), never, now=NOW).effects) == 1

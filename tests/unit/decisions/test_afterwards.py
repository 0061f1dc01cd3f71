"""Materials when a briefing is over, and what the secretariat hears of skipped reminders."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from mailservice.decisions.afterwards import MATERIALS, decide_skips_told, materials_due_at
from mailservice.decisions.facts import DueReminder, SkippedReminders
from mailservice.decisions.schedule import decide_reminder
from mailservice.domain.briefings import BriefingState, SeatState
from mailservice.domain.effects import SendLetter, SettleReminder
from tests.given import ANNA, MAY_24, SECRETARIAT, WORLD

SHOWN = replace(MAY_24, materials=("https://a.example/1",), sequence=4)
AFTER = SHOWN.end + timedelta(hours=1)


def due(**changed: Any) -> DueReminder:
    given: dict[str, Any] = {
        "address": ANNA,
        "language": "sv",
        "briefing": SHOWN,
        "kind": MATERIALS,
        "sequence": 0,
        "due_at": AFTER,
        "seat": SeatState.TAKEN,
        "last_told_at": AFTER,  # however lately they were reminded
    }
    return DueReminder(**{**given, **changed})


def test_an_hour_after_the_end_or_at_once() -> None:
    assert materials_due_at(SHOWN, now=SHOWN.end) == AFTER
    assert materials_due_at(SHOWN, now=AFTER + timedelta(days=3)) == AFTER + timedelta(days=3)


@pytest.mark.parametrize(
    ("seat", "came", "how"),
    [
        (SeatState.TAKEN, None, "had-seat"),
        (SeatState.TENTATIVE, True, "came"),
        (SeatState.TAKEN, False, "missed"),
        (SeatState.WAITING, None, "missed"),
        (SeatState.OFFERED, None, "missed"),
        (SeatState.MATERIALS, None, "wished"),
        (SeatState.MATERIALS, False, "wished"),
    ],
)
def test_the_first_line_fits_the_reader(seat: SeatState, came: bool | None, how: str) -> None:
    letter, settled = decide_reminder(due(seat=seat, came=came), now=AFTER).effects
    assert isinstance(letter, SendLetter)
    assert (letter.letter, letter.values["how"], letter.values["materials"]) == (
        "materials",
        how,
        ["https://a.example/1"],
    )
    assert settled == SettleReminder(ANNA, SHOWN.id, MATERIALS, 0, "sent")


@pytest.mark.parametrize(
    ("changed", "outcome"),
    [
        ({"seat": SeatState.GIVEN_UP}, "given-up-seat"),
        ({"seat": None}, "given-up-seat"),
        ({"briefing": replace(SHOWN, materials=())}, "no-materials"),
        ({"briefing": replace(SHOWN, state=BriefingState.CALLED_OFF)}, "called-off"),
    ],
)
def test_who_gets_none(changed: dict[str, Any], outcome: str) -> None:
    assert decide_reminder(due(**changed), now=AFTER).because == f"reminder-{outcome}"
    assert decide_reminder(due(), now=AFTER + timedelta(days=31)).because == "reminder-old"


def test_an_offer_that_nobody_has_answered_is_not_reminded_of() -> None:
    offered = due(kind="last-hour", sequence=4, seat=SeatState.OFFERED, last_told_at=None)
    assert (
        decide_reminder(offered, now=SHOWN.start - timedelta(minutes=40)).because == "reminder-not-answered"
    )


def test_the_secretariat_hears_of_what_came_too_late() -> None:
    skipped = SkippedReminders(MAY_24.id, "day-before", 0, 12)
    [letter] = decide_skips_told(skipped, WORLD).effects
    assert isinstance(letter, SendLetter)
    assert (letter.to, letter.values["number"], letter.about_sessions) == (SECRETARIAT, 12, (MAY_24.id,))
    assert decide_skips_told(replace(skipped, briefing_id="gone"), WORLD).effects == ()
    assert skipped.key == f"{MAY_24.id} day-before 0"

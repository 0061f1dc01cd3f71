"""What is left over in a mail keeps its wishes from being carried out."""

from datetime import UTC, datetime

import pytest

from mailservice.domain.wishes import Register, Subscribe, Unsubscribe, Wish
from mailservice.understanding.cross_check import left_over
from mailservice.understanding.slots_dates import DayMention, find_days
from mailservice.understanding.slots_sessions import Told, find_sessions
from mailservice.understanding.words import read_words
from tests.unit.understanding.corpus import examined, lexicon, world, written

BOTH = ("tjanstemannaforum", "politikerforum")


@pytest.mark.parametrize(
    ("text", "wishes", "fault"),
    [
        ("Ta bort mig. Politikerforum är trevligt.", (Unsubscribe(("*",)),), "which-list"),
        ("Ta bort mig från alla listor. Politikerforum är trevligt.", (Unsubscribe(("*",)),), ""),
        ("Jag vill ha breven. Politikerforum är trevligt.", (Subscribe(BOTH),), "which-list"),
        ("Jag kommer den 24 maj. Den 26 maj är en onsdag.", (Register(("2027-05-24",)),), "which-briefing"),
        ("Jag kommer den 24 maj. Den 26 maj är inte bra.", (Register(("2027-05-24",)),), ""),
    ],
)
def test_what_is_left_over(text: str, wishes: tuple[Wish, ...], fault: str) -> None:
    assert left_over(examined(written(text)).scene, wishes) == fault


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("den 24 maj, kl. 13", "date-and-time-differ"),
        ("den 24 maj, en onsdag", "date-and-weekday-differ"),
        ("den 24 maj, måndag", ""),
    ],
)
def test_parts_of_a_day_against_each_other(text: str, fault: str) -> None:
    there, now = world()
    words = read_words(text, lexicon().vocabularies["sv"].tags_of)
    days = tuple(find_days(words, now.date()))
    apart = tuple(DayMention(d.first, d.last, d.day, d.month) for d in days if d.day) + tuple(
        DayMention(d.first, d.last, weekday=d.weekday, at=d.at) for d in days
    )
    assert find_sessions(Told(apart), there.briefings, now).fault == fault


def test_a_briefing_that_is_over_cannot_be_meant() -> None:
    there, _ = world()
    assert find_sessions(Told(next=True), (), datetime(2028, 1, 1, tzinfo=UTC)).fault == "no-such-briefing"
    assert there.briefings

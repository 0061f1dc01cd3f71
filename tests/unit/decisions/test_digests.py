"""Digests: what is in them, for which reason, and never an empty one."""

import pytest

from mailservice.decisions.digests import decide_digest
from mailservice.decisions.facts import Publication
from mailservice.domain.briefings import SeatState
from mailservice.domain.effects import SendLetter, SettleNews
from mailservice.domain.lists import DeliveryMode
from mailservice.domain.people import Person
from tests.given import ANNA, MAY_26, NOW, WORLD, person, seat
from tests.unit.decisions.test_news import FIRST, SECOND, waiting


def digest(who: Person, *publications: Publication) -> tuple[object, ...]:
    return decide_digest(
        waiting(who, *publications), WORLD, mode=DeliveryMode.WEEKLY, period="weekly:2027-W19", now=NOW
    ).effects


def test_one_digest_over_all_lists_with_ones_own_seats() -> None:
    anna = person(
        on=("tjanstemannaforum",), seats=(seat(MAY_26, SeatState.TENTATIVE),), mode=DeliveryMode.WEEKLY
    )
    letter, settled = digest(anna, FIRST, SECOND)
    assert isinstance(letter, SendLetter)
    assert [each["subject"] for each in letter.values["items"]] == ["Nytt i maj"]
    assert [(each["id"], each["seat"]) for each in letter.values["briefings"]] == [
        ("2027-05-24", None),
        ("2027-05-26", "tentative"),
    ]
    assert letter.about_lists == ("tjanstemannaforum",)
    assert letter.once == f"digest weekly:2027-W19 {ANNA}"
    assert settled == SettleNews(ANNA, ("p1", "p2"), "sent")


def test_briefings_of_other_lists_are_left_out() -> None:
    letter, _ = digest(person(on=("politikerforum",)), SECOND)
    assert isinstance(letter, SendLetter)
    assert [each["id"] for each in letter.values["briefings"]] == ["2027-05-26"]


@pytest.mark.parametrize("publications", [(FIRST,), (FIRST, SECOND)])
def test_never_an_empty_digest(publications: tuple[Publication, ...]) -> None:
    ids = tuple(each.id for each in publications)
    assert digest(person(), *publications) == (SettleNews(ANNA, ids, "ended"),)

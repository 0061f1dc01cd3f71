"""Once a day the secretariat hears of the letters that did not arrive."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from mailservice.decisions.not_delivered import NotDelivered, decide_not_delivered_told, told_until
from mailservice.domain.addresses import Address
from mailservice.domain.effects import Decision, SendLetter
from tests.given import SECRETARIAT, WORLD


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment)


def lost(moment: str, address: str = "ana@region.example") -> NotDelivered:
    return NotDelivered("invitation", Address.of(address), "550 5.1.1 unknown", at(moment))


def decided(*found: NotDelivered, told_at: str = "", now: str = "2027-05-11T08:05:00+02:00") -> Decision:
    told = at(told_at) if told_at else None
    return decide_not_delivered_told(found, told_at=told, world=WORLD, now=at(now))


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2027-05-11T08:04:59+02:00", "2027-05-10T08:00:00+02:00"),  # what just came is not judged yet
        ("2027-05-11T08:05:00+02:00", "2027-05-11T08:00:00+02:00"),
        ("2027-05-12T00:01:00+02:00", "2027-05-11T08:00:00+02:00"),
        ("2027-03-28T07:00:00+02:00", "2027-03-27T08:00:00+01:00"),  # the night in which summer time begins
    ],
)
def test_told_until_the_last_morning(now: str, until: str) -> None:
    assert told_until(at(now)) == at(until)


def test_one_letter_tells_of_all() -> None:
    decision = decided(lost("2027-05-10T08:00:00+02:00"), lost("2027-05-11T07:59:00+02:00", "bo@x.example"))
    [letter] = decision.effects
    assert isinstance(letter, SendLetter)
    assert (letter.letter, letter.to) == ("not_delivered", SECRETARIAT)
    assert letter.once == f"not_delivered 2027-05-11 {SECRETARIAT}"
    assert letter.values["number"] == 2
    assert [each["address"] for each in letter.values["letters"]] == ["ana@region.example", "bo@x.example"]


@pytest.mark.parametrize(
    ("moment", "told_at"),
    [
        ("2027-05-11T08:00:00+02:00", ""),  # of that the next morning tells
        ("2027-05-04T07:59:00+02:00", ""),  # a week is over
        ("2027-05-10T07:59:00+02:00", "2027-05-10T08:06:00+02:00"),  # told yesterday
        ("2027-05-11T07:00:00+02:00", "2027-05-11T08:05:00+02:00"),  # told today
    ],
)
def test_nothing_is_told_too_early_or_twice(moment: str, told_at: str) -> None:
    assert decided(lost(moment), told_at=told_at) == Decision("nothing-new")


def test_who_was_told_days_ago_hears_of_all_since() -> None:
    decision = decided(
        lost("2027-05-08T07:00:00+02:00"),
        lost("2027-05-08T09:00:00+02:00"),
        told_at="2027-05-08T08:06:00+02:00",
    )
    [letter] = decision.effects
    assert isinstance(letter, SendLetter)
    assert letter.values["number"] == 1


def test_a_letter_to_the_secretariat_is_no_reason_for_another() -> None:
    assert decided(lost("2027-05-11T07:00:00+02:00", str(SECRETARIAT))) == Decision("nothing-new")


def test_many_are_counted_and_the_first_named() -> None:
    first = lost("2027-05-10T09:00:00+02:00")
    decision = decided(*(replace(first, at=first.at + timedelta(minutes=n)) for n in range(60)))
    [letter] = decision.effects
    assert isinstance(letter, SendLetter)
    assert (letter.values["number"], len(letter.values["letters"])) == (60, 50)

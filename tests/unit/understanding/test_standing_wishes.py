"""Standing wishes in their plainest words, and what only sounds like one."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from mailservice.domain.readings import AnsweredLetter, Unclear, Wishes
from mailservice.domain.wishes import EVERYTHING, Follow, MaterialsOnly, Unfollow
from mailservice.message.mail import OwnWords
from mailservice.understanding.standing_wishes import read_standing_wish
from tests.given import ANNA, MAY_24, MAY_26, NOW, WORLD, world_with
from tests.unit.understanding.corpus import lexicon

OFFICIALS = ("tjanstemannaforum",)
INVITATION = AnsweredLetter("invitation", ANNA, NOW, "m", sessions=(MAY_26.id,))


def read(
    text: str, *, answered: AnsweredLetter | None = None, world: Any = WORLD, forwarded: bool = False
) -> Any:
    words = OwnWords(text=text, forwarded=forwarded)
    return read_standing_wish(words, world=world, now=NOW, answered=answered, lexicon=lexicon())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Anmäl mig till alla genomgångar efter Tjänstemannaforum", Follow(OFFICIALS)),
        ("Hej! Anmäl mig till varje ny genomgång om Tjänstemannaforum framöver, tack", Follow(OFFICIALS)),
        ("Alla genomgångar efter Tjänstemannaforum", Follow(OFFICIALS)),
        ("Jag vill vara med på samtliga kommande genomgångar efter tjänstemannaforum.", Follow(OFFICIALS)),
        ("Please sign me up for every briefing after Tjänstemannaforum", Follow(OFFICIALS)),
        ("Anmäl mig inte automatiskt", Unfollow(EVERYTHING)),
        ("Anmäl mig inte längre automatiskt till Tjänstemannaforum", Unfollow(OFFICIALS)),
        ("Do not sign me up automatically", Unfollow(EVERYTHING)),
        ("Skicka bara materialet från den 24 maj", MaterialsOnly((MAY_24.id,))),
        ("Jag kommer den 24 maj, men nöjer mig med materialet", MaterialsOnly((MAY_24.id,))),
        ("Just send me the slides from 24 May", MaterialsOnly((MAY_24.id,))),
    ],
)
def test_wishes(text: str, expected: Any) -> None:
    reading = read(text)
    assert isinstance(reading, Wishes), reading
    assert reading.wishes == (expected,)
    assert reading.language == ("en" if "me " in f"{text} " else "sv")


def test_the_answered_invitation_says_which() -> None:
    reading = read("Skicka bara materialet", answered=INVITATION)
    assert reading.wishes == (MaterialsOnly((MAY_26.id,)),)


def test_a_list_must_be_named() -> None:
    reading = read("Anmäl mig till alla genomgångar efter sommaren")
    assert isinstance(reading, Unclear)
    assert reading.about == "which-list"


@pytest.mark.parametrize(
    "text",
    [
        "Jag vill prenumerera på Tjänstemannaforum",
        "Anmäl mig till den 24 maj",
        "Anmäl mig till alla genomgångar",  # after what?
        "Anmäl mig inte till alla genomgångar efter Tjänstemannaforum",
        "Kan jag anmäla mig till alla genomgångar efter Tjänstemannaforum?",
        "Varför anmäl mig inte automatiskt står det",
        "Skicka materialet från den 24 maj",  # that alone is a question to a person
        "Skicka bara materialet",  # from what?
        "Skicka bara materialet från tisdag den 24 maj",
        "Skicka bara materialet från den 25 maj",
        "Skicka inte bara materialet från den 24 maj",
        "Anmäl mig till alla genomgångar efter Tjänstemannaforum " + "och så vidare " * 12,
    ],
)
def test_what_is_none(text: str) -> None:
    assert read(text) is None


def test_two_on_that_day_and_a_forwarded_mail_are_none() -> None:
    second = replace(MAY_24, id="2027-05-24-1300", start=datetime(2027, 5, 24, 11, tzinfo=UTC))
    assert read("Skicka bara materialet från den 24 maj", world=world_with(MAY_24, second)) is None
    assert read("Alla genomgångar efter Tjänstemannaforum", forwarded=True) is None

"""Who wants to leave a waiting line, in their own words; and who only speaks of it."""

import pytest

from mailservice.domain.readings import AnsweredLetter, Unclear, Wishes
from mailservice.domain.wishes import Cancel, LeaveLine, Register, Unsubscribe, Wish
from mailservice.message.mail import OwnWords, ParsedMail
from mailservice.understanding.understand import understand
from tests.given import ANNA, MAY_24, MAY_26, NOW, WORLD
from tests.unit.understanding.corpus import lexicon

RECEIPT = AnsweredLetter("receipt", ANNA, NOW, "m", sessions=(MAY_26.id,))
ANY, ON_24 = LeaveLine(("*",)), LeaveLine((MAY_24.id,))


def wishes(text: str, *, answered: AnsweredLetter | None = None) -> tuple[Wish, ...]:
    mail = ParsedMail(to=(WORLD.address,), text=text)
    words = OwnWords(text=text)
    reading = understand(mail, words, world=WORLD, now=NOW, answered=answered, lexicon=lexicon())
    return reading.wishes if isinstance(reading, Wishes) else ()


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("Jag vill lämna kön", ANY),
        ("Lämna kön", ANY),
        ("Ta bort mig från väntelistan", ANY),  # and from no mailing list
        ("Stryk mig från väntelistan, tack", ANY),
        ("Jag vill inte stå kvar i kön", ANY),
        ("Jag orkar inte vänta längre", ANY),
        ("Jag hoppar av kön", ANY),
        ("I no longer want to wait", ANY),
        ("Leave the queue", ANY),
        ("Please take me off the waiting list", ANY),
        ("I don't want to be on the waiting list any more", ANY),
        ("Kan ni ta bort mig från kön till den 24 maj?", ON_24),
        ("I want to leave the queue for 24 May", ON_24),
        ("Ta bort mig från kön till den 24 maj, ge platsen till nästa i kön", ON_24),
        ("Ta bort mig den 24 maj från väntelistan", ON_24),
    ],
)
def test_leaving(text: str, wish: LeaveLine) -> None:
    assert wishes(text) == (wish,)
    assert wishes(text, answered=RECEIPT) == (LeaveLine((MAY_26.id,)) if wish == ANY else wish,)


@pytest.mark.parametrize(
    "text",
    [
        "Jag vill inte lämna kön",
        "Ta inte bort mig från väntelistan",
        "Kan jag stå kvar i kön?",
        "Hur lämnar jag kön?",
        "Jag kanske lämnar kön",
        "Ta bort mig från kön till den 25 maj",  # there is none on that day
        "Please take Bo off the waiting list",
        "Låt någon i kön få min plats, ta bort mig",  # a seat is given up, no place in line
        "Ta bort mig från väntelistan och anmäl mig till nyhetsbrevet",  # two things: asked about
    ],
)
def test_what_is_no_leaving(text: str) -> None:
    for answered in (None, RECEIPT):
        assert not [
            each for each in wishes(text, answered=answered) if isinstance(each, LeaveLine | Unsubscribe)
        ]


def test_another_wish_in_the_same_sentence_is_heard_too() -> None:
    text = "Jag vill lämna kön till den 24 maj men gärna vara med den 26 maj"
    assert wishes(text) == (Cancel((MAY_24.id,)), Register((MAY_26.id,)))


def test_of_two_wishes_in_a_sentence_none_is_dropped_without_a_word() -> None:
    text = "Ta bort mig från kön till den 24 maj och anmäl mig till den 26 maj i stället"
    assert wishes(text) == ()


def test_a_line_on_a_day_without_a_briefing_is_asked_about() -> None:
    text = "Ta bort mig från kön till den 25 maj"
    mail, words = ParsedMail(to=(WORLD.address,), text=text), OwnWords(text=text)
    reading = understand(mail, words, world=WORLD, now=NOW, answered=None, lexicon=lexicon())
    assert isinstance(reading, Unclear)
    assert reading.about == "no-such-day"

"""What is given up that is no seat, and who comes all the same."""

import pytest

from mailservice.domain.wishes import EVERYTHING, Cancel, Register, Wish
from mailservice.understanding.acts import Act
from mailservice.understanding.other_roles import comes_all_the_same, is_another_role
from mailservice.understanding.said import Said
from mailservice.understanding.standing import Meant
from tests.unit.understanding.scenes import said, seen


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ni kan stryka min fråga om bredband den 26 maj", "Ni kan stryka min fråga om bredband den 26 maj"),
        ("Stryk mitt anförande den 26 maj ur programmet", "Stryk mitt anförande den 26 maj ur programmet"),
        ("Jag drar tillbaka min punkt till den 24 maj", "Jag drar tillbaka min punkt till den 24 maj"),
        ("Please withdraw my question for 24 May", "Please withdraw my question for 24 May"),
        ("Tack för frågan om att hålla föredrag den 13 september. Jag måste tyvärr tacka nej", "Jag måste"),
        ("Tack för inbjudan att sitta i er panel. Jag måste tyvärr tacka nej", "Jag måste tyvärr tacka nej"),
        ("Thank you for inviting me to join the panel. Unfortunately I have to decline", "Unfortunately I"),
    ],
)
def test_what_the_sender_would_say_there_is_no_seat(text: str, words: str) -> None:
    scene = seen(text)
    assert is_another_role(scene, said(scene, Act.CANCEL, words))
    assert not is_another_role(scene, said(scene, Act.REGISTER, words))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Stryk min plats den 26 maj", "Stryk min plats den 26 maj"),
        ("Ta bort mig den 24 maj, jag håller föredrag i Lund", "Ta bort mig den 24 maj jag håller föredrag"),
        ("Tack för inbjudan till föreläsningen den 24 maj. Jag måste tyvärr tacka nej", "Jag måste tyvärr"),
        ("Tack för inbjudan att delta den 24 maj. Jag måste tyvärr tacka nej", "Jag måste tyvärr tacka nej"),
        ("Tack för frågan om att hålla föredrag. Stryk min plats på mötet", "Stryk min plats på mötet"),
        ("Ni frågade om att tala. Det går bra. Jag måste avboka den 24 maj", "Jag måste avboka den 24 maj"),
    ],
)
def test_a_seat_is_a_seat(text: str, words: str) -> None:
    scene = seen(text)
    assert not is_another_role(scene, said(scene, Act.CANCEL, words))


def comes(text: str, *wishes: Wish) -> str:
    heard = Said(Act.CANCEL, 0.9, 0, 0, 1)
    meant = [Meant(wish, "", heard) for wish in wishes or (Cancel(("2027-05-24",)),)]
    return comes_all_the_same(seen(text), meant)


@pytest.mark.parametrize(
    "text",
    [
        "Ta bort mig därifrån men jag deltar som vanligt.",
        "Stryk det den 24 maj. Jag finns på plats för frågor.",
        "Jag kan inte vara kvar på eftersnacket den 24 maj. Vi ses på själva mötet.",
        "Jag missar nog första kvarten den 24 maj, börja utan mig!",
        "Jag missar början, men den 24 kommer jag förstås.",
        "I will miss the first part, start without me.",
        "I can't stay for lunch but I'll still be there.",
    ],
)
def test_who_comes_all_the_same_is_asked(text: str) -> None:
    assert comes(text) == "contradiction"


@pytest.mark.parametrize(
    "text",
    [
        "Jag kan inte komma den 24 maj.",
        "Jag kan inte komma den 24 maj, vi ses på mötet i september.",
        "Jag kan inte komma den 24 maj. Vi ses på träffen nästa gång.",
        "Jag kan inte komma den 24 maj. Den 26 maj deltar jag som vanligt.",
        "Jag kan inte komma den 24 maj. Min kollega Bo kommer som planerat.",
        "Jag kan inte komma den 24 maj, jag är på plats i Oslo.",
        "Den 1 september är jag på plats.",
        "Den här veckan är jag på plats igen.",
        "Jag hoppas att vi ses där.",
    ],
)
def test_who_comes_another_time_or_not_is_not(text: str) -> None:
    assert comes(text) == ""


def test_it_counts_where_a_seat_is_given_up_and_none_taken() -> None:
    text = "Jag deltar som vanligt."
    monday, wednesday = Cancel(("2027-05-24",)), Register(("2027-05-26",))
    assert comes(text, monday, wednesday) == ""
    assert comes(text, wednesday) == ""
    assert comes(text, Cancel(EVERYTHING)) == "contradiction"
    assert comes("Den 26 maj deltar jag som vanligt.", Cancel(EVERYTHING)) == "contradiction"

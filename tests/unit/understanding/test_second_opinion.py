"""The second opinion only ever says "rather not": a table of what it stops, and of what it lets pass."""

from dataclasses import replace
from datetime import date

import pytest

from mailservice.domain.lists import DeliveryMode
from mailservice.domain.readings import ForPerson, Machine, Reading, Unclear, Undo, Wishes
from mailservice.domain.wishes import (
    Cancel,
    Move,
    Pause,
    Register,
    SetDelivery,
    SetLanguage,
    Subscribe,
    Unsubscribe,
    Wish,
)
from mailservice.parts import read_lexicon
from mailservice.understanding.scene import Letter, Scene
from mailservice.understanding.second_opinion import second_opinion
from mailservice.understanding.slots_dates import find_days
from mailservice.understanding.words import read_words
from tests.given import NOW, WORLD

JOIN = Subscribe(("politikerforum",))
LEAVE = Unsubscribe(("*",))
VOCABULARY = next(iter(read_lexicon().vocabularies.values()))
COME = Register(("2027-05-24",))


def opinion(text: str, *wishes: Wish, reading: Reading | None = None) -> Reading:
    words = read_words(text, VOCABULARY.tags_of)
    scene = Scene((), 0, (), (), (), tuple(find_days(words, NOW.date())), Letter(), WORLD, NOW, "a@b.example")
    return second_opinion(reading or Wishes(wishes, "sv"), text, replace(scene, today=NOW.date()))


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("Jag vill prenumerera på Politikerforum. Skriv till a@b.example.", JOIN),
        ("Om det är möjligt vill jag vara med den 24 maj.", COME),
        ("Skicka hellre ett samlat brev en gång i veckan.", SetDelivery(DeliveryMode.WEEKLY)),
        ("Please write to me in English.", SetLanguage("en")),
        ("English please!", SetLanguage("en")),
        ("Flytta allt från a@b.example till ny@c.example, inte gammal@d.example", Move("ny@c.example")),
        ("Tack för ditt mejl! Jag vill sluta, vi återkommer kanske.", SetLanguage("sv")),
        ("Jag kommer på båda.", Register(("2027-05-24", "2027-05-26"))),
        ("Jag är tjänstledig, så avsluta allt.", LEAVE),
        ("Hej!\nOm fjorton dagar kommer jag.", COME),
    ],
)
def test_what_passes(text: str, wish: Wish) -> None:
    assert opinion(text, wish) == Wishes((wish,), "sv")


@pytest.mark.parametrize(
    ("text", "wish", "about"),
    [
        ("Jag byter jobb i veckan.", SetDelivery(DeliveryMode.WEEKLY), "how-often"),
        ("Inte på svenska utan in English", SetLanguage("sv"), "which-language"),
        ("Jag är redan anmäld till den 24 maj.", COME, "holds-already"),
        ("Skicka fakturan till ekonomi@c.example", Move("ekonomi@c.example"), "which-address"),
        ("Skriv till anna@c.example om ni undrar", Move("anna@c.example"), "which-address"),
        ("Min anmälan ska ligga kvar.", COME, "holds-already"),
        ("Hinner tåget fram kommer jag, annars inte.", COME, "condition"),
        ("Hej. Om mötet spelas in så avbokar jag.", Cancel(("2027-05-24",)), "condition"),
        ("Då kan jag lika gärna avsluta alltihop.", LEAVE, "condition"),
        ("I might as well unsubscribe.", LEAVE, "condition"),
        ("Jag kommer på båda.", COME, "which-briefing"),
    ],
)
def test_what_is_asked_first(text: str, wish: Wish, about: str) -> None:
    found = opinion(text, wish)
    assert isinstance(found, Unclear)
    assert (found.about, found.options) == (about, (wish,))


def test_both_may_mean_lists() -> None:
    wishes = (Subscribe(("tjanstemannaforum", "politikerforum")), COME)
    assert opinion("Båda listorna, och jag kommer den 24 maj.", *wishes) == Wishes(wishes, "sv")


def test_a_pause_with_two_days_is_asked_about() -> None:
    pause = Pause(date(2027, 8, 1))
    assert opinion("pausa till den 1 augusti", pause) == Wishes((pause,), "sv")
    found = opinion("pausa till den 1 augusti, jag kommer den 26 maj", pause)
    assert isinstance(found, Unclear)
    assert found.about == "until-when"


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("Ljudet var under all kritik, avsluta.", "complaint"),
        ("Jag vill ha svar av en människa, stryk mig.", "complaint"),
        ("Anmälan från näringslivsenheten till den 24 maj", "third-person"),
        ("Min chef vill bort från era utskick", "third-person"),
        ("Please register Mayor Quist for 26 May", "third-person"),
        ("Anmäl kajsa@c.example och ulf@c.example", "third-person"),
        ("Jag är journalist och vill ha en kommentar om Politikerforum", "press"),
        ("I would take part, not in the audience but on the stage", "speaker"),
    ],
)
def test_what_is_for_a_person(text: str, about: str) -> None:
    found = opinion(text, COME)
    assert isinstance(found, ForPerson)
    assert found.about == about


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("Detta är ett automatiskt svar.", "auto-reply"),
        ("Tack för ditt mejl! Vi har tagit emot det och återkommer så snart vi kan.", "acknowledgement"),
        ("Thank you for contacting us. It has been logged.", "acknowledgement"),
        ("Kompledig, åter v. 21. Inget läses. Brådskande: ring kansliet.", "auto-reply"),
    ],
)
@pytest.mark.parametrize(
    "reading", [Wishes((JOIN,), "sv"), ForPerson("question", "sv"), Unclear("no-wish", "sv")]
)
def test_machines_that_only_their_words_tell(text: str, about: str, reading: Reading) -> None:
    found = opinion(text, reading=reading)
    assert isinstance(found, Machine)
    assert found.about == about


def test_other_readings_are_left_alone() -> None:
    assert opinion("Ångra. Detta är ett automatiskt svar.", reading=Undo("sv")) == Undo("sv")
    question = ForPerson("question", "sv")
    assert opinion("När börjar det?", reading=question) == question

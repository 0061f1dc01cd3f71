"""What the secretariat writes about briefings: those that ask for something, and those that only sound so."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from mailservice.domain.arrangements import (
    ArrangeBriefing,
    AskParticipants,
    Attended,
    GiveSeat,
    RemoveSeat,
)
from mailservice.domain.briefings import BriefingState
from mailservice.domain.lists import Language
from mailservice.domain.readings import AnsweredLetter, Unclear, Wishes
from mailservice.message.mail import OwnWords
from mailservice.understanding.secretariat_briefings import read_for_secretariat
from tests.given import MAY_24, MAY_26, NOW, SECRETARIAT, WORLD, world_with
from tests.unit.understanding.corpus import lexicon

ID = MAY_24.id
SECOND = replace(MAY_24, id="2027-05-24-1300", start=datetime(2027, 5, 24, 11, tzinfo=UTC))
ABOUT = AnsweredLetter("for_secretariat", SECRETARIAT, NOW, "m", sessions=(ID,))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def read(text: str, *, subject: str = "", answered: AnsweredLetter | None = None, world: Any = WORLD) -> Any:
    words = OwnWords(text=text, subject=subject, subject_is_new=bool(subject))
    return read_for_secretariat(words, world=world, now=NOW, answered=answered, lexicon=lexicon())


def wish(text: str, **given: Any) -> Any:
    reading = read(text, **given)
    assert isinstance(reading, Wishes), reading
    [found] = reading.wishes
    assert reading.evidence
    return found


DEFAULT_TITLE = {
    "title_sv": "Senaste nytt från Tjänstemannaforum",
    "title_en": "The latest from Forum for senior officials",
}
FULL = """\
Hej! Lägg upp en ny genomgång.

Rubrik: Nytt om regional utveckling
Engelsk rubrik: News on regional development
Datum: måndag 14 juni
Tid: kl. 09.00-09.45
Länk: https://video.example/14
Platser: 40
Sista anmälan: 10 juni
Lista: Tjänstemannaforum
Material: https://a.example/1 och https://a.example/2
"""


def test_a_briefing_in_named_lines() -> None:
    assert wish(FULL) == ArrangeBriefing(
        "2027-06-14",
        new=True,
        start=utc("2027-06-14 07:00"),
        minutes=45,
        title_sv="Nytt om regional utveckling",
        title_en="News on regional development",
        lists=("tjanstemannaforum",),
        link="https://video.example/14",
        capacity=40,
        deadline=utc("2027-06-10 21:59:59"),
        materials=("https://a.example/1", "https://a.example/2"),
        state=BriefingState.OPEN,
    )


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (
            "Ny genomgång den 14 juni kl 9.00 efter Tjänstemannaforum, 30 minuter",
            {
                "start": utc("2027-06-14 07:00"),
                "minutes": 30,
                "title_sv": "Senaste nytt från Tjänstemannaforum",
                "title_en": "The latest from Forum for senior officials",
            },
        ),
        (
            "Skapa ett utkast till genomgång 14/6 kl. 13.00 för Tjänstemannaforum: ”Sommarläget”",
            {
                "start": utc("2027-06-14 11:00"),
                "title_sv": "Sommarläget",
                "state": BriefingState.DRAFT,
            },
        ),
        (
            "Please create a new briefing on 14 June at 9:00-9:30 for Tjänstemannaforum\nTitle: Summer",
            {"start": utc("2027-06-14 07:00"), "minutes": 30, "title_sv": "Summer"},
        ),
        (
            "Planera en ny träff 13 december kl 10 efter Tjänstemannaforum\nLängd: 40 min",
            {"start": utc("2027-12-13 09:00"), "minutes": 40, **DEFAULT_TITLE},
        ),
        (
            "Ny genomgång den 24 maj kl 15.00 efter Tjänstemannaforum",  # a second one on that day
            {"start": utc("2027-05-24 13:00"), **DEFAULT_TITLE},
        ),
    ],
)  # fmt: skip
def test_a_briefing_in_a_sentence(text: str, values: dict[str, Any]) -> None:
    day = values["start"].strftime("%Y-%m-%d")
    session = "2027-05-24-1500" if day == ID else day
    given = {"lists": ("tjanstemannaforum",), "state": BriefingState.OPEN, **values}
    assert wish(text) == ArrangeBriefing(session, new=True, **given)


def test_a_briefing_of_no_list_is_left_to_the_decision() -> None:
    found = wish("Ny genomgång den 14 juni kl 9.00")
    assert (found.lists, found.title_sv) == ((), None)
    both = wish("Ny genomgång den 14 juni kl 9.00\nListor: Tjänstemannaforum, Politikerforum")
    assert both.title_sv == "Senaste nytt från Tjänstemannaforum och Politikerforum"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ställ in genomgången den 24 maj", ArrangeBriefing(ID, state=BriefingState.CALLED_OFF)),
        ("Genomgången den 24 maj är inställd.", ArrangeBriefing(ID, state=BriefingState.CALLED_OFF)),
        ("Call off the briefing on 24 May", ArrangeBriefing(ID, state=BriefingState.CALLED_OFF)),
        ("Genomgången 24 maj blir av ändå", ArrangeBriefing(ID, state=BriefingState.OPEN)),
        ("Öppna anmälan till genomgången den 24 maj", ArrangeBriefing(ID, state=BriefingState.OPEN)),
        ("Stäng anmälan till 24/5", ArrangeBriefing(ID, state=BriefingState.CLOSED)),
        ("Flytta genomgången den 24 maj till den 25 maj kl 10.00",
         ArrangeBriefing(ID, start=utc("2027-05-25 08:00"))),
        ("Flytta genomgången den 24 maj till kl. 13.15-13.45",
         ArrangeBriefing(ID, start=utc("2027-05-24 11:15"), minutes=30)),
        ("Move the briefing on 24 May to 26 May", ArrangeBriefing(ID, start=utc("2027-05-26 07:00"))),
        ("Höj antalet platser den 24 maj till 50", ArrangeBriefing(ID, capacity=50)),
        ("Ändra länken till genomgången den 24 maj\nLänk: https://new.example/x",
         ArrangeBriefing(ID, link="https://new.example/x")),
        ("Ändra rubriken den 24 maj till ”Läget i maj”", ArrangeBriefing(ID, title_sv="Läget i maj")),
        ("Change the title on 24 May to “May”", ArrangeBriefing(ID, title_en="May")),
        ("Byt länken den 24 maj till https://new.example/x.", ArrangeBriefing(ID, link="https://new.example/x")),
        ("Material till genomgången den 24 maj: https://a.example/1, https://a.example/2",
         ArrangeBriefing(ID, materials=("https://a.example/1", "https://a.example/2"))),
        ("Ge anna@region.example en plats den 24 maj", GiveSeat(ID, "anna@region.example")),
        ("Please give anna@region.example a seat on 24 May", GiveSeat(ID, "anna@region.example")),
        ("Ta bort anna@region.example från den 24 maj", RemoveSeat(ID, "anna@region.example")),
        ("Lista 24 maj", AskParticipants(ID)),
        ("Skicka deltagarlistan för den 24 maj", AskParticipants(ID)),
        ("Participants 24 May", AskParticipants(ID)),
        ("Deltog den 24 maj: anna@region.example, bo@kommun.example",
         Attended(ID, ("anna@region.example", "bo@kommun.example"))),
    ],
)  # fmt: skip
def test_what_is_asked_for(text: str, expected: Any) -> None:
    assert wish(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lista", AskParticipants(ID)),
        ("Lista, tack!", AskParticipants(ID)),
        ("Ställ in mötet", ArrangeBriefing(ID, state=BriefingState.CALLED_OFF)),
        ("Flytta till kl 11.00", ArrangeBriefing(ID, start=utc("2027-05-24 09:00"))),
        ("Platser: 50", ArrangeBriefing(ID, capacity=50)),
        ("Platser: 50\nLängd: 30", ArrangeBriefing(ID, capacity=50, minutes=30)),
        ("Deltog: anna@region.example", Attended(ID, ("anna@region.example",))),
        ("Bilderna: https://a.example/1", ArrangeBriefing(ID, materials=("https://a.example/1",))),
        ("Här är bilderna: https://a.example/1", ArrangeBriefing(ID, materials=("https://a.example/1",))),
        ("Ge anna@region.example en plats", GiveSeat(ID, "anna@region.example")),
    ],
)
def test_in_answer_to_a_letter_about_one(text: str, expected: Any) -> None:
    assert wish(text, answered=ABOUT) == expected


def test_the_subject_counts_where_it_is_new() -> None:
    off = ArrangeBriefing(ID, state=BriefingState.CALLED_OFF)
    assert wish("Hälsningar, Kim", subject="Ställ in genomgången den 24 maj") == off


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("Ställ in genomgången den 25 maj", "no-such-day"),
        ("Ställ in genomgången", "which-briefing"),
        ("Ställ in genomgången tisdag den 24 maj", "date-and-weekday-differ"),
        ("Ny genomgång tisdag den 14 juni kl 9.00", "date-and-weekday-differ"),
        ("Ny genomgång efter Tjänstemannaforum i juni", "office-when"),
        ("Flytta genomgången den 25 maj till 26 maj", "no-such-day"),
        ("Flytta genomgången den 24 maj till tisdag den 26 maj", "date-and-weekday-differ"),
        ("Flytta genomgången den 24 maj till senare", "office-when"),
        ("Lista", "which-briefing"),
    ],
)
def test_what_is_asked_back(text: str, about: str) -> None:
    reading = read(text)
    assert isinstance(reading, Unclear)
    assert reading.about == about


def test_two_on_a_day_are_told_apart_by_the_time() -> None:
    two = world_with(MAY_24, SECOND, MAY_26)
    assert wish("Ställ in genomgången den 24 maj kl. 13.00", world=two).session == SECOND.id
    assert read("Ställ in genomgången den 24 maj", world=two).about == "which-briefing"


@pytest.mark.parametrize(
    "text",
    [
        "Hej! Jag vill prenumerera på Tjänstemannaforum.",
        "Anmäl mig till den 24 maj",
        "Ja",
        "Cancel my briefing on 24 May",
        "Flytta mina prenumerationer till ny@region.example",
        "Flytta genomgången den 24 maj",  # where to?
        "Ändra min adress",
        "Ändra hur ofta jag får nyheterna till varje vecka",
        "Höj antalet platser den 24 maj till många",
        "Byt rubriken den 24 maj till något bättre",
        "Byt länken den 24 maj till en annan",
        "Här är materialet: https://a.example/1",  # of what?
        "Vi pratade om materialet till genomgången",
        "Ge anna@region.example och bo@kommun.example en plats den 24 maj",  # one at a time
        "Vi var med på mötet den 24 maj",
        "Platser: 50",  # where?
        "Antal platser: många\nLänk: kommer",
        "Publicera: Ny genomgång den 14 juni kl 9 " + "och mycket mer att läsa " * 40,
    ],
)
def test_what_is_nothing_of_the_kind(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    ("text", "language"),
    [("Ställ in genomgången den 24 maj", "sv"), ("Call off the briefing on 24 May", "en")],
)
def test_the_answer_comes_in_the_language_of_the_mail(text: str, language: Language) -> None:
    assert read(text).language == language


def test_times_that_are_none() -> None:
    assert read("Ny genomgång den 14 juni kl 25").about == "office-when"
    assert wish("Ny genomgång den 14 juni kl 9.00-08.00").minutes is None  # it would end before it began
    late = wish("Ny genomgång den 14 juni kl 9.00\nSista anmälan: senare\nRubrik: A\nRubrik: B")
    assert (late.deadline, late.title_sv) == (None, "A B")
    noon = wish("Ny genomgång den 14 juni kl 9.00\nSista anmälan: 10 juni kl 12.00")
    assert noon.deadline == utc("2027-06-10 10:00")

"""The history of a briefing in words that a secretariat understands."""

from typing import Any

import pytest

from mailservice.domain.lists import Language
from mailservice.rendering.history import because, tell
from mailservice.rendering.participants import history_as_csv

AT = "2027-05-10T06:30:00+00:00"
BRIEFING: dict[str, Any] = {
    "id": "2027-05-24",
    "title": {"sv": "Nytt", "en": "News"},
    "start": "2027-05-24T07:00:00+00:00",
    "minutes": 45,
    "link": "",
    "capacity": None,
    "deadline": None,
    "state": "draft",
    "lists": ["a"],
    "materials": [],
}


def row(event: str, *, by: str = "mail", who: str = "", address: str = "", **detail: Any) -> dict[str, Any]:
    return {"at": AT, "event": event, "address": address, "detail": detail, "by": by, "who": who}


def seat(state: str, why: str = "", **more: Any) -> dict[str, Any]:
    until = more.pop("until", None)
    return row("SetSeat", address="anna@example.org", state=state, why=why, offered_until=until, **more)


@pytest.mark.parametrize(
    ("event", "what", "why"),
    [
        (seat("taken"), "har plats", "i ett mejl"),
        (seat("tentative", by="calendar"), "kommer kanske", "i kalendern"),
        (
            seat("given-up", by="calendar", who="assistent@example.org"),
            "har ingen plats",
            "i kalendern (från assistent@example.org)",
        ),
        (
            seat("offered", "offer", by="time", until="2027-05-11T06:30:00+00:00"),
            "erbjuds en ledig plats, svar senast tisdag 11 maj kl. 08.30",
            "tjänsten: en plats blev ledig",
        ),
        (
            seat("given-up", "offer-over", by="time"),
            "har ingen plats",
            "tjänsten: inget svar i tid på erbjudandet",
        ),
        (seat("waiting", "standing"), "står i kö", "tjänsten: har bett om en plats varje gång"),
        (
            seat("taken", "secretariat", who="eva@example.org"),
            "har plats",
            "kansliet eva@example.org i ett mejl",
        ),
        (seat("given-up", "secretariat", by="command"), "har ingen plats", "kansliet med ett kommando"),
        (seat("taken", "secretariat", by="secretariat"), "har plats", "kansliet"),  # of before 0009
        (
            seat("given-up", "passed-on", who="bo@example.org"),
            "har ingen plats",
            "platsen gick till någon annan som har tackat ja (bo@example.org)",
        ),
        (
            seat("given-up", "passed-on"),
            "har ingen plats",
            "platsen gick till någon annan som har tackat ja",
        ),
        (row("PassOn", passed_on=True), "vill att någon annan går", "i ett mejl"),
        (row("PassOn", passed_on=False), "behåller platsen själv", "i ett mejl"),
        (row("NoteComment", by="calendar"), "skrev en kommentar", "i kalendern"),
        (
            row("NoteAttendance", by="command", came=7),
            "närvaron noterad, antal som var med: 7",
            "kansliet med ett kommando",
        ),
    ],
)
def test_a_row(event: dict[str, Any], what: str, why: str) -> None:
    [told] = tell([event], "sv")
    assert (told.at, told.whom, told.what, told.because) == (AT, event["address"], what, why)


def test_a_briefing_is_told_by_what_changed() -> None:
    opened = {
        **BRIEFING,
        "state": "open",
        "start": "2027-05-25T08:00:00+00:00",
        "capacity": 40,
        "materials": ["https://a.example/1", "https://a.example/2"],
        "title": {"sv": "Nyare", "en": "Newer"},
    }
    rows = [
        row("SaveBriefing", by="file", briefing=BRIEFING),
        seat("taken"),
        row("SaveBriefing", who="eva@example.org", briefing=opened),
        row("SaveBriefing", by="command", briefing={**opened, "sequence": 2}),
    ]
    created, _, changed, same = tell(rows, "sv")
    assert created.what == "genomgången lades upp: måndag 24 maj kl. 09.00"
    assert created.because == "kansliet med filen"
    assert changed.what == (
        "läge utkast → öppen; tid måndag 24 maj kl. 09.00 → tisdag 25 maj kl. 10.00; rubrik Nytt → Nyare; "
        "platser inget → 40; material inget → https://a.example/1 https://a.example/2"
    )
    assert changed.because == "kansliet eva@example.org i ett mejl"
    assert same.what == "sparad utan synlig ändring"
    english = tell(rows, "en")[2]
    assert english.what.startswith("state draft → open; time Monday 24 May at 09:00 → Tuesday 25 May")
    assert english.because == "the secretariat eva@example.org by mail"


@pytest.mark.parametrize("language", ["sv", "en"])
def test_where_the_journal_does_not_know(language: Language) -> None:
    assert because({"by": "", "who": "", "why": ""}, language) == ""


def test_as_a_spreadsheet() -> None:
    lines = history_as_csv([seat("taken", by="calendar")]).splitlines()
    assert lines == ["när;vem;vad;hur det blev så", "2027-05-10 08:30;anna@example.org;har plats;i kalendern"]

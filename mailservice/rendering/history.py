"""What has happened with a briefing and its seats, and why, in plain words: for tables and spreadsheets."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mailservice.domain.lists import Language
from mailservice.rendering.dates import day_and_time

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """One row of the history in words.

    at       ISO 8601, UTC
    whom     whose seat, "" where it is about the briefing itself
    what     what happened
    because  by whom, which way and why
    """

    at: str
    whom: str
    what: str
    because: str


def tell(history: Iterable[Row], language: Language) -> list[Told]:
    """Rows of `storage.participants.history`, in words."""
    told = []
    before: Row = {}
    for row in history:
        what = _what(row, before, language)
        told.append(Told(row["at"], row["address"], what, because(_cause(row), language)))
        before = row["detail"].get("briefing", before)
    return told


def because(cause: Row, language: Language) -> str:
    """How a seat came to be as it is: by whom, which way and why.

    cause   "by", "who" and "why", as in rows of `storage.participants`
    """
    words = _BECAUSE[language]
    by, who, why = cause["by"], cause["who"], cause["why"]
    if why in {"offer", "offer-over", "standing"}:
        return words[why]
    if why == "passed-on":
        return f"{words[why]} ({who})" if who else words[why]
    office = why == "secretariat" or by in {"command", "file", "secretariat"}
    way = "" if by == "secretariat" else words.get(by, "")
    if not office:
        return f"{way} ({words['of']} {who})" if who else way
    return " ".join(each for each in (words["secretariat"], who, way) if each)


def _cause(row: Row) -> Row:
    """Of a briefing itself the secretariat alone disposes."""
    itself = row["event"] in {"SaveBriefing", "NoteAttendance"}
    why = "secretariat" if itself else row["detail"].get("why", "")
    return {"by": row["by"], "who": row["who"], "why": why}


def _what(row: Row, before: Row, language: Language) -> str:
    detail, words = row["detail"], _WHAT[language]
    match row["event"]:
        case "SetSeat":
            until = detail.get("offered_until")
            answer_by = (
                f", {words['answer-by']} {day_and_time(until, language, today=row['at'])}" if until else ""
            )
            return words[detail["state"]] + answer_by
        case "PassOn":
            return words["passes-on" if detail["passed_on"] else "keeps"]
        case "NoteComment":
            return words["comment"]
        case "NoteAttendance":
            return f"{words['attendance']}: {detail['came']}"
        case _:
            return _of_briefing(before, detail["briefing"], language, row["at"])


def _of_briefing(before: Row, after: Row, language: Language, at: str) -> str:
    """Created, or what of it was changed: old and new."""
    words = _WHAT[language]
    if not before:
        return f"{words['created']}: {day_and_time(after['start'], language, today=at)}"
    changed = [name for name in _SHOWN if before.get(name) != after.get(name)]
    said = [
        f"{words[_HEADINGS.get(name, name)]} {_shown(before.get(name), name, language, at)}"
        f" → {_shown(after.get(name), name, language, at)}"
        for name in changed
    ]
    return "; ".join(said) or words["saved"]


def _shown(value: Any, name: str, language: Language, at: str) -> str:
    words = _WHAT[language]
    if value in (None, "", []):
        return words["none"]
    match name:
        case "start" | "deadline":
            return day_and_time(value, language, today=at)
        case "state":
            return words[f"briefing-{value}"]
        case "title":
            return str(value[language])
        case "lists" | "materials":
            return " ".join(value)
        case _:
            return str(value)


_SHOWN = ("state", "start", "minutes", "title", "link", "capacity", "deadline", "lists", "materials")
_HEADINGS = {"materials": "links"}  # that word alone is a state of a seat
_WHAT: dict[Language, dict[str, str]] = {
    "sv": {
        "taken": "har plats",
        "tentative": "kommer kanske",
        "offered": "erbjuds en ledig plats",
        "waiting": "står i kö",
        "materials": "får bara materialet",
        "given-up": "har ingen plats",
        "answer-by": "svar senast",
        "passes-on": "vill att någon annan går",
        "keeps": "behåller platsen själv",
        "comment": "skrev en kommentar",
        "attendance": "närvaron noterad, antal som var med",
        "created": "genomgången lades upp",
        "saved": "sparad utan synlig ändring",
        "none": "inget",
        "state": "läge",
        "start": "tid",
        "minutes": "minuter",
        "title": "rubrik",
        "link": "länk",
        "capacity": "platser",
        "deadline": "sista anmälan",
        "lists": "listor",
        "links": "material",
        "briefing-draft": "utkast",
        "briefing-open": "öppen",
        "briefing-closed": "stängd",
        "briefing-called-off": "inställd",
    },
    "en": {
        "taken": "has a seat",
        "tentative": "may come",
        "offered": "is offered a free seat",
        "waiting": "waits in line",
        "materials": "gets the materials alone",
        "given-up": "has no seat",
        "answer-by": "to answer by",
        "passes-on": "wants somebody else to go",
        "keeps": "keeps the seat",
        "comment": "wrote a comment",
        "attendance": "attendance noted, number who came",
        "created": "briefing created",
        "saved": "saved, nothing visible changed",
        "none": "none",
        "state": "state",
        "start": "time",
        "minutes": "minutes",
        "title": "title",
        "link": "link",
        "capacity": "seats",
        "deadline": "deadline",
        "lists": "lists",
        "links": "materials",
        "briefing-draft": "draft",
        "briefing-open": "open",
        "briefing-closed": "closed",
        "briefing-called-off": "called off",
    },
}
_BECAUSE: dict[Language, dict[str, str]] = {
    "sv": {
        "offer": "tjänsten: en plats blev ledig",
        "offer-over": "tjänsten: inget svar i tid på erbjudandet",
        "standing": "tjänsten: har bett om en plats varje gång",
        "passed-on": "platsen gick till någon annan som har tackat ja",
        "secretariat": "kansliet",
        "mail": "i ett mejl",
        "calendar": "i kalendern",
        "command": "med ett kommando",
        "file": "med filen",
        "time": "tjänsten",
        "system": "tjänsten",
        "of": "från",
    },
    "en": {
        "offer": "the service: a seat became free",
        "offer-over": "the service: the offer was not answered in time",
        "standing": "the service: has asked for a seat each time",
        "passed-on": "the seat went to somebody else who has accepted",
        "secretariat": "the secretariat",
        "mail": "by mail",
        "calendar": "in the calendar",
        "command": "by a command",
        "file": "by the file",
        "time": "the service",
        "system": "the service",
        "of": "from",
    },
}

"""A list of participants as a file for a spreadsheet: by itself, or with a letter to the secretariat."""

import csv
from collections.abc import Iterable, Mapping
from datetime import datetime
from io import StringIO
from typing import Any

from mailservice.domain.days import STOCKHOLM
from mailservice.message.compose import Enclosure
from mailservice.rendering.history import because, tell

_HEADINGS = (
    "adress",
    "läge",
    "plats i kön",
    "svarade",
    "svara senast",
    "var med",
    "kommentar",
    "hur det blev så",
)
_STATES = {
    "taken": "plats",
    "tentative": "kanske",
    "offered": "erbjuden plats",
    "waiting": "i kö",
    "materials": "bara materialet",
    "given-up": "ingen plats",
}
_CAME = {True: "ja", False: "nej", None: ""}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would reckon with


def as_csv(rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows of `storage.participants`, with Swedish headings and semicolons, as Swedish spreadsheets want."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(_HEADINGS)
    for each in rows:
        writer.writerow(
            (
                _words(each["address"]),
                _STATES[each["state"]],
                each["place"] or "",
                _when(each["answered_at"]),
                _when(each["offered_until"]),
                _CAME[each["came"]],
                _words(each["comment"]),
                _words(because(each, "sv")),
            )
        )
    return out.getvalue()


def history_as_csv(rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows of `storage.participants.history`, likewise: what happened, and why, in Swedish."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(("när", "vem", "vad", "hur det blev så"))
    for each in tell(rows, "sv"):
        writer.writerow((_when(each.at), _words(each.whom), _words(each.what), _words(each.because)))
    return out.getvalue()


def participant_lists(values: Mapping[str, Any]) -> tuple[Enclosure, ...]:
    """The lists of a receipt's outcomes, as files. UTF-8 with a mark, by which spreadsheets know it."""
    return tuple(
        Enclosure("text/csv", "deltagare.csv", as_csv(outcome["rows"]).encode("utf-8-sig"))
        for outcome in values.get("outcomes", ())
        if outcome["kind"] == "participants"
    )


def _words(text: str) -> str:
    """A stranger's words, which no spreadsheet shall carry out."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _when(moment: str | None) -> str:
    return "" if moment is None else f"{datetime.fromisoformat(moment).astimezone(STOCKHOLM):%Y-%m-%d %H:%M}"

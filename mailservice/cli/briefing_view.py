"""One briefing as a person reads it on a terminal."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from mailservice.cli.letters import harmless
from mailservice.domain.days import STOCKHOLM

if TYPE_CHECKING:
    from rich.console import Console

_CAME = {True: "yes", False: "no", None: ""}


def print_briefing(console: "Console", found: Mapping[str, Any]) -> None:
    """The briefing in a few lines, then a table of its people."""
    limit = found["capacity"] or "no limit"
    console.print(Text(harmless(f"{found['id']}  {found['title_sv']}"), style="bold"))
    console.print(f"{_when(found['start'])}, {found['minutes']} minutes, {found['phase']}")
    console.print(f"seats {limit}: {found['held']} held, {found['waiting']} wait")
    for name in ("link", "deadline", "materials"):
        if found[name]:
            value = found[name]
            shown = _when(value) if name == "deadline" else value if name == "link" else " ".join(value)
            console.print(Text(harmless(f"{name}: {shown}")))
    if not found["participants"]:
        console.print("nobody has signed up yet")
        return
    from mailservice.rendering.history import because

    rows = [
        {
            "address": each["address"],
            "state": f"{each['state']} {each['place'] or ''}".rstrip(),
            "answered": _when(each["answered_at"]),
            "until": _when(each["offered_until"]),
            "came": _CAME[each["came"]],
            "comment": each["comment"],
            "because": because(each, "en"),
        }
        for each in found["participants"]
    ]
    shown = [name for name in rows[0] if any(each[name] for each in rows)]
    table = Table()
    for name in shown:
        table.add_column(name, overflow="fold")
    for each in rows:
        table.add_row(*(Text(harmless(each[name])) for name in shown))
    console.print(table)


def with_words(found: Mapping[str, Any]) -> dict[str, Any]:
    """The briefing as JSON, with what people read of each row, in English: "what" and "because"."""
    from mailservice.rendering.history import because, tell

    told = tell(found["history"], "en")
    return {
        **found,
        "participants": [{**each, "because": because(each, "en")} for each in found["participants"]],
        "history": [
            {**row, "what": words.what, "because": words.because}
            for row, words in zip(found["history"], told, strict=True)
        ],
    }


def print_history(console: "Console", found: Mapping[str, Any]) -> None:
    """Every change, oldest first: what happened, by whom and why."""
    from mailservice.rendering.history import tell

    table = Table()
    for name in ("when", "whose", "what", "because"):
        table.add_column(name, overflow="fold")
    for each in tell(found["history"], "en"):
        cells = (_when(each.at), each.whom, each.what, each.because)
        table.add_row(*(Text(harmless(cell)) for cell in cells))
    console.print(table)


def _when(moment: str | None) -> str:
    return "" if moment is None else f"{datetime.fromisoformat(moment).astimezone(STOCKHOLM):%Y-%m-%d %H:%M}"

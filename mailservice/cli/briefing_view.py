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
    table = Table("address", "state", "answered", "until", "came", "comment")
    for each in found["participants"]:
        place = f" {each['place']}" if each["place"] else ""
        cells = (
            each["address"],
            f"{each['state']}{place}",
            _when(each["answered_at"]),
            _when(each["offered_until"]),
            _CAME[each["came"]],
            each["comment"],
        )
        table.add_row(*(Text(harmless(cell)) for cell in cells))
    console.print(table)


def print_history(console: "Console", found: Mapping[str, Any]) -> None:
    """Every change, oldest first."""
    table = Table("when", "what", "who", "state", "by", "why")
    for each in found["history"]:
        detail = each["detail"]
        cells = (
            _when(each["at"]),
            each["event"],
            each["address"],
            detail.get("state", detail.get("briefing", {}).get("state", "")),
            each["by"],
            detail.get("why", ""),
        )
        table.add_row(*(Text(harmless(cell)) for cell in cells))
    console.print(table)


def _when(moment: str | None) -> str:
    return "" if moment is None else f"{datetime.fromisoformat(moment).astimezone(STOCKHOLM):%Y-%m-%d %H:%M}"

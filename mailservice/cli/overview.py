"""status: how the service stands; the tables of it and of the queue."""

import dataclasses
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from mailservice.cli.terminal import AsJson, ConfigFile, faults_told, finished, paper
from mailservice.domain.days import STOCKHOLM

if TYPE_CHECKING:
    from rich.console import RenderableType

    from mailservice.storage.engine import Engines
    from mailservice.storage.overview import Queue, Status

Answer = TypeVar("Answer")


def status(config: ConfigFile, as_json: AsJson = False) -> None:
    """Count subscribers, seats, and the mails and letters in each state."""
    with faults_told():
        from mailservice.storage import overview

        counted = finished(ask(config, overview.status))
    if as_json:
        typer.echo(as_json_text(counted))
        return
    console = paper()
    for each in status_tables(counted):
        console.print(each)


async def ask(config: Path, question: "Callable[[Engines], Awaitable[Answer]]") -> Answer:
    """Open the database as a second process does, ask, close it."""
    from mailservice.config import load_config
    from mailservice.parts import open_store

    database = await open_store(load_config(config), checkpoints=False)
    try:
        return await question(database.engines)
    finally:
        await database.close()


def as_json_text(value: Any) -> str:
    """A dataclass, or a row of them, as JSON, times as ISO 8601 in UTC."""
    plain = (
        [dataclasses.asdict(each) for each in value]
        if isinstance(value, tuple)
        else dataclasses.asdict(value)
    )
    return json.dumps(plain, default=datetime.isoformat, ensure_ascii=False, indent=2)


def status_tables(counted: "Status") -> "list[RenderableType]":
    """The tables that people see."""
    mails = [(state, str(number)) for state, number in sorted(counted.received.items())]
    letters = [(state, str(number)) for state, number in sorted(counted.letters.items())]
    since = [
        ("oldest waiting", when(oldest)) if oldest else None
        for oldest in (counted.oldest_received, counted.oldest_letter)
    ]
    return [
        table("Subscribers", ("list", "delivery"), _by_two(counted.subscribers)),
        f"Retired addresses: {counted.retired or 'none'}",
        table("Seats", ("briefing", "state"), _by_two(counted.seats)),
        table("Mails received", ("state", "number"), [*mails, *([since[0]] if since[0] else [])]),
        table("Letters", ("state", "number"), [*letters, *([since[1]] if since[1] else [])]),
    ]


def queue_tables(waiting: "Queue") -> "list[RenderableType]":
    """The tables that people see."""
    mails = [
        (m.id, m.state, when(m.received_at), str(m.attempts), when(m.next_at), _last(m.because))
        for m in waiting.received
    ]
    letters = [
        (out.id, out.state, out.letter, out.recipient, str(out.attempts), when(out.next_at), out.reply)
        for out in waiting.letters
    ]
    return [
        table("Mails received", ("id", "state", "received", "attempts", "next try", "because"), mails),
        *_more(waiting.more_received),
        table("Letters", ("id", "state", "letter", "to", "attempts", "next try", "smarthost said"), letters),
        *_more(waiting.more_letters),
    ]


def _more(counts: Mapping[str, int]) -> list[str]:
    """A line that tells how many of each state the table leaves out; none where it leaves out none."""
    told = ", ".join(f"{number:,} {state}" for state, number in counts.items())
    return [f"and more: {told}"] if told else []


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> "RenderableType":
    from rich.table import Table
    from rich.text import Text

    from mailservice.cli.letters import harmless

    if not rows:
        return f"{title}: none"
    drawn = Table(title=title, title_justify="left")
    for column in columns:
        drawn.add_column(column, overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(harmless(cell)) for cell in row))
    return drawn


def _by_two(counts: Mapping[str, Mapping[str, int]]) -> list[tuple[str, str]]:
    return [
        (name, ", ".join(f"{kind} {number}" for kind, number in sorted(kinds.items())) or "none")
        for name, kinds in counts.items()
    ]


def when(moment: datetime | None) -> str:
    """The time of day where the readers are; "never" for what nobody will try again."""
    return "never" if moment is None else f"{moment.astimezone(STOCKHOLM):%Y-%m-%d %H:%M:%S}"


def _last(trace: str) -> str:
    """The last line of what went wrong; `--json` has all of it."""
    return trace.strip().rpartition("\n")[2]

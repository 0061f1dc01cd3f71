"""`explain` for people: the mail with the sender's own words bright and the rest dim, then each step."""

import dataclasses
from collections.abc import Iterator
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from mailservice.cli.examining import Examined
from mailservice.cli.letters import harmless
from mailservice.domain.effects import SendInvitation, SendLetter
from mailservice.domain.readings import Evidence, Report
from mailservice.message.bounce import Fate, read_bounce

_SHOWN_LINES = 25
_HIDDEN = {"evidence", "language", "also_human"}


def print_examined(console: Console, examined: Examined) -> None:
    """The mail, then a table of what each step found."""
    mail, words = examined.opened.mail, examined.opened.words
    console.print(Text.assemble(("From:    ", "dim"), (harmless(mail.header("from")), "bold")))
    console.print(Text.assemble(("Subject: ", "dim"), (harmless(mail.subject), "bold"), "\n"))
    _print_part(console, words.text, title="", style="green")
    _print_part(console, words.quoted, title="not read, quoted:", style="dim")
    _print_part(console, words.signature, title="not read, signature:", style="dim magenta")
    table = Table(show_header=False, box=None)
    table.add_column(style="cyan", no_wrap=True)
    table.add_column(overflow="fold")
    for step, found in steps(examined):
        table.add_row(step, Text(harmless(found)))
    console.print(table)


def _print_part(console: Console, text: str, *, title: str, style: str) -> None:
    lines = text.strip().splitlines()
    if not lines:
        return
    if title:
        console.print(Text(title, style="cyan"))
    for line in lines[:_SHOWN_LINES]:
        console.print(Text(f"  {harmless(line)}", style=style))
    if len(lines) > _SHOWN_LINES:
        console.print(Text(f"  … {len(lines) - _SHOWN_LINES} more lines", style="cyan"))
    console.print()


def steps(examined: Examined) -> Iterator[tuple[str, str]]:
    """What each step found, in the order of the path."""
    opened, reading, decision = examined.opened, examined.reading, examined.decision
    yield "envelope", f"MAIL FROM:<{examined.envelope.reverse_path}>"
    yield "parse", _parsed(examined)
    stopped = opened.verdict.stopped
    vouching = "our border MTA vouches" if opened.verdict.vouched else "nobody vouches"
    goes = "goes on" if stopped is None else f"stops here: {type(stopped).__name__}"
    yield "screen", f"{vouching} for the sender; {goes}"
    for fate in read_bounce(opened.mail) if isinstance(reading, Report) else ():
        yield "report", _fate(fate)
    for each in getattr(reading, "evidence", ()):
        yield "evidence", _evidence(each)
    yield "reading", _reading(reading)
    yield "decision", decision.because
    for effect in decision.effects:
        yield "effect", _effect(effect)
    yield "in short", ", ".join(f"{key} {value}" for key, value in examined.label.items())


def _parsed(examined: Examined) -> str:
    mail = examined.opened.mail
    parts = [
        name
        for name, there in (
            ("text", mail.text is not None),
            ("HTML", mail.html is not None),
            ("calendar", bool(mail.calendars)),
            (f"{len(mail.attachments)} attachments", bool(mail.attachments)),
            ("delivery report", mail.delivery_status is not None),
            ("enclosed mail", bool(mail.enclosed)),
        )
        if there
    ]
    defects = f"; mended: {', '.join(mail.defects)}" if mail.defects else ""
    return (", ".join(parts) or "no body") + defects


def _fate(fate: Fate) -> str:
    """What a delivery report says of one recipient. Here it counts against nobody: no return path is ours."""
    outcome = "late" if not fate.failed else "failed for good" if fate.permanent else "failed for now"
    codes = " ".join(filter(None, (fate.reply, fate.status))) or "no code"
    return f"{fate.recipient}: {outcome}, {codes}, taken for {fate.kind}"


def _evidence(evidence: Evidence) -> str:
    return f"“{evidence.words}” taken for {evidence.taken_for}"


def _reading(reading: Any) -> str:
    """The reading's kind and what it holds, its evidence aside."""
    values = [
        f"{field.name}={getattr(reading, field.name)!r}"
        for field in dataclasses.fields(reading)
        if field.name not in _HIDDEN and getattr(reading, field.name) not in ((), "", None)
    ]
    also = ["and for the secretariat as well"] if getattr(reading, "also_human", False) else []
    return " ".join([type(reading).__name__, *values, *also])


def _effect(effect: Any) -> str:
    """An effect in a line: letters by their name and reader, changes by their values."""
    match effect:
        case SendLetter(letter=letter, to=to, language=language):
            return f"SendLetter {letter} ({language}) to {to}"
        case SendInvitation(method=method, to=to, briefing=briefing):
            return f"SendInvitation {method} for {briefing.id} to {to}"
        case _:
            values = (str(getattr(effect, field.name)) for field in dataclasses.fields(effect))
            return f"{type(effect).__name__} {', '.join(value for value in values if len(value) < 80)}"

"""The conversation as people would tell it: when, who, to whom, and the first words."""

from collections import Counter
from datetime import datetime

from rich.console import Console
from rich.table import Table
from rich.text import Text

from mailservice.demo.mailbox import Taken
from mailservice.demo.script import Line

_WORDS = 3  # lines of a letter that are shown


class Transcript:
    """Prints the play as it goes."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._day = ""

    def received(self, line: Line, subject: str) -> None:
        """Somebody writes to the service."""
        proof = "" if line.vouched else "  (nobody vouches for the sender)"
        self._heading(line.at, "->", line.who, subject, style="cyan", note=proof)
        self._words(line.text or f"({line.calendar.lower()} in the calendar)")

    def published(self, line: Line, people: int) -> None:
        """The secretariat publishes."""
        self._heading(line.at, "**", line.who, line.subject, style="magenta", note=f"  (for {people} people)")

    def sent(self, at: datetime, taken: Taken) -> None:
        """The service writes to somebody."""
        message = taken.message
        self._heading(at, "<-", str(message["To"]), str(message["Subject"]), style="green")
        self._words(taken.text)
        for part in message.walk():
            if part.get_content_type() == "text/calendar":
                self._console.print(
                    Text(f"            [calendar: {part.get_param('method')}]", style="yellow")
                )

    def numbers(self, numbers: Counter[str], *, seconds: float) -> None:
        """What it came to."""
        table = Table(title="10 to 27 May 2027", show_header=False)
        for name, number in sorted(numbers.items()):
            table.add_row(name, str(number))
        table.add_row("played in", f"{seconds:.1f} s")
        self._console.print(table)

    def _heading(
        self, at: datetime, arrow: str, who: str, subject: str, *, style: str, note: str = ""
    ) -> None:
        day = f"{at:%A %-d %B}"
        if day != self._day:
            self._day = day
            self._console.rule(day)
        line = Text.assemble(f"{at:%H:%M}  {arrow}  ", (who, style), "  ", (subject, "bold"), (note, "dim"))
        self._console.print(line)

    def _words(self, text: str) -> None:
        lines = [each.strip() for each in text.splitlines() if each.strip() and not each.startswith(">")]
        for each in lines[:_WORDS]:
            self._console.print(Text(f"            {each}", style="dim"))

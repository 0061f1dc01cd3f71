"""One run of the bench: how large it is, what it has found so far, and what it could not do."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.bench.table import Line, Peer, per_second


@dataclass(slots=True)
class Run:
    """Handed from part to part.

    scale       of all numbers of mails
    rounds      of what is taken side by side
    postgresql  the address of a server, "" where there is none
    told        what is being measured now
    figures     every measurement as it came
    notes       what was left out, and why
    """

    scale: float
    rounds: int
    postgresql: str
    told: Callable[[str], None]
    lines: list[Line] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def now(self, what: str) -> None:
        """This is being measured."""
        self.told(what)

    def of(self, number: int) -> int:
        """So many, at this scale."""
        return max(min(number, 100), int(number * self.scale))

    def rate(self, what: str, rate: float, to: Peer, wanted: float = 0.0) -> None:
        """A line: so many a second, and beside a peer."""
        self.beside(what, rate, rate / to.rate, to, wanted)

    def beside(self, what: str, rate: float, ratio: float, to: Peer, wanted: float = 0.0) -> None:
        """The same with a ratio of its own, such as the median of rounds."""
        self.lines.append(Line(what, per_second(rate), ratio, str(to), wanted))

    def at_most(self, what: str, measured: str, ratio: float, to: str, wanted: float = 0.0) -> None:
        """A line of which less is better."""
        self.lines.append(Line(what, measured, ratio, to, wanted, at_most=True))

    def peer(self, name: str, measured: float | None, before: float) -> Peer:
        """A peer by what it did in this run; where it is absent (None), by what it did before."""
        self.figures.setdefault("peers", {})[name] = measured
        return Peer(name, before, in_this_run=False) if measured is None else Peer(name, measured)

    def skipped(self, why: str) -> None:
        """Something was left out."""
        if why not in self.notes:
            self.notes.append(why)

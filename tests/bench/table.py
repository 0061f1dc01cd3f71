"""What a bench has found, as a table: a figure, its ratio to a yardstick, and whether that is enough."""

from dataclasses import dataclass

from rich.table import Table


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table: what, how much, its ratio to a yardstick, the ratio wanted (0 for none)."""

    what: str
    rate: str
    ratio: float
    to: str
    wanted: float = 0.0
    at_most: bool = False

    @property
    def verdict(self) -> str:
        """Whether the target is reached; "" where there is none."""
        if not self.wanted:
            return ""
        met = self.ratio <= self.wanted if self.at_most else self.ratio >= self.wanted
        return "reached" if met else "not reached"


@dataclass(frozen=True, slots=True)
class Peer:
    """Another program that does the same, with its rate: of this run, or measured before."""

    name: str
    rate: float
    in_this_run: bool = True

    def __str__(self) -> str:
        rate = per_second(self.rate)
        return f"{self.name}, {rate}" if self.in_this_run else f"{self.name} ({rate}, measured before)"


def per_second(rate: float) -> str:
    """A rate, as far as it can be trusted."""
    return f"{rate:,.0f}/s" if rate >= 10 else f"{rate:.1f}/s"


def table_of(lines: list[Line]) -> Table:
    """A row for each line."""
    table = Table("what", "measured", "ratio", "to", "wanted", "")
    for line in lines:
        sign = "≤" if line.at_most else "≥"
        wanted = f"{sign} {line.wanted:g}" if line.wanted else ""
        table.add_row(line.what, line.rate, f"{line.ratio:,.2f}", line.to, wanted, line.verdict)
    return table

"""An HTML table: one that lays out a page is none, one of data becomes rows of cells."""

from dataclasses import dataclass

from selectolax.lexbor import LexborNode

_MOST_SPAN = 50


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the source, at its place in the grid. node: None where a merged cell reaches over it."""

    node: LexborNode | None
    heading: bool = False


Grid = list[list[Cell]]


def is_layout(table: LexborNode) -> bool:
    """Whether a table only places things: it says so, holds tables, or is a single row or column."""
    if (table.attributes.get("role") or "") in {"presentation", "none"}:
        return True
    if len(table.css("table")) > 1:  # itself counts
        return True
    grid = grid_of(table)
    return len(grid) < 2 or max(len(row) for row in grid) < 2


def rows_of(table: LexborNode) -> list[LexborNode]:
    """The rows of this table, not those of tables in it."""
    parts = (part for part in table.iter() if part.tag in {"thead", "tbody", "tfoot"})  # the parser adds them
    return [row for part in parts for row in part.iter() if row.tag == "tr"]


def cells_of(row: LexborNode) -> list[LexborNode]:
    """The cells of a row."""
    return [each for each in row.iter() if each.tag in {"td", "th"}]


def grid_of(table: LexborNode) -> Grid:
    """Every row with a cell in each column. A cell over several rows stands in each of them,
    one over several columns in the first: so each row can be read for itself.
    """
    below: dict[int, tuple[int, Cell]] = {}  # column: rows still reached, and the cell
    grid: Grid = []
    for row in rows_of(table):
        line: list[Cell] = []
        waiting = cells_of(row)
        while waiting or len(line) in below:
            if len(line) in below:
                _take_from_above(line, below)
            else:
                _place(waiting.pop(0), line, below)
        if line:
            grid.append(line)
    widest = max((len(row) for row in grid), default=0)
    return [row + [Cell(None)] * (widest - len(row)) for row in grid]


def _take_from_above(line: list[Cell], below: dict[int, tuple[int, Cell]]) -> None:
    column = len(line)
    left, cell = below[column]
    line.append(cell)
    if left > 1:
        below[column] = (left - 1, cell)
    else:
        del below[column]


def _place(node: LexborNode, line: list[Cell], below: dict[int, tuple[int, Cell]]) -> None:
    wide, high = _span(node, "colspan"), _span(node, "rowspan")
    for number in range(wide):
        cell = Cell(node if number == 0 else None, heading=node.tag == "th")
        if high > 1:
            below[len(line)] = (high - 1, cell)
        line.append(cell)


def _span(node: LexborNode, name: str) -> int:
    text = node.attributes.get(name) or "1"
    return min(max(int(text), 1), _MOST_SPAN) if text.isdecimal() and len(text) < 6 else 1

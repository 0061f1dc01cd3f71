"""Blocks of a text, written as Markdown (CommonMark 0.31, tables as GitHub writes them)."""

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import assert_never

from mailservice.message.markdown_runs import Run, words_of, written


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph, or a heading of `level` 1 to 6."""

    runs: tuple[Run, ...]
    level: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """A paragraph that says of itself that it is an item of a list; goes into a ListOf."""

    runs: tuple[Run, ...]
    level: int
    ordered: bool


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list; each item is a row of blocks."""

    items: tuple[tuple["Block", ...], ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, as many in each; the first row is the header."""

    rows: tuple[tuple[tuple[Run, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """What stands indented."""

    blocks: tuple["Block", ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across."""


Block = Text | ListOf | Table | Quote | Rule


def markdown_of(blocks: Iterable[Block]) -> str:
    """The blocks as Markdown, an empty line between them."""
    return "\n\n".join(each for each in map(_written, blocks) if each)


def _written(block: Block) -> str:
    match block:
        case Text(runs, 0):
            return written(runs)
        case Text(runs, level):
            return f"{'#' * level} {written(runs, one_line=True)}"
        case ListOf():
            return _list(block)
        case Table(rows):
            return _table(rows)
        case Quote(blocks):
            return textwrap.indent(markdown_of(blocks), "> ", lambda _line: True)
        case Rule():
            return "---"
        case _:
            assert_never(block)


def _list(block: ListOf) -> str:
    tight = all(isinstance(part, Text | ListOf) for item in block.items for part in item)
    lines = []
    for number, item in enumerate(block.items, 1):
        mark = f"{number}. " if block.ordered else "- "
        gap = "\n" if tight and len([p for p in item if isinstance(p, Text)]) < 2 else "\n\n"
        body = gap.join(_written(part) for part in item)
        lines.append(mark + textwrap.indent(body, " " * len(mark)).lstrip(" "))
    return "\n".join(lines)


def _table(rows: Sequence[Sequence[tuple[Run, ...]]]) -> str:
    lines = [f"| {' | '.join(written(cell, one_line=True) for cell in row)} |" for row in rows]
    return "\n".join((lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]))


def without_title(blocks: Sequence[Block], *, subject: str) -> list[Block]:
    """Without a first heading that only repeats the subject."""
    match blocks:
        case [Text(runs, level), *rest] if level and words_of(runs) == subject:
            return rest
        case _:
            return list(blocks)

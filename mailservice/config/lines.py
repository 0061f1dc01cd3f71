"""Where a key stands in a TOML file, so that a fault can name its line."""

import re
from collections.abc import Mapping

Place = tuple[str | int, ...]

_HEADER = re.compile(r"\s*(?P<open>\[\[?)\s*(?P<name>[^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(
    r"""\s*(?P<key>(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"))*)\s*="""
)
_TRIPLE = re.compile(r'"""|' + "'''")


def lines_of(text: str) -> dict[Place, int]:
    """The line of each table and key, from 1: ("sessions", 0, "start") -> 42.

    text      a TOML file that has been parsed without a fault
    Returns   tables, keys and the parts of dotted keys; keys inside inline tables are not found,
              and neither are lines inside a multi-line string taken for keys
    """
    found: dict[Place, int] = {}
    counts: dict[str, int] = {}
    table: Place = ()
    inside_text = False
    for number, line in enumerate(text.splitlines(), 1):
        header, key = _HEADER.match(line), _KEY.match(line)
        if not inside_text and header is not None:
            table = _table(header["name"], header["open"] == "[[", counts)
            found.setdefault(table, number)
        elif not inside_text and key is not None:
            parts = _parts(key["key"])
            for depth in range(1, len(parts) + 1):
                found.setdefault(table + parts[:depth], number)
        if len(_TRIPLE.findall(line)) % 2:
            inside_text = not inside_text
    return found


def line_of(place: Place, found: Mapping[Place, int]) -> int | None:
    """The line of that place or, if it has none of its own, of the nearest thing around it."""
    for depth in range(len(place), 0, -1):
        if place[:depth] in found:
            return found[place[:depth]]
    return None


def _table(name: str, is_array: bool, counts: dict[str, int]) -> Place:
    parts = _parts(name)
    if not is_array:
        return parts
    counts[name] = counts.get(name, -1) + 1
    return (*parts, counts[name])


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))

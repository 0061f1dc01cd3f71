"""Plain text, or Markdown typed as it is, to the Markdown that is kept."""

import re
from collections.abc import Iterator

from mailservice.message.markdown_runs import BARE_LINK

_WRAPS_AT = 76
_STRUCTURE = re.compile(r"^\s*(?:[#>|*+-]|\d{1,3}[.)]\s|```|={3,}\s*$|-{3,}\s*$)|\|\s*$")
_BULLET = re.compile(r"^(\s*)[·•–]\s+")
_ALREADY = re.compile(r"(?:[<(]|\]\()$")


def plain_markdown(text: str) -> str:
    """Lines of a plain body as Markdown.

    Where a program wrapped a paragraph it is one again; where the author ended a line (the next word
    would have found room) the line ends. Marks of Markdown count: what is typed as a list is one.
    """
    lines = [_BULLET.sub(r"\1- ", line.rstrip()) for line in text.replace("\t", "    ").split("\n")]
    return "\n".join(_joined(_linked(line) for line in lines)).strip("\n")


def _joined(lines: Iterator[str]) -> Iterator[str]:
    before = next(lines)
    for line in lines:
        ends = bool(before.strip()) and bool(line.strip()) and not _STRUCTURE.search(line)
        room = len(before) + 1 + len(line.split(maxsplit=1)[0]) <= _WRAPS_AT if line.strip() else False
        yield f"{before}\\" if ends and room and not _STRUCTURE.search(before) else before
        before = line
    yield before


def _linked(line: str) -> str:
    """Web addresses become links, those apart that are links already."""

    def link(found: re.Match[str]) -> str:
        return found[0] if _ALREADY.search(line[: found.start()]) else f"<{found[0]}>"

    return BARE_LINK.sub(link, line)

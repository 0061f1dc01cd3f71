"""Which lines of a body the person wrote, and which are somebody else's."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from mailservice.message.attribution import (
    attribution,
    bare_attribution,
    header_block,
    is_rule,
    opens_forward,
    opens_original,
)

MAX_LINES = 2000
_BOX = re.compile(
    r"[>\s*•-]{0,12}(?:\[(?=.\])|\((?=.\))|(?=[☐☑☒]))(?P<box>[ xX×✓☐☑☒])[\])]?\s+(?P<line>\S.*)"
)
_EMPTY = " ☐"
_WIDEST = 400  # characters of a line that are looked at
_WRAP_AT = 68  # programs wrap quoted lines from about here


@dataclass(frozen=True, slots=True)
class Cut:
    """A body cut in two.

    own      the person's lines; blocks between quotations are kept apart by an empty line
    quoted   the lines of others, with what announced them
    forwarded   a line says that the rest is handed on
    headed   a block of From, Sent, To, Subject was cut
    between  each block of the person's lines with quotation on both sides, and the paragraph above it
    ticked   the lines of a form in the quotation whose boxes the person has ticked, while others are empty
    """

    own: tuple[str, ...]
    quoted: tuple[str, ...]
    forwarded: bool = False
    headed: bool = False
    between: tuple[tuple[str, str], ...] = ()
    ticked: tuple[str, ...] = ()


def cut_quotes(text: str) -> Cut:
    """Cut quotations off: below, above and between the person's own lines.

    text   LF line ends, letters already in plain form; its first 2,000 lines are read
    """
    lines = text.split("\n", MAX_LINES)[:MAX_LINES]
    own: list[str] = []
    quoted: list[str] = []
    at = 0
    while at < len(lines):
        if opens_forward(lines[at]) and not _is_marked(lines[at]):
            return _rest(own, quoted, lines, at, forwarded=True)
        if opens_original(lines[at]) or (not _is_marked(lines[at]) and header_block(lines, at)):
            return _rest(own, quoted, lines, at, headed=bool(header_block(lines, at)))
        announced = attribution(lines, at)
        if announced and not _is_answered_below(lines, at + announced):
            return _rest(own, quoted, lines, at)
        if not announced and bare_attribution(lines[at]):
            announced = _barred_quotation(lines, at + 1)
        taken = announced or _quoted_lines(lines, at)
        if taken:
            quoted += lines[at : at + taken]
            own.append("")
            at += taken
        else:
            own.append(lines[at])
            at += 1
    return Cut(tuple(own), tuple(quoted), between=tuple(_between(lines)), ticked=_ticked(quoted))


def newest_letter(quoted: str) -> str:
    """The words of the newest letter in a quotation, without what announces it or is quoted in it."""
    lines = _below_announcements(quoted.split("\n", MAX_LINES)[:MAX_LINES])
    if lines and _is_marked(lines[0]):
        bare = [line.lstrip(" ").removeprefix(">").removeprefix(" ") for line in lines]
        lines = _below_announcements(bare)
    return "\n".join(cut_quotes("\n".join(lines)).own).strip()


def _below_announcements(lines: list[str]) -> list[str]:
    at = 0
    while at < len(lines):
        announced = header_block(lines, at) or attribution(lines, at)
        if not (announced or _announces(lines[at])):
            break
        at += announced or 1
    return lines[at:]


def _announces(line: str) -> bool:
    return not line.strip() or is_rule(line) or opens_original(line) or bare_attribution(line)


def _between(lines: list[str]) -> Iterator[tuple[str, str]]:
    """(quoted paragraph, what stands below it), for each block between marked lines."""
    runs = [(marked, list(run)) for marked, run in groupby(filter(str.strip, lines), key=_is_marked)]
    for (above, quoted), (_, own), _ in zip(runs, runs[1:], runs[2:], strict=False):
        if above:
            bare = [line.lstrip("> ").rstrip() for line in quoted]
            last = next((at for at in range(len(bare) - 1, -1, -1) if not bare[at]), -1)
            yield " ".join(bare[last + 1 :]), "\n".join(own)


def _ticked(quoted: list[str]) -> tuple[str, ...]:
    """The lines of a form with a cross in their box, where others have none."""
    boxes = [found for line in quoted if (found := _BOX.match(line[:_WIDEST]))]
    ticked = tuple(box["line"].strip() for box in boxes if box["box"] not in _EMPTY)
    return ticked if len(ticked) < len(boxes) else ()


def _rest(
    own: list[str],
    quoted: list[str],
    lines: list[str],
    at: int,
    *,
    forwarded: bool = False,
    headed: bool = False,
) -> Cut:
    """All from `at` is somebody else's, the rule above it too."""
    kept = list(own)
    while kept and (not kept[-1].strip() or is_rule(kept[-1])):
        quoted.append(kept.pop())
    return Cut(
        tuple(kept),
        (*quoted, *lines[at:]),
        forwarded,
        headed,
        ticked=() if forwarded else _ticked(lines[at:]),
    )


def _is_marked(line: str) -> bool:
    return line.lstrip(" ").startswith(">")


def _quoted_lines(lines: list[str], at: int) -> int:
    """How many lines from `at` are one quotation; a line that was broken in two counts with it."""
    if not _is_marked(lines[at]):
        return 0
    if _is_broken(lines, at):
        return 2
    return 1


def _is_broken(lines: list[str], at: int) -> bool:
    """A quoted line whose end was wrapped onto a line of its own, with quotation on both sides."""
    if at + 2 >= len(lines) or len(lines[at]) < _WRAP_AT or _is_marked(lines[at + 1]):
        return False
    tail = lines[at + 1].strip()
    return bool(tail) and tail[0].islower() and _is_marked(lines[at + 2])


def _barred_quotation(lines: list[str], at: int) -> int:
    """The lines from `at` that carry "|" or ">", and the attribution above them; 0 where none do."""
    end = at
    while end < len(lines) and (not lines[end].strip() or lines[end].lstrip(" ").startswith((">", "|"))):
        end += 1
    return end - at + 1 if any(lines[number].strip() for number in range(at, end)) else 0


def _is_answered_below(lines: list[str], at: int) -> bool:
    """After an attribution: are the quoted lines marked, so that other lines are an answer?"""
    following = next((line for line in lines[at : at + 8] if line.strip()), None)
    return following is None or _is_marked(following)

"""A mail line by line: the sender's own words, what was cut away, and which words were used."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import groupby, pairwise

from rich.text import Text

from mailservice.cli.letters import harmless
from mailservice.domain.readings import Evidence
from mailservice.message.mail import OwnWords, ParsedMail
from mailservice.message.plain_text import read_body
from mailservice.understanding.scene import Scene
from mailservice.understanding.seeing import LONGEST

_SHOWN_LINES = 8  # of each run of lines that were cut away


class Share(StrEnum):
    """What became of a line; the value is its sign in the margin, for eyes and pipes without colour."""

    OWN = "+"
    QUOTED = ">"
    SIGNED = "~"
    UNREAD = "x"


LEGEND = (
    (Share.OWN, "read"),
    (Share.QUOTED, "cut away: quotation, forward"),
    (Share.SIGNED, "cut away: signature, disclaimer, footer"),
    (Share.UNREAD, "not read: too long, or no part of the text"),
)
_STYLES = {Share.OWN: "green", Share.QUOTED: "dim", Share.SIGNED: "magenta dim", Share.UNREAD: "red dim"}
_USED, _FILLED = "bold reverse", "bold underline reverse"

Line = tuple[Share, str, int]  # its text, and where it begins in the own words (-1 for lines of no own)
Span = tuple[int, int, str]  # first and behind the last character, style


def lines_of(mail: ParsedMail, words: OwnWords) -> list[Line]:
    """The lines of the body, each with what became of it; empty ones go with the line above them."""
    own = list(_placed(words.text))
    quoted, signed = _counted(words.quoted), _counted(words.signature)
    found: list[Line] = []
    taken = 0
    for written in read_body(mail).rstrip("\n").split("\n"):
        line = written.rstrip()
        if not line:
            found.append((found[-1][0] if found else Share.OWN, "", -1))
        elif taken < len(own) and own[taken][1] == line:
            at = own[taken][0]
            found.append((Share.OWN if at < LONGEST else Share.UNREAD, line, at))
            taken += 1
        else:
            share = next(
                (s for s, left in ((Share.QUOTED, quoted), (Share.SIGNED, signed)) if left[line]), None
            )
            if share is not None:
                (quoted if share is Share.QUOTED else signed)[line] -= 1
            found.append((share or Share.UNREAD, line, -1))
    return found


def _placed(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for line in text.split("\n"):
        if line:
            yield at, line
        at += len(line) + 1


def _counted(text: str) -> Counter[str]:
    return Counter(line.rstrip() for line in text.split("\n"))


def used_in(text: str, evidence: Iterable[Evidence]) -> list[Span]:
    """Where the words stand that led to the reading."""
    found = []
    for each in evidence:
        words = r"[\W_]+".join(map(re.escape, re.findall(r"[^\W_]+", each.words)))
        match = re.search(words, text, re.IGNORECASE) if words else None
        if match:
            found.append((*match.span(), _USED))
    return found


def filled_in(scene: Scene, used: Sequence[Span]) -> list[Span]:
    """Where, within the used words of the body, a day, a time, a list or an address is named."""
    places = [(day.first, day.last) for day in scene.days] + [(t.place, t.place) for t in scene.topics]
    places += [(at, at) for at, word in enumerate(scene.words) if word.is_("at")]
    spans = [(scene.words[a].start, scene.words[b].end, _FILLED) for a, b in places if a >= scene.body]
    return [s for s in dict.fromkeys(spans) if any(first <= s[0] and s[1] <= last for first, last, _ in used)]


def marked(line: str, at: int, spans: Sequence[Span]) -> Text:
    """A line of the own words, beginning at `at`: «used words», in them ‹what filled a slot›."""
    text = Text(style=_STYLES[Share.OWN])
    edges = {max(0, min(len(line), edge - at)) for first, last, _ in spans for edge in (first, last)}
    cuts = sorted({0, len(line), *edges})
    for start, end in pairwise(cuts):
        text.append("".join(_open(s) for s in _by_size(spans) if s[0] == at + start))
        inside = [style for first, last, style in _by_size(spans) if first <= at + start and at + end <= last]
        text.append(harmless(line[start:end]), style=inside[-1] if inside else None)
        text.append("".join(_close(s) for s in reversed(_by_size(spans)) if s[1] == at + end))
    return text


def _by_size(spans: Sequence[Span]) -> list[Span]:
    """The widest first: what is marked within another comes after it."""
    return sorted(dict.fromkeys(spans), key=lambda span: (span[0] - span[1], span[0]))


def _open(span: Span) -> str:
    return "‹" if span[2] == _FILLED else "«"


def _close(span: Span) -> str:
    return "›" if span[2] == _FILLED else "»"


def shown_lines(lines: Sequence[Line], spans: Sequence[Span]) -> Iterator[Text]:
    """The lines with their signs. Long runs of what was cut away are shortened; own words never are."""
    for share, run in groupby(lines, key=lambda line: line[0]):
        of_run = list(run)
        shown = of_run if share is Share.OWN else of_run[:_SHOWN_LINES]
        for _, line, at in shown:
            own = share is Share.OWN and line
            text = marked(line, at, spans) if own else Text(harmless(line), style=_STYLES[share])
            yield (
                (Text(f"{share} ", style=_STYLES[share]) + text)
                if line
                else Text(share, style=_STYLES[share])
            )
        if len(of_run) > len(shown):
            yield Text(f"{share} … {len(of_run) - len(shown)} more lines", style="cyan")

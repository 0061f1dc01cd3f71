"""Running text with its emphasis, links and pictures, written as Markdown (CommonMark 0.31)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

BREAK = "\n"
_SPACES = re.compile(r"[ \t\r\n\f\xa0\u200b]+")
_SPECIAL = re.compile(r"([\\`*\[\]<>|]|(?<!\w)_|_(?!\w)|&(?=#?\w{1,40};))")
_LINE_START = re.compile(r"^(\s*)([#+=~-]|\d{1,9}(?=[.)](?:\s|$)))")
_EDGES = re.compile(r"^([^\w\\]*)(.*?)([^\w\\]*)$", re.DOTALL)
BARE_LINK = re.compile(r"https?://[^\s<>()\[\]\"]{1,1000}[^\s<>()\[\]\".,;:!?'”]")
_ADDRESS_BREAKERS = {" ": "%20", "<": "%3C", ">": "%3E", "(": "%28", ")": "%29", "\\": "%5C"}


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text of one kind.

    text     BREAK alone is a line break; of a picture, its description
    href     where a link leads, "" for none
    picture  name of the picture, "" where it is text
    """

    text: str
    strong: bool = False
    em: bool = False
    href: str = ""
    picture: str = ""


def words_of(runs: Iterable[Run]) -> str:
    """What is read, on one line and without marks."""
    return _SPACES.sub(" ", "".join(run.text for run in runs)).strip()


def written(runs: Iterable[Run], *, one_line: bool = False) -> str:
    """The runs as Markdown. one_line: breaks become spaces, as in a cell or a heading."""
    ready = _trimmed(_spaced(runs, one_line=one_line))
    parts = [_link(href, list(group)) for href, group in groupby(ready, key=lambda run: run.href)]
    lines = "".join(map(_before, parts, [*parts[1:], ""])).split("\\\n")
    return "\\\n".join(_LINE_START.sub(_guarded, line.rstrip(" ")) for line in lines)


def _before(part: str, following: str) -> str:
    """A part, with its last mark guarded where it would make a picture of the link behind it."""
    return f"{part[:-1]}\\!" if part.endswith("!") and following.startswith("[") else part


def _guarded(found: re.Match[str]) -> str:
    """A mark at the start of a line that would begin a heading, a list or a rule."""
    start = found[2]
    return f"{found[1]}{start}\\" if start.isdigit() else f"{found[1]}\\{start}"


def _spaced(runs: Iterable[Run], *, one_line: bool) -> Iterator[Run]:
    """White space of the markup is one space, and none at the start of a line."""
    after_space = True
    for run in runs:
        if run.text == BREAK:
            after_space = True
            yield Run(" ") if one_line else Run(BREAK)
            continue
        text = run.text if run.picture else _SPACES.sub(" ", run.text)
        if after_space and not run.picture:
            text = text.removeprefix(" ")
        if text or run.picture:
            after_space = text.endswith(" ") and not run.picture
            yield replace(run, text=text)


def _trimmed(runs: Iterable[Run]) -> list[Run]:
    """Without spaces and breaks at either end."""
    kept = list(runs)
    while kept and not kept[0].picture and not kept[0].text.strip():
        kept.pop(0)
    while kept and not kept[-1].picture and not kept[-1].text.strip():
        kept.pop()
    if kept and not kept[-1].picture:
        kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip())
    return kept


def _link(href: str, runs: list[Run]) -> str:
    inner = "".join(
        _emphasised("".join(map(_plain, group)), strong=strong, em=em)
        for (strong, em), group in groupby(runs, key=lambda run: (run.strong, run.em))
    )
    if not href or not inner.strip():
        return inner
    lead = inner[: len(inner) - len(inner.lstrip())]
    trail = inner[len(inner.rstrip()) :]
    if words_of(runs) in {href, href.removeprefix("mailto:")} and ":" in href:
        return f"{lead}<{_target(href)}>{trail}"
    return f"{lead}[{inner.strip()}]({_target(href)}){trail}"


def _target(href: str) -> str:
    return "".join(_ADDRESS_BREAKERS.get(c, c) for c in href.strip())


def _plain(run: Run) -> str:
    if run.picture:
        return f"![{escaped(_SPACES.sub(' ', run.text).strip())}](cid:{run.picture})"
    if run.text == BREAK:
        return "\\\n"
    return escaped(run.text) if run.href else linked(run.text)


def linked(text: str) -> str:
    """Escaped text in which web addresses are links."""
    parts, at = [], 0
    for found in BARE_LINK.finditer(text):
        parts += [escaped(text[at : found.start()]), f"<{_target(found[0])}>"]
        at = found.end()
    return "".join((*parts, escaped(text[at:])))


def escaped(text: str) -> str:
    """Text in which nothing is taken for markup."""
    return _SPECIAL.sub(r"\\\1", text)


def _emphasised(text: str, *, strong: bool, em: bool) -> str:
    """Marks stand beside letters, not beside spaces or stops: else they would show (section 6.2)."""
    marks = "*" * (2 * strong + em)
    if not marks or "](" in text or "\\" in text or "<" in text:
        return text if not marks or not text.strip() else _around(text, marks)
    before, middle, after = _EDGES.findall(text)[0]
    return f"{before}{marks}{middle}{marks}{after}" if middle else text


def _around(text: str, marks: str) -> str:
    """The whole of a text with markup of its own."""
    inner = text.strip()
    lead, trail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{lead}{marks}{inner}{marks}{trail}"

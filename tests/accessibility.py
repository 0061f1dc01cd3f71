"""What an HTML letter must have so that everybody can read it (WCAG 2.2 AA), as checks of its markup."""

import re
from collections.abc import Iterator
from itertools import pairwise

from selectolax.lexbor import LexborHTMLParser, LexborNode

_VAGUE = frozenset({"här", "klicka här", "läs mer", "here", "click here", "read more", "länk", "link", ""})
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_DARK = "@media (prefers-color-scheme: dark)"
Colours = dict[tuple[str, str], str]


def faults(html: str) -> list[str]:
    """Every fault, in words; [] for a letter that is accessible as far as a program can tell."""
    page = LexborHTMLParser(html)
    return [
        *_language(page),
        *_headings(page),
        *_pictures(page),
        *_links(page),
        *_tables(page),
        *_contrast(html),
    ]


def _language(page: LexborHTMLParser) -> Iterator[str]:
    root, title, main = page.css_first("html"), page.css_first("title"), page.css("main")
    if root is None or root.attributes.get("lang") not in {"sv", "en"}:
        yield "the page does not say its language (3.1.1)"
    if title is None or not title.text().strip():
        yield "the page has no title (2.4.2)"
    if len(main) != 1:
        yield "there is not one main part (1.3.1)"
    if any(each.attributes["lang"] not in {"sv", "en"} for each in page.css("[lang]")):
        yield "a part is in an unknown language (3.1.2)"


def _headings(page: LexborHTMLParser) -> Iterator[str]:
    levels = [int((each.tag or "")[1:]) for each in page.css("h1, h2, h3, h4, h5, h6")]
    if levels and levels[0] != 1:
        yield f"the first heading is of level {levels[0]} (1.3.1)"
    for before, after in pairwise(levels):
        if after > before + 1:
            yield f"a heading of level {after} follows one of level {before} (1.3.1)"
    if any(not each.text().strip() for each in page.css("h1, h2, h3, h4, h5, h6")):
        yield "a heading is empty (2.4.6)"


def _pictures(page: LexborHTMLParser) -> Iterator[str]:
    for each in page.css("img"):
        if "alt" not in each.attributes:
            yield "a picture has no alt (1.1.1)"
        elif not (each.attributes["src"] or "").startswith("cid:"):
            yield "a picture is loaded from elsewhere: it tells who reads"


def _links(page: LexborHTMLParser) -> Iterator[str]:
    for each in page.css("a[href]"):
        if each.text().strip().casefold() in _VAGUE:
            yield f"the link {each.text().strip()!r} does not say where it leads (2.4.4)"


def _tables(page: LexborHTMLParser) -> Iterator[str]:
    for each in page.css("table"):
        if each.attributes.get("role") in {"presentation", "none"}:
            continue
        headers = each.css("th")
        if not headers or any(not header.text().strip() for header in headers):
            yield "a table of data lacks headers, or has empty ones (1.3.1)"
        if any(header.attributes.get("scope") not in {"col", "row"} for header in headers):
            yield "a header does not say whether it is of a column or a row (1.3.1)"
        if _lays_out(each):
            yield "a table lays out the page and does not say so (1.3.1)"


def _lays_out(table: LexborNode) -> bool:
    return len(table.css("table")) > 1 or len(table.css("tr")) < 2


def _contrast(html: str) -> Iterator[str]:
    style = html.partition("<style>")[2].partition("</style>")[0]
    light, _, dark = style.partition(_DARK)
    first = _colours(light)
    for name, colours in (("light", first), ("dark", {**first, **_colours(dark)})):
        paper = colours["body", "background"]
        for what, ink, ground, least in (
            ("text", colours["body", "color"], paper, 4.5),
            ("links", colours["a", "color"], paper, 4.5),
            ("headers", colours["body", "color"], colours["th", "background"], 4.5),
            ("borders", colours["th, td", "border"], paper, 3.0),
        ):
            if contrast(ink, ground) < least:
                yield f"{what}: contrast {contrast(ink, ground):.2f} in {name} (1.4.3, 1.4.11)"


def _colours(style: str) -> Colours:
    found: Colours = {}
    for selector, body in _RULE.findall(style.replace("{\n  body", "\n  body")):
        for declaration in body.split(";"):
            name, _, value = declaration.partition(":")
            colour = re.search(r"#[0-9a-f]{6}", value)
            if colour:
                found[selector.strip(), name.strip()] = colour[0]
    return found


def contrast(one: str, other: str) -> float:
    """The ratio of two colours such as "#1b1b1b", from 1 to 21 (WCAG 2.2, relative luminance)."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

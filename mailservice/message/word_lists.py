"""Lists as Word writes them into a mail: paragraphs with a mark in front."""

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

_LEVEL = re.compile(r"mso-list:\s*\S+\s+level(\d)")
_IGNORED = re.compile(r"mso-list:\s*ignore", re.IGNORECASE)
_MARK = re.compile(r"^\s*(?:(?P<number>\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)])|[·•▪§o–-])[\s\xa0]+")
_NUMBER = re.compile(r"\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)]")


@dataclass(frozen=True, slots=True)
class WordItem:
    """What a paragraph of a list says of itself. mark: characters to take off its text."""

    level: int
    ordered: bool
    mark: int = 0


def word_item(paragraph: LexborNode) -> WordItem | None:
    """How Word lists this paragraph, None where it does not. Takes the mark's own element out."""
    style = (paragraph.attributes.get("style") or "").lower()
    level = _LEVEL.search(style)
    listed = "msolistparagraph" in (paragraph.attributes.get("class") or "").lower()
    if level is None and not listed:
        return None
    depth = int(level[1]) if level else 1
    for span in paragraph.css("span"):
        if _IGNORED.search(span.attributes.get("style") or ""):
            ordered = bool(_NUMBER.match(span.text().replace("\xa0", " ").strip()))
            span.decompose()
            return WordItem(depth, ordered)
    found = _MARK.match(paragraph.text())
    return WordItem(depth, bool(found["number"]), len(found[0])) if found else None

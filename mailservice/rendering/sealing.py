"""Values in letters stay values: they pass through Markdown sealed, and are opened afterwards.

A letter's template is Markdown. A value that is put into it, such as a name from a stranger's mail,
is written as letters of Unicode's private area, one for each of its octets. Markdown sees a word it
has no rule for; whatever the value holds, no markup and no link can come of it. In its place Markdown is
given a numbered mark, which means as little: so letters that differ in nothing but values are one text to it.
"""

import re
import unicodedata
from collections.abc import Sequence

from markupsafe import Markup

_SEALED_ZERO = 0xE000
_SEALED = re.compile("[\ue000-\ue0ff]+")
_MARK, _MARK_END = "\ue102", "\ue103"
_MARKED = re.compile(f"{_MARK}(\\d+){_MARK_END}")
_SEAL = {octet: chr(_SEALED_ZERO + octet) for octet in range(256)}
_MAX_CHARACTERS = 400
_INSTEAD = {"Cc": " ", "Zl": " ", "Zp": " ", "Cf": "", "Cs": "", "Co": ""}
_LINK_LIKE = re.compile(r"://|www\.|/.*\.|\..*/|^[^@]*\w\.[^\W\d_]{2,}[^@]*$", re.IGNORECASE)


def clean(text: str) -> str:
    """One line of plain characters: no controls, no bidirectional marks, no lone surrogates.

    Any white space becomes one space, and a text past 400 characters is cut with "…".
    """
    if not text.isprintable():  # nearly all are
        text = "".join(_INSTEAD.get(unicodedata.category(c), c) for c in text)
    kept = " ".join(text.split())
    return kept if len(kept) <= _MAX_CHARACTERS else kept[: _MAX_CHARACTERS - 1] + "…"


def seal(value: object) -> Markup:
    """A cleaned value as characters of the private area. Numbers, and Markup, which is ours, stay."""
    if isinstance(value, Markup | int):
        return Markup(value)  # noqa: S704 - ours
    octets = clean(str(value)).encode("utf-8")
    return Markup("".join(map(_SEAL.__getitem__, octets)))  # noqa: S704 - nothing but private characters


def without_seals(text: str) -> str:
    """A text of ours that passes unsealed, without the characters that seals are made of."""
    return "".join(c for c in text if unicodedata.category(c) != "Co")


def unseal(text: str) -> str:
    """The text with every sealed value readable again."""
    return _SEALED.sub(_open, text)


def marked(text: str) -> tuple[str, list[str]]:
    """The text with a mark in the place of each sealed value, and these values, readable again."""
    values: list[str] = []

    def mark(found: re.Match[str]) -> str:
        values.append(_open(found))
        return f"{_MARK}{len(values) - 1}{_MARK_END}"

    return _SEALED.sub(mark, text), values


def is_marked(text: str) -> bool:
    """Whether a value belongs into it."""
    return _MARK in text


def with_values(text: str, values: Sequence[str]) -> str:
    """The text with these values in the place of its marks."""
    return _MARKED.sub(lambda found: values[int(found[1])], text) if is_marked(text) else text


def _open(found: re.Match[str]) -> str:
    return found[0].encode("utf-16-le")[::2].decode("utf-8")  # the low halves of U+E0xx are the octets


def without_links(text: str) -> str:
    """A stranger's words without those that a mail program would make a link of.

    Somebody who writes in another's name could else have us send that person a link
    (the subject of their mail comes back in our receipt).
    """
    return " ".join("…" if _LINK_LIKE.search(word) else word for word in clean(text).split())

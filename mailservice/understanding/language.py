"""The language of a mail: Swedish, English, both mixed, or another that a person must read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import simplemma

from mailservice.domain.lists import Language

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_GREETINGS = frozenset({"hej", "hei", "hi", "hello", "hejsan", "re", "sv"})
_MOST = 400  # words that are looked at
_ENOUGH = 8  # words from which a text is judged foreign


@dataclass(frozen=True, slots=True)
class Tongue:
    """language: that of the answer; vocabulary: "sv", "en" or "mixed"; foreign: a person must read it."""

    language: Language
    vocabulary: str
    foreign: bool = False


def read_language(text: str, common: Mapping[str, frozenset[str]]) -> Tongue:
    """Judge by the commonest words of each language; Norwegian and Danish count as Swedish."""
    words = [word.lower() for word in _WORD.findall(text.replace("’", "'"))[:_MOST]]
    words = [word for word in words if word not in _GREETINGS] or words
    swedish = sum(map(common["sv"].__contains__, words))
    english = sum(map(common["en"].__contains__, words))
    if len(words) >= _ENOUGH and _is_foreign(words, swedish + english):
        return Tongue("sv", "sv", foreign=True)
    if swedish == english == 0:
        swedish = sum(any(c in "åäöæø" for c in word) for word in words)
        swedish += sum(simplemma.is_known(word, lang="sv") for word in words)
        english = sum(simplemma.is_known(word, lang="en") for word in words)
    if min(swedish, english) >= 3 and min(swedish, english) * 4 >= max(swedish, english):
        return Tongue("en" if english > swedish else "sv", "mixed")
    return Tongue("en", "en") if english > swedish else Tongue("sv", "sv")


def _is_foreign(words: list[str], common: int) -> bool:
    if common * 6 >= len(words):
        return False
    known = sum(simplemma.is_known(word, lang=("sv", "en")) for word in words)
    return known * 2 < len(words)

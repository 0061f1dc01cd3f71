"""Letters that became "?" on the way: "m?tet" is "mötet", where a dictionary knows one such word alone."""

import re
from collections.abc import Callable
from itertools import product

_LOST = "?\ufffd"
_LETTERS = "åäöé"
_INSIDE = re.compile(
    rf"(?<![\w{_LOST}])[^\W\d_]{{0,30}}(?:[{_LOST}][^\W\d_]{{1,30}}){{1,3}}(?=[\s.,!?:;)]|$)"
)
_AT_THE_END = re.compile(rf"(?<!\S)[^\W\d_]{{1,12}}[{_LOST}](?=[ \n][a-z])")
_FEWEST = 2  # words: one may be two that were written without a space
_LONGEST = 6_000  # characters of a text that is mended


def mended(text: str, is_word: Callable[[str], bool]) -> str:
    """The text with such letters put back; a word that could be several, or none, stays as it is.

    is_word   whether a word in lower case is one
    """

    def word(match: re.Match[str]) -> str:
        return _mended(match[0], is_word)

    if len(text) > _LONGEST or not any(sign in text for sign in _LOST):
        return text
    if sum(_mended(found, is_word) != found for found in _INSIDE.findall(text)) < _FEWEST:
        return text
    return _AT_THE_END.sub(word, _INSIDE.sub(word, text))


def _mended(lost: str, is_word: Callable[[str], bool]) -> str:
    parts = re.split(f"[{_LOST}]", lost)
    found = []
    for letters in product(_LETTERS, repeat=len(parts) - 1):
        word = parts[0] + "".join(letter + part for letter, part in zip(letters, parts[1:], strict=True))
        if is_word(word.lower()):
            found.append(word)
    if len(found) != 1:
        return lost
    return found[0].capitalize() if lost[0] in _LOST and parts[1][:1].isupper() else found[0]

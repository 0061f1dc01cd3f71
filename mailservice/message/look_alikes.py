"""One form for each letter: what looks the same is the same (Unicode TR 15, TR 39)."""

import re
import unicodedata

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]"
)
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\t\x0b\x0c]")
_FOREIGN = re.compile("[Ͱ-ԯ]")
_LATIN_OR_FOREIGN = re.compile("[A-Za-zÀ-ɏͰ-ԯ]+")
_LATIN = re.compile("[A-Za-zÀ-ɏ]")

_LOOKS_LIKE = str.maketrans(
    "аеорсухіјѕԁһԛԝзкмнтвАВЕКМНОРСТУХІЈЅαορυικντΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeopcyxijsdhqw3kmntbABEKMHOPCTYXIJSaopuikvtABEZHIKMNOPTYX",
)


def plain_letters(text: str) -> str:
    """NFC, no invisible characters, every space a space, no Cyrillic or Greek inside Latin words."""
    visible = _SPACES.sub(" ", _INVISIBLE.sub("", text))
    composed = unicodedata.normalize("NFC", visible)
    return _LATIN_OR_FOREIGN.sub(_latin_where_mixed, composed) if _FOREIGN.search(composed) else composed


def _latin_where_mixed(word: re.Match[str]) -> str:
    """`аvsluta` with a Cyrillic а as `avsluta`; a word that is Cyrillic throughout stays."""
    return word[0].translate(_LOOKS_LIKE) if _LATIN.search(word[0]) else word[0]

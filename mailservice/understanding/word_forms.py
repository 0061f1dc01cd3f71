"""Forms of words: inflected, compounded, misspelt, without their diacritics."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import simplemma
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein
from simplemma.strategies.dictionaries import DefaultDictionaryFactory

_LANGUAGES = ("sv", "en")

_ENDINGS = [
    "andet",
    "arnas",
    "ernas",
    "ornas",
    "arna",
    "erna",
    "orna",
    "ande",
    "ades",
    "aren",
    "aste",
    "ade",
    "are",
    "ast",
    "ens",
    "ets",
    "nde",
    "ar",
    "at",
    "er",
    "or",
    "en",
    "et",
    "an",
    "na",
    "te",
    "de",
    "dd",
    "ad",
    "as",
    "es",
    "d",
    "t",
    "s",
    "a",
    "e",
    "n",
    "r",
]
_PREFIXES = ("av", "un", "o", "åter", "de", "re", "in")
_SHORTEST_STEM = 3
_SHORTEST_HEAD = 4


@dataclass(frozen=True, slots=True)
class Forms:
    """The vocabulary of a lexicon by form; each value holds tags.

    exact     as the file writes them
    by_stem   without ending
    heads     words that may end a compound
    folded    without diacritics
    """

    exact: Mapping[str, frozenset[str]]
    by_stem: Mapping[str, frozenset[str]]
    heads: Mapping[str, frozenset[str]]
    folded: Mapping[str, frozenset[str]]

    def _modifier(self, front: str) -> frozenset[str]:
        """The month, weekday or season that a compound begins with: "septemberträffen", "onsdagsmötet"."""
        tags = self.exact.get(front, frozenset()) | self.exact.get(front.removesuffix("s"), frozenset())
        return frozenset(t for t in tags if t.startswith(("month-", "weekday-", "season-")))

    def head_of(self, word: str) -> frozenset[str]:
        """The tags of the word that a compound ends in: `videomötena` ends in `möte`."""
        for start in range(2, len(word) - _SHORTEST_HEAD + 1):
            tail = word[start:]
            tags = self.heads.get(tail) or self.heads.get(lemma(tail))
            if tags:
                return tags | self._modifier(word[:start])
        return frozenset()


def lemma(word: str) -> str:
    """The dictionary form of a Swedish or English word in lower case; the word itself where unknown."""
    found = simplemma.lemmatize(word, lang=_LANGUAGES)
    return found.lower()


def stem(word: str) -> str:
    """The word without one Swedish ending; crude, and used alike on both sides."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word.removesuffix(ending)
    return word


def fold(word: str) -> str:
    """`från` as `fran`: letters without their marks."""
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def near_word(word: str, forms: Forms) -> str | None:
    """The word of the vocabulary that a misspelt one stands for; None where none is near.

    One slip in five or six letters, two in more. A prefix that turns the meaning (av-, un-) must agree, and
    the first letter may be missing or swapped, but is no other: Aalborg is not Valborg.
    """
    if len(word) < 5 or simplemma.is_known(word, lang=_LANGUAGES):
        return None
    slips = 1 if len(word) < 7 else 2
    best = process.extractOne(
        word,
        [w for w in forms.exact if _may_be_near(w, word, slips)],
        scorer=DamerauLevenshtein.distance,
        score_cutoff=slips,
    )
    return None if best is None else str(best[0])


def _may_be_near(known: str, word: str, slips: int) -> bool:
    """Whether it is worth counting the slips."""
    longer = len(word) - len(known)
    return abs(longer) <= slips and len(known) >= 4 and _same_start(known, word) and _same_turn(known, word)


def _same_start(known: str, word: str) -> bool:
    longer = len(word) - len(known)
    return (
        known[0] == word[0]
        or (longer < 0 and known[1] == word[0])
        or (longer > 0 and known[0] == word[1])
        or known[:2] == word[1::-1]
    )


def _same_turn(one: str, other: str) -> bool:
    return all(one.startswith(prefix) == other.startswith(prefix) for prefix in _PREFIXES)


def is_usual(word: str) -> bool:
    """Whether the dictionaries of Swedish or English know this form of a word, in lower case."""
    return simplemma.is_known(word, lang=_LANGUAGES)


def usual_words() -> Iterator[str]:
    """Every form of a word that the dictionaries of Swedish and English know."""
    for language in _LANGUAGES:
        yield from DefaultDictionaryFactory().get_dictionary(language)

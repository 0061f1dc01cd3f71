"""Conditions that no "if" marks: a clause that begins with its verb, an order that is one's terms.

"Flyttar ni mötet kommer jag", "Faller lotten på mig anmäler jag mig", "Flytter dere møtet, så melder jeg meg
på": by their form alone, whatever the verb. What is asked of us for the sender only looks so ("Tar ni bort
mig är jag tacksam"), and what leaves its "jag" out ("Lämnar nämnden i juni, då vill jag bort"), and what we
see ourselves ("Ger ni ut något nyhetsbrev tar jag gärna emot det").
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from mailservice.understanding.word_forms import lemma
from mailservice.understanding.words import Word

_SHORTEST = 5  # words of a condition and what hangs on it
_WE = frozenset({"ni", "du", "dere"})  # who would do it; beside a Danish "I"
_ASKS = frozenset(
    {"har", "får", "hinner", "orkar", "behöver", "önskar", "undrar", "saknar", "tycker", "ser", "vet", "hör"}
)  # with these a clause asks or offers: "har ni plats", "behöver ni mer"
_MAIN = frozenset({"kan", "vill", "vil", "ska", "skall", "skal", "är", "er", "får", "må"})
_GLAD = frozenset({"glad", "tacksam", "nöjd", "lycklig", "glade", "takknemlig", "taknemmelig"})
_FRONTED = frozenset(
    {"då", "där", "här", "nu", "sedan", "därför", "tyvärr", "alltså", "ändå", "da", "annars"}
)
_OF_OURS = ("meeting", "news", "roll", "seat", "network", "subscription", "name-word")
_ANY = frozenset({"något", "någon", "några", "nåt", "nån", "noget", "noen", "noe"})
_NO_NOUN = frozenset({"gärna", "även", "redan", "sedan", "igen", "annan", "egen", "mitten", "endast", "utan"})
_TERMS = re.compile(
    r"(?:hi |hello |hey )?(?!(?:for|on|in|at|to|from|with|of|about|is|see|thanks|yes|and|but|by|until|like"
    r"|after|before|both|regarding)\b)\w+ (?:it|this|them|the|your)\b(?P<order>.*?)"
    r"\band (?:i|we)(?:'ll| will)\b"
)
_FOR_ONESELF = re.compile(r"\b(?:me|my|us|our|seat|place|spot|name|subscription)\b")


def is_unmarked_if(words: Sequence[Word]) -> bool:
    """Whether a sentence, from its first word to its last, begins with such a condition."""
    own = words[1:] if words and words[0].is_("hello") else words
    if len(own) < _SHORTEST or own[0].asked:
        return False
    return _sets_terms(own) or _begins_with_verb(own)


def _sets_terms(words: Sequence[Word]) -> bool:
    """ "Move it to the afternoon and I'll be there"; not "put me down …", "book the seat …"."""
    terms = _TERMS.match(" ".join(word.low for word in words))
    return terms is not None and _FOR_ONESELF.search(terms["order"]) is None


def _begins_with_verb(words: Sequence[Word]) -> bool:
    first, subject = words[0].low, words[1]
    if first in _ASKS or not first.endswith("r"):
        return False
    if subject.low in _WE or subject.written == "I":
        main = _main_verb(words, so=True)
        asked = any(word.is_("me-object") for word in words[2:main]) or _is_any_of_ours(words[2:main])
    else:
        noun = is_present(first) and is_definite(subject.low) and not subject.is_(*_OF_OURS)
        main = _main_verb(words, so=False) if noun else None
        asked = False
    return main is not None and not asked and _GLAD.isdisjoint(word.low for word in words[main:])


def _is_any_of_ours(words: Sequence[Word]) -> bool:
    """ "… ut något slags nyhetsbrev": whether there is any."""
    return any(word.low in _ANY for word in words) and any(word.is_(*_OF_OURS) for word in words)


def _main_verb(words: Sequence[Word], *, so: bool) -> int | None:
    """The place at which what hangs on it begins: a verb before its "jag", with nothing put in front of it.

    so   whether it may begin with "så": "… så anmäler jag mig", "… så stryk mig"
    """
    cut = 0
    for at, (verb, who) in enumerate(pairwise(words[2:]), 2):
        cut = at if verb.cut else cut
        if so and verb.low == "så" and who.low not in {"att", "jag", "vi", "jeg"}:
            return at
        turned = who.low in {"jag", "jeg"} or (so and who.low in _WE)
        if turned and _may_be_main(verb.low) and cut in {0, at} and words[at - 1].low not in _FRONTED:
            return at
    return None


def _may_be_main(low: str) -> bool:
    return low in _MAIN or low.endswith("r")


def is_present(low: str) -> bool:
    """Whether a word is a verb in the present: "säger", "blir"."""
    return low.endswith("r") and lemma(low) != low and lemma(low)[-1] in "aåäeioy"


def is_definite(low: str) -> bool:
    """Whether a word may be a noun that one knows of: "tåget", "chefen"."""
    return len(low) > 3 and low not in _NO_NOUN and low.endswith(("en", "et", "an", "on", "na", "ern", "orn"))

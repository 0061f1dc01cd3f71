"""Frames: who wishes what of what, in which mood. One act of a clause each."""

from collections.abc import Sequence
from dataclasses import dataclass

from mailservice.understanding.clauses import Clause
from mailservice.understanding.moods import Mood, mood_of
from mailservice.understanding.spotting import Hit
from mailservice.understanding.words import Word

# An act in this order outdoes the later ones that share words with it.
_ACTS = (
    "erase", "export", "status", "help", "resume", "pause", "wait-until",
    "unattend", "cease-sending", "unsubscribe",
    "remove", "keep", "cannot", "needs-not", "subscribe", "receive", "attend", "add",
    "noun-add", "noun-remove", "noun-unattend", "noun-subscribe", "noun-unsubscribe",
)  # fmt: skip
NOUNS = frozenset(act for act in _ACTS if act.startswith("noun-"))
ACTS = (frozenset(_ACTS) - NOUNS) | {"weekly", "monthly", "each", "to-english", "to-swedish"}


@dataclass(frozen=True, slots=True)
class Frame:
    """One act.

    act      its meaning in the lexicon
    clause   the number of its clause
    hit      the words that say so
    mood     wish, question, past …
    negated  a negation of its clause stands outside the phrase
    """

    act: str
    clause: int
    hit: Hit
    mood: Mood
    negated: bool

    @property
    def affirms(self) -> bool:
        """Whether it wishes its act: not denied, told of the past, asked about, or another's."""
        return self.mood is Mood.WISH and not self.negated


def find_frames(clauses: Sequence[Clause], words: list[Word]) -> list[Frame]:
    """The frames of a mail in order."""
    return [frame for number, clause in enumerate(clauses) for frame in _of_clause(number, clause, words)]


_MAIN = frozenset(
    {"unattend", "cease-sending", "keep", "unsubscribe", "remove", "cannot"}
    | {"needs-not", "subscribe", "receive", "attend", "add"}
)


def _of_clause(number: int, clause: Clause, words: list[Word]) -> list[Frame]:
    """Acts that share no word; of those about lists and briefings the weightiest alone."""
    chosen: list[Hit] = []
    used: set[int] = set()
    tags = {hit.tag for hit in clause.hits}
    for act in (each for each in _ACTS if each in tags):
        for hit in sorted((h for h in clause.hits if h.tag == act), key=lambda h: -len(h.at)):
            main = act in _MAIN and any(other.tag in _MAIN for other in chosen)
            if used.isdisjoint(hit.at) and not main and not _state(act, hit, clause):
                used |= set(hit.at)
                chosen.append(hit)
    frames = [
        Frame(h.tag, number, h, mood_of(clause, h, words), _negated(clause, h, words, used)) for h in chosen
    ]
    return sorted(frames, key=lambda frame: frame.hit.first)


def _state(act: str, hit: Hit, clause: Clause) -> bool:
    """Whether the words say how things are, not what is wished: "jag är anmäld"."""
    if act == "erase" and clause.has("roll", "news") and not clause.has("data"):
        return True  # "radera mig från listan" leaves the list alone
    return act == "add" and any(
        other.tag == "registered" and not set(other.at).isdisjoint(hit.at) for other in clause.hits
    )


def _negated(clause: Clause, hit: Hit, words: list[Word], used: set[int]) -> bool:
    """A negation in the clause that belongs to no act: "anmäl mig inte", "don't sign me up"."""
    if hit.tag in {"erase", "export"}:
        return any(word.is_("neg") for word in words[max(clause.first, hit.first - 4) : hit.first])
    own = set(hit.at) if hit.tag in _MAIN else set()
    if any(words[place].is_("neg") for place in own):
        return hit.tag == "cease-sending" and _ceases_as_well(clause, own, words)
    return any(
        words[place].is_("neg")
        and place not in own
        and (place not in used or hit.tag not in _MAIN)
        and not _only(words, place)
        for place in range(clause.first, clause.last + 1)
    )


def _ceases_as_well(clause: Clause, own: set[int], words: list[Word]) -> bool:
    """ "sluta inte att skicka", "don't stop sending": a "stop" beside the "not" turns it round."""
    return any(
        words[place].is_("cease") for place in range(clause.first, clause.last + 1) if place not in own
    )


def _only(words: list[Word], place: int) -> bool:
    """ "inte bara", "not only" deny nothing; nor does "varför inte"."""
    return (place + 1 < len(words) and words[place + 1].is_("only")) or (
        place > 0 and words[place - 1].low in {"varför", "why"}
    )

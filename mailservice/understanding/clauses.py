"""Sentences cut into clauses: the stretches in which one negation or one tense holds."""

from collections.abc import Sequence
from dataclasses import dataclass

from mailservice.understanding.spotting import Hit
from mailservice.understanding.words import Word


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence.

    first, last   the places of its words in the mail
    hits          the phrases in it
    """

    first: int
    last: int
    sentence: int
    words: tuple[Word, ...]
    hits: tuple[Hit, ...]

    @property
    def asked(self) -> bool:
        """Whether its sentence ends in a question mark."""
        return self.words[0].asked

    def has(self, *tags: str) -> bool:
        """Whether a word of it may mean any of these."""
        return any(word.is_(*tags) for word in self.words)

    def hit(self, *tags: str) -> Hit | None:
        """The first phrase with any of these meanings."""
        return next((hit for hit in self.hits if hit.tag in tags), None)

    def says(self, *tags: str) -> bool:
        """Whether a phrase of it has any of these meanings."""
        return self.hit(*tags) is not None

    @property
    def text(self) -> str:
        return " ".join(word.low for word in self.words)


def cut_clauses(words: list[Word], hits: list[Hit], *, acts: frozenset[str]) -> list[Clause]:
    """The clauses of a mail in order.

    acts   the meanings that make a clause of their own after "och": in "prenumerera på brevet och delta
           den 24" there are two, in "den 24 och 26" one.
    """
    if not words:
        return []
    inside = {place for hit in hits for place in range(hit.first + 1, hit.last + 1)}
    begins = {hit.first for hit in hits if hit.tag in acts}
    starts = [0]
    for place in range(1, len(words)):
        word = words[place]
        new_sentence = word.sentence != words[place - 1].sentence
        opens = word.cut or word.is_("conj") or opens_condition(words, place)
        if (
            new_sentence
            or (opens and place not in inside)
            or _opens_act(words, place, begins, inside, starts[-1])
        ):
            starts.append(place)
    ends = [start - 1 for start in starts[1:]] + [len(words) - 1]
    return [
        Clause(
            first,
            last,
            words[first].sentence,
            tuple(words[first : last + 1]),
            tuple(hit for hit in hits if first <= hit.first and hit.last <= last),
        )
        for first, last in zip(starts, ends, strict=True)
    ]


def opens_condition(words: Sequence[Word], place: int) -> bool:
    """Whether an "om" here is an if, not an about or an in: "om jag", "om det finns"; not "om två veckor"."""
    if not words[place].is_("if") or place + 1 == len(words):
        return False
    following = words[place + 1]
    if following.low in _ABOUT or words[place + 1 : place + 3][-1].low == "person":
        return False  # "vet om mig", "lagrat om min person"
    if following.low in {"det", "der", "there", "it"}:
        return place + 2 < len(words) and not words[place + 2].low.startswith(
            ("senaste", "som", "nya", "that")
        )
    return following.is_("me", "my", "us", "you", "third", "kin", "man")


_ABOUT = frozenset({"mig", "mej", "meg", "oss"})


def _opens_act(words: list[Word], place: int, begins: set[int], inside: set[int], start: int) -> bool:
    """Whether an "och" stands here with one act before it and another close behind."""
    if not words[place].is_("and") or place in inside:
        return False
    before = any(begin in begins for begin in range(start, place))
    behind = any(begin in begins for begin in range(place + 1, place + 4))
    return before and behind

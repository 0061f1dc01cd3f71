"""Finds the phrases of the lexicon in the words of a mail."""

from dataclasses import dataclass

from mailservice.understanding.lexicon import GAP, MAX_GAP, Phrase, Vocabulary
from mailservice.understanding.words import Word


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found.

    at     the places of the words that it is made of, without those in its gaps
    """

    tag: str
    at: tuple[int, ...]

    @property
    def first(self) -> int:
        return self.at[0]

    @property
    def last(self) -> int:
        return self.at[-1]


def spot(words: list[Word], vocabulary: Vocabulary) -> list[Hit]:
    """Every phrase in the text, in order; none reaches across a cut or the end of a sentence."""
    hits: dict[tuple[str, tuple[int, ...]], Hit] = {}
    for place, word in enumerate(words):
        next_ = GAP | words[place + 1].tags if place + 1 < len(words) else GAP
        for tag in word.tags:
            for phrase in vocabulary.starts.get(tag, ()):
                if len(phrase.elements) > 1 and phrase.elements[1].isdisjoint(next_):
                    continue  # as nearly all
                found = _match(phrase, 1, words, (place,))
                if found is not None:
                    hits[phrase.tag, found] = Hit(phrase.tag, found)
    return sorted(_without_parts(list(hits.values())), key=lambda hit: (hit.first, hit.last))


def _match(phrase: Phrase, element: int, words: list[Word], found: tuple[int, ...]) -> tuple[int, ...] | None:
    if element == len(phrase.elements):
        return found
    gap = MAX_GAP if phrase.elements[element] is GAP else 0
    wanted = phrase.elements[element + bool(gap)]
    for place in range(found[-1] + 1, min(found[-1] + 2 + gap, len(words))):
        word = words[place]
        if word.cut or word.sentence != words[found[0]].sentence:
            return None
        if not wanted.isdisjoint(word.tags):
            whole = _match(phrase, element + 1 + bool(gap), words, (*found, place))
            if whole is not None:
                return whole
        elif "conj" in word.tags:
            return None
    return None


def _without_parts(hits: list[Hit]) -> list[Hit]:
    """Hits of one meaning that are part of a longer one of the same meaning go."""
    return [
        hit
        for hit in hits
        if not any(
            other is not hit and other.tag == hit.tag and set(hit.at) < set(other.at) for other in hits
        )
    ]

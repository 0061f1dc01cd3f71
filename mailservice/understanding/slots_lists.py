"""Which lists are meant: their names, and words for what they are about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import DamerauLevenshtein

from mailservice.domain.lists import MailingList
from mailservice.understanding.words import Word

_ALIKE = 0.25  # slips a letter at which a long word is still taken for the name of a list
_LONG = 9


@dataclass(frozen=True, slots=True)
class TopicMention:
    """A word that names what a list is about."""

    place: int
    list_id: str


def find_topics(
    words: list[Word], lists: Sequence[MailingList], topics: Mapping[str, tuple[str, ...]]
) -> list[TopicMention]:
    """The lists that the words name, by the one-word names of the world or the topics of the lexicon.

    A topic that ends in "-" begins a compound: "politiker-" is in "politikerlistan". It may be two words.
    """
    names = {
        each.id: tuple(name.lower() for name in (each.id, each.name.sv, each.name.en) if " " not in name)
        for each in lists
    }
    return [
        TopicMention(place, each.id)
        for place, word in enumerate(words)
        for each in lists
        if _names(word.low, names[each.id], topics.get(each.id, ()))
        or _ends_name(words, place, topics.get(each.id, ()))
    ]


def _ends_name(words: list[Word], place: int, topics: tuple[str, ...]) -> bool:
    """Whether a topic of two words ends here, one between at most: "för politiker", "för oss politiker"."""
    firsts = {
        first for first, _, last in (topic.partition(" ") for topic in topics) if last == words[place].low
    }
    near = words[max(0, place - 2) : place] if firsts else ()
    return any(w.low in firsts and w.sentence == words[place].sentence for w in near)


def _names(low: str, names: tuple[str, ...], topics: tuple[str, ...]) -> bool:
    for topic in topics:
        if topic.endswith("-"):
            rest = low.removeprefix(topic[:-1])
            if rest != low and len(rest) >= 4:
                return True
        elif low == topic:
            return True
    return any(_like(low, name) for name in names)


def _like(low: str, name: str) -> bool:
    """The name itself, inflected or misspelt."""
    if low.startswith(name):
        return True
    if len(low) < _LONG or len(name) < _LONG:
        return False
    slips = DamerauLevenshtein.distance(low[: len(name) + 1], name, score_cutoff=int(len(name) * _ALIKE))
    return slips <= len(name) * _ALIKE

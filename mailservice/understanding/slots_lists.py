"""Which lists are meant: their names, and words for what they are about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import DamerauLevenshtein

from mailservice.domain.lists import MailingList
from mailservice.understanding.words import Word

_ALIKE = 0.25  # slips a letter at which a long word is still taken for the name of a list
_LONG = 9
_SHORTEST_REST = 4  # letters of a compound behind its topic
_LISTS = 256  # whose topics are kept at hand


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
    told = {each.id: _told(topics.get(each.id, ())) for each in lists}
    return [
        TopicMention(place, each.id)
        for place, word in enumerate(words)
        for each in lists
        if _names(word.low, names[each.id], told[each.id]) or _ends_name(words, place, told[each.id])
    ]


class _Topics(NamedTuple):
    """The topics of a list, by how they are looked for.

    ends   of those of two words: the second, and the first of each
    """

    whole: frozenset[str]
    beginnings: tuple[str, ...]
    ends: Mapping[str, frozenset[str]]


@lru_cache(_LISTS)
def _told(topics: tuple[str, ...]) -> _Topics:
    """To look through dozens of topics for each word took a sixth of the time of a short mail."""
    pairs = [(first, last) for first, _, last in (topic.partition(" ") for topic in topics)]
    ends = {last: frozenset(first for first, other in pairs if other == last) for _, last in pairs if last}
    beginnings = tuple(topic[:-1] for topic in topics if topic.endswith("-"))
    return _Topics(frozenset(topics), beginnings, ends)


def _ends_name(words: list[Word], place: int, topics: _Topics) -> bool:
    """Whether a topic of two words ends here, one between at most: "för politiker", "för oss politiker"."""
    firsts = topics.ends.get(words[place].low)
    if firsts is None:
        return False
    near = words[max(0, place - 2) : place]
    return any(w.low in firsts and w.sentence == words[place].sentence for w in near)


def _names(low: str, names: tuple[str, ...], topics: _Topics) -> bool:
    if low in topics.whole:
        return True
    for beginning in topics.beginnings:
        if low.startswith(beginning) and len(low) - len(beginning) >= _SHORTEST_REST:
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

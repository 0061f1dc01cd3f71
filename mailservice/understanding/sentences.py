"""A mail as sentences of tokens: the form in which the judge looks at it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from mailservice.domain.days import STOCKHOLM
from mailservice.domain.world import World
from mailservice.understanding.day_mentions import DayMention
from mailservice.understanding.slots_lists import TopicMention
from mailservice.understanding.spotting import Hit
from mailservice.understanding.words import Word


@dataclass(frozen=True, slots=True)
class Token:
    """One word, or one mention of a day, as the judge sees it.

    name   the word in lower case, or its kind where only that matters: "§list", "§briefing-day"
    first, last   the places of its words in the mail
    alike  the rows of alike.toml in which the word stands; of a kind the kind itself
    """

    name: str
    first: int
    last: int
    alike: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, or a part of one.

    meanings   what the lexicon says of its words; hits: of its phrases, in order
    """

    tokens: tuple[Token, ...]
    meanings: tuple[str, ...]
    hits: tuple[Hit, ...]
    asked: bool
    subject: bool

    @property
    def phrases(self) -> tuple[str, ...]:
        """What its phrases mean, each once, in order."""
        return tuple(dict.fromkeys(hit.tag for hit in self.hits))

    @property
    def first(self) -> int:
        return self.tokens[0].first

    @property
    def last(self) -> int:
        return self.tokens[-1].last


def cut_sentences(
    words: Sequence[Word],
    hits: Sequence[Hit],
    *,
    body: int,
    days: Sequence[DayMention],
    topics: Sequence[TopicMention],
    world: World,
    today: date,
    alike: Callable[[str], tuple[str, ...]],
) -> list[Sentence]:
    """The sentences of a mail in order.

    body    the place of the first word behind the subject
    alike   the rows of alike.toml in which a word stands
    """
    of_sentence: dict[int, list[Token]] = {}
    for name, first, last in _tokens(words, days, topics, world, today):
        token = Token(name, first, last, (name,) if name[:1] == "§" else alike(name))
        of_sentence.setdefault(words[token.first].sentence, []).append(token)
    found: list[Sentence] = []
    for own in map(tuple, of_sentence.values()):
        first, last = own[0].first, own[-1].last
        said = tuple(hit for hit in hits if first <= hit.first <= last)
        found.append(Sentence(own, _meanings(words, first, last), said, words[first].asked, first < body))
    return found


def part_of(sentence: Sentence, words: Sequence[Word], first: int, last: int) -> Sentence:
    """The part of a sentence from its token `first` to its token `last`."""
    tokens = sentence.tokens[first : last + 1]
    start, end = tokens[0].first, tokens[-1].last
    said = tuple(hit for hit in sentence.hits if start <= hit.first and hit.last <= end)
    return replace(sentence, tokens=tokens, meanings=_meanings(words, start, end), hits=said)


def _meanings(words: Sequence[Word], first: int, last: int) -> tuple[str, ...]:
    return tuple(sorted({tag for word in words[first : last + 1] for tag in word.tags if tag[0] != "="}))


def _tokens(
    words: Sequence[Word],
    days: Sequence[DayMention],
    topics: Sequence[TopicMention],
    world: World,
    today: date,
) -> Iterator[tuple[str, int, int]]:
    """Each with the places of its first and its last word."""
    public = {each.id: each.public for each in world.lists}
    named = {topic.place: "§list" if public[topic.list_id] else "§network" for topic in topics}
    briefings = {each.start.astimezone(STOCKHOLM).date() for each in world.briefings}
    dated = {place: day for day in days for place in range(day.first, day.last + 1)}
    for place, word in enumerate(words):
        day = dated.get(place)
        if place in named:
            yield named[place], place, place
        elif day is None:
            yield _name(word), place, place
        elif day.first == place:
            yield _kind_of_day(day, briefings, today), place, day.last


def _name(word: Word) -> str:
    if word.is_("at"):
        return "§address"
    if word.is_("link"):
        return "§link"
    if word.low.isdecimal():
        return "§number"
    return "§name" if word.is_("name") else word.low


def _kind_of_day(day: DayMention, briefings: set[date], today: date) -> str:
    on = day.on(today)
    if on is not None:
        return "§briefing-day" if on in briefings else "§day"
    for kind in ("weekday", "week", "month", "season", "day"):
        if getattr(day, kind) not in (None, ()):
            return f"§{kind}"
    return "§time"

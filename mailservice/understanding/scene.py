"""A mail as the later stages see it: its words with everything that was found in them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise, zip_longest

from mailservice.domain.world import World
from mailservice.understanding.acts import Act
from mailservice.understanding.clauses import Clause
from mailservice.understanding.day_mentions import DayMention
from mailservice.understanding.frames import Frame
from mailservice.understanding.sentences import Sentence
from mailservice.understanding.slots_lists import TopicMention
from mailservice.understanding.slots_sessions import SessionSlot, Told, find_sessions
from mailservice.understanding.words import Word

AS_WELL_AS = frozenset({"både", "såväl"})
_IN = frozenset({"in", "on"})  # "both in May and in June"
_TIME = frozenset(
    {
        "gång",
        "gången",
        "time",
        "timmen",
        "halvtimmen",
        "kvarten",
        "minuterna",
        "delen",
        "hour",
        "half",
        "part",
    }
)  # "för första gången", "the first half": no first briefing
_PLURAL = ("dagar", "dagarna", "days")  # "på måndagarna": on each of them
_LENGTHS = {
    ("tre", "kvart"): 45, ("three", "quarters"): 45, ("half", "hour"): 30, ("half", "an"): 30,
    ("en", "timme"): 60, ("an", "hour"): 60,
}  # fmt: skip
_DIGITS = 3  # of minutes that a briefing may take
_INSTEAD_OF = re.compile(r"(?:stället för|instead of)(?: (?:den|the|på|mötet|träffen))*\Z")
_CLOSE = 5  # words before a day among which its negation is looked for


@dataclass(frozen=True, slots=True)
class Letter:
    """The letter of ours that a mail answers, as far as it can be known.

    kind     "invitation", "reminder", "news", "left", "receipt" …, "" where none is known
    """

    kind: str = ""
    lists: tuple[str, ...] = ()
    sessions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything found in the words of one mail.

    words      those of the subject first, where it is new, then those of the body
    body       the place of the first word of the body
    answered   the words of the letter of ours that is answered, as they stand below; None where none do
    """

    words: tuple[Word, ...]
    body: int
    clauses: tuple[Clause, ...]
    frames: tuple[Frame, ...]
    topics: tuple[TopicMention, ...]
    days: tuple[DayMention, ...]
    letter: Letter
    world: World
    now: datetime
    sender: str = ""
    today: date = field(default=date.min)
    sentences: tuple[Sentence, ...] = ()
    answered: "Scene | None" = None

    def topics_in(self, first: int, last: int) -> tuple[str, ...]:
        """The lists named between two places, each once, in the order of the world."""
        named = {topic.list_id for topic in self.topics if first <= topic.place <= last}
        return tuple(each.id for each in self.world.lists if each.id in named)

    @property
    def named(self) -> tuple[str, ...]:
        """The lists that are named, and the briefings on named days, in the order of their last mention."""
        places = {topic.list_id: topic.place for topic in self.topics}
        places |= {i: day.last for day in self.days for i in self.sessions_on(day).ids}
        return tuple(sorted(places, key=lambda i: places[i]))

    def days_in(self, first: int, last: int) -> tuple[DayMention, ...]:
        """The days and times named between two places."""
        return tuple(day for day in self.days if first <= day.first and day.last <= last)

    def told_in(self, parts: Sequence[tuple[int, int]], *, coming: bool = False) -> Told:
        """What these parts say of briefings.

        coming   they speak of taking part: a day with a "not" before it is ruled out
        """
        days: list[DayMention] = []
        without: list[DayMention] = []
        topics: list[str] = []
        for first, last in parts:
            for day in self.days_in(first, last):
                (without if coming and self.denied(day) else days).append(day)
            topics += [t for t in self.topics_in(first, last) if t not in topics]
        words = [word for first, last in parts for word in self.words[first : last + 1]]
        row = len(self.letter.sessions) > 1  # of which "den första" is a place
        return Told(
            tuple(days),
            tuple(without),
            tuple(topics),
            next=any(
                w.is_("next") or (w.is_("first") and not row and not (after and after.low in _TIME))
                for w, after in zip_longest(words, words[1:])
            ),
            both=any(w.is_("both") for w in words),
            two=any(
                w.is_("both") and w.low not in AS_WELL_AS and after.low not in _IN
                for w, after in pairwise(words)
            ),
            every=any(
                (w.is_("every") and any(after.is_("meeting", "three") for after in words[at + 1 : at + 4]))
                or (w.low.endswith(_PLURAL) and any(tag.startswith("weekday-") for tag in w.tags))
                for at, w in enumerate(words)
            ),
            minutes=tuple(_minutes(words)),
        )

    def sessions_on(self, day: DayMention) -> SessionSlot:
        """The briefings on one day."""
        return find_sessions(Told((day,)), self.world.open_to_come(self.now), self.now)

    def denied(self, day: DayMention) -> bool:
        """ "inte den 24", "inte på måndagen", "instead of the 24th": a negation straight before the day."""
        before = [
            w
            for w in self.words[max(0, day.first - _CLOSE) : day.first]
            if w.sentence == self.words[day.first].sentence
        ]
        if _INSTEAD_OF.search(" ".join(w.low for w in before)):
            return True
        while before and before[-1].is_("date-glue", "be", "stands"):
            before.pop()
        return (bool(before) and before[-1].is_("neg")) or self._not_but(day) or self._cannot(day)

    def _cannot(self, day: DayMention) -> bool:
        """ "I can't make the Monday one, so put me down for the other": a clause of its own that declines."""
        own = [
            f.act
            for f in self.frames
            if self.clauses[f.clause].first <= day.first <= self.clauses[f.clause].last
        ]
        sentence = [
            f.act for f in self.frames if self.words[f.hit.first].sentence == self.words[day.first].sentence
        ]
        return own == ["cannot"] and bool({"attend", "add"} & {*sentence})

    def _not_but(self, day: DayMention) -> bool:
        """ "inte … den 24 … utan …", "not … the 24th … but …": the day stands between the two."""
        sentence = self.words[day.first].sentence
        before = [w for w in self.words[: day.first] if w.sentence == sentence]
        behind = [w for w in self.words[day.last + 1 :] if w.sentence == sentence]
        following = next((at for at, w in enumerate(behind) if w.low in {"utan", "but"}), None)
        denied = [at for at, w in enumerate(before) if w.is_("neg")]
        if following is None or not denied:
            return False
        return not any(w.low in {"utan", "but"} for w in before[denied[-1] :])

    def is_topic(self, word: Word) -> bool:
        """Whether a word names a list."""
        return any(self.words[topic.place] is word for topic in self.topics)


def _minutes(words: Sequence[Word]) -> Iterator[int]:
    """How long a briefing is that they speak of: "den på en halvtimme", "the half hour", "45 minuter"."""
    for word, after in zip_longest(words, words[1:]):
        low = after.low if after is not None else ""
        if word.low.startswith(("halvtimm", "half-hour")):
            yield 30
        elif word.low.isdecimal() and len(word.low) <= _DIGITS and low.startswith("min"):
            yield int(word.low)
        elif (word.low, low) in _LENGTHS:
            yield _LENGTHS[word.low, low]


# The acts of frames that speak of a wish about lists or briefings, whether they affirm or deny it.
SPOKEN_OF: dict[Act, frozenset[str]] = {
    Act.SUBSCRIBE: frozenset({"subscribe", "receive", "add", "noun-subscribe"}),
    Act.UNSUBSCRIBE: frozenset({"unsubscribe", "cease-sending", "remove", "needs-not"}),
    Act.REGISTER: frozenset({"attend", "add"}),
    Act.CANCEL: frozenset({"unattend", "remove", "cannot"}),
}


def frames_of(scene: Scene, number: int) -> tuple[Frame, ...]:
    """The frames of one sentence."""
    sentence = scene.words[scene.sentences[number].first].sentence
    return tuple(f for f in scene.frames if scene.clauses[f.clause].sentence == sentence)

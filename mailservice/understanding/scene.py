"""A mail as the later stages see it: its words with everything that was found in them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from mailservice.domain.world import World
from mailservice.understanding.clauses import Clause
from mailservice.understanding.frames import Frame
from mailservice.understanding.slots_dates import DayMention
from mailservice.understanding.slots_lists import TopicMention
from mailservice.understanding.slots_sessions import Told
from mailservice.understanding.words import Word


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

    def topics_in(self, first: int, last: int) -> tuple[str, ...]:
        """The lists named between two places, each once, in the order of the world."""
        named = {topic.list_id for topic in self.topics if first <= topic.place <= last}
        return tuple(each.id for each in self.world.lists if each.id in named)

    def days_in(self, first: int, last: int) -> tuple[DayMention, ...]:
        """The days and times named between two places."""
        return tuple(day for day in self.days if first <= day.first and day.last <= last)

    def told_in(self, parts: Sequence[tuple[int, int]]) -> Told:
        """What these parts say of briefings."""
        days: list[DayMention] = []
        without: list[DayMention] = []
        topics: list[str] = []
        for first, last in parts:
            for day in self.days_in(first, last):
                (without if self.ruled_out(day) else days).append(day)
            topics += [t for t in self.topics_in(first, last) if t not in topics]
        words = [word for first, last in parts for word in self.words[first : last + 1]]
        return Told(
            tuple(days),
            tuple(without),
            tuple(topics),
            next=any(w.is_("next", "first") for w in words),
            both=any(w.is_("both") for w in words),
            every=any(
                w.is_("every") and any(after.is_("meeting", "three") for after in words[at + 1 : at + 4])
                for at, w in enumerate(words)
            ),
        )

    def ruled_out(self, day: DayMention) -> bool:
        """ "inte den 24", "not the 24th": a negation close before the day, in its clause."""
        clause = self.clause_at(day.first)
        before = self.words[max(clause.first, day.first - 3) : day.first]
        return any(w.is_("neg") for w in before) and not clause_acts(clause, self.frames, self.clauses)

    def clause_at(self, place: int) -> Clause:
        """The clause that holds a word."""
        return next(clause for clause in self.clauses if clause.first <= place <= clause.last)


def clause_acts(clause: Clause, frames: Sequence[Frame], clauses: Sequence[Clause]) -> bool:
    """Whether a clause has an act of its own."""
    return any(clauses[frame.clause] is clause for frame in frames)

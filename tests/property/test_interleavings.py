"""Words in mails and answers in calendars, in whatever order they arrive: the same seats at the end.

Each word has its time: DTSTAMP of a calendar answer, Date of a mail in words. Any may arrive late and after
later ones, calendar answers also often; nothing arrives before it was said.

Where seats are limited, who comes first is a matter of arrival. What does not depend on it: what each person
wishes, and how many seats are held. Never are there more than there may be, at no moment.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mailservice.decisions.decide import decide
from mailservice.decisions.evolve import after
from mailservice.decisions.facts import Facts
from mailservice.decisions.waiting_line import decide_line
from mailservice.domain.addresses import Address
from mailservice.domain.briefings import Seat, SeatState
from mailservice.domain.effects import Effect
from mailservice.domain.people import Person
from mailservice.domain.readings import CalendarAnswer, PartStat, Reading, Wishes
from mailservice.domain.wishes import Cancel, MaterialsOnly, Register, Wish
from tests.given import ANNA, BO, MAY_24, NOW, POLICY, facts, person, world_with

PEOPLE = (ANNA, BO, Address.of("cilla@region.example"), Address.of("dan@region.example"))
PRESENT = {SeatState.TAKEN, SeatState.TENTATIVE, SeatState.OFFERED, SeatState.WAITING}
CALENDAR: dict[str, PartStat] = {"accepted": "accepted", "declined": "declined", "tentative": "tentative"}
IN_WORDS: dict[str, Wish] = {
    "register": Register((MAY_24.id,)),
    "cancel": Cancel((MAY_24.id,)),
    "materials": MaterialsOnly((MAY_24.id,)),
}
ENDS = {
    "accepted": SeatState.TAKEN,
    "declined": SeatState.GIVEN_UP,
    "tentative": SeatState.TENTATIVE,
    "register": SeatState.TAKEN,
    "cancel": SeatState.GIVEN_UP,
    "materials": SeatState.MATERIALS,
}
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Said:
    """One word: whose, in which minute, what; and how many minutes later its mail arrives, how often."""

    who: Address
    minute: int
    what: str
    late: int
    copies: int

    @property
    def at(self) -> datetime:
        """When it was said."""
        return NOW + self.minute * MINUTE

    def arrivals(self) -> list[tuple[int, int]]:
        """The minutes of arrival, with a number that tells copies apart. A mail in words is stored once."""
        copies = self.copies if self.what in CALENDAR else 1
        return [(self.minute + self.late + 7 * copy, copy) for copy in range(copies)]

    def reading(self) -> Reading:
        """What is read of its mail."""
        if self.what in IN_WORDS:
            return Wishes((IN_WORDS[self.what],), "sv")
        return CalendarAnswer(MAY_24.uid, self.who, CALENDAR[self.what], "sv", sequence=0, stamped_at=self.at)


@dataclass
class Table:
    """The seats of one briefing while mails arrive, as the database keeps them: in the order of arrival."""

    capacity: int | None
    people: dict[Address, Person]
    arrived: dict[Address, int] = field(default_factory=dict)

    def state(self, who: Address) -> SeatState | None:
        """Where somebody stands; None for who has never had a place."""
        seat = self.people[who].seat_at(MAY_24.id)
        return None if seat is None else seat.state

    def held(self) -> int:
        """How many seats are held."""
        return sum(state is not None and state.holds_a_seat for state in map(self.state, PEOPLE))

    def line(self) -> list[Person]:
        """Who waits, the first in line first."""
        waiting = [each for each in PEOPLE if self.state(each) is SeatState.WAITING]
        return [self.people[each] for each in sorted(waiting, key=lambda each: self.arrived[each])]

    def facts_for(self, who: Address, *, said_at: datetime) -> Facts:
        """As `flow/process.py` gathers them."""
        line = self.line()
        return replace(
            facts(person=self.people[who], world=world_with(replace(MAY_24, capacity=self.capacity))),
            sender=who,
            sender_text=str(who),
            said_at=said_at,
            taken={MAY_24.id: self.held()},
            in_line={MAY_24.id: len(line)},
            next_in_line={MAY_24.id: line[0]} if line else {},
        )

    def take(self, effects: tuple[Effect, ...]) -> None:
        """Carry out; whoever comes or comes back comes last."""
        for effect in effects:
            before = {each: self.state(each) in PRESENT for each in PEOPLE}
            self.people = {each: after(who, effect) for each, who in self.people.items()}
            for each in PEOPLE:
                if self.state(each) in PRESENT and not before[each]:
                    self.arrived[each] = max(self.arrived.values(), default=0) + 1
        assert self.capacity is None or self.held() <= self.capacity

    def hear(self, one: Said, *, now: datetime) -> None:
        """A mail arrives and is decided; then the clock rings, and the line moves where it can."""
        self.take(
            decide(one.reading(), self.facts_for(one.who, said_at=one.at), now=now, policy=POLICY).effects
        )
        present = [self.people[each] for each in sorted(self.arrived, key=lambda each: self.arrived[each])]
        self.take(decide_line(replace(MAY_24, capacity=self.capacity), present, now=now).effects)


words = st.lists(
    st.builds(
        Said,
        st.sampled_from(PEOPLE),
        st.integers(1, 60),
        st.sampled_from(sorted(ENDS)),
        st.integers(0, 60),
        st.integers(1, 3),
    ),
    min_size=1,
    max_size=16,
    unique_by=lambda said: said.minute,
)
starts = st.sampled_from([None, SeatState.TAKEN, SeatState.GIVEN_UP, SeatState.MATERIALS])
chances = st.randoms(use_true_random=False)


def played(said: list[Said], chance: object, *, capacity: int | None, start: SeatState | None) -> Table:
    """The table when all mails have arrived, each at its own time."""
    before = () if start is None else (Seat(MAY_24.id, start, 0, NOW - MINUTE),)
    table = Table(capacity, {each: person(each, seats=before) for each in PEOPLE})
    table.arrived = {each: number for number, each in enumerate(PEOPLE, 1) if start is SeatState.TAKEN}
    arriving = [(minute, copy, one) for one in said for minute, copy in one.arrivals()]
    assert hasattr(chance, "shuffle")
    chance.shuffle(arriving)  # which of one minute goes first is nobody's to say
    for minute, _copy, one in sorted(arriving, key=lambda each: each[0]):
        table.hear(one, now=NOW + minute * MINUTE)
    return table


def last_word(said: list[Said], who: Address) -> str:
    """What this person said last, "" where nothing."""
    return max((one.minute, one.what) for one in (*said, Said(who, 0, "", 0, 0)) if one.who == who)[1]


def asked_for_materials(said: list[Said], who: Address, start: SeatState | None) -> bool:
    """A no in the calendar is no no to the materials that somebody has asked for."""
    return start is SeatState.MATERIALS or any(one.who == who and one.what == "materials" for one in said)


@given(words, chances, starts)
def test_any_interleaving_ends_in_the_same_seats(
    said: list[Said], chance: object, start: SeatState | None
) -> None:
    table = played(said, chance, capacity=None, start=start)
    for who in PEOPLE:
        last = last_word(said, who)
        state = table.state(who)
        if last == "declined" and asked_for_materials(said, who, start):
            assert state in {SeatState.GIVEN_UP, SeatState.MATERIALS}
        else:
            assert state == (ENDS[last] if last else start)


@given(words, chances, st.integers(1, 3))
def test_with_few_seats_the_wishes_and_the_number_of_seats_are_the_same(
    said: list[Said], chance: object, capacity: int
) -> None:
    table = played(said, chance, capacity=capacity, start=None)
    wanting = 0
    for who in PEOPLE:
        last = last_word(said, who)
        end = ENDS[last] if last else None
        if end in {SeatState.TAKEN, SeatState.TENTATIVE}:
            wanting += 1
            assert table.state(who) in {end, SeatState.OFFERED, SeatState.WAITING}
        elif last == "declined":
            assert table.state(who) in {SeatState.GIVEN_UP, SeatState.MATERIALS}
        else:
            assert table.state(who) is end
    assert table.held() == min(capacity, wanting)

"""Words in mails and answers in calendars, in whatever order they arrive: the same seats at the end.

Each word has its time: DTSTAMP for a calendar answer, arrival for a mail in words. A calendar answer may
arrive late, often, and after later ones; nothing arrives before it was said.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mailservice.decisions.decide import decide
from mailservice.decisions.evolve import after
from mailservice.domain.addresses import Address
from mailservice.domain.briefings import Seat, SeatState
from mailservice.domain.people import Person
from mailservice.domain.readings import CalendarAnswer, PartStat, Reading, Wishes
from mailservice.domain.wishes import Cancel, Register
from tests.given import ANNA, BO, MAY_24, NOW, POLICY, facts, person

PEOPLE = (ANNA, BO, Address.of("cilla@region.example"))
ENDS = {
    "accepted": SeatState.TAKEN,
    "declined": SeatState.GIVEN_UP,
    "register": SeatState.TAKEN,
    "cancel": SeatState.GIVEN_UP,
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
        """The minutes of arrival, with a number that tells copies apart."""
        if self.what in {"register", "cancel"}:
            return [(self.minute, 0)]
        return [(self.minute + self.late + 7 * copy, copy) for copy in range(self.copies)]

    def reading(self) -> Reading:
        """What is read of its mail."""
        if self.what == "register":
            return Wishes((Register((MAY_24.id,)),), "sv")
        if self.what == "cancel":
            return Wishes((Cancel((MAY_24.id,)),), "sv")
        answer: PartStat = "accepted" if self.what == "accepted" else "declined"
        return CalendarAnswer(MAY_24.uid, self.who, answer, "sv", stamped_at=self.at)


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
    max_size=12,
    unique_by=lambda said: said.minute,
)


@given(words, st.randoms(use_true_random=False))
def test_any_interleaving_ends_in_the_same_seats(said: list[Said], chance: object) -> None:
    people = {
        each: person(each, seats=(Seat(MAY_24.id, SeatState.TAKEN, 0, NOW - MINUTE),)) for each in PEOPLE
    }
    arriving = [(minute, copy, one) for one in said for minute, copy in one.arrivals()]
    assert hasattr(chance, "shuffle")
    chance.shuffle(arriving)  # which of one minute goes first is nobody's to say
    for minute, _copy, one in sorted(arriving, key=lambda each: each[0]):
        people[one.who] = dealt_with(one, people[one.who], now=NOW + minute * MINUTE)
    for who in PEOPLE:
        last = max((one for one in said if one.who == who), key=lambda one: one.minute, default=None)
        seat = people[who].seat_at(MAY_24.id)
        assert seat is not None
        assert seat.state == (SeatState.TAKEN if last is None else ENDS[last.what])


def dealt_with(one: Said, who: Person, *, now: datetime) -> Person:
    """The person once the mail has been decided."""
    known = replace(facts(person=who), sender=who.address, sender_text=str(who.address))
    for effect in decide(one.reading(), known, now=now, policy=POLICY).effects:
        who = after(who, effect)
    return who

"""Whatever the order in which a person's answers arrive, the last one given decides."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from mailservice.decisions.calendar_replies import decide_calendar_answer
from mailservice.decisions.evolve import after
from mailservice.decisions.facts import Facts
from mailservice.decisions.wishes import decide_wishes
from mailservice.domain.briefings import Seat, SeatState
from mailservice.domain.effects import Decision
from mailservice.domain.people import Person
from mailservice.domain.readings import CalendarAnswer, PartStat, Wishes
from mailservice.domain.wishes import Register
from tests.given import ANNA, MAY_24, NOW, POLICY, facts, person

ENDS: dict[PartStat, SeatState] = {"accepted": SeatState.TAKEN, "declined": SeatState.GIVEN_UP}


def outcome(arriving: list[tuple[int, PartStat]]) -> SeatState:
    """Anna's seat after these answers, each with the minute in which it was given."""
    anna = person(seats=(Seat(MAY_24.id, SeatState.TAKEN, 0, NOW - timedelta(days=1)),))
    for minute, what in arriving:
        anna = _after_one(anna, minute, what)
    seat = anna.seat_at(MAY_24.id)
    assert seat is not None
    return seat.state


def _after_one(anna: Person, minute: int, what: PartStat) -> Person:
    known = facts(person=anna)

    def sign_up(briefing_id: str, known: Facts) -> Decision:
        return decide_wishes(Wishes((Register((briefing_id,)),), "sv"), known, now=NOW, policy=POLICY)

    stamped_at = NOW - timedelta(minutes=100 - minute)
    answer = CalendarAnswer(MAY_24.uid, ANNA, what, "sv", stamped_at=stamped_at)
    decision = decide_calendar_answer(answer, known, now=NOW, policy=POLICY, sign_up=sign_up)
    for effect in decision.effects:
        anna = after(anna, effect)
    return anna


@given(
    st.lists(
        st.tuples(st.integers(0, 90), st.sampled_from(sorted(ENDS))),
        min_size=1,
        unique_by=lambda each: each[0],
    ).flatmap(lambda said: st.tuples(st.just(said), st.permutations([*said, *said])))
)
def test_the_last_word_counts_whatever_arrives_first_or_twice(
    told: tuple[list[tuple[int, PartStat]], list[tuple[int, PartStat]]],
) -> None:
    said, arriving = told
    assert outcome(arriving) == ENDS[max(said)[1]]

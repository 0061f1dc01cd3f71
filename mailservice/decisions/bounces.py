"""What a mail that came back says of its address: nothing, points against it, or that it is retired.

Nobody is retired for what may pass or what is our fault: a full mailbox, a delay, a refusal of what we sent.
An address that is gone costs two points, a failure without a reason one; of one day, one failure counts. At
four points the person gets a letter of its own, the probe. Only when that comes back too is the address
retired: it gets no more mail, stays in the register, and is restored by the secretariat or by its own mail.
While letters come back in a mass, the fault is hardly theirs: nothing counts, and a probe that comes back
retires nobody, and whom one retired that day is restored; after it the count has begun anew, so who is gone
gets another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mailservice.domain.addresses import Address
from mailservice.domain.days import STOCKHOLM
from mailservice.domain.effects import (
    Decision,
    DropNews,
    Effect,
    JudgeFailure,
    RestoreAddress,
    RetireAddress,
    SendLetter,
    TakeBackPoints,
)
from mailservice.domain.people import Person
from mailservice.domain.world import World

POINTS = {"dead": 2, "unclear": 1}
ENOUGH = 4
REMEMBERED = timedelta(days=30)
ONE_SEND = timedelta(hours=24)
MASS_AT_LEAST = 10  # recipients: of a dozen letters two may well come back
MASS_SHARE = 0.10


@dataclass(frozen=True, slots=True)
class Failure:
    """One letter that came back, or that the smarthost refused for good.

    id        of the report
    delivery  of the letter
    letter    name of its template
    kind      whose fault it is, see `message/bounce_words.py`
    said      the words of the other system
    at, written_at   of the report and of the letter (UTC)
    """

    id: int
    delivery: str
    letter: str
    address: Address
    action: str
    kind: str
    status: str
    said: str
    at: datetime
    written_at: datetime


@dataclass(frozen=True, slots=True)
class FailureFacts:
    """What the decision needs besides.

    days        points by day (Stockholm) since the last probe, at most 30 days back
    same_mail   another report of the same letter has counted already
    retired     addresses that reports of the last day have retired: perhaps the first of a mass
    sent, bounced   people whom letters went to in the last day, and those of them whose letters came back
    """

    person: Person | None
    world: World
    days: Mapping[date, int]
    same_mail: bool
    sent: int
    bounced: int
    retired: Sequence[Address] = ()


def decide_failure(failure: Failure, facts: FailureFacts, *, now: datetime) -> Decision:
    """Judge one failure. No I/O, no clock: same arguments, same decision."""
    verdict, effects = _judged(failure, facts, now)
    return Decision(f"bounce-{verdict}", (JudgeFailure(failure.id, verdict), *effects))


def _judged(failure: Failure, facts: FailureFacts, now: datetime) -> tuple[str, tuple[Effect, ...]]:
    person = facts.person
    if failure.action != "failed":
        return "late", ()
    if failure.at - failure.written_at > REMEMBERED:  # a return path is not good for ever
        return "too-old", ()
    if failure.kind == "refused" or _is_our_own(failure.address, facts.world):
        return "refused", _alarm("refused", failure, facts, now)
    if failure.kind not in POINTS:
        return failure.kind or "unread", ()
    if person is None:
        return "nobody", ()
    if person.retired_at is not None:
        return "retired-already", ()
    if facts.same_mail:
        return "same-mail", ()
    if _is_mass(facts):  # before the probe: one that comes back among hundreds proves nothing
        restored = (RestoreAddress(each) for each in facts.retired)
        return "mass", (TakeBackPoints(now - ONE_SEND), *restored, *_alarm("mass", failure, facts, now))
    if failure.letter == "probe":
        return "retired", (RetireAddress(person.address, _because(failure)), DropNews(person.address))
    return _scored(failure, facts, person)


def _is_mass(facts: FailureFacts) -> bool:
    return facts.bounced >= MASS_AT_LEAST and facts.bounced > MASS_SHARE * facts.sent


def _scored(failure: Failure, facts: FailureFacts, person: Person) -> tuple[str, tuple[Effect, ...]]:
    today = failure.at.astimezone(STOCKHOLM).date()
    if today in facts.days:
        return "same-day", ()
    if sum(facts.days.values()) + POINTS[failure.kind] < ENOUGH:
        return "counted", ()
    once = f"probe {person.address} {today}"
    return "counted", (SendLetter("probe", person.address, person.language, once=once),)


def _is_our_own(address: Address, world: World) -> bool:
    """ "User unknown" in our own domain, or of our own secretariat, is a fault of the set-up."""
    return address.domain == world.address.rpartition("@")[2].lower()


def _because(failure: Failure) -> str:
    """A code, not the words: they name the address."""
    return failure.status or failure.kind


def _alarm(about: str, failure: Failure, facts: FailureFacts, now: datetime) -> tuple[Effect, ...]:
    """One letter of each kind a day to each of the secretariat."""
    values = {
        "about": about,
        "address": str(failure.address),
        "said": failure.said or failure.status,
        "sent": facts.sent,
        "bounced": facts.bounced,
    }
    day = now.astimezone(STOCKHOLM).date()
    return tuple(
        SendLetter("bounce_alarm", Address.of(each), "sv", values, once=f"alarm {about} {day} {each}")
        for each in facts.world.secretariat
    )


def revived(decision: Decision, person: Person | None, *, vouched: bool) -> Decision:
    """Who writes is there: a retired address whose own mail comes in is restored before anything else."""
    if person is None or person.retired_at is None or not vouched:
        return decision
    return Decision(decision.because, (RestoreAddress(person.address), *decision.effects))

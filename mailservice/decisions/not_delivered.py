"""Letters that never came to whom they were for: told to the secretariat, once a day, all in one letter.

An invitation that did not arrive is somebody whom nobody expects. Whoever signed up believes to be heard, and
the address may be mistyped: a person has to look, long before an address would be retired. Of news the report
of each publication tells, and a refusal of what we send alarms at once (`decisions/bounces.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from mailservice.domain.addresses import Address
from mailservice.domain.days import STOCKHOLM, in_utc
from mailservice.domain.effects import Decision, SendLetter
from mailservice.domain.world import World

LETTER = "not_delivered"
LOOK_BACK = timedelta(days=7)  # a service that was away tells when it is back
_MORNING = time(8)
_ALL_NOTED = timedelta(minutes=5)  # what came back just before the morning has been judged by then
_SHOWN = 50


@dataclass(frozen=True, slots=True)
class NotDelivered:
    """A letter that was given up, or came back.

    letter   name of its template
    said     the words of the other system
    at       when that was known (UTC)
    """

    letter: str
    address: Address
    said: str
    at: datetime


def told_until(now: datetime) -> datetime:
    """The latest morning (UTC) up to which everything can be told of."""
    moment = now - _ALL_NOTED
    morning = in_utc(moment.astimezone(STOCKHOLM).date(), _MORNING)
    if moment >= morning:
        return morning
    return in_utc(moment.astimezone(STOCKHOLM).date() - timedelta(days=1), _MORNING)


def decide_not_delivered_told(
    found: Sequence[NotDelivered], *, told_at: datetime | None, world: World, now: datetime
) -> Decision:
    """One letter to each of the secretariat. No I/O, no clock: same arguments, same decision.

    found     of the last week
    told_at   when they were told of some last; None where they were not in that week
    """
    until = told_until(now)
    since = until - LOOK_BACK if told_at is None else told_until(told_at)
    office = tuple(Address.of(each) for each in world.secretariat)
    new = [each for each in found if since <= each.at < until and each.address not in office]
    if not new:
        return Decision("nothing-new")
    values = {
        "number": len(new),
        "letters": [
            {"letter": each.letter, "address": str(each.address), "said": each.said} for each in new[:_SHOWN]
        ],
    }
    day = until.astimezone(STOCKHOLM).date()
    letters = tuple(SendLetter(LETTER, each, "sv", values, once=f"{LETTER} {day} {each}") for each in office)
    return Decision("not-delivered-told", letters)

"""When a briefing is over: the materials, with words for those who came, missed it or only wished them."""

from datetime import datetime, timedelta

from mailservice.decisions.facts import DueReminder, SkippedReminders
from mailservice.decisions.lines import briefing_line
from mailservice.domain.addresses import Address
from mailservice.domain.briefings import Briefing, SeatState
from mailservice.domain.effects import Decision, SendLetter
from mailservice.domain.world import World

MATERIALS = "materials"

_TIME_TO_SAY_WHO_CAME = timedelta(hours=1)
_NEWS_FOR = timedelta(days=30)


def materials_due_at(briefing: Briefing, *, now: datetime) -> datetime:
    """An hour after the end, so that the secretariat can say who came; at once where that is past."""
    return max(now, briefing.end + _TIME_TO_SAY_WHO_CAME)


def materials_letter(due: DueReminder) -> SendLetter:
    """The links to what was shown. `how`: "came", "missed", "wished", or "had-seat" where nobody has said."""
    briefing = due.briefing
    values = {
        "how": _how(due),
        "briefing": briefing_line(briefing, due.language),
        "materials": list(briefing.materials),
    }
    return SendLetter(
        "materials",
        due.address,
        due.language,
        values,
        about_sessions=(briefing.id,),
        once=f"materials:{briefing.id}:{due.address}",
    )


def materials_skipped(due: DueReminder, now: datetime) -> str:
    """Why the materials are not sent, "" where they are."""
    if due.seat is None or due.seat is SeatState.GIVEN_UP:
        return "given-up-seat"
    if now > due.briefing.end + _NEWS_FOR:
        return "old"
    return "" if due.briefing.materials else "no-materials"


def _how(due: DueReminder) -> str:
    if due.seat is SeatState.MATERIALS:
        return "wished"
    if due.seat in {SeatState.WAITING, SeatState.OFFERED} or due.came is False:
        return "missed"
    return "came" if due.came else "had-seat"


def decide_skips_told(skipped: SkippedReminders, world: World) -> Decision:
    """What an outage has kept from people, to each of the secretariat."""
    briefing = world.briefing(skipped.briefing_id)
    if briefing is None:
        return Decision("skips-of-nothing")
    values = {"kind": skipped.kind, "number": skipped.number, "briefing": briefing_line(briefing, "sv")}
    letters = tuple(
        SendLetter("reminders_skipped", Address.of(each), "sv", values, about_sessions=(briefing.id,))
        for each in world.secretariat
    )
    return Decision("skips-told", letters)

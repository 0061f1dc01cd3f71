"""How often, in which language, and from when mail comes."""

from mailservice.decisions.case import Case, Outcome
from mailservice.domain.days import STOCKHOLM, in_utc
from mailservice.domain.effects import ChooseDelivery, ChooseLanguage, PauseUntil
from mailservice.domain.wishes import Pause, Resume, SetDelivery, SetLanguage, Wish


def decide_delivery(wish: SetDelivery, case: Case) -> Outcome:
    """Each mail at once, or a digest each week or month."""
    line = {"kind": "delivery", "mode": str(wish.mode)}
    if case.person.mode is wish.mode:
        return Outcome((line,))
    return Outcome((line,), (ChooseDelivery(case.address, wish.mode),), (SetDelivery(case.person.mode),))


def decide_language(wish: SetLanguage, case: Case) -> Outcome:
    """Swedish or English from now on; the answer itself is already in it."""
    line = {"kind": "language", "to": wish.to}
    if case.person.language == wish.to and case.facts.person is not None:
        return Outcome((line,))
    return Outcome((line,), (ChooseLanguage(case.address, wish.to),), (SetLanguage(case.person.language),))


def decide_pause(wish: Pause, case: Case) -> Outcome:
    """No news until a day. A day that has come already pauses nothing."""
    if wish.until <= case.now.astimezone(STOCKHOLM).date():
        return Outcome(({"kind": "not_paused"},))
    line = {"kind": "paused", "until": wish.until.isoformat()}
    until = in_utc(wish.until, case.policy.back_at)
    return Outcome((line,), (PauseUntil(case.address, until),), (_pause_as_now(case),))


def decide_resume(_wish: Resume, case: Case) -> Outcome:
    """End a pause now; the time is kept until what came meanwhile has been gathered (digests.py)."""
    if case.person.paused_until is None or case.person.paused_until <= case.now:
        return Outcome(({"kind": "not_paused"},))
    return Outcome(({"kind": "resumed"},), (PauseUntil(case.address, case.now),), (_pause_as_now(case),))


def _pause_as_now(case: Case) -> Wish:
    before = case.person.paused_until
    if before is None or before <= case.now:
        return Resume()
    return Pause(before.astimezone(STOCKHOLM).date())

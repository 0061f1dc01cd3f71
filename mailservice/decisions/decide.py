"""A reading to its decider. Here one sees every way that a mail can go."""

from datetime import datetime
from typing import assert_never

from mailservice.decisions.answers import decide_undo, decide_yes_no
from mailservice.decisions.calendar_replies import decide_calendar_answer
from mailservice.decisions.complaints import decide_complaint
from mailservice.decisions.digest_orders import decide_digest_order
from mailservice.decisions.facts import Facts
from mailservice.decisions.handover import decide_handover, forward
from mailservice.decisions.office import decide_office, is_of_office
from mailservice.decisions.policy import Policy
from mailservice.decisions.publishing import decide_publishing
from mailservice.decisions.unclear import decide_unclear
from mailservice.decisions.waiting_texts import decide_waiting_question
from mailservice.decisions.wishes import decide_wishes
from mailservice.domain.effects import Decision, ReportFailedDelivery
from mailservice.domain.readings import (
    AskWaiting,
    CalendarAnswer,
    Complaint,
    ForPerson,
    Machine,
    PublishDraft,
    PublishUnclear,
    PublishWord,
    Reading,
    Report,
    SendDigestsNow,
    Unclear,
    Undo,
    Wishes,
    YesNo,
)
from mailservice.domain.wishes import Register

_OFFICE_TIMES = 10  # a working day of proofs and receipts is no flood; a loop still ends


def decide(reading: Reading, facts: Facts, *, now: datetime, policy: Policy) -> Decision:
    """What shall happen. No I/O and no clock: the same arguments give the same decision."""
    match reading:
        case Machine() | Report() | Complaint():
            return _decide_machine(reading, facts)
        case _ if _too_many_answers(facts, policy):
            once = f"too-many-answers {facts.sender} {now:%Y-%m-%d}"  # a flood must not become ours
            return Decision("too-many-answers", forward(facts, about="too-many-answers", once=once))
        case Wishes():
            decider = decide_office if is_of_office(reading.wishes) else decide_wishes
            return decider(reading, facts, now=now, policy=policy)
        case YesNo():
            return decide_yes_no(reading, facts, now=now, policy=policy)
        case Undo():
            return decide_undo(reading, facts, now=now, policy=policy)
        case CalendarAnswer():
            return _decide_calendar(reading, facts, now=now, policy=policy)
        case Unclear():
            return decide_unclear(reading, facts, now=now)
        case PublishDraft() | PublishWord() | PublishUnclear():
            return decide_publishing(reading, facts, now=now, policy=policy)
        case ForPerson() | SendDigestsNow() | AskWaiting():
            return _decide_of_office(reading, facts)
        case _:
            assert_never(reading)


def _decide_of_office(reading: ForPerson | SendDigestsNow | AskWaiting, facts: Facts) -> Decision:
    if isinstance(reading, AskWaiting):
        return decide_waiting_question(reading, facts)
    if isinstance(reading, SendDigestsNow):
        return decide_digest_order(reading, facts)
    return decide_handover(reading, facts)


def _decide_machine(report: Machine | Report | Complaint, facts: Facts) -> Decision:
    if isinstance(report, Machine):
        return Decision(f"machine-{report.about}")
    if isinstance(report, Complaint):
        return decide_complaint(report, facts)
    if report.delivery_token is None:
        return Decision("report-of-no-mail-of-ours")
    failed = ReportFailedDelivery(
        report.delivery_token, report.action, report.status, report.kind, report.said
    )
    return Decision(f"report-{report.action or 'unread'}", (failed,))


def _decide_calendar(answer: CalendarAnswer, facts: Facts, *, now: datetime, policy: Policy) -> Decision:
    def sign_up(briefing_id: str, theirs: Facts) -> Decision:
        wishes = Wishes((Register((briefing_id,)),), answer.language)
        return decide_wishes(wishes, theirs, now=now, policy=policy)

    return decide_calendar_answer(answer, facts, now=now, policy=policy, sign_up=sign_up)


def _too_many_answers(facts: Facts, policy: Policy) -> bool:
    """The brake on loops and on bombing a third person with our answers (RFC 3834 section 2)."""
    if facts.vouched:
        times = _OFFICE_TIMES if str(facts.sender) in facts.world.secretariat else 1
        in_hour, in_day = times * policy.vouched_answers_per_hour, times * policy.vouched_answers_per_day
    else:
        in_hour, in_day = policy.answers_per_hour, policy.answers_per_day
    return facts.answers_in_hour >= in_hour or facts.answers_in_day >= in_day

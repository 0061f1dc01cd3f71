"""A bare yes, no or "undo" in reply to a letter of ours."""

from datetime import datetime

from mailservice.decisions.account import move_now
from mailservice.decisions.case import Outcome
from mailservice.decisions.facts import Awaited, Facts
from mailservice.decisions.handover import forward
from mailservice.decisions.lines import list_line
from mailservice.decisions.office import concerns_others, is_of_office, is_secretariat, office_proof
from mailservice.decisions.policy import Policy
from mailservice.decisions.unclear import decide_unclear
from mailservice.decisions.wishes import carry_out, case_for, decide_wishes, receipt_letter
from mailservice.domain.addresses import Address
from mailservice.domain.arrangements import ArrangeBriefing
from mailservice.domain.briefings import BriefingState
from mailservice.domain.days import end_of_day
from mailservice.domain.effects import CloseAwaited, Decision, Effect, SendLetter, SetSubscription
from mailservice.domain.lists import MailingList
from mailservice.domain.people import SubscriptionState
from mailservice.domain.readings import Unclear, Undo, Wishes, YesNo
from mailservice.domain.wishes import Cancel, Subscribe, Wish


def decide_yes_no(answer: YesNo, facts: Facts, *, now: datetime, policy: Policy) -> Decision:
    """What a yes or no means is what the answered letter asked. Anybody else's yes means nothing."""
    awaited = facts.awaited
    if awaited is None and not answer.yes and (session := _invited_to(facts)):
        reading = Wishes((Cancel((session,)),), answer.language, evidence=answer.evidence)
        return decide_wishes(reading, facts, now=now, policy=policy)
    if awaited is None or facts.sender not in awaited.asked:
        return decide_unclear(Unclear("yes-to-what", answer.language), facts, now=now)
    if _is_for_office(awaited) and not is_secretariat(facts):
        return Decision("not-the-secretariat", forward(facts, about="office-unproven"))
    if awaited.outcome:
        return _answered_already(answer, awaited, facts)
    if awaited.valid_until <= now and awaited.purpose != "approve":  # who waits for an answer waits on
        return _tell("confirm_late", "answered-too-late", answer, facts)
    closed = CloseAwaited(awaited.token_hash, "yes" if answer.yes else "no")
    if awaited.purpose == "approve":
        return _approval(answer, awaited, closed, facts)
    if not answer.yes:
        return Decision("declined-to-confirm", (closed,))
    if awaited.purpose == "move":
        return _move(awaited, closed, facts, now=now, policy=policy)
    if awaited.purpose == "ask" and len(awaited.wishes) != 1:
        return decide_unclear(Unclear("which-of-these", answer.language, awaited.wishes), facts, now=now)
    case = case_for(facts, facts.person, awaited.language, now=now, policy=policy)
    outcome = carry_out(awaited.wishes, case)
    return Decision("confirmed", (closed, *outcome.effects, receipt_letter(outcome, case)))


def _answered_already(answer: YesNo, awaited: Awaited, facts: Facts) -> Decision:
    if awaited.purpose != "approve":
        return _tell("confirm_done", "answered-already", answer, facts)
    told = (_settled("already", each, awaited, (facts.sender,)) for each in _wanted(awaited, facts))
    return Decision("answered-already", tuple(letter for letters in told for letter in letters))


def _is_for_office(awaited: Awaited) -> bool:
    """A letter of ours may be forwarded, and anybody can write the secretariat's name into From."""
    return awaited.purpose == "approve" or is_of_office(awaited.wishes)


def _invited_to(facts: Facts) -> str:
    """The briefing of the invitation that is answered, by whom it was sent to; "" for any other letter."""
    letter = facts.answered
    if letter is None or letter.letter != "invitation" or letter.sent_to != facts.sender:
        return ""
    return letter.sessions[0] if len(letter.sessions) == 1 else ""


def _tell(letter: str, because: str, answer: YesNo, facts: Facts) -> Decision:
    told = SendLetter(letter, facts.sender, answer.language, in_reply_to=facts.message_id)
    return Decision(because, (told,))


def _move(awaited: Awaited, closed: CloseAwaited, facts: Facts, *, now: datetime, policy: Policy) -> Decision:
    case = case_for(facts, facts.about, awaited.language, now=now, policy=policy)
    gone = Outcome(({"kind": "nothing_stored"},))  # erased or moved elsewhere in the meantime
    outcome = gone if facts.about is None else move_now(facts.sender, case)
    return Decision("moved", (closed, *outcome.effects, receipt_letter(outcome, case)))


def _approval(answer: YesNo, awaited: Awaited, closed: CloseAwaited, facts: Facts) -> Decision:
    """The secretariat has said who may join a closed list. The person and all of the secretariat are told."""
    effects: list[Effect] = [closed]
    office = tuple(Address.of(each) for each in facts.world.secretariat)
    for list_ in _wanted(awaited, facts):
        waits = facts.about is not None and (
            facts.about.subscription_to(list_.id) is SubscriptionState.REQUESTED
        )
        if waits:
            state = SubscriptionState.ACTIVE if answer.yes else SubscriptionState.ENDED
            effects.append(SetSubscription(awaited.about_person, list_.id, state))
            effects.append(_tell_applicant(answer, awaited, list_line(list_, awaited.language)))
        outcome = ("approved" if answer.yes else "refused") if waits else "withdrawn"
        effects.extend(_settled(outcome, list_, awaited, office))
    return Decision("approved" if answer.yes else "refused", tuple(effects))


def _wanted(awaited: Awaited, facts: Facts) -> tuple[MailingList, ...]:
    ids = {each for wish in awaited.wishes if isinstance(wish, Subscribe) for each in wish.lists}
    return tuple(each for each in facts.world.lists if each.id in ids)


def _settled(
    outcome: str, list_: MailingList, awaited: Awaited, told: tuple[Address, ...]
) -> tuple[SendLetter, ...]:
    """To the secretariat: what became of the question. outcome: a word that approval_settled knows."""
    values = {"person": str(awaited.about_person), "list": list_line(list_, "sv"), "outcome": outcome}
    return tuple(SendLetter("approval_settled", each, "sv", values) for each in told)


def _tell_applicant(answer: YesNo, awaited: Awaited, named: dict[str, str]) -> SendLetter:
    person, language = awaited.about_person, awaited.language
    if not answer.yes:
        return SendLetter("not_approved", person, language, {"list": named})
    values = {"outcomes": [{"kind": "subscribed", "list": named}], "human": False, "undo_until": None}
    return SendLetter("receipt", person, language, values, about_lists=(named["id"],))


def _calls_off(wish: Wish) -> bool:
    return isinstance(wish, ArrangeBriefing) and wish.state is BriefingState.CALLED_OFF


def decide_undo(undo: Undo, facts: Facts, *, now: datetime, policy: Policy) -> Decision:
    """Take back what the answered receipt tells of. Taking it back twice changes nothing more.

    A briefing that was created cannot be taken back from those who have signed up since: it is called
    off, which is a new act, shown first like any other.
    """
    case = case_for(facts, facts.person, undo.language, now=now, policy=policy, restoring=True)
    answered = facts.answered
    if answered is None or not facts.undo or answered.sent_to != facts.sender:
        nothing = Outcome(({"kind": "nothing_to_undo"},))
        return Decision("nothing-to-undo", (receipt_letter(nothing, case),))
    if now > end_of_day(answered.sent_at + policy.undo_valid):
        late = Outcome(({"kind": "undo_late"},))
        return Decision("undo-too-late", (receipt_letter(late, case),))
    if is_of_office(facts.undo) and not is_secretariat(facts):
        return Decision("not-the-secretariat", forward(facts, about="office-unproven"))
    outcome = carry_out(facts.undo, case)
    if any(map(_calls_off, facts.undo)) and concerns_others(outcome, facts):
        return Decision("office-proof", office_proof(facts.undo, outcome, case))
    lines = ({"kind": "undone"}, *outcome.lines)
    restored = Outcome(lines, outcome.effects, outcome.undo)
    return Decision("undone", (*outcome.effects, receipt_letter(restored, case)))

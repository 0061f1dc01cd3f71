"""Wishes of the secretariat: done at once where they concern nobody else, else shown, and done on a yes."""

from datetime import datetime

from mailservice.decisions.arranging import told
from mailservice.decisions.case import Case, Outcome
from mailservice.decisions.facts import Facts
from mailservice.decisions.handover import forward
from mailservice.decisions.lines import wish_line
from mailservice.decisions.policy import Policy
from mailservice.decisions.wishes import carry_out, case_for, receipt_letter
from mailservice.domain.addresses import Address
from mailservice.domain.arrangements import OfficeWish
from mailservice.domain.days import end_of_day
from mailservice.domain.effects import AwaitAnswer, Decision, SendInvitation, SendLetter, SetSeat
from mailservice.domain.readings import Wishes
from mailservice.domain.wishes import Wish


def is_of_office(wishes: tuple[Wish, ...]) -> bool:
    """Whether the secretariat alone can wish it."""
    return any(isinstance(each, OfficeWish) for each in wishes)


def is_secretariat(facts: Facts) -> bool:
    """Whether the sender is of the secretariat, by the word of our border MTA: no letter is enough."""
    office = {Address.of(each) for each in facts.world.secretariat}
    return facts.vouched_by_mta and facts.sender in office


def decide_office(reading: Wishes, facts: Facts, *, now: datetime, policy: Policy) -> Decision:
    """Carry it out; where others would get mail, show what was understood and wait for a yes."""
    if not is_secretariat(facts):
        return Decision("not-the-secretariat", forward(facts, about="office-unproven"))
    case = case_for(facts, facts.person, reading.language, now=now, policy=policy)
    outcome = carry_out(reading.wishes, case)
    if concerns_others(outcome, facts):
        return Decision("office-proof", office_proof(reading.wishes, outcome, case))
    return Decision("office-carried-out", (*outcome.effects, receipt_letter(outcome, case)))


def concerns_others(outcome: Outcome, facts: Facts) -> bool:
    """Whether somebody else would get a mail of ours at once."""
    return any(
        isinstance(each, SendInvitation | SendLetter | SetSeat)
        and (each.address if isinstance(each, SetSeat) else each.to) != facts.sender
        for each in outcome.effects
    )


def office_proof(wishes: tuple[Wish, ...], outcome: Outcome, case: Case) -> tuple[AwaitAnswer, SendLetter]:
    """What was understood and whom it reaches, for the secretariat to say yes to."""
    valid_until = end_of_day(case.now + case.policy.confirmation_valid)
    token, sender = case.facts.token, case.facts.sender
    waiting = AwaitAnswer(token, "confirm", (sender,), sender, wishes, case.language, valid_until)
    values = {
        "wishes": [wish_line(each, case.world, case.language) for each in wishes],
        **told(outcome.effects),
        "valid_until": valid_until.isoformat(),
    }
    sessions = tuple(dict.fromkeys(each.session for each in wishes if isinstance(each, OfficeWish)))
    letter = SendLetter(
        "office_proof",
        sender,
        case.language,
        values,
        token=token,
        about_sessions=sessions,
        in_reply_to=case.facts.message_id,
    )
    return (waiting, letter)

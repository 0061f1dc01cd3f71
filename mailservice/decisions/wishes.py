"""Clear wishes: carried out one after another, in one answer, or confirmed first."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from mailservice.decisions.account import decide_erase, decide_export, decide_help, decide_move, decide_status
from mailservice.decisions.arranging import decide_arrange
from mailservice.decisions.case import Case, Outcome
from mailservice.decisions.evolve import after
from mailservice.decisions.facts import Facts
from mailservice.decisions.handover import beside
from mailservice.decisions.lines import Line, wish_line
from mailservice.decisions.office_seats import (
    decide_attended,
    decide_give_seat,
    decide_participants,
    decide_remove_seat,
)
from mailservice.decisions.policy import Policy
from mailservice.decisions.preferences import decide_delivery, decide_language, decide_pause, decide_resume
from mailservice.decisions.registrations import (
    decide_cancel,
    decide_leave_line,
    decide_materials_only,
    decide_register,
)
from mailservice.decisions.standing import decide_follow, decide_unfollow
from mailservice.decisions.subscribe import decide_subscribe, decide_unsubscribe
from mailservice.domain.arrangements import (
    ArrangeBriefing,
    AskParticipants,
    Attended,
    GiveSeat,
    OfficeWish,
    RemoveSeat,
)
from mailservice.domain.days import end_of_day
from mailservice.domain.effects import AwaitAnswer, ChooseLanguage, Decision, Effect, SendLetter
from mailservice.domain.lists import Language
from mailservice.domain.people import Person
from mailservice.domain.readings import Wishes
from mailservice.domain.wishes import (
    AskExport,
    AskHelp,
    AskStatus,
    Cancel,
    Erase,
    Follow,
    LeaveLine,
    MaterialsOnly,
    Move,
    Pause,
    Register,
    Resume,
    SetDelivery,
    SetLanguage,
    Subscribe,
    Unfollow,
    Unsubscribe,
    Wish,
)


def decide_wishes(reading: Wishes, facts: Facts, *, now: datetime, policy: Policy) -> Decision:
    """Carry the wishes out where the sender is who they seem or nothing would change; else ask."""
    case = case_for(facts, facts.person, reading.language, now=now, policy=policy)
    outcome = carry_out(reading.wishes, case)
    human = beside(case, also_human=reading.also_human)
    # A letter of ours in somebody's hands proves enough for everything but what can't be taken back.
    proven = facts.vouched and (facts.vouched_by_mta or not _grave(reading.wishes))
    if outcome.effects and not proven:
        return Decision("unconfirmed", (*ask_to_confirm(reading.wishes, case), *human))
    receipt = receipt_letter(outcome, case, human=reading.also_human)
    return Decision("carried-out", (*outcome.effects, *human, receipt))


def case_for(
    facts: Facts,
    person: Person | None,
    language: Language,
    *,
    now: datetime,
    policy: Policy,
    restoring: bool = False,
) -> Case:
    """The case of one mail; somebody new stands for nothing yet."""
    standing = person or Person(facts.sender, language)
    return Case(facts, standing, now, language, policy, restoring)


def carry_out(wishes: tuple[Wish, ...], case: Case) -> Outcome:
    """Decide the wishes in order, each on what the ones before have changed."""
    lines: list[Line] = []
    effects: list[Effect] = []
    undo: list[Wish] = []
    for wish in wishes:
        outcome = _decide_one(wish, case)
        lines.extend(outcome.lines)
        effects.extend(outcome.effects)
        undo = [*outcome.undo, *undo]  # taken back in the opposite order
        person = case.person
        for effect in outcome.effects:
            person = after(person, effect)
        case = replace(case, person=person, language=person.language if _chosen(wish) else case.language)
    of_office = any(isinstance(each, OfficeWish) for each in wishes)  # which needs no row of its own
    introduced = () if of_office else _introduce(case, effects)
    return Outcome(tuple(lines), (*introduced, *effects), tuple(undo))


def _chosen(wish: Wish) -> bool:
    return isinstance(wish, SetLanguage)


def _introduce(case: Case, effects: list[Effect]) -> tuple[Effect, ...]:
    """Somebody new is first written down with the language that they wrote in."""
    known = case.facts.person is not None or case.address != case.facts.sender
    if known or not effects or any(isinstance(each, ChooseLanguage) for each in effects):
        return ()
    return (ChooseLanguage(case.address, case.language),)


def receipt_letter(outcome: Outcome, case: Case, *, human: bool = False) -> SendLetter:
    """The one answer: what was done, and until when one word takes it back."""
    undo_until = end_of_day(case.now + case.policy.undo_valid) if outcome.undo else None
    language = next(
        (each.language for each in outcome.effects if isinstance(each, ChooseLanguage)), case.language
    )
    values = {
        "outcomes": list(outcome.lines),
        "human": human,
        "undo_until": undo_until.isoformat() if undo_until else None,
    }
    about = {name: _ids(outcome.lines, name) for name in ("list", "briefing")}
    return SendLetter(
        "receipt",
        case.facts.sender,
        language,
        values,
        undo=outcome.undo,
        about_lists=about["list"],
        about_sessions=about["briefing"],
        in_reply_to=case.facts.message_id,
    )


def _ids(lines: tuple[Line, ...], name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line[name]["id"] for line in lines if line.get(name)))


def _grave(wishes: tuple[Wish, ...]) -> bool:
    return any(isinstance(each, Erase | Move) for each in wishes)


def ask_to_confirm(wishes: tuple[Wish, ...], case: Case) -> tuple[Effect, ...]:
    """Anybody can write any name into From: the address itself must say yes before anything changes."""
    valid_until = end_of_day(case.now + case.policy.confirmation_valid)
    token = case.facts.token
    sender = case.facts.sender
    waiting = AwaitAnswer(token, "confirm", (sender,), sender, wishes, case.language, valid_until)
    values = {
        "wishes": [wish_line(each, case.world, case.language) for each in wishes],
        "valid_until": valid_until.isoformat(),
    }
    letter = SendLetter(
        "confirm", sender, case.language, values, token=token, in_reply_to=case.facts.message_id
    )
    return (waiting, letter)


def _decide_one(wish: Wish, case: Case) -> Outcome:  # noqa: C901 - one line per kind of wish
    match wish:
        case Subscribe():
            return decide_subscribe(wish, case)
        case Unsubscribe():
            return decide_unsubscribe(wish, case)
        case Register():
            return decide_register(wish, case)
        case Cancel():
            return decide_cancel(wish, case)
        case LeaveLine():
            return decide_leave_line(wish, case)
        case MaterialsOnly():
            return decide_materials_only(wish, case)
        case Follow():
            return decide_follow(wish, case)
        case Unfollow():
            return decide_unfollow(wish, case)
        case SetDelivery():
            return decide_delivery(wish, case)
        case SetLanguage():
            return decide_language(wish, case)
        case Pause():
            return decide_pause(wish, case)
        case Resume():
            return decide_resume(wish, case)
        case Move():
            return decide_move(wish, case)
        case AskStatus():
            return decide_status(wish, case)
        case AskHelp():
            return decide_help(wish, case)
        case AskExport():
            return decide_export(wish, case)
        case Erase():
            return decide_erase(wish, case)
        case ArrangeBriefing():
            return decide_arrange(wish, case)
        case AskParticipants():
            return decide_participants(wish, case)
        case GiveSeat():
            return decide_give_seat(wish, case)
        case RemoveSeat():
            return decide_remove_seat(wish, case)
        case Attended():
            return decide_attended(wish, case)
        case _:
            assert_never(wish)

"""A person's own row: what is stored, moving it to another address, erasing it."""

from mailservice.decisions.case import Case, Outcome
from mailservice.decisions.lines import Line, briefing_line, help_line, list_line
from mailservice.decisions.registrations import freed_seat
from mailservice.decisions.tokens import token_for
from mailservice.domain.addresses import Address
from mailservice.domain.briefings import SeatState
from mailservice.domain.days import STOCKHOLM, end_of_day
from mailservice.domain.effects import AwaitAnswer, ErasePerson, MoveAddress, SendLetter
from mailservice.domain.people import SubscriptionState
from mailservice.domain.wishes import AskExport, AskHelp, AskStatus, Erase, Move


def decide_status(_wish: AskStatus, case: Case) -> Outcome:
    """What the person is on, as it stands after the wishes before this one."""
    return Outcome((status_line(case),))


def status_line(case: Case) -> Line:
    """Lists, seats to come and choices of one person."""
    person, paused = case.person, case.person.paused_until

    def on(state: SubscriptionState) -> list[Line]:
        return [
            list_line(each, case.language)
            for each in case.world.lists
            if person.subscription_to(each.id) is state
        ]

    seats = [
        {**briefing_line(briefing, case.language), "state": str(seat.state)}
        for briefing in case.world.to_come(case.now)
        if (seat := person.seat_at(briefing.id)) is not None and seat.state is not SeatState.GIVEN_UP
    ]
    return {
        "kind": "status",
        "subscriptions": on(SubscriptionState.ACTIVE),
        "requested": on(SubscriptionState.REQUESTED),
        "seats": seats,
        "mode": str(person.mode),
        "language": person.language,
        "paused_until": None
        if paused is None or paused <= case.now
        else paused.astimezone(STOCKHOLM).date().isoformat(),
    }


def decide_help(_wish: AskHelp, case: Case) -> Outcome:
    """How the service works and what there is."""
    return Outcome((help_line(case.world, case.now, case.language),))


def decide_export(_wish: AskExport, case: Case) -> Outcome:
    """The register extract (GDPR article 15). It goes to the address that it is about."""
    if not case.facts.stored:
        return Outcome(({"kind": "nothing_stored"},))
    return Outcome(({"kind": "export", "data": dict(case.facts.stored)},))


def decide_erase(_wish: Erase, case: Case) -> Outcome:
    """Forget the person (GDPR article 17); their seats go to the first in line.

    What was received stays as the archive rules demand.
    """
    if case.facts.person is None:
        return Outcome(({"kind": "nothing_stored"},))
    freed = tuple(
        effect
        for briefing in case.world.open_to_come(case.now)
        if (seat := case.person.seat_at(briefing.id)) is not None
        for effect in freed_seat(briefing, seat, case)
    )
    return Outcome(({"kind": "erased"},), (ErasePerson(case.address), *freed))


def decide_move(wish: Move, case: Case) -> Outcome:
    """Ask the new address; the move happens when it says yes, so that both have agreed."""
    try:
        new = Address.of(wish.to)
    except ValueError:
        return Outcome(({"kind": "bad_address", "to": wish.to},))
    if new == case.address:
        return Outcome(({"kind": "same_address", "to": str(new)},))
    if case.facts.person is None:
        return Outcome(({"kind": "nothing_stored"},))
    token = token_for(case.facts.token, f"move {new}")
    valid_until = end_of_day(case.now + case.policy.confirmation_valid)
    waiting = AwaitAnswer(token, "move", (new,), case.address, (wish,), case.language, valid_until)
    values = {"old": str(case.address), "valid_until": valid_until.isoformat()}
    once = f"confirm_move {new} {case.now:%Y-%m-%d}"  # whoever asks: nobody is bombed with questions
    letter = SendLetter("confirm_move", new, case.language, values, token=token, once=once)
    return Outcome(({"kind": "move_asked", "to": str(new)},), (waiting, letter))


def move_now(new: Address, case: Case) -> Outcome:
    """The new address has said yes: carry the move out and tell the old one."""
    line = {"kind": "moved", "old": str(case.address), "to": str(new)}
    receipt = {"outcomes": [line], "human": False, "undo_until": None}
    told = SendLetter("receipt", case.address, case.language, receipt)
    return Outcome((line,), (MoveAddress(case.address, new), told))

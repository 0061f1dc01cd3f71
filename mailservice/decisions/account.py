"""A person's own row: what is stored, moving it to another address, erasing it."""

from mailservice.decisions.case import Case, Outcome
from mailservice.decisions.lines import Line, briefing_line, help_line, list_line
from mailservice.decisions.registrations import freed_seat, out_of_calendar
from mailservice.decisions.tokens import token_for
from mailservice.domain.addresses import Address
from mailservice.domain.briefings import Briefing, BriefingState, Seat, SeatState
from mailservice.domain.days import STOCKHOLM, end_of_day
from mailservice.domain.effects import AwaitAnswer, ErasePerson, MoveAddress, SendInvitation, SendLetter
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
        {
            **briefing_line(briefing, case.language),
            "state": str(seat.state),
            "place": case.facts.place_in_line.get(briefing.id),
            "offered_until": seat.offered_until.isoformat() if seat.offered_until else None,
        }
        for briefing in case.world.to_come(case.now)
        if (seat := person.seat_at(briefing.id)) is not None and seat.state is not SeatState.GIVEN_UP
    ]
    return {
        "kind": "status",
        "subscriptions": on(SubscriptionState.ACTIVE),
        "requested": on(SubscriptionState.REQUESTED),
        "seats": seats,
        "follows": [list_line(each, case.language) for each in case.world.lists if each.id in person.follows],
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
    """Forget the person (GDPR article 17); their seats leave the calendar and are offered on.

    What was received stays as the archive rules demand.
    """
    if case.facts.person is None:
        return Outcome(({"kind": "nothing_stored"},))
    held = [
        (briefing, seat)
        for briefing in case.world.to_come(case.now)
        if (seat := case.person.seat_at(briefing.id)) is not None
    ]
    out = tuple(each for briefing, seat in held for each in out_of_calendar(briefing, seat, case))
    freed = tuple(each for briefing, seat in held for each in freed_seat(briefing, seat, case))
    return Outcome(({"kind": "erased"},), (*out, ErasePerson(case.address), *freed))


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
    """The new address has said yes: carry the move out and tell the old one.

    Meetings leave the old address's calendar and come into the new one's.
    """
    line = {"kind": "moved", "old": str(case.address), "to": str(new)}
    receipt = {"outcomes": [line], "human": False, "undo_until": None}
    told = SendLetter("receipt", case.address, case.language, receipt)
    held = [
        (briefing, seat)
        for briefing in case.world.to_come(case.now)
        if briefing.state is not BriefingState.CALLED_OFF
        and (seat := case.person.seat_at(briefing.id)) is not None
    ]
    out = tuple(
        each for briefing, seat in held for each in out_of_calendar(briefing, seat, case, why="moved")
    )
    into = tuple(
        _invited_again(briefing, seat, new, case) for briefing, seat in held if seat.state.holds_a_seat
    )
    return Outcome((line,), (*out, MoveAddress(case.address, new), *into, told))


def _invited_again(briefing: Briefing, seat: Seat, new: Address, case: Case) -> SendInvitation:
    """The same meeting for another calendar, above every number that either has seen."""
    known = case.facts.moving_to.seat_at(briefing.id) if case.facts.moving_to is not None else None
    seen = [each.invited_sequence for each in (seat, known) if each and each.invited_sequence is not None]
    sequence = max([briefing.next_sequence(None), *(each + 2 for each in seen)])
    language = case.facts.moving_to.language if case.facts.moving_to is not None else case.person.language
    until = seat.offered_until
    why = "offer" if until is not None else ""
    return SendInvitation(new, language, briefing, "REQUEST", sequence=sequence, why=why, answer_by=until)

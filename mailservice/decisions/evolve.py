"""A person as they stand after a change, so that one mail's wishes can build on each other."""

from dataclasses import replace

from mailservice.domain.briefings import Seat
from mailservice.domain.effects import (
    ChooseDelivery,
    ChooseLanguage,
    Effect,
    ErasePerson,
    FollowBriefings,
    PassOn,
    PauseUntil,
    SendInvitation,
    SetSeat,
    SetSubscription,
)
from mailservice.domain.people import Person, Subscription


def after(person: Person, effect: Effect) -> Person:
    """The person once that effect is carried out. Effects on others change nothing here."""
    match effect:
        case SetSubscription(address, list_id, state) if address == person.address:
            others = tuple(each for each in person.subscriptions if each.list_id != list_id)
            return replace(person, subscriptions=(*others, Subscription(list_id, state)))
        case SetSeat(address, briefing_id, state, at, until) if address == person.address:
            before = person.seat_at(briefing_id)
            seat = Seat(briefing_id, state, before.invited_sequence if before else None, at, until)
            return _with_seat(person, seat)
        case PassOn(address, briefing_id, to, at) if address == person.address:
            before = person.seat_at(briefing_id)
            passed_on = None if before is None else replace(before, delegated_to=to, answered_at=at)
            return person if passed_on is None else _with_seat(person, passed_on)
        case SendInvitation(to=address, briefing=briefing, sequence=sequence) if address == person.address:
            before = person.seat_at(briefing.id)
            return (
                person if before is None else _with_seat(person, replace(before, invited_sequence=sequence))
            )
        case FollowBriefings(address, list_id, follows) if address == person.address:
            followed = tuple(each for each in person.follows if each != list_id)
            return replace(person, follows=(*followed, list_id) if follows else followed)
        case ChooseDelivery(address, mode) if address == person.address:
            return replace(person, mode=mode)
        case ChooseLanguage(address, language) if address == person.address:
            return replace(person, language=language)
        case PauseUntil(address, until) if address == person.address:
            return replace(person, paused_until=until)
        case ErasePerson(address) if address == person.address:
            return Person(person.address, person.language)
        case _:
            return person


def _with_seat(person: Person, seat: Seat) -> Person:
    others = tuple(each for each in person.seats if each.briefing_id != seat.briefing_id)
    return replace(person, seats=(*others, seat))

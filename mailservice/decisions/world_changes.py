"""What follows when the secretariat changes lists and briefings."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from mailservice.decisions.schedule import plan_reminders
from mailservice.domain.briefings import Briefing, BriefingState, SeatState
from mailservice.domain.effects import Decision, Effect, SaveBriefing, SaveList, SendInvitation
from mailservice.domain.lists import MailingList
from mailservice.domain.people import Person
from mailservice.domain.world import World

Holders = Mapping[str, Sequence[tuple[Person, SeatState]]]


def decide_world(current: World, wanted: World, holders: Holders, *, now: datetime) -> Decision:
    """Bring lists and briefings to what is wanted; those who hold a seat get the new calendar entry.

    holders   by briefing id: who has or waits for a seat
    What the wanted world does not name stays as it is. The same world again gives no effect.
    """
    effects: list[Effect] = []
    effects.extend(SaveList(each) for each in wanted.lists if current.list_(each.id) != each)
    for briefing in wanted.briefings:
        effects.extend(_briefing(current.briefing(briefing.id), briefing, holders, now))
    return Decision("world-changed" if effects else "world-unchanged", tuple(effects))


def _briefing(
    before: Briefing | None, wanted: Briefing, holders: Holders, now: datetime
) -> tuple[Effect, ...]:
    if before is None:
        return (SaveBriefing(wanted),)
    # The UID never changes, whatever the file says: a second UID is a second event in every calendar.
    after = replace(wanted, uid=before.uid, sequence=before.sequence)
    if after == before:
        return ()
    if _significant(before, after):
        after = replace(after, sequence=before.sequence + 1)
    people = holders.get(after.id, ()) if after.end > now else ()
    told = (effect for person, state in people for effect in _tell(person, state, after, now))
    return (SaveBriefing(after), *told)


def _significant(before: Briefing, after: Briefing) -> bool:
    """What raises SEQUENCE: time and state (RFC 5546 section 2.1.4), and the link that people re-read."""
    return (before.start, before.minutes, before.state, before.link) != (
        after.start,
        after.minutes,
        after.state,
        after.link,
    )


def _tell(person: Person, state: SeatState, briefing: Briefing, now: datetime) -> tuple[Effect, ...]:
    seat = person.seat_at(briefing.id)
    if not state.holds_a_seat or seat is None or seat.invited_sequence is None:
        return ()
    sequence = max(briefing.sequence, seat.invited_sequence + 1)
    called_off = briefing.state is BriefingState.CALLED_OFF
    message = SendInvitation(
        person.address,
        person.language,
        briefing,
        "CANCEL" if called_off else "REQUEST",
        sequence=sequence,
        updated=True,
    )
    reminders = () if called_off else plan_reminders(person.address, briefing, now=now)
    return (message, *reminders)


def describe(effect: SaveList | SaveBriefing, current: World) -> str:
    """One line on a change, for the terminal."""
    if isinstance(effect, SaveList):
        known: MailingList | Briefing | None = current.list_(effect.list_.id)
        return f"{'changed' if known else 'created'} list {effect.list_.id} ({effect.list_.name.sv})"
    known = current.briefing(effect.briefing.id)
    verb = "changed" if known else "created"
    return f"{verb} briefing {effect.briefing.id} ({effect.briefing.title.sv})"

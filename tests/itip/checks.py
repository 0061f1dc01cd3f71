"""What must hold of every mail and of every end, whatever the conversation was."""

import re
from collections.abc import Iterable

from mailservice.domain.briefings import BriefingState, SeatState
from mailservice.domain.people import Person
from mailservice.domain.world import World
from tests.itip.letters import Letter
from tests.itip.program import CalendarProgram

HELD = (SeatState.TAKEN, SeatState.TENTATIVE)


def check_privacy(letter: Letter, *, own: Iterable[str], others: Iterable[str]) -> None:
    """Nobody's mail bears another person's address, in no part and no field."""
    parts = [str(value) for value in letter.message.values()]
    for part in letter.message.walk():
        payload = part.get_payload(decode=True)
        parts += (
            [payload.decode("utf-8", "replace").replace("\r\n ", "")] if isinstance(payload, bytes) else []
        )
    whole = "\n".join(parts).lower()
    leaked = [each for each in others if each not in own and each in whole]
    assert not leaked, f"the {letter.name} to {letter.recipient} tells of {leaked}"


def check_form(letter: Letter, *, service: str) -> None:
    """The shape that Outlook, Google, Apple and Thunderbird all take (RFC 6047)."""
    found = letter.calendars
    assert [part.get_content_type() for part, _ in found] == ["text/calendar", "application/ics"]
    (card, calendar), (_file, same) = found
    assert calendar == same
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", calendar)
    assert max(map(len, calendar.split(b"\r\n"))) <= 75
    assert calendar.count(b"\r\nATTENDEE") == calendar.count(b"\r\nBEGIN:VEVENT") == 1
    assert b"VALARM" not in calendar
    told = letter.properties
    assert card.get_param("method") == told["METHOD"]
    assert (told["METHOD"] == "CANCEL") == (told["STATUS"] == "CANCELLED")
    assert told["ATTENDEE"].endswith(f":mailto:{letter.recipient}")
    assert told["ORGANIZER"].endswith(f":mailto:{service}")
    assert letter.message["From"].addresses[0].addr_spec == service
    assert letter.message["Reply-To"] is None
    assert letter.message["Sender"] is None


def check_order(earlier: Iterable[Letter], letter: Letter) -> None:
    """SEQUENCE and DTSTAMP rise with each mail about one event to one person (RFC 5546 section 2.1.5)."""
    told = letter.properties
    for other in earlier:
        before = other.properties
        if (other.recipient, before["UID"]) == (letter.recipient, told["UID"]):
            assert _version(before) < _version(told), f"{letter.name}: {before} before {told}"


def _version(told: dict[str, str]) -> tuple[int, str]:
    return int(told["SEQUENCE"]), told["DTSTAMP"]


def check_capacity(world: World, people: Iterable[Person]) -> None:
    """Never more seats than there are."""
    seats = [seat for person in people for seat in person.seats if seat.state in HELD]
    for briefing in world.briefings:
        held = sum(seat.briefing_id == briefing.id for seat in seats)
        assert briefing.capacity is None or held <= briefing.capacity, f"{briefing.id}: {held} seats"


def check_calendar(world: World, person: Person, program: CalendarProgram) -> None:
    """What stands in somebody's calendar is what stands in the service's table."""
    seats = {seat.briefing_id for seat in person.seats if seat.state in HELD}
    wanted = {
        (briefing.uid, briefing.start, briefing.end)
        for briefing in world.briefings
        if briefing.id in seats and briefing.state is not BriefingState.CALLED_OFF
    }
    shown = {(entry.uid, entry.start, entry.end) for entry in program.shown()}
    assert shown == wanted, f"the calendar of {person.address} shows {shown}; the table says {wanted}"

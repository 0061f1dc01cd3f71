"""The calendar object that goes with an invitation or a cancellation."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from mailservice.domain.addresses import Address
from mailservice.message.compose import Calendar
from mailservice.message.itip import CalendarEvent, build_calendar

_FILENAMES = {"REQUEST": "inbjudan.ics", "CANCEL": "avbokning.ics"}


def calendar_of(
    values: Mapping[str, Any],
    *,
    attendee: Address,
    organizer: str,
    organizer_name: str,
    description: str,
    as_file: bool = True,
) -> Calendar:
    """The values of a letter "invitation" or "cancellation" as one event with one attendee.

    description   the text of the letter, for people who open the event instead
    """
    briefing, method = values["briefing"], values["method"]
    start = datetime.fromisoformat(briefing["start"])
    event = CalendarEvent(
        uid=values["uid"],
        sequence=values["sequence"],
        stamped_at=datetime.fromisoformat(values["stamped_at"]),
        start=start,
        end=start + timedelta(minutes=briefing["minutes"]),
        summary=briefing["title"],
        organizer_address=organizer,
        organizer_name=organizer_name,
        attendee_address=str(attendee),
        attendee_name=str(attendee),  # we ask nobody for a name
        description=description,
        location=briefing["link"],
        url=briefing["link"],
        cancelled=values["cancelled"],
    )
    return Calendar(method, _FILENAMES[method], build_calendar(event, method=method), as_file)

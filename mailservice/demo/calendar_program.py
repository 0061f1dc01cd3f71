"""What a calendar program does when its owner presses Accept or Decline (RFC 5546 section 3.2.3)."""

from datetime import UTC, datetime
from email.message import EmailMessage

from icalendar import Calendar, Event, vCalAddress

from mailservice.demo.mailbox import Taken


def answer_invitation(mail: EmailMessage, invitation: Taken, *, answer: str, at: datetime) -> EmailMessage:
    """Fill in a mail that answers an invitation.

    answer   "ACCEPTED", "DECLINED" or "TENTATIVE"
    Raises   LookupError where the invitation bears no calendar.
    """
    event = _event_of(invitation)
    me = vCalAddress(f"mailto:{mail['From']}")
    me.params["PARTSTAT"] = answer
    reply = Event()
    for name in ("UID", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "ORGANIZER"):
        reply.add(name, event[name])
    reply.add("DTSTAMP", at.astimezone(UTC))
    reply.add("ATTENDEE", me)
    calendar = Calendar()
    for name, value in (("PRODID", "-//calendar program//EN"), ("VERSION", "2.0"), ("METHOD", "REPLY")):
        calendar.add(name, value)
    calendar.add_component(reply)
    mail["Subject"] = (
        f"Avböjd: {event['SUMMARY']}" if answer == "DECLINED" else f"Accepterad: {event['SUMMARY']}"
    )
    mail.set_content("\n")
    mail.add_alternative(
        calendar.to_ical(),
        maintype="text",
        subtype="calendar",
        params={"method": "REPLY", "charset": "utf-8"},
    )
    return mail


def _event_of(invitation: Taken) -> Event:
    for part in invitation.message.walk():
        payload = part.get_payload(decode=True)
        if part.get_content_type() == "text/calendar" and isinstance(payload, bytes):
            for event in Calendar.from_ical(payload).walk("VEVENT"):
                if isinstance(event, Event):
                    return event
    raise LookupError("the invitation bears no calendar")

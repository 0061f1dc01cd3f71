"""Answers as different calendar programs write them, as mails of bytes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage

from tests.itip.program import Entry
from tests.unit.message.tnef_files import response


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody answers.

    partstat   "ACCEPTED", "DECLINED", "TENTATIVE", "DELEGATED"; "COUNTER" proposes another time
    sent_by    the assistant who pressed the button, "" where the attendee did
    delegate   who goes instead (DELEGATED), or for whom one goes ("from:ADDRESS")
    """

    entry: Entry
    partstat: str
    attendee: str
    given_at: datetime
    sequence: int
    comment: str = ""
    sent_by: str = ""
    delegate: str = ""
    proposed: tuple[datetime, datetime] | None = None


def thunderbird(mail: EmailMessage, answer: Answer) -> EmailMessage:
    """text/plain and text/calendar in one alternative."""
    mail.set_content("\n")
    return _with_part(mail, calendar_of(answer), method=_method(answer))


def exchange(mail: EmailMessage, answer: Answer) -> EmailMessage:
    """No ORGANIZER, the comment in COMMENT with a line end behind it, the words in the body too."""
    lines = [each for each in _lines(answer) if not each.startswith("ORGANIZER")]
    lines = [f"{each}\\n" if each.startswith("COMMENT") else each for each in lines]
    mail.set_content(f"{answer.comment}\n")
    return _with_part(mail, _bytes(lines), method=_method(answer))


def google(mail: EmailMessage, answer: Answer) -> EmailMessage:
    """The comment in a parameter of ATTENDEE, the calendar twice, a sentence of Google's own."""
    parameter = f';X-RESPONSE-COMMENT="{answer.comment}"' if answer.comment else ""
    lines = [
        each.replace(":mailto", f"{parameter}:mailto", 1) if each.startswith("ATTENDEE") else each
        for each in _lines(answer)
        if not each.startswith("COMMENT")
    ]
    mail["Sender"] = "Google Calendar <calendar-notification@google.com>"
    mail.set_content(f"{answer.attendee} has replied to this invitation.\n")
    _with_part(mail, _bytes(lines), method=_method(answer))
    mail.add_attachment(_bytes(lines), maintype="application", subtype="ics", filename="invite.ics")
    return mail


def attachment(mail: EmailMessage, answer: Answer) -> EmailMessage:
    """A gateway has made unnamed bytes of the calendar; only the file's name tells."""
    mail.set_content("\n")
    mail.add_attachment(
        calendar_of(answer), maintype="application", subtype="octet-stream", filename="svar.ics"
    )
    return mail


def winmail(mail: EmailMessage, answer: Answer) -> EmailMessage:
    """Exchange with TNEF: a file of its own kind, and no iCalendar."""
    mail.set_content("\n")
    wrapped = response(
        answer.partstat,
        uid=answer.entry.uid,
        sequence=answer.sequence,
        at=answer.given_at,
        comment=answer.comment,
    )
    mail.add_attachment(wrapped, maintype="application", subtype="ms-tnef", filename="winmail.dat")
    return mail


FORMS: dict[str, Callable[[EmailMessage, Answer], EmailMessage]] = {
    "thunderbird": thunderbird,
    "exchange": exchange,
    "google": google,
    "attachment": attachment,
    "winmail": winmail,
}


def calendar_of(answer: Answer) -> bytes:
    """The whole VCALENDAR."""
    return _bytes(_lines(answer))


def with_calendar(mail: EmailMessage, calendar: bytes, *, method: str) -> EmailMessage:
    """A mail whose calendar a script writes out itself."""
    mail.set_content("\n")
    return _with_part(mail, calendar, method=method)


def _method(answer: Answer) -> str:
    return "COUNTER" if answer.partstat == "COUNTER" else "REPLY"


def _lines(answer: Answer) -> list[str]:
    start, end = (t.astimezone(UTC) for t in answer.proposed or (answer.entry.start, answer.entry.end))
    return [
        "BEGIN:VCALENDAR",
        "PRODID:-//a calendar program//EN",
        "VERSION:2.0",
        f"METHOD:{_method(answer)}",
        "BEGIN:VEVENT",
        f"UID:{answer.entry.uid}",
        f"SEQUENCE:{answer.sequence}",
        f"DTSTAMP:{answer.given_at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART:{start:%Y%m%dT%H%M%SZ}",
        f"DTEND:{end:%Y%m%dT%H%M%SZ}",
        f"ORGANIZER:{answer.entry.organizer}",
        *_attendees(answer),
        *([f"COMMENT:{_escaped(answer.comment)}"] if answer.comment else []),
        f"SUMMARY:{_escaped(answer.entry.summary)}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def _attendees(answer: Answer) -> list[str]:
    partstat = "TENTATIVE" if answer.partstat == "COUNTER" else answer.partstat
    sent_by = f';SENT-BY="mailto:{answer.sent_by}"' if answer.sent_by else ""
    if answer.delegate.startswith("from:"):
        sent_by += f';DELEGATED-FROM="mailto:{answer.delegate[5:]}"'
    elif answer.delegate:
        sent_by += f';DELEGATED-TO="mailto:{answer.delegate}"'
    return [f"ATTENDEE;PARTSTAT={partstat}{sent_by}:mailto:{answer.attendee}"]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _bytes(lines: list[str]) -> bytes:
    return "".join(f"{line}\r\n" for line in lines).encode()


def _with_part(mail: EmailMessage, calendar: bytes, *, method: str) -> EmailMessage:
    mail.add_alternative(
        calendar, maintype="text", subtype="calendar", params={"method": method, "charset": "utf-8"}
    )
    return mail

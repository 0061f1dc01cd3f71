"""Calendar mail to a reading: whose answer, to which invitation, and what they wrote beside it."""

import re
from dataclasses import replace

from mailservice.domain.lists import Language
from mailservice.domain.readings import CalendarAnswer, Evidence, ForPerson, Machine, PartStat
from mailservice.message.itip_read import Attendee, CalendarObject, read_calendars
from mailservice.message.mail import Attachment, ParsedMail
from mailservice.message.plain_text import own_words
from mailservice.message.tnef import read_tnef

_ANSWERS: dict[str, PartStat] = {
    "ACCEPTED": "accepted",
    "DECLINED": "declined",
    "TENTATIVE": "tentative",
    "DELEGATED": "delegated",
}
_METHODS_OF_ANSWERS = {"REPLY", "COUNTER"}

# What programs write under an answer by themselves: one sentence that names it, and footers.
_GENERATED = re.compile(
    r"(?is)\A(?:"
    r"\W*(?:accepted|declined|tentative|tentatively accepted|accepterad|accepterat|avböjd|avböjt"
    r"|preliminär|preliminärt|preliminärt accepterad)\W*"
    r"|.{0,200}\bhar (?:preliminärt )?"
    r"(?:accepterat|avböjt|avvisat|godkänt|delegerat|svarat|tackat|föreslagit)\b"
    r".{0,60}\b(?:\w*inbjudan|\w*mötet|\w*händelse\w*)\b.{0,200}"
    r"|.{0,200}\bhas (?:tentatively |provisionally )?"
    r"(?:accepted|declined|replied|delegated|responded|proposed)\b"
    r".{0,60}\b(?:invitation|event|meeting|appointment)\b.{0,200}"
    r")\Z"
)
_FOOTER = re.compile(r"(?ims)^(?:invitation from google calendar|inbjudan från google [kc]alend).*")


def read_calendar(mail: ParsedMail, *, language: Language) -> CalendarAnswer | ForPerson | Machine | None:
    """What the calendar parts of a mail mean; where there is none, what a winmail.dat stands for.

    Returns   an answer where one attendee gives one answer to one invitation;
              ForPerson("calendar-unreadable") where an answer does not say whose or what it is,
              ForPerson("calendar-several-answers") where it says several things;
              Machine("calendar-not-a-reply") for an invitation, update or cancellation sent to us by
              a program: it is never an answer, whoever it names;
              Machine("calendar-of-a-room") where a room or a projector answers;
              None where the words of the mail are what counts.
    """
    objects = [each for each in read_calendars(mail.calendars) if each.method] or _wrapped(mail)
    replies = [each for each in objects if each.method in _METHODS_OF_ANSWERS]
    if replies:
        return _answer(replies, mail, language)
    if objects and not own_words(mail).text:
        return Machine("calendar-not-a-reply", _evidence(objects[0]))
    return None


def _wrapped(mail: ParsedMail) -> list[CalendarObject]:
    """Exchange wraps what it has to say in a winmail.dat where it was told to (MS-OXTNEF)."""
    files = (read_tnef(each.content, sender=mail.sender) for each in mail.attachments if _is_tnef(each))
    return [each for each in files if each is not None]


def _is_tnef(file: Attachment) -> bool:
    return file.content_type.endswith("ms-tnef") or file.filename.lower() == "winmail.dat"


def _answer(
    replies: list[CalendarObject], mail: ParsedMail, language: Language
) -> CalendarAnswer | ForPerson | Machine:
    if all((whose := _answering(each, mail)) is not None and whose.is_a_thing for each in replies):
        return Machine("calendar-of-a-room", _evidence(replies[0]))
    read = [_read(each, mail, language) for each in replies]
    answers = [each for each in read if each is not None]
    if not answers or len(answers) < len(read):
        return ForPerson("calendar-unreadable", language, _evidence(replies[0]))
    if len({(each.uid, each.attendee, each.answer) for each in answers}) > 1:
        evidence = tuple(one for each in replies for one in _evidence(each))
        return ForPerson("calendar-several-answers", language, evidence)
    comment = next((each.comment for each in answers if each.comment), "")
    return replace(answers[-1], comment=comment)


def _read(reply: CalendarObject, mail: ParsedMail, language: Language) -> CalendarAnswer | None:
    """One event's answer; None where the attendee, the answer or the UID is missing."""
    attendee = _answering(reply, mail)
    if attendee is None or not reply.uid:
        return None
    answer = "counter" if reply.method == "COUNTER" else _ANSWERS.get(attendee.partstat)
    if answer is None:
        return None
    return CalendarAnswer(
        reply.uid,
        attendee.address,
        answer,
        language,
        sequence=reply.sequence,
        stamped_at=reply.stamped_at,
        comment=reply.comment or attendee.comment or comment_in_words(mail),
        evidence=_evidence(reply),
        delegate=attendee.delegated_to if answer == "delegated" else None,
        goes_for=attendee.delegated_from,
        proposed=reply.start if answer == "counter" else None,
    )


def _answering(reply: CalendarObject, mail: ParsedMail) -> Attendee | None:
    """The attendee whose answer it is: the sender, or the only one who answers at all.

    Some programs send back everybody who was invited, and a delegation names two.
    """
    own = [each for each in reply.attendees if each.address == mail.sender]
    if own:
        return own[0]
    said = [each for each in reply.attendees if each.partstat in _ANSWERS]
    delegating = [each for each in said if each.partstat == "DELEGATED"]
    alone = delegating or said or list(reply.attendees)
    return alone[0] if len(alone) == 1 else None


def comment_in_words(mail: ParsedMail) -> str:
    """What the person wrote in the mail itself; "" for signatures and the sentences of programs."""
    words = _FOOTER.sub("", own_words(mail).text)
    if mail.sender_name:  # a line of the sender's name alone begins a signature
        words = re.split(rf"(?im)^[ \t]*{re.escape(mail.sender_name)}[ \t]*$", words, maxsplit=1)[0]
    said = [each for each in re.split(r"\n{2,}", words.strip()) if not _GENERATED.match(each)]
    comment = "\n\n".join(said).strip()
    return "" if comment == mail.subject.strip() else comment


def _evidence(read: CalendarObject) -> tuple[Evidence, ...]:
    said = tuple(
        Evidence(f"ATTENDEE {each.address} PARTSTAT={each.partstat}", "calendar-answer")
        for each in read.attendees[:3]
    )
    proposed = (
        (Evidence(f"DTSTART {read.start.isoformat()}", "proposed-time"),)
        if read.method == "COUNTER" and read.start is not None
        else ()
    )
    return (Evidence(f"METHOD:{read.method}", "calendar"), *said, *proposed)

"""The gate between parsing and understanding: may we believe this mail, may we answer it?"""

import re

from mailservice.domain.readings import Complaint, Evidence, Machine, Report
from mailservice.message.bounce import Fate, read_bounce
from mailservice.message.complaint import read_complaint
from mailservice.message.dsn import delivery_statuses
from mailservice.message.envelope import Envelope
from mailservice.message.headers import parameters
from mailservice.message.mail import ParsedMail
from mailservice.screening.authentication import Trust, is_vouched
from mailservice.screening.loops import automatic, own_loop
from mailservice.screening.verdict import Verdict

_CALENDAR_REPLY = re.compile(rb"(?im)^METHOD[^:\r\n]{0,50}:[ \t]*(?:REPLY|COUNTER)[ \t]*\r?$")
_REPORTS = {
    "feedback-report": "complaint",  # one without the part that would say of what
    "disposition-notification": "read-receipt",
    "tlsrpt": "aggregate-report",
    "dmarc": "aggregate-report",
}

_MAY_REPORT = frozenset({"bounce", "auto-reply", "no-reply-sender", "list"})
_MOST_SHOWN = 10


def screen(mail: ParsedMail, envelope: Envelope, trust: Trust) -> Verdict:
    """Judge a mail. Pure: the same arguments give the same verdict.

    A calendar answer passes though its program calls it auto-replied: a person pressed the button.
    """
    vouched = is_vouched(mail, envelope, trust)
    stopped: Machine | Report | Complaint | None = own_loop(mail, trust) or _complaint(mail) or _report(mail)
    if stopped is None and not _is_calendar_answer(mail):
        machine = automatic(mail, envelope)
        stopped = machine and (_report_in_prose(mail, machine) or machine)
    return Verdict(vouched, stopped)


def _is_calendar_answer(mail: ParsedMail) -> bool:
    return any(_CALENDAR_REPLY.search(calendar[:100_000]) for calendar in mail.calendars)


def _report(mail: ParsedMail) -> Report | Machine | None:
    """Reports of mail systems: on delivery (RFC 3464), complaints (RFC 5965), receipts (RFC 8098)."""
    kinds = {attachment.content_type for attachment in mail.attachments}
    report_type = ""
    if mail.content_type == "multipart/report":
        report_type = parameters(mail.header("content-type"))[1].get("report-type", "").lower()
    about = _REPORTS.get(report_type, "")
    if about or "message/disposition-notification" in kinds:
        named = about or "read-receipt"
        return Machine(named, (Evidence(report_type or "message part", named),))
    if mail.delivery_status is None:
        return None
    fates = read_bounce(mail)
    if fates:
        return _worst(fates, "message/delivery-status")
    statuses = delivery_statuses(mail.delivery_status)
    if not statuses:
        return Machine("bounce", (Evidence("message/delivery-status", "bounce"),))
    [first, *_] = statuses
    return Report(None, first.action, first.status, evidence=(Evidence("message/delivery-status", "report"),))


def _complaint(mail: ParsedMail) -> Complaint | None:
    """Who complains is found by what our letters bear; `flow/read.py` knows the key of that."""
    feedback = read_complaint(mail)
    if feedback is None:
        return None
    return Complaint(
        feedback.kind or "abuse",
        message_ids=feedback.message_ids,
        evidence=(Evidence("message/feedback-report", "complaint"),),
    )


def _report_in_prose(mail: ParsedMail, machine: Machine) -> Report | None:
    """A machine's mail that tells in words what became of whom. A person's mail is never taken for one."""
    if machine.about not in _MAY_REPORT:
        return None
    fates = read_bounce(mail)
    return _worst(fates, "prose") if fates else None


def _worst(fates: tuple[Fate, ...], where: str) -> Report:
    """A mail of ours has one recipient; a report that names several was made on the way."""
    worst = next((fate for fate in fates if fate.failed and fate.permanent), fates[0])
    evidence = tuple(
        Evidence(f"{each.recipient} {each.status}".strip(), each.kind) for each in fates[:_MOST_SHOWN]
    )
    action = "failed" if worst.failed else "delayed"
    told = (Evidence(where, "report"), *evidence)
    return Report(None, action, worst.status, worst.kind, worst.words, told)

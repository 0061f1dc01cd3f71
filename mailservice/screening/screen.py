"""The gate between parsing and understanding: may we believe this mail, may we answer it?"""

import re

from mailservice.domain.readings import Evidence, Machine, Report
from mailservice.message.dsn import delivery_statuses
from mailservice.message.envelope import Envelope
from mailservice.message.headers import parameters
from mailservice.message.mail import ParsedMail
from mailservice.screening.authentication import Trust, is_vouched
from mailservice.screening.loops import automatic, own_loop
from mailservice.screening.verdict import Verdict

_CALENDAR_REPLY = re.compile(rb"(?im)^METHOD[^:\r\n]{0,50}:[ \t]*(?:REPLY|COUNTER)[ \t]*\r?$")
_REPORTS = {
    "feedback-report": "complaint",
    "disposition-notification": "read-receipt",
    "tlsrpt": "aggregate-report",
    "dmarc": "aggregate-report",
}


def screen(mail: ParsedMail, envelope: Envelope, trust: Trust) -> Verdict:
    """Judge a mail. Pure: the same arguments give the same verdict.

    A calendar answer passes though its program calls it auto-replied: a person pressed the button.
    """
    vouched = is_vouched(mail, envelope, trust)
    stopped = own_loop(mail, trust) or _report(mail)
    if stopped is None and not _is_calendar_answer(mail):
        stopped = automatic(mail, envelope)
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
    if about or "message/feedback-report" in kinds or "message/disposition-notification" in kinds:
        named = about or ("complaint" if "message/feedback-report" in kinds else "read-receipt")
        return Machine(named, (Evidence(report_type or "message part", named),))
    if mail.delivery_status is None:
        return None
    statuses = delivery_statuses(mail.delivery_status)
    if not statuses:
        return Machine("bounce", (Evidence("message/delivery-status", "bounce"),))
    worst = next((status for status in statuses if status.action == "failed"), statuses[0])
    return Report(None, worst.action, worst.status, (Evidence("message/delivery-status", "report"),))

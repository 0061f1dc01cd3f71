"""Complaints: "this is spam", pressed by a reader and sent on by their mail provider (RFC 5965, RFC 6650)."""

import re
from dataclasses import dataclass

from mailservice.message.headers import line_end_of, read_header
from mailservice.message.mail import ParsedMail

_LOOKED_AT = 64 * 1024  # bytes of the mail that is complained of
_MOST = 50
_MESSAGE_ID = re.compile(r"<([^<>\s]{1,990})>")
_ADDRESS = re.compile(r"[^\s<>,;:\"]{1,64}@[^\s<>,;:?\"]{1,255}")
_OUTLOOK = "x-hmxmroriginalrecipient"  # Outlook.com encloses the mail and writes no report
_NAMING = ("original-rcpt-to", "removal-recipient", _OUTLOOK)


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a complaint says.

    kind         Feedback-Type in lower case: "abuse", "fraud", "opt-out", "auth-failure"; "" where missing
    complainants addresses that it names, often none or a wrong one: providers hide them
    message_ids  of the mail that is complained of
    addresses    every address in the fields of that mail and of the report: return path, List-Unsubscribe
    """

    kind: str
    complainants: tuple[str, ...]
    message_ids: tuple[str, ...]
    addresses: tuple[str, ...]


def read_complaint(mail: ParsedMail) -> Feedback | None:
    """The complaint in a mail; None where there is none. Never raises."""
    part = next((a.content for a in mail.attachments if a.content_type == "message/feedback-report"), None)
    original = _fields(_original(mail))
    if part is None and _OUTLOOK not in original:
        return None
    report = {"feedback-type": ["abuse"]} if part is None else _fields(part)
    named = [value for name in _NAMING for value in report.get(name, original.get(name, ()))]
    wanted = ("return-path", "list-unsubscribe", "reply-to", "x-envelope-from")
    within = [*report.get("original-mail-from", ()), *(v for name in wanted for v in original.get(name, ()))]
    return Feedback(
        kind=next(iter(report.get("feedback-type", ())), "").split("(")[0].strip().lower()[:40],
        complainants=_found(_ADDRESS, named),
        message_ids=_found(_MESSAGE_ID, original.get("message-id", [])),
        addresses=_found(_ADDRESS, within),
    )


def _original(mail: ParsedMail) -> bytes:
    """The mail that is complained of, or its header."""
    headers = (a.content for a in mail.attachments if a.content_type.startswith("text/rfc822-header"))
    return next(iter((*mail.enclosed, *headers)), b"")


def _fields(part: bytes) -> dict[str, list[str]]:
    cut = part[:_LOOKED_AT]
    fields: dict[str, list[str]] = {}
    for name, value in read_header(cut, 0, len(cut), line_end_of(cut)).fields:
        fields.setdefault(name, []).append(value)
    return fields


def _found(pattern: re.Pattern[str], values: list[str]) -> tuple[str, ...]:
    each = (found for value in values for found in pattern.findall(value[:4000]))
    return tuple(dict.fromkeys(each))[:_MOST]

"""What a delivery report says became of whom: from its fields, else by a library, else from its prose.

Three readers in the order of their trustworthiness: the fields of RFC 3464, flufl.bounce, our own reading of
the prose. The first two say who; for whom it is final and why, `bounce_words` says in all three.
"""

import re
from dataclasses import dataclass

from mailservice.message.bounce_library import known_failures
from mailservice.message.bounce_prose import Named, notified, report_lines, undeliverable
from mailservice.message.bounce_words import (
    BounceKind,
    enhanced_status,
    is_passing,
    kind_of,
    reply_code,
    tells_delay,
)
from mailservice.message.dsn import RecipientStatus, delivery_statuses
from mailservice.message.html_text import html_to_text
from mailservice.message.mail import ParsedMail

_MOST_RECIPIENTS = 100
_LONGEST_WORDS = 500
_ARRIVED = frozenset({"delivered", "relayed", "expanded"})
_FIELDS_IN_TEXT = re.compile(r"(?im)^[ \t>]{0,8}(?:final|original)-recipient[ \t]*:")
_DAEMON = re.compile(r"(?i)(?:mailer-daemon|postmaster)@")
_FAILED_FIELD = re.compile(r"[^\s<>,;]{1,64}@[^\s<>,;]{1,255}")


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one recipient.

    recipient  as the report writes it, domain in Unicode
    failed     it was given up; False where it is only late
    permanent  trying again would not help (class 5)
    status     enhanced status code, "" where the report has none
    reply      SMTP reply code, "" where it has none
    kind       whose fault it is, see `bounce_words`
    words      what the report says of it, in one line
    """

    recipient: str
    failed: bool
    permanent: bool
    status: str
    reply: str
    kind: BounceKind
    words: str


def read_bounce(mail: ParsedMail) -> tuple[Fate, ...]:
    """Everybody whom a report calls undelivered or delayed. () where it is no report, or nobody is named.

    Never raises. At most 400 lines of the text are read; of a mail in fields at most 200 blocks.
    """
    lines = report_lines(_text(mail))
    text = "\n".join(lines)
    statuses = _statuses(mail)
    if statuses:
        fates = (_from_fields(each, text, alone=len(statuses) == 1) for each in statuses)
        return tuple(each for each in fates if each is not None)[:_MOST_RECIPIENTS]
    named = _named(mail, lines)
    late = tells_delay(mail.subject, text)
    return tuple(_from_words(each, text, late=late, alone=len(named) == 1) for each in named)


def _text(mail: ParsedMail) -> str:
    if mail.text is not None and mail.text.strip():
        return mail.text
    return "" if mail.html is None else html_to_text(mail.html)


def _statuses(mail: ParsedMail) -> tuple[RecipientStatus, ...]:
    """The blocks of the report's own part; else those that a gateway has melted into the text."""
    found: tuple[RecipientStatus, ...] = ()
    if mail.delivery_status is not None:
        found = delivery_statuses(mail.delivery_status)
    elif mail.text is not None and (first := _FIELDS_IN_TEXT.search(mail.text)):
        begin = max(0, mail.text.rfind("\n\n", 0, first.start()))
        found = delivery_statuses(mail.text[begin:].lstrip("\n").encode("utf-8", "replace"))
    return tuple(each for each in found if each.recipient)


def _from_fields(said: RecipientStatus, text: str, *, alone: bool) -> Fate | None:
    """None for a recipient whom the mail has reached."""
    if said.action in _ARRIVED or (not said.action and said.status.startswith("2")):
        return None
    status = _sharper(said.status, said.diagnostic) or _sharper(said.status, text if alone else "")
    status = status or said.status or enhanced_status(said.diagnostic)
    words = said.diagnostic or (text if alone and not status else "")
    passing = is_passing(status, words)
    return _fate(said.recipient, status, words, passing=passing, late=said.action == "delayed")


def _sharper(status: str, words: str) -> str:
    """`5.7.1` in the words where the field says only `5.0.0`; "" where the words know no better."""
    better = enhanced_status(words)
    vague = not status or status.endswith(".0.0")
    return better if vague and better and better[:1] == (status[:1] or better[:1]) else ""


def _named(mail: ParsedMail, lines: list[str]) -> tuple[Named, ...]:
    if (mail.text or "").lstrip().startswith("{"):
        return notified(mail.text or "")
    others = {str(mail.sender or "").lower(), *(each.lower() for each in mail.to)}
    by_daemon = bool(_DAEMON.match(str(mail.sender or "")))
    ours = undeliverable(lines, besides=others, subject=mail.subject, by_daemon=by_daemon)
    known = known_failures(
        sender=str(mail.sender or ""),
        subject=mail.subject,
        lines=lines,
        multipart=mail.content_type.startswith("multipart/"),
    )
    header = _FAILED_FIELD.findall(" ".join(mail.all_headers("x-failed-recipients"))[:4000])
    known = tuple(dict.fromkeys(header)) or known
    if known:
        words = {each.address.lower(): each.words for each in ours}
        return tuple(Named(each, words.get(each.lower(), "")) for each in known)
    return ours


def _from_words(named: Named, text: str, *, late: bool, alone: bool) -> Fate:
    context = text if alone else ""
    status = enhanced_status(named.words) or enhanced_status(context)
    code = status or reply_code(named.words) or reply_code(context)
    passing = code.startswith("4") if code else is_passing("", named.words, context)
    return _fate(named.address, status, named.words, context, passing=passing, late=late)


def _fate(recipient: str, status: str, words: str, context: str = "", *, passing: bool, late: bool) -> Fate:
    return Fate(
        recipient=_readable(recipient),
        failed=not late,
        permanent=not (passing or late),
        status=status,
        reply=reply_code(words) or reply_code(context),
        kind="passing" if late else kind_of(status, words, context, passing=passing),
        words=" ".join((words.strip() or context).split())[:_LONGEST_WORDS],
    )


def _readable(address: str) -> str:
    """The domain in Unicode, as people write it; unchanged where it is no valid A-label."""
    local_part, at, domain = address.rpartition("@")
    if "xn--" not in domain.lower() or len(domain) > 255:
        return address
    try:
        return f"{local_part}{at}{domain.encode('ascii').decode('idna')}"
    except UnicodeError:
        return address

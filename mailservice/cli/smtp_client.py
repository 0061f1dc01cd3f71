"""A small mail program for `send`: writes a mail, hands it over by SMTP, looks for the answer."""

import smtplib
import time
import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import format_datetime, parseaddr
from pathlib import Path

from mailservice.config.values import Endpoint
from mailservice.domain.errors import MailServiceError

_TIMEOUT_S = 30.0
_LINGER_S = 0.4  # an invitation follows its receipt
_POLL_S = 0.02


class NotTaken(MailServiceError):
    """The service could not be reached, or did not take the mail."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants to write.

    answers   the Message-ID of the letter that it replies to, "" for none
    """

    sender: str
    to: str
    subject: str
    text: str
    answers: str = ""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A mail with its envelope. `author` is the address in From, without name."""

    reverse_path: str
    to: str
    author: str
    message_id: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Kept:
    """A letter of the service in the folder."""

    path: Path
    subject: str


@dataclass(frozen=True, slots=True)
class Sent:
    """What the service said to a mail, and what it wrote to the author after it."""

    reply: str
    answers: tuple[Kept, ...]
    answered_after_s: float | None


def written(draft: Draft) -> Outgoing:
    """A plain mail, as a simple mail program writes it."""
    mail = EmailMessage(policy=SMTP.clone(utf8=not draft.sender.isascii()))
    domain = draft.sender.rpartition("@")[2].encode("idna").decode("ascii") or "example.org"
    message_id = f"<{uuid.uuid4().hex}@{domain}>"
    mail["From"], mail["To"] = draft.sender, draft.to
    mail["Subject"], mail["Date"] = draft.subject, format_datetime(datetime.now(UTC))
    mail["Message-ID"] = message_id
    if draft.answers:
        mail["In-Reply-To"] = mail["References"] = draft.answers
    mail.set_content(draft.text + "\n")
    return Outgoing(draft.sender, draft.to, draft.sender, message_id, mail.as_bytes())


def reply_to(letter: bytes, *, sender: str, text: str) -> Outgoing:
    """What a mail program makes of "reply" to a letter: its reader answers, "Sv:" in front of the subject.

    sender   "" for the reader
    """
    mail = message_from_bytes(letter, policy=default)
    to = parseaddr(str(mail["Reply-To"] or mail["From"] or ""))[1]
    reader = sender or parseaddr(str(mail["To"] or ""))[1]
    if not (to and reader):
        raise NotTaken("that file is no letter: it has no From or no To; name one from the outgoing folder")
    answers = str(mail["Message-ID"] or "").strip()
    return written(Draft(reader, to, f"Sv: {mail['Subject'] or ''}", text, answers))


def from_file(raw: bytes, *, sender: str, to: str) -> Outgoing:
    """A mail from a file, byte for byte but for its line ends, which become CRLF.

    The reverse path is `sender` if given, else what Return-Path says ("<>" too), else the address in From.
    """
    mail = message_from_bytes(raw, policy=default)
    author = parseaddr(str(mail["From"] or ""))[1]
    named = mail["Return-Path"]
    reverse_path = sender or (author if named is None else str(named).strip().strip("<>"))
    crlf = b"\r\n".join(raw.replace(b"\r\n", b"\n").split(b"\n"))
    return Outgoing(reverse_path, to, author, str(mail["Message-ID"] or "").strip(), crlf)


def vouched(outgoing: Outgoing, *, authserv_id: str) -> Outgoing:
    """The mail as the border MTA hands it on: with its word on the sender on top (RFC 8601)."""
    domain = outgoing.author.rpartition("@")[2]
    try:
        domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        return outgoing  # nobody vouches for a broken domain
    line = f"Authentication-Results: {authserv_id}; dmarc=pass header.from={domain}\r\n"
    return replace(outgoing, raw=line.encode("ascii", "replace") + outgoing.raw)


def hand_over(outgoing: Outgoing, endpoint: Endpoint | None) -> str:
    """Give it to the service. Returns its reply to DATA.

    Raises    NotTaken with what the service said, or with what to do where nobody is there
    """
    if endpoint is None:
        raise NotTaken("listener.smtp is empty: the service takes no SMTP")
    try:
        with smtplib.SMTP(endpoint.host, endpoint.port, timeout=_TIMEOUT_S) as client:
            return _conversation(client, outgoing)
    except smtplib.SMTPResponseException as error:
        raise NotTaken(f"the service answered {error.smtp_code} {_words(error.smtp_error)}") from error
    except (OSError, smtplib.SMTPException) as error:
        advice = "is the service running? `make run` starts it"
        raise NotTaken(f"no conversation with {endpoint} came about ({error}); {advice}") from error


def _conversation(client: smtplib.SMTP, outgoing: Outgoing) -> str:
    client.ehlo()
    wide = not (outgoing.reverse_path + outgoing.to).isascii()
    options = ["SMTPUTF8", "BODY=8BITMIME"] if wide else ["BODY=8BITMIME"]
    client.command_encoding = "utf-8" if wide else "ascii"
    for code, says in (client.mail(outgoing.reverse_path, options), client.rcpt(outgoing.to)):
        if code >= 400:
            raise smtplib.SMTPResponseException(code, says)
    code, says = client.data(outgoing.raw)
    if code >= 400:
        raise smtplib.SMTPResponseException(code, says)
    return f"{code} {_words(says)}"


def _words(reply: bytes | str) -> str:
    return reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply


def hand_over_and_wait(
    outgoing: Outgoing, endpoint: Endpoint | None, *, folder: Path | None, seconds: float
) -> Sent:
    """Hand it over, then wait for the letters to its author in the folder. None: nothing to wait for.

    Raises    NotTaken, see `hand_over`
    """
    before = _letters_in(folder)
    began = time.monotonic()
    reply = hand_over(outgoing, endpoint)
    answers: list[Kept] = []
    answered_after_s: float | None = None
    deadline = began + (seconds if folder is not None else 0.0)
    while time.monotonic() < deadline:
        letters = _letters_in(folder)
        answers += _to_author(sorted(letters - before), outgoing.author)
        before = letters
        if answers and answered_after_s is None:
            answered_after_s = round(time.monotonic() - began, 3)
            deadline = time.monotonic() + _LINGER_S
        time.sleep(_POLL_S)
    return Sent(reply, tuple(answers), answered_after_s)


def _letters_in(folder: Path | None) -> frozenset[Path]:
    return frozenset() if folder is None else frozenset(folder.glob("*.eml"))


def _to_author(paths: list[Path], author: str) -> list[Kept]:
    letters = [(path, message_from_bytes(path.read_bytes(), policy=default)) for path in paths]
    return [
        Kept(path, str(mail["Subject"]))
        for path, mail in letters
        if parseaddr(str(mail["To"]))[1].casefold() == author.casefold()
    ]

"""What is said before and after the content: commands in, replies out, no socket (RFC 5321 section 4.1)."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from mailservice.listener import replies
from mailservice.listener.dialects import Dialect
from mailservice.listener.paths import Path, read_path
from mailservice.listener.replies import Refused, Reply
from mailservice.listener.terms import Terms
from mailservice.message.envelope import Envelope


class Dialogue:
    """The state of one session: who is there, from whom, to whom.

    peer        address of the client, "" for a Unix socket
    encrypted   the session runs over TLS; one that has just turned to TLS begins anew (RFC 3207 4.2)
    """

    def __init__(self, terms: Terms, dialect: Dialect, *, peer: str, encrypted: bool = False) -> None:
        self._terms, self._dialect = terms, dialect
        self._peer, self._encrypted = peer, encrypted
        self._name: str | None = None
        self._extended = False
        self._sender: Path | None = None
        self._recipients: list[str] = []
        self._commands = 0
        self._unknown = 0
        self._verbs: dict[str, Callable[[str], Reply]] = {
            **{verb: partial(self._hello, extended=offers) for verb, offers in dialect.hellos.items()},
            "MAIL": self._mail,
            "RCPT": self._rcpt,
            "DATA": self._data,
            "RSET": self._rset,
            "STARTTLS": self._starttls,
            "QUIT": self._quit,
            "NOOP": lambda _: replies.OK,
            "HELP": lambda _: replies.HELP,
            "VRFY": lambda address: replies.CANNOT_VERIFY if address else replies.BAD_ARGUMENT,
            "EXPN": lambda _: replies.NO_EXPANSION,
        }

    @property
    def in_transaction(self) -> bool:
        """A MAIL was accepted, and neither its content nor a RSET has come."""
        return self._sender is not None

    def greeting(self) -> Reply:
        return replies.greeting(self._terms.hostname, self._dialect.greets_as)

    def answer(self, line: bytes) -> Reply:
        """Answer one command line, with or without its line end.

        After SEND_CONTENT the content follows, after READY_FOR_TLS the handshake, after 221 and 421 the end.
        """
        limits = self._terms.limits
        self._commands += 1
        if self._commands > limits.commands:
            return replies.TOO_MANY_COMMANDS
        if len(line) > limits.command_line_bytes:
            return replies.LINE_TOO_LONG
        verb, _, argument = line.rstrip(b"\r\n").decode(errors="surrogateescape").partition(" ")
        obey = self._verbs.get(verb.upper(), self._not_understood)
        try:
            return obey(argument.strip(" "))
        except Refused as refused:
            return refused.reply

    def envelope(self, *, received_at: datetime) -> Envelope:
        """Of the mail whose content has come. Only after SEND_CONTENT."""
        sender = self._sender or Path("", {})
        return Envelope(
            reverse_path=sender.mailbox,
            recipients=tuple(self._recipients),
            peer=self._peer,
            helo=self._name or "",
            protocol=self._dialect.protocol(
                extended=self._extended, utf8="SMTPUTF8" in sender.parameters, encrypted=self._encrypted
            ),
            received_at=received_at,
        )

    def finish(self, outcome: Reply) -> list[Reply]:
        """The replies to the content: one, or one for each accepted RCPT, doubles included (RFC 2033 4.2)."""
        copies = len(self._recipients) if self._dialect.reply_per_recipient else 1
        if outcome.code == 250:
            self._commands = 0
        self._reset()
        return [outcome] * copies

    def _hello(self, name: str, *, extended: bool) -> Reply:
        if not name:
            raise Refused(replies.NEEDS_NAME)
        self._reset()
        self._name, self._extended = name.encode(errors="surrogateescape").decode(errors="replace"), extended
        return replies.hello(self._terms.hostname, self._offers() if extended else ())

    def _offers(self) -> tuple[str, ...]:
        limits = self._terms.limits
        offers = (
            "PIPELINING",
            f"SIZE {limits.message_size_bytes}",
            "8BITMIME",
            "SMTPUTF8",
            "ENHANCEDSTATUSCODES",
            f"LIMITS RCPTMAX={limits.recipients}",  # RFC 9422
        )
        return (*offers, "STARTTLS") if self._terms.tls and not self._encrypted else offers

    def _mail(self, argument: str) -> Reply:
        if self._name is None:
            raise Refused(replies.HELLO_FIRST)
        if self._sender is not None:
            raise Refused(replies.ALREADY_MAIL)
        sender = read_path(argument, keyword="FROM")
        self._check_mail_parameters(sender.parameters)
        if not sender.mailbox.isascii() and "SMTPUTF8" not in sender.parameters:
            raise Refused(replies.NEEDS_SMTPUTF8)
        if self._terms.disk_is_full():
            raise Refused(replies.DISK_FULL)
        self._sender = sender
        return replies.SENDER_OK

    def _check_mail_parameters(self, parameters: Mapping[str, str]) -> None:
        """SIZE (RFC 1870), BODY (RFC 6152), SMTPUTF8 (RFC 6531)."""
        if not parameters:
            return
        if parameters.keys() - {"SIZE", "BODY", "SMTPUTF8"}:
            raise Refused(replies.UNKNOWN_PARAMETER)
        size = parameters.get("SIZE", "0")
        if not (size.isascii() and size.isdigit() and len(size) <= 20):
            raise Refused(replies.BAD_ARGUMENT)
        if int(size) > self._terms.limits.message_size_bytes:
            raise Refused(replies.TOO_BIG)
        if parameters.get("BODY", "7BIT") not in {"7BIT", "8BITMIME"} or parameters.get("SMTPUTF8"):
            raise Refused(replies.BAD_ARGUMENT)

    def _rcpt(self, argument: str) -> Reply:
        if self._sender is None:
            raise Refused(replies.MAIL_FIRST)
        recipient = read_path(argument, keyword="TO")
        if not recipient.mailbox:
            raise Refused(replies.BAD_RECIPIENT)
        if recipient.parameters:
            raise Refused(replies.UNKNOWN_PARAMETER)
        if not recipient.mailbox.isascii() and "SMTPUTF8" not in self._sender.parameters:
            raise Refused(replies.NEEDS_SMTPUTF8)
        if len(self._recipients) >= self._terms.limits.recipients:
            raise Refused(replies.TOO_MANY_RECIPIENTS)
        if recipient.mailbox.lower() != "postmaster" and not self._terms.accepts(recipient.mailbox):
            raise Refused(replies.UNKNOWN_RECIPIENT)
        self._recipients.append(recipient.mailbox)
        return replies.RECIPIENT_OK

    def _data(self, argument: str) -> Reply:
        _no_argument(argument)
        if self._sender is None:
            raise Refused(replies.MAIL_FIRST)
        if not self._recipients:
            raise Refused(replies.RECIPIENT_FIRST)
        return replies.SEND_CONTENT

    def _starttls(self, argument: str) -> Reply:
        _no_argument(argument)
        if self._terms.tls is None:
            raise Refused(replies.NO_TLS)
        if self._encrypted:
            raise Refused(replies.ALREADY_TLS)
        return replies.READY_FOR_TLS

    def _rset(self, argument: str) -> Reply:
        _no_argument(argument)
        self._reset()
        return replies.OK

    def _quit(self, argument: str) -> Reply:
        _no_argument(argument)
        return replies.BYE

    def _not_understood(self, _: str) -> Reply:
        self._unknown += 1
        if self._unknown > self._terms.limits.unknown_commands:
            return replies.TOO_MANY_COMMANDS
        return replies.UNKNOWN_COMMAND

    def _reset(self) -> None:
        self._sender = None
        self._recipients = []


def _no_argument(argument: str) -> None:
    if argument:
        raise Refused(replies.NO_ARGUMENT)

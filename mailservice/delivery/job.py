"""A mail on its way over a connection: its envelope, what was answered, and its content as it goes."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf

from mailservice.delivery.replies import Reply
from mailservice.domain.errors import NotBegun, SmarthostUnreachable
from mailservice.message.form import Content

_END = b".\r\n"
_PLAIN = re.compile("[!-;=?-~]*")  # no angle brackets
_OF_THIS_MAIL = frozenset({501, 552, 555})
_OF_THIS_KIND = ("5.2.3", "5.3.4", "5.5.4", "5.6.")  # RFC 3463, RFC 5248
_LINE_WITH_DOT = re.compile(rb"(?m)^\.")

Answers = tuple[Reply, ...]  # one for each recipient, in their order
Untaken = SmarthostUnreachable | NotBegun


@dataclass(slots=True, eq=False)
class Job:
    """A mail to hand over. `told` gets the answers once, or hears why no smarthost was asked.

    begin_by   a time of the event loop: later it is not begun any more, but given back
    """

    mail_id: str
    reverse_path: str
    recipients: tuple[str, ...]
    content: Content
    told: Callable[["Job", Answers | Untaken], None]
    begin_by: float = inf
    is_over: bool = False  # it has its answers, or nobody waits for them any more
    tries: int = 0
    in_data: bool = False  # its content is on the way: whatever happens now, it may have arrived
    is_noted: bool = False  # it is stored what became of it, or nobody is left to store it
    when_noted: Callable[[], None] | None = None
    of_us: bool = False  # it was refused before it was told whom it is to
    is_ascii: bool = field(init=False)  # its content
    is_plain: bool = field(init=False)  # its envelope: printable ASCII that needs no other word
    _said: list[Reply | None] = field(default_factory=list)
    _refused: Reply | None = None

    def __post_init__(self) -> None:
        self.is_ascii = not self.content.may_have_8_bit or self.content.mail.isascii()
        self.is_plain = _PLAIN.fullmatch("".join((self.reverse_path, *self.recipients))) is not None

    def begin(self) -> None:
        """An envelope begins, perhaps for the second time."""
        self.tries += 1
        self._said, self._refused, self.of_us = [], None, False

    def noted(self) -> None:
        """It is stored what became of it: a kill will not send it a second time."""
        self.is_noted = True
        if self.when_noted is not None:
            self.when_noted()

    def withdraw(self) -> None:
        """Nobody waits for it any more; it is not begun where it has not been, and holds nothing up."""
        self.is_over = True
        self.noted()

    @property
    def accepted(self) -> bool:
        """Somebody is there to get the content."""
        return self._refused is None and None in self._said

    @property
    def refusal(self) -> Reply | None:
        """That of MAIL."""
        return self._refused

    def heard_mail(self, reply: Reply) -> None:
        """The answer to MAIL."""
        if not reply.positive:
            self._refused, self.of_us = reply, not _of_this_mail(reply)

    def heard_recipient(self, reply: Reply) -> None:
        """The answer to the next RCPT. None stands for who was accepted and has no final answer yet."""
        self._said.append(None if reply.positive else reply)

    def end(self, reply: Reply) -> None:
        """The last word: for all that were accepted. Who was refused before keeps that answer."""
        if self.is_over:
            return
        self.is_over = True
        said = self._said + [None] * (len(self.recipients) - len(self._said))
        self.told(self, tuple(self._refused or each or reply for each in said))

    def nobody_there(self, cause: str) -> None:
        """No smarthost can be reached."""
        self._give_back(SmarthostUnreachable(cause))

    def put_off(self) -> None:
        """It is given back as it was."""
        self._give_back(NotBegun())

    def _give_back(self, why: Untaken) -> None:
        if not self.is_over:
            self.is_over = True
            self.told(self, why)


def _of_this_mail(reply: Reply) -> bool:
    """Whether a refusal of MAIL is about a size, a letter beyond ASCII or a word in it, not about us."""
    return reply.code in _OF_THIS_MAIL or reply.text.startswith(_OF_THIS_KIND)


def dotted(content: Content) -> bytes:
    """Content as DATA carries it, with its end mark; of none, the mark alone (RFC 5321 section 4.5.2)."""
    mail = content.mail
    if content.may_have_dots:
        mail = _LINE_WITH_DOT.sub(b"..", mail)
    return mail + (_END if not mail or mail.endswith(b"\r\n") else b"\r\n" + _END)

"""One connection to a smarthost on which mails follow one another without a pause (RFC 2920).

In lock-step a mail costs four round trips. Here it costs one: when the smarthost says 354 to mail k, one
write carries the content of k, its final dot, and MAIL, RCPT and DATA of mail k+1; the replies to all of
these are awaited in order. Content never goes before its 354, nor before it is stored what became of the mail
that this connection took before: who is killed has one mail in doubt for each connection, no more. Where
PIPELINING is not offered the same commands go one at a time: there is one way to speak, and two paces.

The connection was opened, secured and logged in by aiosmtplib; from then on its socket is ours.
"""

import asyncio
import re
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Protocol, cast

from mailservice.delivery.replies import Nonsense, Reply, ReplyReader

LOST = Reply(451, "4.4.2 the conversation broke off")
_NO_SMTPUTF8 = Reply(553, "5.6.7 the smarthost does not take addresses with letters beyond ASCII (SMTPUTF8)")
_BAD_ADDRESS = Reply(553, "5.1.3 not an address that SMTP can carry")
_NO_RECIPIENT = Reply(451, "4.5.0 no recipient was accepted")
_TRIES = 2  # on how many connections an envelope is begun that breaks off before its content
_UNSAFE = re.compile(r"[\x00-\x1f\x7f<>]")
_NOT_XTEXT = re.compile(r"[^!-*,-<>-~]")  # RFC 3461 section 4


@dataclass(frozen=True, slots=True)
class Offers:
    """What a smarthost can do, of its EHLO. size_bytes: the largest mail that it takes, 0 for no word."""

    pipelining: bool = False
    eight_bit: bool = False
    smtputf8: bool = False
    dsn: bool = False
    size: bool = False
    size_bytes: int = 0

    @classmethod
    def of(cls, extensions: Mapping[str, str]) -> "Offers":
        """Of the keywords in lower case, each with its parameters as text."""
        limit = extensions.get("size", "").strip()
        return cls(
            pipelining="pipelining" in extensions,
            eight_bit="8bitmime" in extensions,
            smtputf8="smtputf8" in extensions,
            dsn="dsn" in extensions,
            size="size" in extensions,
            size_bytes=int(limit) if limit.isascii() and limit.isdigit() and len(limit) < 16 else 0,
        )


@dataclass(slots=True, eq=False)
class Job:
    """A mail to hand over. `answers` gets a reply for each recipient, in their order."""

    mail_id: str
    reverse_path: str
    recipients: tuple[str, ...]
    mail: bytes
    answers: asyncio.Future[tuple[Reply, ...]]
    tries: int = 0
    in_data: bool = False  # its content is on the way: whatever happens now, it may have arrived
    is_noted: bool = False  # it is stored what became of it, or nobody is left to store it
    when_noted: Callable[[], None] | None = None
    _said: list[Reply | None] = field(default_factory=list)
    _refused: Reply | None = None

    def begin(self) -> None:
        """An envelope begins, perhaps for the second time."""
        self.tries += 1
        self._said, self._refused = [], None

    def noted(self) -> None:
        """It is stored what became of it: a kill will not send it a second time."""
        self.is_noted = True
        if self.when_noted is not None:
            self.when_noted()

    @property
    def accepted(self) -> bool:
        """Somebody is there to get the content."""
        return self._refused is None and None in self._said

    def heard_mail(self, reply: Reply) -> None:
        """The answer to MAIL."""
        if not reply.positive:
            self._refused = reply

    def heard_recipient(self, reply: Reply) -> None:
        """The answer to the next RCPT. None stands for who was accepted and has no final answer yet."""
        self._said.append(None if reply.positive else reply)

    def end(self, reply: Reply) -> None:
        """The last word: for all that were accepted. Who was refused before keeps that answer."""
        said = self._said + [None] * (len(self.recipients) - len(self._said))
        final = tuple(self._refused or each or reply for each in said)
        if not self.answers.done():
            self.answers.set_result(final)


class End(Enum):
    """How a conversation ended."""

    AT_REST = auto()  # nothing was under way
    CLOSED = auto()  # by a 421 in the middle
    BROKEN = auto()  # in the middle, without a word or with nonsense


class Owner(Protocol):
    """Who has the connection: gives it mails, and is told when it cannot take more."""

    def next_job(self) -> Job | None: ...
    def idle(self, conversation: "Conversation") -> None: ...
    def ended(self, conversation: "Conversation", unsent: list[Job], *, how: "End") -> None: ...


class _To(Enum):
    """What a reply answers."""

    RSET = auto()
    MAIL = auto()
    RCPT = auto()
    DATA = auto()
    CONTENT = auto()
    QUIT = auto()


class Conversation(asyncio.Protocol):
    """Hands over one mail after the other, for as long as its owner has some."""

    def __init__(self, owner: Owner, offers: Offers, *, timeout_s: float, idle_s: float) -> None:
        """timeout_s   the longest wait for a reply;  idle_s   so long it stays open with nothing to do"""
        self._owner, self._offers = owner, offers
        self._timeout_s, self._idle_s = timeout_s, idle_s
        self._reader = ReplyReader()
        self._awaited: deque[tuple[_To, Job | None]] = deque()
        self._unsaid: deque[tuple[_To, Job | None, bytes]] = deque()  # commands that wait for their turn
        self._in_doubt: Job | None = None  # taken, and not yet noted by its sender
        self._held: Job | None = None  # has its 354; its content waits until the one in doubt is noted
        self._reset_first = False
        self._said_421 = False
        self.taken = 0  # mails, by the smarthost
        self._loop = asyncio.get_running_loop()
        self._heard_at = self._loop.time()
        self.closed: asyncio.Future[None] = self._loop.create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The socket is ours."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is one in all but its class
        self._timer = self._loop.call_later(self._timeout_s, self._look_at_the_clock)

    def take(self, job: Job) -> None:
        """Begin with this mail; only for a conversation that is idle."""
        self._heard_at = self._loop.time()
        self._begin(job)
        self._go_on()

    def quit(self) -> None:
        """Say goodbye; `closed` is done when that is over. Only for a conversation that is idle."""
        self._say(_To.QUIT, None, b"QUIT\r\n")
        self._go_on()

    def abort(self) -> None:
        """Hang up."""
        self._transport.abort()

    def data_received(self, data: bytes) -> None:
        """Replies, each to what was said in that order."""
        try:
            for reply in self._reader.feed(data):
                if not self._awaited or self._transport.is_closing():
                    raise Nonsense("a reply to nothing")
                self._heard_at = self._loop.time()
                self._hear(*self._awaited.popleft(), reply)
        except Nonsense:
            self.abort()
            return
        self._go_on()

    def connection_lost(self, error: Exception | None) -> None:
        """Mails whose content was on the way may have arrived; the rest was not begun."""
        self._timer.cancel()
        said, unsaid = (job for _, job in self._awaited), (job for _, job, _ in self._unsaid)
        begun = dict.fromkeys(job for job in (*said, self._held, *unsaid) if job is not None)
        again = []
        for job in begun:
            if job.in_data or job.tries >= _TRIES:
                job.end(LOST)
            elif not job.answers.done():
                again.append(job)
        if not self.closed.done():
            self.closed.set_result(None)
        broken = End.BROKEN if begun else End.AT_REST
        self._owner.ended(self, again, how=End.CLOSED if self._said_421 else broken)

    def _hear(self, to: _To, job: Job | None, reply: Reply) -> None:
        if to is _To.QUIT:
            self._transport.close()
        elif job is not None:
            self._hear_of(job, to, reply)
        if reply.code == 421:  # it closes, whatever was asked (RFC 5321 section 3.8)
            self._said_421 = True
            if job is not None:
                job.end(reply)
            self.abort()

    def _hear_of(self, job: Job, to: _To, reply: Reply) -> None:
        match to:
            case _To.MAIL:
                job.heard_mail(reply)
            case _To.RCPT:
                job.heard_recipient(reply)
            case _To.DATA if reply.code == 354 and self._in_doubt is not None:
                self._held = job
            case _To.DATA if reply.code == 354:
                self._send_content(job)
            case _To.DATA:
                self._reset_first = True  # MAIL was accepted perhaps: the next envelope begins anew
                job.end(reply if reply.code >= 400 else _nonsense(reply))
            case _To.CONTENT:
                if job.accepted and reply.positive:
                    self._took(job)
                job.end(_final(reply) if job.accepted else _NO_RECIPIENT)
            case _:
                pass  # RSET

    def _took(self, job: Job) -> None:
        self.taken += 1
        if not job.is_noted:
            self._in_doubt, job.when_noted = job, self._go_on_without_doubt

    def _go_on_without_doubt(self) -> None:
        """The mail in doubt is noted: the content that has waited for that may go."""
        self._in_doubt = None
        held, self._held = self._held, None
        if held is not None and not self._transport.is_closing():
            self._heard_at = self._loop.time()  # the silence was ours
            self._send_content(held)
            self._go_on()

    def _send_content(self, job: Job) -> None:
        """The content, and in the same write what comes next. Nothing was accepted: only the dot."""
        content = job.mail if job.accepted else b""
        if b"\n." in content or content.startswith(b"."):
            content = re.sub(rb"(?m)^\.", b"..", content)  # RFC 5321 section 4.5.2
        end = b".\r\n" if not content or content.endswith(b"\r\n") else b"\r\n.\r\n"
        job.in_data = job.accepted
        self._unsaid.appendleft((_To.CONTENT, job, content + end))
        if self._offers.pipelining:
            self._begin_next()

    def _go_on(self) -> None:
        """Say what may be said now; ask for another mail where nothing is left to say or to hear."""
        if self._transport.is_closing() or self._held is not None:
            return
        if not self._awaited and not self._unsaid and not self._begin_next():
            self._owner.idle(self)
            return
        if self._unsaid and self._offers.pipelining:
            said = [self._await_next() for _ in range(len(self._unsaid))]
            self._transport.write(b"".join(said))
        elif self._unsaid and not self._awaited:
            self._transport.write(self._await_next())

    def _await_next(self) -> bytes:
        to, job, words = self._unsaid.popleft()
        self._awaited.append((to, job))
        return words

    def _begin_next(self) -> bool:
        job = self._owner.next_job()
        while job is not None and not self._begin(job):
            job = self._owner.next_job()
        return job is not None

    def _begin(self, job: Job) -> bool:
        """Say the envelope. False where this smarthost could never take it; then that is its answer."""
        job.begin()
        if (never := self._never(job)) is not None:
            job.end(never)
            return False
        if self._reset_first:
            self._reset_first = False
            self._say(_To.RSET, job, b"RSET\r\n")
        self._say(_To.MAIL, job, self._mail_command(job))
        for recipient in job.recipients:
            self._say(_To.RCPT, job, self._rcpt_command(job, recipient))
        self._say(_To.DATA, job, b"DATA\r\n")
        return True

    def _say(self, to: _To, job: Job | None, words: bytes) -> None:
        self._unsaid.append((to, job, words))

    def _never(self, job: Job) -> Reply | None:
        """Why this mail cannot go to this smarthost at all; None where it can."""
        if any(_UNSAFE.search(each) for each in (job.reverse_path, *job.recipients)):
            return _BAD_ADDRESS
        if _needs_smtputf8(job) and not self._offers.smtputf8:
            return _NO_SMTPUTF8
        if 0 < self._offers.size_bytes < len(job.mail):
            return Reply(552, f"5.3.4 the smarthost takes at most {self._offers.size_bytes} octets (SIZE)")
        return None

    def _mail_command(self, job: Job) -> bytes:
        words = f"MAIL FROM:<{job.reverse_path}>"
        if self._offers.size:
            words += f" SIZE={len(job.mail)}"
        if self._offers.eight_bit and not job.mail.isascii():
            words += " BODY=8BITMIME"
        if _needs_smtputf8(job):
            words += " SMTPUTF8"
        if self._offers.dsn and job.reverse_path:
            words += f" RET=HDRS ENVID={_xtext(job.mail_id)}"
        return words.encode("utf-8") + b"\r\n"

    def _rcpt_command(self, job: Job, recipient: str) -> bytes:
        words = f"RCPT TO:<{recipient}>"
        if self._offers.dsn and job.reverse_path:  # RFC 3461: tell of failure, of nothing else
            words += " NOTIFY=FAILURE"
            if recipient.isascii():
                words += f" ORCPT=rfc822;{_xtext(recipient)}"
        return words.encode("utf-8") + b"\r\n"

    def _look_at_the_clock(self) -> None:
        """Silence ends a conversation; with nothing to do, politely. Bytes that are no reply are silence."""
        if self._held is not None:  # we are the silent one
            self._heard_at = self._loop.time()
        silent_s = self._loop.time() - self._heard_at
        busy = bool(self._awaited)
        limit = self._timeout_s if busy else self._idle_s
        if silent_s < limit:
            self._timer = self._loop.call_later(limit - silent_s + 0.01, self._look_at_the_clock)
        elif busy:
            self.abort()
        else:
            self._timer = self._loop.call_later(self._timeout_s, self._look_at_the_clock)
            self._heard_at = self._loop.time()
            self.quit()


def _final(reply: Reply) -> Reply:
    """An answer to content as one of SMTP's: taken, not now, or never."""
    return reply if reply.code == 250 or reply.code >= 400 else _nonsense(reply)


def _nonsense(reply: Reply) -> Reply:
    return Reply(451, f"4.5.0 not an answer that SMTP knows: {reply.text}")


def _needs_smtputf8(job: Job) -> bool:
    """RFC 6531 section 3.2: a UTF-8 address in the envelope or in a header field."""
    if not all(each.isascii() for each in (job.reverse_path, *job.recipients)):
        return True
    return not job.mail.isascii() and not job.mail.partition(b"\r\n\r\n")[0].isascii()


def _xtext(text: str) -> str:
    return _NOT_XTEXT.sub(lambda found: f"+{ord(found[0]):02X}", text)

"""One connection to a smarthost on which mails follow one another without a pause (RFC 2920).

In lock-step a mail costs four round trips. Here it costs one: when the smarthost says 354 to mail k, one
write carries the content of k, its final dot, and MAIL, RCPT and DATA of mail k+1; the replies to all of
these are awaited in order. Content never goes before its 354, nor before it is stored what became of the mail
that this connection took before: who is killed has one mail in doubt for each connection, no more. Where
PIPELINING is not offered the same commands go one at a time: there is one way to speak, and two paces.

The connection was opened, secured and logged in by aiosmtplib; from then on its socket is ours.
"""

import asyncio
from collections import deque
from enum import Enum, auto
from typing import Protocol, cast

from mailservice.delivery.job import Job, dotted
from mailservice.delivery.offers import Offers
from mailservice.delivery.replies import Nonsense, Reply, ReplyReader
from mailservice.message.form import Content

LOST = Reply(451, "4.4.2 the conversation broke off")
_NO_RECIPIENT = Reply(451, "4.5.0 no recipient was accepted")
_NOTHING = dotted(Content(b""))
_TRIES = 2  # on how many connections an envelope is begun that breaks off before its content


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
            elif not job.is_over:
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
        job.in_data = job.accepted
        self._unsaid.appendleft((_To.CONTENT, job, dotted(job.content) if job.accepted else _NOTHING))
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
        if (never := self._offers.refusal_of(job)) is not None:
            job.end(never)
            return False
        if self._reset_first:
            self._reset_first = False
            self._say(_To.RSET, job, b"RSET\r\n")
        self._say(_To.MAIL, job, self._offers.mail_command(job))
        for recipient in job.recipients:
            self._say(_To.RCPT, job, self._offers.rcpt_command(job, recipient))
        self._say(_To.DATA, job, b"DATA\r\n")
        return True

    def _say(self, to: _To, job: Job | None, words: bytes) -> None:
        self._unsaid.append((to, job, words))

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

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
from collections.abc import Callable
from enum import Enum, auto
from typing import Any, Protocol, cast

from mailservice.delivery.job import Job, dotted
from mailservice.delivery.offers import Offers
from mailservice.delivery.replies import Nonsense, Reply, ReplyReader
from mailservice.message.form import Content

LOST = Reply(451, "4.4.2 the conversation broke off")
_NO_RECIPIENT = Reply(451, "4.5.0 no recipient was accepted")
_NOTHING = dotted(Content(b""))
_CLOSES = 421
_TRIES = 2  # on how many connections an envelope is begun that breaks off before its content
CONTENT_S = 600.0  # the longest silence at a content (RFC 5321 section 4.5.3.2.6; why, RFC 1047 tells)
HELD_S = 120.0  # the longest that a 354 is left waiting for our database


class End(Enum):
    """How a conversation ended."""

    AT_REST = auto()  # nothing was under way
    CLOSED = auto()  # by a 421 in the middle
    BROKEN = auto()  # in the middle, without a word or with nonsense


class Owner(Protocol):
    """Who has the connection: gives it mails, and is told when it cannot take more.

    asks_another   whether another smarthost may take what this one cannot
    refuses_us     it refused before it knew whom a mail is to. True where the mail is to be begun anew
    """

    @property
    def asks_another(self) -> bool: ...
    def next_job(self) -> Job | None: ...
    def again(self, job: Job) -> None: ...
    def refuses_us(self, conversation: "Conversation", reply: Reply) -> bool: ...
    def takes_ours(self) -> None: ...
    def idle(self, conversation: "Conversation") -> None: ...
    def ended(self, conversation: "Conversation", unsent: list[Job], *, how: "End") -> None: ...


# What was said or is to be: who hears the reply, the mail that it is about, and the words.
_Said = tuple[Callable[[Any, Reply], None], Job | None, bytes]


class Conversation(asyncio.Protocol):
    """Hands over one mail after the other, for as long as its owner has some."""

    def __init__(self, owner: Owner, offers: Offers, *, timeout_s: float, idle_s: float) -> None:
        """timeout_s   the longest wait for a reply, but for that to a content
        idle_s      so long it stays open with nothing to do
        """
        self._owner, self._offers = owner, offers
        self._timeout_s, self._idle_s = timeout_s, idle_s
        self._reader = ReplyReader()
        self._awaited: deque[_Said] = deque()
        self._unsaid: deque[_Said] = deque()  # commands that wait for their turn
        self._in_doubt: Job | None = None  # taken, and not yet noted by its sender
        self._held: Job | None = None  # has its 354; its content waits until the one in doubt is noted
        self._reset_first = False
        self._said_421 = False
        self.is_dismissed = False  # it begins nothing more
        self.taken = 0  # mails, by the smarthost
        self._loop = asyncio.get_running_loop()
        self._heard_at = self._loop.time()
        self._unfetched = 0  # octets of ours that had not left at the last look
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
        self._unsaid.append((self._heard_quit, None, b"QUIT\r\n"))
        self._go_on()

    def dismiss(self) -> None:
        """Begin nothing more, and say goodbye when what is under way is over."""
        self.is_dismissed = True

    def abort(self) -> None:
        """Hang up."""
        self._transport.abort()

    def withdraw(self) -> None:
        """Mails whose content has not gone are given back; what has gone is still heard of."""
        for job in self._begun():
            if not job.in_data:
                job.put_off()
        if self._held is not None:
            self.abort()  # a 354 can be answered with content alone

    def data_received(self, data: bytes) -> None:
        """Replies, each to what was said in that order."""
        try:
            for reply in self._reader.feed(data):
                if not self._awaited or self._transport.is_closing():
                    raise Nonsense("a reply to nothing")
                self._heard_at = self._loop.time()
                hears, job, _ = self._awaited.popleft()
                hears(job, reply)
                if reply.code == _CLOSES:  # it closes, whatever was asked (RFC 5321 section 3.8)
                    self._closed_by(None if hears == self._heard_data else job, reply)  # that has ended it
        except Nonsense:
            self.abort()
            return
        self._go_on()

    def connection_lost(self, error: Exception | None) -> None:
        """Mails whose content was on the way may have arrived; the rest was not begun."""
        self._timer.cancel()
        begun = self._begun()
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

    def _begun(self) -> list[Job]:
        """The mails of which something has been said, or is about to be, and that have no answer yet."""
        said, unsaid = ([job for _, job, _ in each] for each in (self._awaited, self._unsaid))
        return list(dict.fromkeys(job for job in (*said, self._held, *unsaid) if job is not None))

    def _closed_by(self, job: Job | None, reply: Reply) -> None:
        self._said_421 = True
        if job is not None and job.of_us and self._owner.refuses_us(self, reply):
            job.tries -= 1  # that was no fault of its own: `connection_lost` puts it back in line
        elif job is not None:
            job.end(reply)
        self.abort()

    def _heard_quit(self, _job: None, _reply: Reply) -> None:
        self._transport.close()

    def _heard_data(self, job: Job, reply: Reply) -> None:
        if reply.code != 354:
            self._reset_first = True  # MAIL was accepted perhaps: the next envelope begins anew
            if job.of_us and not job.is_over and self._owner.refuses_us(self, job.refusal or reply):
                job.tries -= 1
                self._owner.again(job)
            else:
                job.end(reply if reply.code >= 400 else _nonsense(reply))
        elif job.is_over:  # given back meanwhile: a 354 can be answered with content alone
            self.abort()
        elif self._in_doubt is not None:
            self._held = job
        else:
            self._send_content(job)

    def _heard_of_content(self, job: Job, reply: Reply) -> None:
        if not job.accepted:
            job.end(_NO_RECIPIENT)
            return
        if reply.positive:
            self.taken += 1
            self._owner.takes_ours()
            if not job.is_noted:
                self._in_doubt, job.when_noted = job, self._go_on_without_doubt
        job.end(_final(reply))

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
        job.in_data = accepted = job.accepted
        content = dotted(job.content) if accepted else _NOTHING
        self._unsaid.appendleft((self._heard_of_content, job, content))
        if self._offers.pipelining:
            self._begin_next()

    def _go_on(self) -> None:
        """Say what may be said now; ask for another mail where nothing is left to say or to hear."""
        if self._transport.is_closing() or self._held is not None:
            return
        if not self._awaited and not self._unsaid and not self._begin_next():
            if not self.is_dismissed:
                self._owner.idle(self)
                return
            self._unsaid.append((self._heard_quit, None, b"QUIT\r\n"))
        if self._unsaid and self._offers.pipelining:
            self._awaited.extend(self._unsaid)
            self._transport.write(b"".join([words for _, _, words in self._unsaid]))
            self._unsaid.clear()
            self._unfetched = self._transport.get_write_buffer_size()
        elif self._unsaid and not self._awaited:
            self._awaited.append(self._unsaid.popleft())
            self._transport.write(self._awaited[0][2])
            self._unfetched = self._transport.get_write_buffer_size()

    def _begin_next(self) -> bool:
        if self.is_dismissed:
            return False
        job = self._owner.next_job()
        while job is not None and not self._begin(job):
            job = self._owner.next_job()
        return job is not None

    def _begin(self, job: Job) -> bool:
        """Say the envelope. False where this smarthost could never take it; then that is its answer."""
        job.begin()
        if (never := self._offers.refusal_of(job)) is not None:
            job.end(Reply(451, never.text) if self._owner.asks_another else never)
            return False
        if self._reset_first:
            self._reset_first = False
            self._unsaid.append((_heard_reset, job, b"RSET\r\n"))
        self._unsaid.append((Job.heard_mail, job, self._offers.mail_command(job)))
        for recipient in job.recipients:
            self._unsaid.append((Job.heard_recipient, job, self._offers.rcpt_command(job, recipient)))
        self._unsaid.append((self._heard_data, job, b"DATA\r\n"))
        return True

    def _look_at_the_clock(self) -> None:
        """Silence ends a conversation; with nothing to do, politely. Bytes that are no reply are silence."""
        unfetched = self._transport.get_write_buffer_size()
        if unfetched < self._unfetched:  # it takes what we say, however slowly
            self._heard_at = self._loop.time()
        self._unfetched = unfetched
        silent_s = self._loop.time() - self._heard_at
        limit = self._longest_silence_s()
        if silent_s < limit:
            again_in = min(limit - silent_s + 0.01, self._timeout_s)
            self._timer = self._loop.call_later(again_in, self._look_at_the_clock)
        elif self._held is not None:  # we are the silent one, and will be for long
            self._held.put_off()
            self.abort()
        elif self._awaited:
            self.abort()
        else:
            self._timer = self._loop.call_later(self._timeout_s, self._look_at_the_clock)
            self._heard_at = self._loop.time()
            self.quit()

    def _longest_silence_s(self) -> float:
        if self._held is not None:
            return HELD_S
        if not self._awaited:
            return self._idle_s
        of_content = self._awaited[0][0] == self._heard_of_content
        return max(self._timeout_s, CONTENT_S) if of_content else self._timeout_s


def _heard_reset(job: Job, reply: Reply) -> None:
    """Whatever it says, the next MAIL tells; unless it closes: for what came before, not for this mail."""
    job.of_us = reply.code == _CLOSES


def _final(reply: Reply) -> Reply:
    """An answer to content as one of SMTP's: taken, not now, or never."""
    return reply if reply.positive or reply.code >= 400 else _nonsense(reply)


def _nonsense(reply: Reply) -> Reply:
    return Reply(451, f"4.5.0 not an answer that SMTP knows: {reply.text}")

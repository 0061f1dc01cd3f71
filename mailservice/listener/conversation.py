"""One conversation on a socket: aiosmtpd's streams, timer and STARTTLS, our own dialogue and content reader.

aiosmtpd's own loop answers a failing handler with a permanent refusal that tells the error, keeps an
endless line in memory, says one reply for many LMTP recipients and drops the mail of a client that
half-closes; so the loop is ours, and the rest of it stays in use.
"""

import asyncio
from asyncio import IncompleteReadError, LimitOverrunError
from typing import cast

from aiosmtpd.smtp import SMTP, TLSSetupException

from mailservice.domain.errors import StorageUnavailable
from mailservice.listener import replies
from mailservice.listener.data import Endless, read_content
from mailservice.listener.dialects import Dialect
from mailservice.listener.dialogue import Dialogue
from mailservice.listener.guests import Guests
from mailservice.listener.replies import Reply
from mailservice.listener.terms import Terms
from mailservice.observability import mail_log


class Conversation(SMTP):
    """The protocol of one client, from its connection to its end. A `Guest`."""

    line_length_limit = 2**16  # of the stream: the largest block of content taken at once

    def __init__(self, terms: Terms, dialect: Dialect, guests: Guests) -> None:
        loop = asyncio.get_running_loop()
        super().__init__(
            None,
            data_size_limit=terms.limits.message_size_bytes,
            hostname=terms.hostname,  # else it asks the DNS, and waits
            tls_context=terms.tls,
            timeout=terms.limits.idle_s,
            loop=loop,
        )
        self.peer = ""
        self.storing = False
        self._terms, self._dialect, self._guests = terms, dialect, guests
        self._dialogue = Dialogue(terms, dialect, peer="")
        self._began = self._progress_at = loop.time()
        self._unsaid: list[bytes] = []  # replies to a group of commands leave together (RFC 2920)
        self._receiving = False
        self._bytes_since_progress = 0

    # what the door asks

    @property
    def in_transaction(self) -> bool:
        return self._dialogue.in_transaction

    def quiet_s(self) -> float:
        return self.loop.time() - self._progress_at

    def dismiss(self, reply: Reply) -> None:
        """Say this and close, whatever is under way; a commit goes on without us."""
        assert self._handler_coroutine is not None
        self._handler_coroutine.cancel()
        self._unsaid.append(bytes(reply))
        self._close()

    # what asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client has come, or (again) its TLS is up."""
        super().connection_made(transport)
        if self._tls_protocol is None:
            self.peer = _address(transport.get_extra_info("peername"))
            self._dialogue = Dialogue(self._terms, self._dialect, peer=self.peer)
            if not self._guests.enter(self):
                self.dismiss(replies.TOO_BUSY)

    def data_received(self, data: bytes) -> None:
        self._bytes_since_progress += len(data)
        limits = self._terms.limits
        if self._receiving and self._bytes_since_progress >= limits.data_min_rate * limits.idle_s:
            self._note_progress()
        super().data_received(data)

    def eof_received(self) -> bool | None:
        """The client has said all. What has come is still answered, then the loop ends."""
        keep_open = super(SMTP, self).eof_received()
        return False if self._tls_protocol is not None else keep_open

    def connection_lost(self, error: Exception | None) -> None:
        self._guests.leave(self)
        super().connection_lost(error)

    def _timeout_cb(self) -> None:
        """The timer rang: too quiet, too long, or not yet."""
        limits = self._terms.limits
        until_end = self._began + limits.session_s - self.loop.time()
        until_idle = limits.idle_s - self.quiet_s()
        if self.storing:
            self._reset_timeout(limits.idle_s)
        elif min(until_end, until_idle) <= 0:
            self.dismiss(replies.TIMED_OUT)
        else:
            self._reset_timeout(min(until_end, until_idle))

    # the loop

    async def _handle_client(self) -> None:
        try:
            await self._say(self._dialogue.greeting())
            while await self._take_turn():
                pass
        except (IncompleteReadError, ConnectionError, TLSSetupException) as error:
            mail_log.broken_off(type(error).__name__, peer=self.peer)
        except LimitOverrunError:
            await self._say(replies.LINE_TOO_LONG)
        except Endless:
            await self._say(replies.TOO_BIG)
        finally:
            self._close()

    async def _take_turn(self) -> bool:
        """One command, and the content after a DATA. False when the session is over."""
        if self._guests.closing and not self._dialogue.in_transaction:
            await self._say(replies.SHUTTING_DOWN)
            return False
        line = await self._reader.readuntil(b"\n")
        self._note_progress()
        reply = self._answer(line)
        if reply is replies.READY_FOR_TLS:
            await self.smtp_STARTTLS("")  # says so itself, by push()
            self._dialogue = Dialogue(self._terms, self._dialect, peer=self.peer, encrypted=True)
            return True
        await self._say(reply)
        if reply is replies.SEND_CONTENT:
            await self._receive()
        return reply.code not in {221, 421}

    def _answer(self, line: bytes) -> Reply:
        try:
            return self._dialogue.answer(line)
        except Exception as error:
            mail_log.listener_failed(error)
            return replies.LOCAL_ERROR

    async def _receive(self) -> None:
        self._receiving, self._bytes_since_progress = True, 0
        content = await read_content(self._reader, limit_bytes=self._terms.limits.message_size_bytes)
        self._receiving, self.storing = False, True
        outcome = replies.TOO_BIG if content is None else await self._store(content)
        self.storing = False
        self._note_progress()
        await self._say(*self._dialogue.finish(outcome))

    async def _store(self, content: bytes) -> Reply:
        """Spool first, answer second: a 250 takes over responsibility (RFC 5321 section 6.1)."""
        try:
            envelope = self._dialogue.envelope(received_at=self._terms.clock.now())
            spool_id = await self._terms.spool.put(envelope, content)
        except StorageUnavailable as error:
            mail_log.not_spooled(str(error))
            return replies.NOT_STORED
        except Exception as error:
            mail_log.listener_failed(error)
            return replies.LOCAL_ERROR
        mail_log.received(
            spool_id,
            protocol=envelope.protocol,
            peer=envelope.peer,
            size_bytes=len(content),
            recipients=len(envelope.recipients),
        )
        return replies.spooled(spool_id)

    async def push(self, status: str | bytes) -> None:
        """What aiosmtpd says itself: only smtp_STARTTLS does, before the handshake."""
        await self._say(replies.READY_FOR_TLS)

    async def _say(self, *several: Reply) -> None:
        """Reply, at once or with the replies to the commands that have come already."""
        self._unsaid += map(bytes, several)
        waits_for_us = several[-1].code in {220, 354}
        if waits_for_us or b"\n" not in self._reader._buffer:  # type: ignore[attr-defined]
            self._send()
            await self._writer.drain()

    def _send(self) -> None:
        self._writer.write(b"".join(self._unsaid))
        self._unsaid.clear()

    def _note_progress(self) -> None:
        self._progress_at = self.loop.time()
        self._bytes_since_progress = 0

    def _close(self) -> None:
        """Close when the last reply is out, or soon if the client does not fetch it."""
        self._guests.leave(self)
        if self.transport is not None:
            self._send()
            transport = cast("asyncio.Transport", self.transport)
            transport.close()
            self.loop.call_later(self._terms.limits.farewell_s, transport.abort)


def _address(peername: object) -> str:
    """The client's IP address without port, "" for a Unix socket."""
    if not isinstance(peername, tuple):
        return ""
    return str(peername[0]).removeprefix("::ffff:")

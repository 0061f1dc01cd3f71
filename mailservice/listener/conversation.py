"""One conversation on a socket: what has come is answered at once, where it comes.

No task waits for each line: asyncio hands over a block of bytes, all commands in it are answered in one go,
and their replies leave together (RFC 2920). What is not whole stays in the buffer until the next block comes.
Three things are waited for: a mail on its way to the disk, a TLS handshake, and a client that does not fetch
its replies; until then nothing more is answered, and little more is read.
"""

import asyncio
import ssl
from functools import partial
from typing import cast

from mailservice.domain.errors import StorageUnavailable
from mailservice.listener import replies
from mailservice.listener.data import Content, Endless
from mailservice.listener.dialects import Dialect
from mailservice.listener.dialogue import Dialogue
from mailservice.listener.guests import Guests
from mailservice.listener.replies import Reply
from mailservice.listener.terms import Terms
from mailservice.message.envelope import Envelope
from mailservice.observability import mail_log

_FULL = 2**16  # octets: no command is longer, and no more is read while nothing can be answered


class Conversation(asyncio.Protocol):
    """The protocol of one client, from its connection to its end. A `Guest`."""

    def __init__(self, terms: Terms, dialect: Dialect, guests: Guests) -> None:
        self._loop = asyncio.get_running_loop()
        self._terms, self._dialect, self._guests = terms, dialect, guests
        self.peer = ""
        self.storing = False
        self._buffer = bytearray()
        self._content: Content | None = None  # while one is being received
        self._unsaid: list[bytes] = []
        self._handshake: asyncio.Task[None] | None = None
        self._client_reads = True
        self._client_has_said_all = False
        self._over = False
        self._began = self._progress_at = self._loop.time()
        self._bytes_since_progress = 0

    # what the door asks

    @property
    def in_transaction(self) -> bool:
        return self._dialogue.in_transaction

    def quiet_s(self) -> float:
        return self._loop.time() - self._progress_at

    def dismiss(self, reply: Reply) -> None:
        """Say this and close, whatever is under way; a commit goes on without us."""
        if self._handshake is not None:  # what is said now would not be understood
            self._handshake.cancel()
        else:
            self._say(reply)
        self._close()

    # what asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self.peer = _address(transport.get_extra_info("peername"))
        self._dialogue = Dialogue(self._terms, self._dialect, peer=self.peer)
        self._timer = self._loop.call_later(self._terms.limits.idle_s, self._timer_rings)
        if self._guests.enter(self):
            self._say(self._dialogue.greeting())
            self._send()
        else:
            self.dismiss(replies.TOO_BUSY)

    def data_received(self, data: bytes) -> None:
        self._bytes_since_progress += len(data)
        limits = self._terms.limits
        if self._content and self._bytes_since_progress >= limits.data_min_rate * limits.idle_s:
            self._note_progress()
        self._buffer += data
        self._go_on()

    def eof_received(self) -> bool:
        """The client has said all. What has come is still answered, then we close; TLS closes by itself."""
        self._client_has_said_all = True
        self._go_on()
        return self._transport.get_extra_info("ssl_object") is None

    def pause_writing(self) -> None:
        self._client_reads = False

    def resume_writing(self) -> None:
        self._client_reads = True
        self._go_on()

    def connection_lost(self, error: Exception | None) -> None:
        if error is not None and not self._over:
            mail_log.broken_off(type(error).__name__, peer=self.peer)
        self._over = True
        self._timer.cancel()
        self._guests.leave(self)

    def _timer_rings(self) -> None:
        """Too quiet, too long, or not yet."""
        limits = self._terms.limits
        until_end = self._began + limits.session_s - self._loop.time()
        until_idle = limits.idle_s - self.quiet_s()
        again_in = limits.idle_s if self.storing else min(until_end, until_idle)
        if again_in > 0:
            self._timer = self._loop.call_later(again_in, self._timer_rings)
        else:
            self.dismiss(replies.TIMED_OUT)

    # the dialogue

    def _go_on(self) -> None:
        """Answer what has come, as far as it goes."""
        got_on = False
        while (self._buffer or self._guests.closing) and not self._waits() and self._take_turn():
            got_on = True
        if got_on:
            self._note_progress()
        if self._over:
            return
        self._send()
        if self._client_has_said_all and not self._waits():
            mail_log.broken_off("hung up", peer=self.peer)
            self._close()
        elif self._handshake is None:
            full = self._waits() and len(self._buffer) >= _FULL
            self._transport.pause_reading() if full else self._transport.resume_reading()

    def _waits(self) -> bool:
        return self.storing or self._over or self._handshake is not None or not self._client_reads

    def _take_turn(self) -> bool:
        """One command, or what has come of a content. False where more has to come first."""
        if self._content is not None:
            return self._receive(self._content)
        if self._guests.closing and not self._dialogue.in_transaction:
            return self._end(replies.SHUTTING_DOWN)
        end = self._buffer.find(b"\n", 0, _FULL) + 1
        if end == 0:
            return self._end(replies.LINE_TOO_LONG) if len(self._buffer) >= _FULL else False
        line = bytes(self._buffer[:end])
        del self._buffer[:end]
        reply = self._answer(line)
        if reply.code == 250:  # most are
            self._say(reply)
            return True
        if reply.code in {221, 421}:
            return self._end(reply)
        self._say(reply)
        if reply is replies.SEND_CONTENT:
            self._content = Content(limit_bytes=self._terms.limits.message_size_bytes)
        elif reply is replies.READY_FOR_TLS:
            self._turn_to_tls()
        return True

    def _answer(self, line: bytes) -> Reply:
        try:
            return self._dialogue.answer(line)
        except Exception as error:
            mail_log.listener_failed(error)
            return replies.LOCAL_ERROR

    def _receive(self, content: Content) -> bool:
        try:
            if not content.take(self._buffer):
                return False
        except Endless:
            return self._end(replies.TOO_BIG)
        self._content = None
        whole = content.whole()
        if whole is None:
            self._finish(replies.TOO_BIG)
        else:
            self._store(whole)
        return True

    def _store(self, content: bytes) -> None:
        """Spool first, answer second: a 250 takes over responsibility (RFC 5321 section 6.1).

        No task waits for the disk: the mail's future tells when it is there.
        """
        envelope = self._dialogue.envelope(received_at=self._terms.clock.now())
        try:
            stored = asyncio.ensure_future(self._terms.spool.put(envelope, content))
        except Exception as error:
            mail_log.listener_failed(error)
            self._finish(replies.LOCAL_ERROR)
            return
        self.storing = True
        stored.add_done_callback(partial(self._stored, envelope, len(content)))

    def _stored(self, envelope: Envelope, size_bytes: int, stored: asyncio.Future[str]) -> None:
        """A mail is on the disk, or cannot be, whether or not its client is still there."""
        outcome = _outcome(envelope, size_bytes, stored)
        self.storing = False
        if not self._over:
            self._finish(outcome)
            self._go_on()

    def _finish(self, outcome: Reply) -> None:
        self._note_progress()
        for reply in self._dialogue.finish(outcome):
            self._say(reply)

    def _turn_to_tls(self) -> None:
        """What came behind STARTTLS, in clear, is forgotten (RFC 3207 section 4.2, CVE-2024-34083)."""
        self._transport.pause_reading()  # the handshake is not for us to read
        self._buffer.clear()
        self._send()
        self._handshake = self._loop.create_task(self._shake_hands(), name="listener.tls")

    async def _shake_hands(self) -> None:
        assert self._terms.tls is not None
        try:
            secured = await self._loop.start_tls(self._transport, self, self._terms.tls, server_side=True)
        except (OSError, ssl.SSLError) as error:
            mail_log.broken_off(type(error).__name__, peer=self.peer)
            self._close()
            return
        finally:
            self._handshake = None
        assert secured is not None
        self._transport = secured
        self._dialogue = Dialogue(self._terms, self._dialect, peer=self.peer, encrypted=True)
        self._go_on()

    def _say(self, reply: Reply) -> None:
        self._unsaid.append(reply.on_the_wire)

    def _send(self) -> None:
        if self._unsaid:
            self._transport.write(b"".join(self._unsaid))
            self._unsaid.clear()

    def _note_progress(self) -> None:
        self._progress_at = self._loop.time()
        self._bytes_since_progress = 0

    def _end(self, reply: Reply) -> bool:
        """The last word. Nothing more is answered."""
        self._say(reply)
        self._close()
        return False

    def _close(self) -> None:
        """Close when the last reply is out, or soon if the client does not fetch it."""
        self._guests.leave(self)
        if not self._over:
            self._over = True
            self._send()
            self._transport.close()
            self._loop.call_later(self._terms.limits.farewell_s, self._transport.abort)


def _outcome(envelope: Envelope, size_bytes: int, stored: asyncio.Future[str]) -> Reply:
    """What the client is told now, and the log when all of the group have been told.

    With a line of the log between two replies a client falls asleep nearly twice as often, and waking it is
    ours to pay: that, and turning from one work to the other, was a sixth of this thread's time for a mail.
    """
    try:
        spool_id = stored.result()
    except StorageUnavailable as error:
        mail_log.not_spooled(str(error))
        return replies.NOT_STORED
    except Exception as error:
        mail_log.listener_failed(error)
        return replies.LOCAL_ERROR
    asyncio.get_running_loop().call_soon(
        partial(
            mail_log.received,
            spool_id,
            protocol=envelope.protocol,
            peer=envelope.peer,
            size_bytes=size_bytes,
            recipients=len(envelope.recipients),
        )
    )
    return replies.spooled(spool_id)


def _address(peername: object) -> str:
    """The client's IP address without port, "" for a Unix socket."""
    if not isinstance(peername, tuple):
        return ""
    return str(peername[0]).removeprefix("::ffff:")

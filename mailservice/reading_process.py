"""A reader that is a process of its own: half of what a command costs is to understand it.

Python runs on one core. So the service keeps doors, database and smarthost, and never waits for the
interpreter that reads; nor does it load what reads mail, the larger part of its memory. Between the two is a
pair of sockets, through which pickled values go: mails there, back what the flow needs to know of them; what
the database knows there, readings back.

The reader holds nothing that lasts. Where it dies, what it had is read anew by the next one, which is started
for the next mail; a mail that takes it down three times is stuck. So is one that is read for ever: who does
not answer in time is killed. Where the service dies, the socket ends, and so does the reader; one that hangs
in a mail then ends by its own alarm. It is deaf to SIGTERM and Ctrl-C: after a stop the service finishes what
is under way.

    python -m mailservice.reading_process

is how the service starts it.
"""

import asyncio
import logging
import os
import pickle
import signal
import socket
import struct
import subprocess
import sys
import traceback
import warnings
from asyncio import StreamReader, StreamWriter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, BinaryIO, NamedTuple, Protocol

from mailservice.domain.errors import ReaderUnavailable, ReadingFailed
from mailservice.flow.loops import all_is_loaded
from mailservice.flow.reading import Known, LookUp, Read
from mailservice.flow.rows import SpooledMail
from mailservice.observability import mail_log
from mailservice.screening.authentication import Trust

LONGEST_READ_S = 60  # for a group, or a mail alone: both and a new reader fit in a lease of five minutes
LONGEST_START_S = 120
_LENGTH = struct.Struct(">Q")  # of what follows, octets
_COMMAND = [sys.executable, "-P", "-m", "mailservice.reading_process"]  # -P: nothing from the working folder
_STOPS = (signal.SIGINT, signal.SIGTERM)


class _ServiceGone(Exception):
    """There is nobody at the other end of the socket."""


class _Answer(NamedTuple):
    """Sent as a plain tuple: the reader's main module has another name here.

    trace   where the reader met an error; None where it did not
    """

    value: Any
    trace: str | None


class Child(Protocol):
    """A process that was started."""

    def kill(self) -> None: ...
    def wait(self) -> int: ...


def start(theirs: socket.socket) -> "subprocess.Popen[bytes]":
    """A reader at the other end of this socket. What it inherits keeps a stop from it until it is deaf."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
    try:
        return subprocess.Popen(_COMMAND, stdin=theirs.fileno(), stdout=theirs.fileno())  # noqa: S603 - our own
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _AtWork(NamedTuple):
    """A reader and the way to it."""

    child: Child
    answers: StreamReader
    told: StreamWriter

    @property
    def is_there(self) -> bool:
        """Whether its end of the socket is open, as far as is known."""
        return not self.answers.at_eof() and not self.told.is_closing()


@dataclass(slots=True)
class InProcess:
    """The service's end; a `Reader`.

    trust, key   see `flow.read.Desk`
    longest_s    who does not answer within it is ended
    """

    trust: Trust
    key: bytes
    start: Callable[[socket.socket], Child] = start
    longest_s: float = LONGEST_READ_S
    _reader: _AtWork | None = field(default=None, init=False)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)

    async def prepare(self) -> None:
        """See `Reader`. Waits for nobody where a reader is there."""
        if self._reader is None or not self._reader.is_there:
            async with self._turn:
                await self._at_work()

    async def read(self, mails: Sequence[SpooledMail], look_up: LookUp) -> list[Read]:
        """See `Reader`. One group after the other."""
        async with self._turn:
            reader = await self._at_work()
            opened = await self._answer_to(mails, reader)
            known: Known | None = None
            try:
                known = await look_up(opened)
            finally:
                if known is None:  # the reader waits for what it does not get
                    await self._answer_to(None, reader)
            return list(map(Read, opened, await self._answer_to(known, reader)))

    async def close(self) -> None:
        """See `Reader`."""
        await self._end()

    async def _end(self) -> int | None:
        """End the reader. Its exit status, a signal's negative; None where there is no reader."""
        if self._reader is None:
            return None
        reader, self._reader = self._reader, None
        reader.told.close()
        reader.child.kill()  # nothing is lost with it
        return await asyncio.to_thread(reader.child.wait)

    async def _lost(self, how: str | None = None) -> None:
        """The reader is of no use any more."""
        if (status := await self._end()) is not None:
            mail_log.reader_lost(how or _ended_by(status))

    async def _at_work(self) -> _AtWork:
        """The reader; where there is none, a new one when it has loaded all that it needs.

        Raises ReaderUnavailable.
        """
        if self._reader is not None and not self._reader.is_there:  # it died while nobody asked it
            await self._lost()
        if self._reader is None:
            try:
                self._reader = await self._started()
                await self._answer_to((self.trust, self.key), self._reader, within_s=LONGEST_START_S)
            except (OSError, ReadingFailed) as error:
                raise ReaderUnavailable("no process that reads could be started") from error
        return self._reader

    async def _started(self) -> _AtWork:
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                child = self.start(theirs)
        except OSError:
            ours.close()
            raise
        return _AtWork(child, *await asyncio.open_connection(sock=ours))

    async def _answer_to(self, said: object, reader: _AtWork, *, within_s: float | None = None) -> Any:
        """What the reader answers. Raises ReadingFailed. Where the two are out of step, it is ended."""
        limit_s = within_s or self.longest_s
        try:
            async with asyncio.timeout(limit_s):
                for each in _framed(said):
                    reader.told.write(each)
                await reader.told.drain()
                (octets,) = _LENGTH.unpack(await reader.answers.readexactly(_LENGTH.size))
                answer = _Answer(*pickle.loads(await reader.answers.readexactly(octets)))  # noqa: S301 - our own
        except TimeoutError as error:
            await self._lost(f"no answer in {limit_s:.0f} s")
            raise ReadingFailed("the process that reads took too long") from error
        except (asyncio.IncompleteReadError, OSError) as error:
            await self._lost()
            raise ReadingFailed("the process that reads has died") from error
        except BaseException:  # broken off, or not to be said: what is on its way is for nobody
            await self._end()
            raise
        if answer.trace is not None:
            raise ReadingFailed(answer.trace)
        return answer.value


def _ended_by(status: int) -> str:
    return signal.Signals(-status).name if status < 0 else f"exit status {status}"


def serve(
    told: BinaryIO,
    answers: BinaryIO,
    *,
    loaded: Callable[[], None] = lambda: None,
    alarm: Callable[[int], object] = lambda _: None,
) -> None:
    """The reader's end, until `told` ends.

    loaded   called once, before it says that it is ready
    alarm    told in how many seconds to end this process, however deep it is in a mail; 0 for never
    """
    from mailservice.reader import desk_of

    def following(within_s: int = LONGEST_READ_S) -> Any:
        alarm(0)  # the service may take its time
        said = _next(told)
        alarm(within_s)
        return said

    with suppress(_ServiceGone):
        desk = desk_of(*following(LONGEST_START_S))
        desk.prepare()
        loaded()
        _say(_Answer("ready", None), answers)
        while True:
            mails = following()
            try:
                on_desk = desk.open(mails)
                _say(_Answer([each.told for each in on_desk], None), answers)
                known = following()
                _say(_Answer([] if known is None else desk.read(on_desk, known), None), answers)
            except Exception as error:
                if isinstance(error, _ServiceGone):
                    raise
                _say(_Answer(None, "".join(traceback.format_exception(error))), answers)


def _framed(value: object) -> tuple[bytes, bytes]:
    """Its length and itself. Not in one: mails may be large."""
    pickled = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    return _LENGTH.pack(len(pickled)), pickled


def _say(answer: _Answer, to: BinaryIO) -> None:
    framed = _framed(tuple(answer))
    try:
        to.writelines(framed)
        to.flush()
    except ConnectionError as error:
        raise _ServiceGone from error


def _next(told: BinaryIO) -> Any:
    """Raises _ServiceGone where nothing more comes, or not the whole of it."""
    (octets,) = _LENGTH.unpack(_exactly(_LENGTH.size, told))
    return pickle.loads(_exactly(octets, told))  # noqa: S301 - the service's that started it


def _exactly(octets: int, told: BinaryIO) -> bytes:
    try:
        came = told.read(octets)
    except ConnectionError as error:
        raise _ServiceGone from error
    if len(came) < octets:
        raise _ServiceGone
    return came


def main() -> None:
    """Read for the service at the other end of standard input and output."""
    for each in _STOPS:
        signal.signal(each, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    logging.disable()  # the warnings of libraries may hold words of a mail
    warnings.simplefilter("ignore")
    told, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whoever prints does not get between the answers
    serve(told, answers, loaded=all_is_loaded, alarm=signal.alarm)
    os._exit(0)  # what was not sent has nobody to go to: no complaint on the way out


if __name__ == "__main__":
    main()

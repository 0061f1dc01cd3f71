"""A reader that is a process of its own: half of what a command costs is to understand it.

Python runs on one core. So the service keeps doors, database and smarthost, and never waits for the
interpreter that reads; nor does it load what reads mail, the larger part of its memory. Between the two is a
pair of sockets, through which pickled values go: mails there, back what the flow needs to know of them; what
the database knows there, readings back.

The reader holds nothing that lasts. Where it dies, what it had is read anew by the next one, which is started
for the next mail; a mail that takes it down three times is stuck. Where the service dies, the socket ends,
and so does the reader. It is deaf to signals: after a stop the service finishes what is under way.

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
from dataclasses import dataclass, field
from typing import Any, BinaryIO, NamedTuple, Protocol

from mailservice.domain.errors import ReadingFailed
from mailservice.flow.loops import all_is_loaded
from mailservice.flow.reading import Known, LookUp, Read
from mailservice.flow.rows import SpooledMail
from mailservice.screening.authentication import Trust

_LENGTH = struct.Struct(">Q")  # of what follows, octets
_COMMAND = [sys.executable, "-m", "mailservice.reading_process"]


class _Fault(NamedTuple):
    """What the reader answers where it met an error."""

    trace: str


class Child(Protocol):
    """A process that was started."""

    def kill(self) -> None: ...
    def wait(self) -> int: ...


def start(theirs: socket.socket) -> Child:
    """A reader at the other end of this socket."""
    return subprocess.Popen(_COMMAND, stdin=theirs.fileno(), stdout=theirs.fileno())  # noqa: S603 - our own


class _AtWork(NamedTuple):
    """A reader and the way to it."""

    child: Child
    answers: StreamReader
    told: StreamWriter


@dataclass(slots=True)
class InProcess:
    """The service's end; a `Reader`.

    trust, key   see `flow.read.Desk`
    """

    trust: Trust
    key: bytes
    start: Callable[[socket.socket], Child] = start
    _reader: _AtWork | None = field(default=None, init=False)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)

    async def prepare(self) -> None:
        """See `Reader`."""
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
        if self._reader is not None:
            reader, self._reader = self._reader, None
            reader.told.close()
            reader.child.kill()  # nothing is lost with it
            await asyncio.to_thread(reader.child.wait)

    async def _at_work(self) -> _AtWork:
        """The reader, started where there is none, when it has loaded all that it needs."""
        if self._reader is None:
            ours, theirs = socket.socketpair()
            with theirs:
                child = self.start(theirs)
            self._reader = _AtWork(child, *await asyncio.open_connection(sock=ours))
            await self._answer_to((self.trust, self.key), self._reader)
        return self._reader

    async def _answer_to(self, said: object, reader: _AtWork) -> Any:
        """What the reader answers. Raises ReadingFailed. Where the two are out of step, it is ended."""
        answer: Any = None
        try:
            reader.told.write(_framed(said))
            await reader.told.drain()
            (octets,) = _LENGTH.unpack(await reader.answers.readexactly(_LENGTH.size))
            answer = pickle.loads(await reader.answers.readexactly(octets))  # noqa: S301 - our own child's
        except (asyncio.IncompleteReadError, OSError) as error:
            raise ReadingFailed("the process that reads has died") from error
        finally:
            if answer is None:
                await self.close()
        if isinstance(answer, _Fault):
            raise ReadingFailed(answer.trace)
        return answer


def serve(told: BinaryIO, answers: BinaryIO, *, loaded: Callable[[], None] = lambda: None) -> None:
    """The reader's end, until `told` ends. loaded   called once, before it says that it is ready"""
    from mailservice.reader import desk_of

    try:
        desk = desk_of(*_next(told))
        desk.prepare()
        loaded()
        _say("ready", answers)
        while True:
            mails = _next(told)
            try:
                on_desk = desk.open(mails)
                _say([each.told for each in on_desk], answers)
                known = _next(told)
                _say([] if known is None else desk.read(on_desk, known), answers)
            except (EOFError, BrokenPipeError):
                raise
            except Exception as error:
                _say(_Fault("".join(traceback.format_exception(error))), answers)
    except (EOFError, BrokenPipeError):
        return  # the service has gone


def _framed(value: object) -> bytes:
    pickled = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    return _LENGTH.pack(len(pickled)) + pickled


def _say(value: object, to: BinaryIO) -> None:
    to.write(_framed(value))
    to.flush()


def _next(told: BinaryIO) -> Any:
    """Raises EOFError where nothing more comes."""
    length = told.read(_LENGTH.size)
    if len(length) < _LENGTH.size:
        raise EOFError
    (octets,) = _LENGTH.unpack(length)
    return pickle.loads(told.read(octets))  # noqa: S301 - the service's that started it


def main() -> None:
    """Read for the service at the other end of standard input and output."""
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_IGN)
    logging.disable()  # the warnings of libraries may hold words of a mail
    warnings.simplefilter("ignore")
    told, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whoever prints does not get between the answers
    serve(told, answers, loaded=all_is_loaded)


if __name__ == "__main__":
    main()

"""Mail is read in a process of its own: what it tells, what becomes of a mail when it dies, when it ends."""

import asyncio
import pickle
import signal
import socket
import struct
import subprocess
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from itertools import count
from typing import Any

import pytest
from structlog.testing import capture_logs

from mailservice import reading_process
from mailservice.domain.errors import ReaderUnavailable, ReadingFailed, StorageUnavailable
from mailservice.domain.readings import ForPerson, Wishes
from mailservice.flow.reading import Known, Opened, Read
from mailservice.flow.rows import SpooledMail
from mailservice.message.envelope import Envelope
from mailservice.reading_process import InProcess, serve
from mailservice.screening.authentication import Trust
from tests.given import NOW, WORLD
from tests.waiting import HANG_S, all_that_can_happen

TRUST = Trust("mx.forum.example", (), (WORLD.address,), WORLD.address.partition("@")[2])
ANSWERS = "In-Reply-To: <one@x>\r\nReferences: <two@x> <three@x>\r\n"


def spooled(name: str, text: str, more: str = "") -> SpooledMail:
    raw = f"From: {name}@b.example\r\nSubject: Hej\r\nMessage-ID: <{name}>\r\n{more}\r\n{text}\r\n"
    envelope = Envelope("a@b.example", (WORLD.address,), "127.0.0.1", "b", "ESMTP", NOW)
    return SpooledMail(name, envelope, raw.encode(), 1)


MAILS = [spooled("anna", "Jag vill prenumerera på breven."), spooled("bo", "Vem är ni?", ANSWERS)]


async def known(opened: Sequence[Opened]) -> Known:
    return Known(WORLD, [None for _ in opened])


class Thread:
    """The other end as a thread, so that what it does is seen here. Its socket ends, nobody kills it."""

    def __init__(self, theirs: socket.socket) -> None:
        own = theirs.dup()
        told, answers = own.makefile("rb"), own.makefile("wb")
        self._thread = threading.Thread(target=serve, args=(told, answers))
        self._thread.start()
        self._files = (told, answers, own)

    def kill(self) -> None:
        pass

    def wait(self) -> int:
        self._thread.join(HANG_S)
        for each in self._files:
            each.close()
        return 0


@asynccontextmanager
async def opened(**more: Any) -> AsyncIterator[InProcess]:
    reads = InProcess(TRUST, b"key", **more)
    try:
        async with asyncio.timeout(HANG_S):
            yield reads
    finally:
        await reads.close()


def told_rightly(read: Sequence[Read]) -> bool:
    (anna, wishes), (bo, asks) = read
    return (
        isinstance(wishes, Wishes)
        and isinstance(asks, ForPerson)
        and (anna.message_id, anna.sender_text, anna.answers) == ("anna", "anna@b.example", ())
        and (bo.message_id, bo.answers) == ("bo", ("one@x", "three@x", "two@x"))
    )


async def test_mails_are_read_in_another_process_and_again_where_it_dies() -> None:
    children: list[subprocess.Popen[bytes]] = []

    def started(theirs: socket.socket) -> reading_process.Child:
        child = reading_process.start(theirs)
        assert isinstance(child, subprocess.Popen)
        children.append(child)
        return child

    async def died(_opened: Sequence[Opened]) -> Known:
        children[0].kill()
        return Known(WORLD, [None, None])

    async with opened(start=started) as reads:
        await reads.prepare()
        for deaf_to in (signal.SIGTERM, signal.SIGINT):
            children[0].send_signal(deaf_to)
        assert told_rightly(await reads.read(MAILS, known))
        with pytest.raises(ReadingFailed, match="died"):
            await reads.read(MAILS, died)
        assert told_rightly(await reads.read(MAILS, known))
    assert [each.returncode for each in children] == [-signal.SIGKILL, -signal.SIGKILL]


async def test_the_reader_ends_with_the_service() -> None:
    ours, theirs = socket.socketpair()
    with theirs:
        child = reading_process.start(theirs)
    for deaf_to in (signal.SIGTERM, signal.SIGINT):  # before it has run a line
        child.send_signal(deaf_to)
    ours.close()
    assert await asyncio.to_thread(child.wait) == 0


async def test_an_error_of_another_process_leaves_it_at_work() -> None:
    async def nobody(_opened: Sequence[Opened]) -> Known:
        return Known(WORLD, [])

    async with opened() as reads:
        with capture_logs() as logged, pytest.raises(ReadingFailed, match="in read"):
            await reads.read(MAILS, nobody)
        assert told_rightly(await reads.read(MAILS, known))
    assert logged == []  # the same reader


async def test_a_reader_that_dies_while_nobody_asks_costs_no_mail_anything() -> None:
    children: list[subprocess.Popen[bytes]] = []

    def started(theirs: socket.socket) -> reading_process.Child:
        children.append(reading_process.start(theirs))
        return children[-1]

    async with opened(start=started) as reads:
        await reads.prepare()
        children[0].kill()
        await asyncio.to_thread(children[0].wait)
        await all_that_can_happen()
        with capture_logs() as logged:
            await reads.prepare()
            await reads.prepare()  # is there
        assert told_rightly(await reads.read(MAILS, known))
    assert logged == [{"event": "reader.lost", "how": "SIGKILL", "log_level": "warning"}]
    assert len(children) == 2


class Silent:
    """A reader that says it is ready, and no more; or that ends."""

    def __init__(self, theirs: socket.socket, *, ends: bool = False) -> None:
        self._own, self.killed = theirs.dup(), False
        pickled = pickle.dumps(("ready", None))
        self._own.sendall(struct.pack(">Q", len(pickled)) + pickled)
        if ends:
            self._own.shutdown(socket.SHUT_WR)

    def kill(self) -> None:
        self._own.close()

    def wait(self) -> int:
        return 1


async def test_a_reader_that_does_not_answer_is_ended() -> None:
    async with opened(start=Silent, longest_s=0.01) as reads:
        with capture_logs() as logged, pytest.raises(ReadingFailed, match="too long"):
            await reads.read(MAILS, known)
        reads.start, reads.longest_s = Thread, HANG_S
        assert told_rightly(await reads.read(MAILS, known))
    assert logged == [{"event": "reader.lost", "how": "no answer in 0 s", "log_level": "warning"}]


async def test_a_reader_that_ends_is_told_by_its_status() -> None:
    async with opened(start=partial(Silent, ends=True)) as reads:
        with capture_logs() as logged, pytest.raises(ReadingFailed, match="died"):
            await reads.read(MAILS, known)
    assert logged == [{"event": "reader.lost", "how": "exit status 1", "log_level": "warning"}]


async def test_a_reader_that_cannot_be_started_is_no_mails_fault() -> None:
    def no_room(_theirs: socket.socket) -> reading_process.Child:
        raise BlockingIOError("fork")

    def broken(theirs: socket.socket) -> reading_process.Child:
        return subprocess.Popen(["false"], stdin=theirs.fileno())

    async with opened(start=no_room) as reads:
        for each in (no_room, broken):
            reads.start = each
            with pytest.raises(ReaderUnavailable):
                await reads.read(MAILS, known)
        reads.start = Thread
        assert told_rightly(await reads.read(MAILS, known))


def test_a_reader_that_hangs_in_a_mail_has_set_its_alarm() -> None:
    """Whoever kills the service then leaves nobody behind: the alarm ends even who hears nothing else."""
    ours, theirs = socket.socketpair()
    alarms: list[int] = []
    with theirs.makefile("rb") as told, theirs.makefile("wb") as answers, ours, theirs:
        for said in ((TRUST, b"key"), MAILS, Known(WORLD, [None, None])):
            pickled = pickle.dumps(said)
            ours.sendall(struct.pack(">Q", len(pickled)) + pickled)
        ours.sendall(b"half a length"[:4])
        ours.shutdown(socket.SHUT_WR)
        serve(told, answers, alarm=alarms.append)
    start_s, read_s = reading_process.LONGEST_START_S, reading_process.LONGEST_READ_S
    assert alarms == [0, start_s, 0, read_s, 0, read_s, 0]


@pytest.mark.parametrize("hears_ready", [False, True])
def test_a_service_that_is_killed_ends_the_reader_without_a_word(hears_ready: bool) -> None:
    ours, theirs = socket.socketpair()
    alarms = count()

    def dies(_within_s: int) -> None:
        if next(alarms) == 2:  # "ready" lies unread: what is read next is refused, not ended
            ours.close()

    with theirs.makefile("rb") as told, theirs.makefile("wb", buffering=0) as unbuffered, theirs:
        answers: Any = unbuffered
        pickled = pickle.dumps((TRUST, b"key"))
        ours.sendall(struct.pack(">Q", len(pickled)) + pickled)
        if hears_ready:
            serve(told, answers, alarm=dies)
        else:
            serve(told, answers, loaded=ours.close)


async def test_what_cannot_be_looked_up_leaves_both_in_step() -> None:
    async def away(_opened: Sequence[Opened]) -> Known:
        raise StorageUnavailable("away")

    async with opened(start=Thread) as reads:
        with pytest.raises(StorageUnavailable):
            await reads.read(MAILS, away)
        assert told_rightly(await reads.read(MAILS, known))


async def test_an_error_of_the_reader_is_told_with_its_place() -> None:
    unspeakable: Any = threading.Lock()

    async def nobody(_opened: Sequence[Opened]) -> Known:
        return Known(WORLD, [])

    async with opened(start=Thread) as reads:
        with pytest.raises(ReadingFailed, match="in read"):
            await reads.read(MAILS, nobody)
        with pytest.raises(TypeError):  # what cannot be said was never sent
            await reads.read([unspeakable], known)
        assert told_rightly(await reads.read(MAILS, known))


async def test_groups_wait_for_each_other() -> None:
    async with opened(start=Thread) as reads:
        both = await asyncio.gather(reads.read(MAILS, known), reads.read(MAILS, known))
    assert all(map(told_rightly, both))

"""Mail is read in a process of its own: what it tells, what becomes of a mail when it dies, when it ends."""

import asyncio
import signal
import socket
import subprocess
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest

from mailservice import reading_process
from mailservice.domain.errors import ReadingFailed, StorageUnavailable
from mailservice.domain.readings import ForPerson, Wishes
from mailservice.flow.reading import Known, Opened, Read
from mailservice.flow.rows import SpooledMail
from mailservice.message.envelope import Envelope
from mailservice.reading_process import InProcess, serve
from mailservice.screening.authentication import Trust
from tests.given import NOW, WORLD
from tests.waiting import HANG_S

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
    ours.close()
    assert await asyncio.to_thread(child.wait) == 0


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

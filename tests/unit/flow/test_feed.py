"""The feed follows the briefings, and the file is touched only where it would say something else."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import structlog
from structlog.testing import LogCapture

from mailservice.domain.briefings import BriefingState
from mailservice.domain.world import World
from mailservice.flow.clocks import SteppedClock
from mailservice.flow.feed import FeedWork
from mailservice.rendering.feeds import Feeds
from tests.given import MAY_24, NOW, WORLD, world_with

TEMPLATES = Path(__file__).parents[3] / "templates"
NAMES: Any = {"sv": "Forum", "en": "Forum"}


@dataclass
class Place:
    """A file in memory, on a disk that may be full."""

    content: bytes = b""
    writes: int = 0
    full: str = ""

    async def read(self) -> bytes:
        return self.content

    async def put(self, content: bytes) -> None:
        if self.full:
            raise OSError(self.full)
        self.content, self.writes = content, self.writes + 1


@dataclass
class FakeStore:
    """Knows a world."""

    world: World = field(default=WORLD)

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Any]:
        async def world() -> World:
            return self.world

        yield SimpleNamespace(world=world)


def work(store: FakeStore, place: Place, clock: SteppedClock) -> FeedWork:
    known: Any = store
    return FeedWork(
        known, clock, Feeds(TEMPLATES, address="forum@x.example", names=NAMES), place, timedelta(days=90)
    )


async def test_it_is_written_at_the_start_and_when_a_briefing_changes() -> None:
    store, place, clock = FakeStore(), Place(), SteppedClock(NOW)
    feed = work(store, place, clock)
    assert await feed.renew()
    assert not await feed.renew()
    assert b"UID:2027-05-24@forum.example" in place.content
    assert b"https://video" not in place.content
    store.world = world_with(replace(MAY_24, state=BriefingState.CALLED_OFF, sequence=1))
    assert await feed.renew()
    assert b"STATUS:CANCELLED" in place.content
    assert "Träffen blir inte av" in place.content.decode()
    store.world = world_with(replace(MAY_24, state=BriefingState.CALLED_OFF, sequence=1, capacity=7))
    assert not await feed.renew()  # nothing that the feed tells of
    clock.move_to(MAY_24.end + timedelta(days=91))
    assert await feed.renew()
    assert b"VEVENT" not in place.content
    assert place.writes == 3


async def test_another_process_finds_the_file_as_it_should_be() -> None:
    store, place, clock = FakeStore(), Place(), SteppedClock(NOW)
    await work(store, place, clock).renew()
    clock.move_to(NOW + timedelta(hours=1))
    assert not await work(store, place, clock).renew()
    assert place.writes == 1


async def test_a_full_disk_is_told_once_and_tried_again() -> None:
    log = LogCapture()
    structlog.configure(processors=[log])
    store, place = FakeStore(), Place(full="no space")
    feed = work(store, place, SteppedClock(NOW))
    assert [await feed.renew(), await feed.renew()] == [False, False]
    place.full = ""
    assert await feed.renew()
    structlog.reset_defaults()
    assert [each["event"] for each in log.entries] == ["feed.not_written", "feed.written"]

"""The composition root: builds everything from a configuration, runs it, and stops it in reverse.

Nothing but this and `parts.py` reads the configuration; every other room is handed its values.
"""

import contextlib
import fcntl
import os
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from mailservice.config.sections import Config
from mailservice.decisions.facts import Publication
from mailservice.decisions.lines import Line
from mailservice.decisions.public_feed import public_briefings
from mailservice.domain.arrangements import OfficeWish
from mailservice.domain.errors import ConfigurationFaults
from mailservice.domain.world import World
from mailservice.entrance import doors_of
from mailservice.flow.apply import Stationery
from mailservice.flow.arranging import arrange
from mailservice.flow.bounces import BounceWork
from mailservice.flow.clocks import SystemClock
from mailservice.flow.deliver import Deliverer
from mailservice.flow.digests import Digests
from mailservice.flow.due import DueWork, publish
from mailservice.flow.ports import Clock, Store
from mailservice.flow.reading import InThread, Reader
from mailservice.flow.world import apply_world
from mailservice.observability import mail_log
from mailservice.parts import (
    Shown,
    digest_times,
    feed_of,
    feeds_of,
    letters_of,
    open_store,
    policy_of,
    signer_of,
    smarthost_of,
    stationery_of,
    throttle_of,
    trust_of,
)
from mailservice.reading_process import InProcess
from mailservice.screening.authentication import Trust
from mailservice.service import Service, Signal, run_until_stopped
from mailservice.storage import participants
from mailservice.storage.spool import GroupCommitSpool
from mailservice.storage.sqlite_file import sqlite_version_warning

if TYPE_CHECKING:
    from mailservice.flow.process import Processor
    from mailservice.flow.read import Desk


async def build(
    config: Config, *, clock: Clock, shown: Shown | None = None, reads_apart: bool = False
) -> Service:
    """Every part, connected; nothing runs yet. The configured world is applied.

    shown        is told of each mail that is kept because there is no smarthost
    reads_apart  mail is read in a process of its own, else in a thread of this one
    """
    stationery = stationery_of(config)
    database = await open_store(config)
    if config.database.sqlite_file is not None:  # nobody else works on it: the lock says so
        await database.store.release_leases()
    smarthost, signer = smarthost_of(config, shown), signer_of(config)
    mail_waits = Signal()
    spool = GroupCommitSpool(database.engines, wake=mail_waits)
    reader: Reader = (InProcess if reads_apart else in_thread)(trust_of(config), stationery.secret)

    @cache
    def processor() -> "Processor":
        from mailservice.flow.process import Processor

        return Processor(database.store, clock, reader, policy_of(config), stationery)

    @cache
    def deliverer() -> Deliverer:
        letters, throttle = letters_of(config), throttle_of(config)
        real = isinstance(clock, SystemClock) and clock.is_the_machines
        return Deliverer(database.store, clock, letters, signer, smarthost, throttle, watches_clock=real)

    async def close() -> None:
        await reader.close()
        await smarthost.close()
        await spool.close()
        await database.close()

    service = Service(
        store=database.store,
        clock=clock,
        stationery=stationery,
        processor=processor,
        deliverer=deliverer,
        due=_due(config, database.store, clock, stationery),
        doors=doors_of(config, spool, clock),
        prepare=reader.prepare,
        close=close,
        feed=feed_of(config, database.store, clock),
    )
    mail_waits.answer = service.mail_spooled
    for change in await service.apply_world(config.world(), keeping_later_changes=True):
        mail_log.world_changed(change)
    return service


def _due(config: Config, store: Store, clock: Clock, stationery: Stationery) -> DueWork:
    digests = Digests(store, clock, stationery, digest_times(config))
    return DueWork(store, clock, stationery, digests, BounceWork(store, clock, stationery))


def in_thread(trust: Trust, key: bytes) -> InThread:
    """A reader in this process; what it needs is loaded when it is first asked."""

    @cache
    def desk() -> "Desk":
        from mailservice.reader import desk_of

        return desk_of(trust, key)

    return InThread(desk)


async def run_service(
    config: Config,
    *,
    clock_start: datetime | None = None,
    shown: Shown | None = None,
    ready: Callable[[Service], None] | None = None,
) -> None:
    """Run until SIGTERM or Ctrl-C.

    clock_start   the service's clock begins there and runs; None for the machine's own time
    ready         is told when everything listens
    Raises        ConfigurationFaults, StorageUnavailable, OSError where an address cannot be had
    """

    def started(service: Service) -> None:
        _tell_started(config)
        if ready is not None:
            ready(service)

    with _only_service(config):
        service = await build(config, clock=SystemClock(clock_start), shown=shown, reads_apart=True)
        await run_until_stopped(service, ready=started)


def _tell_started(config: Config) -> None:
    listener = config.listener
    if config.database.sqlite_file is not None and (warning := sqlite_version_warning()):
        mail_log.advised(warning)
    mail_log.started(
        smtp=str(listener.smtp or ""),
        lmtp=str(listener.lmtp or listener.lmtp_socket or ""),
        database="sqlite" if config.database.sqlite_file else "postgresql",
        version=version("mailservice"),
    )


async def bring_to(config: Config, wanted: World, *, clock: Clock) -> list[str]:
    """Bring lists and briefings to a wanted world, from a second process. A line for each change."""
    database = await open_store(config, checkpoints=False)
    try:
        return await apply_world(database.store, wanted, clock=clock, stationery=stationery_of(config))
    finally:
        await database.close()


async def arrange_briefing(config: Config, wish: OfficeWish, *, clock: Clock) -> tuple[Line, ...]:
    """Carry out a wish of the secretariat's, from a second process; the service sends the mails."""
    database = await open_store(config, checkpoints=False)
    try:
        outcome = await arrange(database.store, wish, clock=clock, stationery=stationery_of(config))
    finally:
        await database.close()
    return outcome.lines


async def look_at_briefing(config: Config, session: str, *, now: datetime) -> dict[str, Any] | None:
    """All that is to be said of one briefing, as JSON; None where there is none of that id."""
    database = await open_store(config, checkpoints=False)
    try:
        async with database.store.snapshot() as seen:
            briefing = (await seen.world()).briefing(session)
            return None if briefing is None else await participants.whole(seen.work, briefing, now=now)
    finally:
        await database.close()


async def publish_from(config: Config, publication: Publication, *, by: str) -> int:
    """Publish a text, from a second process; the service sends it. Returns how many people it is for."""
    database = await open_store(config, checkpoints=False)
    try:
        return await publish(database.store, publication, by=by)
    finally:
        await database.close()


async def feed_from(config: Config, *, clock: Clock) -> bytes:
    """The public feed as it would be written now."""
    database = await open_store(config, checkpoints=False)
    try:
        async with database.store.snapshot() as seen:
            world = await seen.world()
    finally:
        await database.close()
    keep = timedelta(days=config.calendar.feed_keep_days)
    briefings = public_briefings(world, now=clock.now(), keep=keep)
    return feeds_of(config).render(briefings, stamped_at=clock.now())


@contextlib.contextmanager
def _only_service(config: Config) -> Iterator[None]:
    """Hold the lock that says: this process is the one service on this SQLite file."""
    file = config.database.sqlite_file
    if file is None:
        yield
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    lock = os.open(f"{file}.lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            fault = f"database.url: another service runs on {file}; stop it, or use PostgreSQL for several"
            raise ConfigurationFaults((fault,)) from error
        yield
    finally:
        os.close(lock)

"""Received mails: claimed, finished once, set aside when they take their reader down."""

import asyncio
from datetime import timedelta

import pytest

from mailservice.domain.effects import ChooseLanguage
from mailservice.domain.errors import StorageUnavailable
from mailservice.message.envelope import Envelope
from mailservice.storage.engine import Engines
from mailservice.storage.overview import queue
from mailservice.storage.store import Database
from tests.given import ANNA, NOW
from tests.storage.rows import MINUTE, person, spooled

LEASE = timedelta(minutes=5)


async def claim(store: Database, *, after: timedelta = timedelta(0), limit: int = 9) -> list[str]:
    """The ids of what is claimed."""
    return [mail.id for mail in await store.claim_spooled(now=NOW + after, lease=LEASE, limit=limit)]


async def test_the_oldest_comes_first_with_its_envelope_and_every_octet(
    store: Database, engines: Engines
) -> None:
    await spooled(engines, "b")
    await spooled(engines, "a", received_at=NOW - MINUTE, reverse_path="nul\0@x")
    [mail] = await store.claim_spooled(now=NOW, lease=LEASE, limit=1)
    assert mail.envelope == Envelope(
        "nul\ufffd@x", ("forum@forum.example",), "192.0.2.1", "mx.example", "ESMTP", NOW - MINUTE
    )
    assert (mail.id, mail.raw, mail.attempts) == ("a", b"Subject: \xff\0\r\n\r\na", 1)
    assert await store.spooled_raw("a") == mail.raw
    assert await claim(store) == ["b"]
    with pytest.raises(KeyError):
        await store.spooled_raw("c")


async def test_each_lease_that_runs_out_counts_as_an_attempt(store: Database, engines: Engines) -> None:
    await spooled(engines, "a")
    for attempt in range(3):
        assert await claim(store, after=attempt * LEASE) == ["a"]
    assert await claim(store, after=3 * LEASE - MINUTE) == []
    [mail] = await store.claim_spooled(now=NOW + 3 * LEASE, lease=LEASE, limit=9)
    assert mail.attempts == 4
    async with store.transaction() as work:
        await work.set_aside("a", because="10 leases ran out")
    assert await claim(store, after=9 * LEASE) == []
    [stuck] = (await queue(engines)).received
    assert (stuck.state, stuck.attempts, stuck.because) == ("stuck", 4, "10 leases ran out")


async def test_who_may_have_taken_a_reader_down_waits_for_the_others_and_is_taken_alone(
    store: Database, engines: Engines
) -> None:
    for spool_id in ("a", "b"):
        await spooled(engines, spool_id)
    assert await claim(store) == ["a", "b"]
    await spooled(engines, "c")
    await spooled(engines, "d")
    later = [await claim(store, after=2 * LEASE) for _ in range(3)]
    assert later == [["c", "d"], ["a"], ["b"]]


async def test_an_attempt_that_the_database_spoilt_does_not_count(store: Database, engines: Engines) -> None:
    await spooled(engines, "a")
    await claim(store)
    await store.spool_postponed("a", retry_at=NOW + MINUTE)
    assert await claim(store) == []
    [mail] = await store.claim_spooled(now=NOW + MINUTE, lease=LEASE, limit=9)
    assert mail.attempts == 1


async def test_a_failed_mail_is_tried_again_at_its_time(store: Database, engines: Engines) -> None:
    await spooled(engines, "a")
    await claim(store)
    await store.spool_failed("a", cause="ValueError\0", retry_at=NOW + MINUTE)
    assert await claim(store) == []
    [mail] = await store.claim_spooled(now=NOW + MINUTE, lease=LEASE, limit=9)
    assert (mail.id, mail.attempts, mail.failures) == ("a", 2, 1)


async def test_a_stuck_mail_waits_for_a_person(store: Database, engines: Engines) -> None:
    await spooled(engines, "a")
    await claim(store)
    await store.spool_failed("a", cause="ValueError", retry_at=NOW)
    await claim(store)
    await store.spool_failed("a", cause="ValueError", retry_at=None)
    assert await claim(store, after=9 * LEASE) == []
    assert await store.retry_spooled("a", now=NOW)
    assert not await store.retry_spooled("a", now=NOW)  # no longer stuck
    [mail] = await store.claim_spooled(now=NOW, lease=LEASE, limit=9)
    assert (mail.attempts, mail.failures) == (1, 0)


async def _finish(store: Database) -> None:
    async with store.transaction() as work:
        await work.change(ChooseLanguage(ANNA, "en"), at=NOW, caused_by="a", by="mail")
        await work.finish_spooled("a", because="chosen", at=NOW)


async def test_a_mail_is_finished_once_and_the_slower_node_undoes_its_work(
    store: Database, engines: Engines
) -> None:
    await spooled(engines, "a")
    await claim(store)
    async with store.transaction() as work:
        await work.finish_spooled("a", because="done", at=NOW)
    with pytest.raises(StorageUnavailable, match="another node"):
        await _finish(store)
    assert await person(store, ANNA) is None
    assert await claim(store, after=9 * LEASE) == []


async def test_two_nodes_never_claim_the_same_mail(store: Database, engines: Engines) -> None:
    ids = [f"{number:02}" for number in range(40)]
    for each in ids:
        await spooled(engines, each)
    claimed = [each for taken in await asyncio.gather(*(claim(store) for _ in range(5))) for each in taken]
    assert len(claimed) == len(set(claimed))
    assert sorted(claimed + await claim(store, limit=40)) == ids

"""Publications on their way: readers, approval, stop, and what became of every letter."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from mailservice.decisions.publication_ends import Delivery, Ending
from mailservice.domain.addresses import Address
from mailservice.domain.briefings import SeatState
from mailservice.domain.effects import (
    ApprovePublication,
    ChooseDelivery,
    ChooseLanguage,
    EndPublication,
    PauseUntil,
    SaveProof,
    StopPublication,
)
from mailservice.domain.lists import DeliveryMode
from mailservice.domain.publications import PublicationFile, PublicationState, Segment, Version
from mailservice.flow.publishing_ports import PublicationChange
from mailservice.flow.rows import OutgoingMail, Settlement
from mailservice.storage.engine import Engines
from mailservice.storage.store import Database
from mailservice.storage.tables import journal, publication_reader
from tests.given import ANNA, BO, MAY_24, NOW, OFFICIALS, POLITICIANS, SECRETARIAT
from tests.storage.rows import MINUTE, add, change, joins, letter, save_world, sits

CARIN, DAN = Address.of("carin@kommun.example"), Address.of("dan@x.region.example")
PDF = PublicationFile("attachment", "a.pdf", "application/pdf", b"pdf\0")
LEASE = timedelta(minutes=15)
VERSION = Version(
    "v1",
    "v1",
    1,
    Segment((OFFICIALS.id,)),
    "Nytt",
    "Hej",
    "sv",
    PublicationState.PROOF,
    SECRETARIAT,
    NOW,
    spool_id="mail-1",
)
HELD = ApprovePublication("v1", SECRETARIAT, NOW + 10 * MINUTE)
DUE = NOW + 10 * MINUTE


async def carry_out(store: Database, *changes: PublicationChange) -> None:
    """Each in a transaction of its own."""
    for each in changes:
        async with store.transaction() as work:
            await work.publications.change(each, at=NOW, caused_by="mail-1", by="mail")


async def state(store: Database, publication_id: str = "v1") -> PublicationState | None:
    """How far it has come."""
    async with store.snapshot() as seen:
        found = await seen.publications.find(publication_id)
    return found.state if found else None


async def start(store: Database) -> int:
    """What is due begins."""
    async with store.transaction() as work:
        return await work.publications.start_due(now=DUE)


async def ended(store: Database, *, later: timedelta = timedelta()) -> list[Ending]:
    """What is over and not told."""
    async with store.transaction() as work:
        return await work.publications.ended(now=DUE + later)


def own(number: int, to: Address, **values: object) -> OutgoingMail:
    """A letter that carries the publication."""
    return replace(
        letter(f"m{number}", to), letter="news", lane=1, place=number, publication="v1", due_at=DUE
    )


async def put_out(store: Database, *people: Address) -> None:
    """Approved, begun, and each letter in the outbox."""
    await save_world(store)
    await change(store, *(joins(each, OFFICIALS.id) for each in people))
    await carry_out(store, SaveProof(VERSION, ()), HELD)
    assert await start(store) == 1
    async with store.transaction() as work:
        for each in people:
            await work.settle_news(each, ("v1",), outcome="sent", at=DUE)
    await add(store, *(own(number, each) for number, each in enumerate(people)))


async def put_in_digest(store: Database, mail_id: str, to: Address, *publications: str) -> None:
    """A digest with these in the outbox."""
    items = [{"id": each} for each in publications]
    digest = letter(mail_id, to, letter="digest", lane=1, due_at=DUE, values={"items": items, "part": 1})
    await add(store, digest)
    async with store.transaction() as work:
        await work.settle_news(to, publications, outcome="sent", at=DUE, letter_id=mail_id)


async def test_a_version_comes_back_as_it_was_kept(store: Database) -> None:
    await carry_out(store, SaveProof(VERSION, (PDF,)))
    async with store.transaction() as work:
        assert await work.publications.find("v1") == VERSION
        assert await work.publications.find("v2") is None
        assert await work.publications.files("v1") == (PDF,)
        assert (await work.publications.versions("v1"), await work.publications.versions("v2")) == (1, 0)


async def test_the_next_version_takes_the_place_of_what_waits(store: Database) -> None:
    await carry_out(store, SaveProof(VERSION, ()), HELD)
    assert await state(store) is PublicationState.HELD
    await carry_out(store, SaveProof(replace(VERSION, id="v2", number=2), ()))
    assert await state(store) is PublicationState.REPLACED
    assert await start(store) == 0
    await carry_out(store, HELD)  # too late
    assert await state(store) is PublicationState.REPLACED
    async with store.snapshot() as seen:
        assert await seen.publications.versions("v1") == 2


async def test_what_is_under_way(store: Database) -> None:
    await save_world(store)
    later = [replace(VERSION, id=each, origin=each, written_at=NOW + MINUTE) for each in ("v2", "v3", "v4")]
    for each in (*later, VERSION):
        await carry_out(store, SaveProof(each, ()))
    await carry_out(store, StopPublication("v2", SECRETARIAT, PublicationState.WITHDRAWN))
    await carry_out(store, replace(HELD, publication="v3"), EndPublication("v1", PublicationState.SENT))
    async with store.snapshot() as seen:
        found = await seen.publications.under_way()
    assert [(each.id, each.state) for each in found] == [
        ("v1", PublicationState.PROOF),
        ("v3", PublicationState.HELD),
        ("v4", PublicationState.PROOF),
    ]
    await start(store)
    async with store.snapshot() as seen:
        found = await seen.publications.under_way()
    assert PublicationState.SENDING in {each.state for each in found}


async def test_nothing_begins_before_its_time_and_its_readers_are_fixed_then(
    store: Database, engines: Engines
) -> None:
    await save_world(store)
    await carry_out(store, SaveProof(VERSION, ()), HELD)
    async with store.transaction() as work:
        assert await work.publications.start_due(now=DUE - MINUTE) == 0
    await change(store, joins(ANNA, OFFICIALS.id))  # joined after the approval
    assert await start(store) == 1
    assert await start(store) == 0
    await change(store, joins(BO, OFFICIALS.id))  # and too late
    async with engines.reading() as view:
        rows = (await view.execute(select(publication_reader.c.state, publication_reader.c.at_once))).all()
        events = (await view.execute(select(journal.c.event).order_by(journal.c.id))).scalars().all()
    assert [tuple(row) for row in rows] == [("waiting", False)]
    assert [each for each in events if "Pub" in each or "Proof" in each] == [
        "SaveProof",
        "ApprovePublication",
        "StartPublication",
    ]


@pytest.mark.parametrize(
    ("segment", "people"),
    [
        (Segment((OFFICIALS.id,)), 2),
        (Segment((OFFICIALS.id, POLITICIANS.id)), 3),
        (Segment((OFFICIALS.id, POLITICIANS.id), (), ("region.example",)), 1),
        (Segment((), (MAY_24.id,)), 2),
        (Segment((OFFICIALS.id,), (MAY_24.id,)), 3),
        (Segment((), (MAY_24.id,), ("x.region.example",)), 1),
        (Segment(), 0),
    ],
)
async def test_who_is_meant(store: Database, segment: Segment, people: int) -> None:
    await save_world(store)
    await change(store, joins(ANNA, OFFICIALS.id), joins(BO, OFFICIALS.id), joins(CARIN, POLITICIANS.id))
    await change(
        store, joins(ANNA, POLITICIANS.id), sits(ANNA, MAY_24.id), sits(DAN, MAY_24.id, SeatState.MATERIALS)
    )
    await change(store, sits(CARIN, MAY_24.id, SeatState.GIVEN_UP))
    async with store.snapshot() as seen:
        audience = await seen.publications.audience(segment, now=NOW)
    assert audience.total == people
    assert len(audience.samples) == min(people, 3)
    await carry_out(store, SaveProof(replace(VERSION, segment=segment), ()), HELD)
    await start(store)
    async with store.transaction() as work:
        waiting = await work.unsent_news(modes=(DeliveryMode.EACH,), now=DUE, limit=9)
    assert len(waiting) == people


async def test_how_it_reaches_them(store: Database) -> None:
    await save_world(store)
    await change(store, joins(ANNA, OFFICIALS.id), joins(BO, OFFICIALS.id), joins(CARIN, OFFICIALS.id))
    await change(store, ChooseDelivery(BO, DeliveryMode.WEEKLY), ChooseDelivery(CARIN, DeliveryMode.MONTHLY))
    await change(store, ChooseLanguage(CARIN, "en"), PauseUntil(BO, NOW + MINUTE))
    async with store.snapshot() as seen:
        found = await seen.publications.audience(VERSION.segment, now=NOW)
        seated = await seen.publications.audience(Segment((), (MAY_24.id,)), now=NOW)
    assert (found.at_once, found.weekly, found.monthly, found.paused) == (1, 1, 1, 1)
    assert (found.in_swedish, found.in_english) == (2, 1)
    assert {(each.address, each.mode) for each in found.samples} == {
        (str(ANNA), DeliveryMode.EACH),
        (str(BO), DeliveryMode.WEEKLY),
        (str(CARIN), DeliveryMode.MONTHLY),
    }
    assert seated.total == 0


async def test_a_send_is_over_when_nothing_of_it_is_left(store: Database) -> None:
    await put_out(store, ANNA, BO)
    assert await ended(store) == []
    await store.settle_outgoing([Settlement("m0", "sent", "250", DUE)])
    assert await ended(store) == []
    await store.settle_outgoing([Settlement("m1", "given-up", "550", DUE)])
    [ending] = await ended(store)
    assert ending.deliveries == (
        Delivery(str(ANNA), "sent", DUE, "news"),
        Delivery(str(BO), "refused", DUE, "news"),
    )
    assert ending.told == ((SECRETARIAT, "sv"),)
    await carry_out(store, EndPublication("v1", PublicationState.SENT))
    assert (await state(store), await ended(store)) == (PublicationState.SENT, [])


async def test_a_send_is_not_over_while_somebody_waits_for_a_letter(store: Database) -> None:
    await save_world(store)
    await change(
        store, joins(ANNA, OFFICIALS.id), joins(BO, OFFICIALS.id), ChooseDelivery(BO, DeliveryMode.WEEKLY)
    )
    await carry_out(store, SaveProof(VERSION, ()), HELD)
    await start(store)
    assert await ended(store) == []
    await change(store, PauseUntil(ANNA, DUE + MINUTE))  # who has paused holds nobody up
    [ending] = await ended(store)
    assert ending.deliveries == (Delivery(str(ANNA), "waiting", None), Delivery(str(BO), "waiting", None))
    await put_in_digest(store, "d1", BO, "v1")
    [ending] = await ended(store)
    assert ending.deliveries == (
        Delivery(str(BO), "waiting", None, "digest"),
        Delivery(str(ANNA), "waiting", None),
    )


STOP = StopPublication("v1", SECRETARIAT, PublicationState.STOPPING)


async def test_a_stop_lets_nothing_more_go_and_knows_what_went(store: Database, engines: Engines) -> None:
    await put_out(store, ANNA, BO, CARIN, DAN)
    in_hand = await store.claim_outgoing(now=DUE, lease=LEASE, limit=3)
    assert [each.id for each in in_hand] == ["m0", "m1", "m2"]
    await store.settle_outgoing([Settlement("m0", "sent", "250", DUE)])
    await carry_out(store, STOP, STOP)
    assert await store.claim_outgoing(now=DUE, lease=LEASE, limit=9) == []
    assert await store.stopped_outgoing(["m1", "m2", "m3"]) == {"m1", "m2", "m3"}
    assert await ended(store) == []  # two are in somebody's hands
    await store.settle_outgoing([Settlement("m1", "sent", "250", DUE)])  # handed over at that moment
    await store.put_back_outgoing(in_hand[2:], due_at=DUE, reply="not tried")
    [ending] = await ended(store)
    assert [each.outcome for each in ending.deliveries] == ["sent", "sent", "stopped", "stopped"]
    assert ending.stopped_by == SECRETARIAT
    await carry_out(store, EndPublication("v1", PublicationState.STOPPED))
    async with engines.reading() as view:
        states = (await view.execute(select(publication_reader.c.state))).scalars().all()
    assert sorted(states) == ["sent", "sent", "stopped", "stopped"]
    assert await ended(store) == []


async def test_what_was_tried_in_vain_was_not_sent(store: Database) -> None:
    await put_out(store, ANNA)
    await store.claim_outgoing(now=DUE, lease=LEASE, limit=9)
    await carry_out(store, STOP)
    await store.settle_outgoing([Settlement("m0", "retry", "451", DUE, DUE + LEASE, DUE + LEASE)])
    [ending] = await ended(store)
    assert [each.outcome for each in ending.deliveries] == ["stopped"]
    assert await store.claim_outgoing(now=DUE + 2 * LEASE, lease=LEASE, limit=9) == []


@pytest.mark.parametrize("restarted", [True, False])
async def test_what_a_dead_node_had_in_hand_nobody_knows(store: Database, restarted: bool) -> None:
    await put_out(store, ANNA, BO)
    await store.claim_outgoing(now=DUE, lease=LEASE, limit=1)
    await carry_out(store, STOP)
    if restarted:
        await store.release_leases()
    [ending] = await ended(store, later=2 * LEASE)
    assert [each.outcome for each in ending.deliveries] == ["unknown", "stopped"]


async def test_a_stop_before_it_began_and_one_for_those_who_wait(store: Database) -> None:
    await save_world(store)
    await change(store, joins(ANNA, OFFICIALS.id))
    await carry_out(store, SaveProof(VERSION, ()), HELD)
    await carry_out(store, StopPublication("v1", SECRETARIAT, PublicationState.WITHDRAWN))
    assert (await state(store), await start(store), await ended(store)) == (PublicationState.WITHDRAWN, 0, [])
    await carry_out(store, STOP)  # nothing is out
    assert await state(store) is PublicationState.WITHDRAWN

    second = replace(VERSION, id="v2", origin="v2", author=ANNA)
    await carry_out(store, SaveProof(second, ()), replace(HELD, publication="v2"))
    await start(store)
    await carry_out(store, replace(STOP, publication="v2"))
    async with store.transaction() as work:
        assert await work.unsent_news(modes=tuple(DeliveryMode), now=DUE, limit=9) == []
    [ending] = await ended(store)
    assert ending.deliveries == (Delivery(str(ANNA), "stopped", None),)
    assert ending.told == ((ANNA, "sv"), (SECRETARIAT, "sv"))

"""A stop takes a text out of the digests that have not left, and the report says of everybody what is so."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import make_url

from mailservice.decisions.publication_ends import Delivery
from mailservice.domain.addresses import Address
from mailservice.domain.effects import ChooseDelivery, EndPublication, SaveProof, StopPublication
from mailservice.domain.lists import DeliveryMode
from mailservice.domain.publications import PublicationState
from mailservice.flow.rows import Settlement
from mailservice.storage.engine import Engines
from mailservice.storage.publication_letters import pending
from mailservice.storage.queue_work import act
from mailservice.storage.records import records
from mailservice.storage.store import Database
from mailservice.storage.tables import outbox, publication
from tests.given import ANNA, BO, OFFICIALS, SECRETARIAT
from tests.storage.rows import add, change, joins, save_world
from tests.storage.test_publications import (
    CARIN,
    DAN,
    DUE,
    HELD,
    LEASE,
    STOP,
    VERSION,
    carry_out,
    ended,
    own,
    put_in_digest,
    start,
)
from tests.waiting import HANG_S, all_that_can_happen

END = EndPublication("v1", PublicationState.STOPPED)
PEOPLE = (ANNA, BO, CARIN, DAN)
LOCKED_OUT = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


@pytest.fixture
async def gathered(store: Database) -> Database:
    """Two texts are out; everybody wants digests."""
    await save_world(store)
    await change(store, *(joins(each, OFFICIALS.id) for each in PEOPLE))
    await change(store, *(ChooseDelivery(each, DeliveryMode.WEEKLY) for each in PEOPLE))
    second = replace(VERSION, id="v2", origin="v2")
    await carry_out(store, SaveProof(VERSION, ()), HELD)
    await carry_out(store, SaveProof(second, ()), replace(HELD, publication="v2"))
    assert await start(store) == 2
    return store


def test_whether_a_letter_waits_is_looked_for_among_those_that_wait(sqlite_url: str) -> None:
    """Not among the letters of its publication: while that is sent most of them have gone."""
    asked = select(publication.c.id).where(pending())
    words = asked.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
    with closing(sqlite3.connect(str(make_url(sqlite_url).database))) as database:
        plan = [row[3] for row in database.execute(f"EXPLAIN QUERY PLAN {words}")]
    assert "SEARCH outbox USING INDEX ix_outbox_state_lane_due_at_place (state=? AND lane=?)" in plan


async def ended_of(
    store: Database, publication_id: str = "v1", *, later: timedelta = timedelta()
) -> list[Delivery]:
    """What its report would say of everybody; nothing where it is not over."""
    found = await ended(store, later=later)
    return [each for end in found if end.version.id == publication_id for each in end.deliveries]


async def rows(engines: Engines) -> dict[str, tuple[str, list[str]]]:
    """Each letter's state and what it holds."""
    async with engines.reading() as view:
        found = (await view.execute(select(outbox).order_by(outbox.c.id))).all()
    return {
        each.id: (each.state, [item["id"] for item in each._mapping["values"].get("items", ())])
        for each in found
    }


async def test_digests_that_nobody_has_in_hand_go_on_without_it(gathered: Database, engines: Engines) -> None:
    await put_in_digest(gathered, "d1", ANNA, "v1", "v2")
    await put_in_digest(gathered, "d2", BO, "v1")
    await put_in_digest(gathered, "d3", CARIN, "v2")
    await carry_out(gathered, STOP)
    assert [each.id for each in await gathered.claim_outgoing(now=DUE, lease=LEASE, limit=9)] == ["d3"]
    assert await ended_of(gathered) == [
        Delivery(str(ANNA), "stopped", None, "digest"),
        Delivery(str(BO), "stopped", None, "digest"),
        Delivery(str(CARIN), "stopped", None),
        Delivery(str(DAN), "stopped", None),
    ]
    await carry_out(gathered, END)
    assert await rows(engines) == {
        "d1": ("pending", ["v2"]),
        "d2": ("stopped", []),  # never an empty digest
        "d3": ("pending", ["v2"]),
    }
    assert [each.id for each in await gathered.claim_outgoing(now=DUE, lease=LEASE, limit=9)] == ["d1"]
    async with engines.reading() as view:
        first, second = await records(view)
    assert {(each.state, each.letter) for each in first.recipients} == {("stopped", "")}
    assert {(each.address, each.letter) for each in second.recipients if each.letter} == {
        (str(ANNA), "digest"),
        (str(CARIN), "digest"),
    }


async def test_what_somebody_has_in_hand_is_waited_for(gathered: Database, engines: Engines) -> None:
    for number, each in enumerate((ANNA, BO, CARIN), 1):
        await put_in_digest(gathered, f"d{number}", each, "v1", "v2")
    in_hand = await gathered.claim_outgoing(now=DUE, lease=LEASE, limit=9)
    await carry_out(gathered, STOP)
    assert await gathered.stopped_outgoing(["d1", "d2", "d3"]) == {"d1", "d2", "d3"}
    assert await ended_of(gathered) == []
    await gathered.settle_outgoing([Settlement("d1", "sent", "250", DUE)])  # handed over at that moment
    second = [each for each in in_hand if each.id == "d2"]
    await gathered.put_back_outgoing(second, due_at=DUE, reply="not tried")
    assert await ended_of(gathered) == []  # and one whose node has died
    assert [(each.address, each.outcome) for each in await ended_of(gathered, later=2 * LEASE)] == [
        (str(ANNA), "sent"),
        (str(BO), "stopped"),
        (str(CARIN), "unknown"),
        (str(DAN), "stopped"),
    ]
    await carry_out(gathered, END)
    assert await rows(engines) == {
        "d1": ("sent", ["v1", "v2"]),
        "d2": ("pending", ["v2"]),
        "d3": ("pending", ["v2"]),
    }
    assert await gathered.next_due() is not None


async def test_two_texts_stopped_in_one_digest(gathered: Database, engines: Engines) -> None:
    await put_in_digest(gathered, "d1", ANNA, "v1", "v2")
    await carry_out(gathered, STOP, replace(STOP, publication="v2"))
    assert {each.outcome for each in await ended_of(gathered)} == {"stopped"}
    await carry_out(gathered, END)
    assert await rows(engines) == {"d1": ("stopped", [])}
    assert {each.outcome for each in await ended_of(gathered, "v2")} == {"stopped"}
    await carry_out(gathered, replace(END, publication="v2"))
    assert await rows(engines) == {"d1": ("stopped", [])}


@pytest.mark.parametrize("state", ["held", "given-up"])
async def test_what_an_operator_may_let_go_later_goes_without_it(
    gathered: Database, engines: Engines, state: str
) -> None:
    await put_in_digest(gathered, "d1", ANNA, "v1", "v2")
    await put_in_digest(gathered, "d2", BO, "v1")
    async with engines.writing() as work:
        await work.execute(update(outbox).values(state=state))
    await carry_out(gathered, STOP)
    assert await rows(engines) == {"d1": (state, ["v2"]), "d2": ("stopped", [])}
    assert {each.outcome for each in await ended_of(gathered)} == {"stopped"}


@pytest.mark.parametrize(("state", "what"), [("held", "release"), ("given-up", "retry"), ("given-up", None)])
async def test_no_letter_of_a_stopped_text_is_let_go_again(
    gathered: Database, engines: Engines, state: str, what: Any
) -> None:
    await add(gathered, own(0, ANNA))
    async with engines.writing() as work:
        await work.execute(update(outbox).values(state=state))
    if what is not None:
        await carry_out(gathered, STOP)
    assert await act(engines, "m0", what or "retry", because="try", at=DUE) is (what is None)


async def waits(task: asyncio.Task[None], engines: Engines) -> None:
    """Until that task waits for its turn here or for a lock of the server, or, where it does not, is done."""
    await all_that_can_happen()
    if engines.turn is not None:
        return
    async with asyncio.timeout(HANG_S):
        while not task.done():
            async with engines.reader.connect() as view:
                if (await view.execute(LOCKED_OUT)).scalar_one():
                    return


async def test_a_stop_waits_for_letters_that_are_being_written(gathered: Database, engines: Engines) -> None:
    async with gathered.transaction() as work:
        waiting = await work.unsent_news(modes=(DeliveryMode.WEEKLY,), now=DUE, limit=9)
        assert len(waiting) == len(PEOPLE)
        stop = asyncio.create_task(carry_out(gathered, STOP))
        await waits(stop, engines)
        assert not stop.done()
        await work.add_outgoing(replace(own(1, ANNA), publication="v1"))
    await stop
    assert await gathered.claim_outgoing(now=DUE, lease=LEASE, limit=9) == []


async def test_what_is_stopped_waits_for_nobody(gathered: Database) -> None:
    await carry_out(gathered, StopPublication("v1", SECRETARIAT, PublicationState.STOPPING))
    async with gathered.transaction() as work:
        found = await work.unsent_news(modes=(DeliveryMode.WEEKLY,), now=DUE, limit=9)
    assert {each.person.address: [text.id for text in each.publications] for each in found} == {
        Address.of(str(each)): ["v2"] for each in PEOPLE
    }

"""Reports, points, shares and retired addresses, on both databases."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from mailservice.domain.addresses import Address
from mailservice.domain.effects import ErasePerson, RestoreAddress, RetireAddress
from mailservice.flow.rows import Settlement
from mailservice.storage.engine import Engines
from mailservice.storage.overview import status
from mailservice.storage.queue_work import act
from mailservice.storage.retired import RetiredAddress, retired
from mailservice.storage.store import Database
from mailservice.storage.tables import outbox
from tests.given import ANNA, NOW
from tests.storage.rows import add, change, joins, letter, person, save_world
from tests.storage.test_publications import CARIN, DUE, LEASE, ended, put_out

BO = Address.of("bo@kommun.example")


async def note(
    store: Database, token: str, *, kind: str = "dead", hours: int = 0, action: str = "failed"
) -> None:
    async with store.transaction() as work:
        await work.bounces.note(
            delivery_token=token,
            action=action,
            status="5.1.1",
            kind=kind,
            said="x",
            at=NOW + timedelta(hours=hours),
        )


async def judged(store: Database, verdict: str) -> list[str]:
    """Judge everything that waits so; the deliveries, in order."""
    async with store.transaction() as work:
        waiting = await work.bounces.unjudged(limit=9)
        for each in waiting:
            await work.bounces.judge(each.id, verdict=verdict)
        return [each.delivery for each in waiting]


async def points(store: Database, address: Address = ANNA, *, days: int = 0) -> dict[date, int]:
    async with store.snapshot() as seen:
        return dict(await seen.bounces.points(address, now=NOW + timedelta(days=days)))


async def test_a_report_is_judged_once_and_counts_by_day(store: Database) -> None:
    await add(store, letter("a", ANNA), letter("b", ANNA), letter("c", BO))
    await note(store, "a")
    await note(store, "b", kind="unclear", hours=30)
    await note(store, "gone")
    assert await judged(store, "counted") == ["a", "b"]
    assert await judged(store, "counted") == []
    assert await points(store) == {date(2027, 5, 10): 2, date(2027, 5, 11): 1}
    assert await points(store, days=40) == {}
    assert await points(store, BO) == {}
    async with store.snapshot() as seen:
        assert [await seen.bounces.has_counted(each) for each in ("a", "c")] == [True, False]


async def test_a_probe_begins_the_count_anew(store: Database) -> None:
    await add(store, letter("a", ANNA))
    await note(store, "a")
    await judged(store, "counted")
    await add(store, letter("p", ANNA, letter="probe", due_at=NOW + timedelta(hours=1)))
    assert await points(store) == {}


async def test_what_the_smarthost_refused_is_reported_once(store: Database) -> None:
    await add(store, letter("a", ANNA), letter("b", BO), letter("c", BO))
    for mail_id, reply in (
        ("a", "answered 550 '5.1.1 user unknown'"),
        ("b", "could not be written: KeyError"),
    ):
        await store.settle_outgoing([Settlement(mail_id, "given-up", reply, NOW)])
    async with store.snapshot() as seen:
        assert await seen.bounces.anything_new(now=NOW)
    async with store.transaction() as work:
        assert await work.bounces.note_refusals(now=NOW) == 2
        assert await work.bounces.note_refusals(now=NOW) == 0
        waiting = await work.bounces.unjudged(limit=9)
        assert await work.bounces.anything_new(now=NOW)
    assert {each.delivery: each.kind for each in waiting} == {"a": "dead", "b": "passing"}
    await judged(store, "counted")
    async with store.snapshot() as seen:
        assert not await seen.bounces.anything_new(now=NOW)


async def test_the_share_that_came_back_and_what_it_takes_back(store: Database) -> None:
    await add(store, letter("a", ANNA), letter("b", BO), letter("c", BO))
    for mail_id in "abc":
        await store.settle_outgoing([Settlement(mail_id, "sent", "", NOW)])
    await note(store, "a")
    await note(store, "b", kind="full")
    await note(store, "c", action="delayed")
    await judged(store, "counted")
    async with store.transaction() as work:
        assert await work.bounces.share(now=NOW) == (2, 1)
        assert await work.bounces.share(now=NOW + timedelta(days=2)) == (0, 0)
        await work.bounces.take_back(since=NOW - timedelta(hours=24))
        assert await work.bounces.has_counted("a")  # a second report of it does not count either
    assert await points(store) == {}


async def test_a_retired_address_is_shown_and_restored(store: Database, engines: Engines) -> None:
    await save_world(store)
    await change(store, joins(ANNA, "tjanstemannaforum"), RetireAddress(ANNA, "5.1.1"), by="system")
    assert await retired(engines) == (RetiredAddress(str(ANNA), NOW, "5.1.1"),)
    known = await person(store, ANNA)
    assert known is not None
    assert known.retired_at == NOW
    assert (await status(engines)).retired == 1
    await change(store, RestoreAddress(ANNA), by="secretariat")
    assert await retired(engines) == ()


async def test_whom_a_report_has_retired_since_is_known_until_it_is_taken_back(store: Database) -> None:
    await save_world(store)
    await change(store, *(joins(each, "tjanstemannaforum") for each in (ANNA, BO, CARIN)))
    await add(store, *(letter(f"p{each}", each, letter="probe") for each in (ANNA, BO)))
    for each, hours in ((ANNA, 1), (BO, -30)):
        await note(store, f"p{each}", hours=hours)
    await judged(store, "retired")
    retire = [RetireAddress(each, "5.1.1") for each in (ANNA, BO, CARIN)]  # Carin by nobody's report
    await change(store, *retire, by="system")
    async with store.transaction() as work:
        assert await work.bounces.retired_since(NOW) == [ANNA]
        await work.bounces.take_back(since=NOW)
        assert await work.bounces.retired_since(NOW) == []
        assert await work.bounces.retired_since(NOW - timedelta(days=2)) == [BO]


async def test_news_of_one_person_are_dropped(store: Database) -> None:
    await add(store, letter("news", ANNA, lane=1), letter("answer", ANNA), letter("other", BO, lane=1))
    async with store.transaction() as work:
        await work.bounces.drop_news(ANNA, at=NOW)
    claimed = await store.claim_outgoing(now=NOW, lease=timedelta(minutes=1), limit=9)
    assert [each.id for each in claimed] == ["answer", "other"]


@pytest.mark.parametrize("state", ["pending", "held", "given-up", "stopped"])
async def test_news_dropped_are_never_let_go_by_an_operator(
    store: Database, engines: Engines, state: str
) -> None:
    await add(store, letter("d", ANNA, lane=1, letter="digest"), letter("answer", ANNA))
    await set_state(engines, state)
    async with store.transaction() as work:
        await work.bounces.drop_news(ANNA, at=NOW)
    assert [await act(engines, "d", what, because="", at=NOW) for what in ("release", "retry")] == [
        False,
        False,
    ]
    assert await act(engines, "answer", "retry", because="", at=NOW) is (state != "stopped")


@pytest.mark.parametrize(
    ("became", "outcome"),
    [
        (Settlement("m0", "sent", "250", DUE), "sent"),
        (Settlement("m0", "given-up", "550", DUE), "refused"),
        (Settlement("m0", "retry", "451", DUE, DUE, DUE + LEASE), "stopped"),
        ("put back", "stopped"),
        ("nobody knows", "unknown"),
    ],
)
async def test_of_news_dropped_in_hand_the_truth_is_kept(
    store: Database, engines: Engines, became: Settlement | str, outcome: str
) -> None:
    await put_out(store, ANNA)
    in_hand = await store.claim_outgoing(now=DUE, lease=LEASE, limit=9)
    async with store.transaction() as work:
        await work.bounces.drop_news(ANNA, at=DUE)
    assert await store.stopped_outgoing(["m0"]) == {"m0"}
    if isinstance(became, Settlement):
        assert await store.settle_outgoing([became])
    elif became == "put back":
        await store.put_back_outgoing(in_hand, due_at=DUE, reply="not tried")
    assert await outcomes(store) == [outcome]
    assert not await act(engines, "m0", "retry", because="", at=DUE + 2 * LEASE)
    assert await store.claim_outgoing(now=DUE + 2 * LEASE, lease=LEASE, limit=9) == []


async def test_of_news_dropped_the_report_says_which_the_smarthost_had_refused(
    store: Database, engines: Engines
) -> None:
    await put_out(store, ANNA, BO, CARIN)
    await store.claim_outgoing(now=DUE, lease=LEASE, limit=1)
    await store.settle_outgoing([Settlement("m0", "given-up", "550 5.1.1", DUE)])
    async with store.transaction() as work:
        for each in (ANNA, BO):
            await work.bounces.drop_news(each, at=DUE)
    assert await act(engines, "m2", "drop", because="a reason", at=DUE)
    assert await outcomes(store) == ["refused", "stopped", "stopped"]


async def set_state(engines: Engines, state: str) -> None:
    async with engines.writing() as work:
        await work.execute(update(outbox).values(state=state))


async def outcomes(store: Database) -> list[str]:
    """What the report of the publication says of each."""
    [ending] = await ended(store, later=3 * LEASE)
    return [each.outcome for each in ending.deliveries]


async def test_reports_are_forgotten_with_the_person(store: Database, engines: Engines) -> None:
    await save_world(store)
    await add(store, letter("a", ANNA))
    await change(store, joins(ANNA, "tjanstemannaforum"))
    await note(store, "a")
    await change(store, ErasePerson(ANNA))
    assert await judged(store, "counted") == []
    async with store.snapshot() as seen:
        assert not await seen.bounces.anything_new(now=NOW)

"""Letters: written once, claimed in order, settled once, found again when they are answered."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from mailservice.decisions.facts import Awaited
from mailservice.decisions.tokens import token_hash
from mailservice.domain.addresses import Address
from mailservice.domain.errors import StorageUnavailable
from mailservice.domain.lists import DeliveryMode
from mailservice.domain.readings import AnsweredLetter
from mailservice.domain.wishes import Register, SetDelivery, Unsubscribe
from mailservice.flow.rows import Settlement
from mailservice.storage import outbox, tables
from mailservice.storage.engine import Engines
from mailservice.storage.hasty_sqlite import Changes
from mailservice.storage.store import Database
from tests.given import ANNA, BO, NOW
from tests.storage.rows import MINUTE, add, letter

LEASE = timedelta(minutes=5)
FULL = letter(
    "full",
    ANNA,
    values={"name": "Åsa \0 \ud800", "lines": [{"n": 1, "none": None}]},
    language="en",
    token="abcdefgh",
    reply_to="forum+abcdefgh@forum.example",
    in_reply_to="mail@region.example",
    reverse_path="forum+b-full@forum.example",
    attach_spooled="spool-1",
    about_lists=("politikerforum", "tjanstemannaforum"),
    about_sessions=("2027-05-24",),
    undo=(Unsubscribe(("politikerforum",)), SetDelivery(DeliveryMode.WEEKLY)),
    once="welcome anna",
    lane=1,
    caused_by="spool-1",
)


async def test_a_letter_comes_back_as_it_was_written(store: Database) -> None:
    assert await add(store, FULL) == [True]
    assert await store.claim_outgoing(now=NOW, lease=LEASE, limit=9) == [
        replace(FULL, attempts=1, leased_until=NOW + LEASE)
    ]


async def test_the_same_letter_is_written_once(store: Database) -> None:
    other = letter("other", ANNA, once="welcome anna")
    assert await add(store, FULL, FULL, other, letter("a", BO), letter("b", BO)) == [
        True,
        False,  # the same id
        False,  # the same `once`
        True,
        True,  # two letters without `once`
    ]


async def test_answers_go_before_bulk_and_the_oldest_first(store: Database) -> None:
    await add(
        store,
        letter("news", ANNA, lane=1, due_at=NOW - 9 * MINUTE),
        letter("late", ANNA, due_at=NOW),
        letter("early", ANNA, due_at=NOW - MINUTE),
        letter("future", ANNA, due_at=NOW + timedelta(microseconds=1)),
    )
    first = await store.claim_outgoing(now=NOW, lease=LEASE, limit=2)
    rest = await store.claim_outgoing(now=NOW, lease=LEASE, limit=9)
    assert [mail.id for mail in first + rest] == ["early", "late", "news"]


async def test_a_lease_that_runs_out_frees_the_letter(store: Database) -> None:
    await add(store, letter("a", ANNA))
    assert await store.next_due() == NOW
    await store.claim_outgoing(now=NOW, lease=LEASE, limit=9)
    assert await store.next_due() is None
    assert await store.claim_outgoing(now=NOW + LEASE - MINUTE, lease=LEASE, limit=9) == []
    [again] = await store.claim_outgoing(now=NOW + LEASE, lease=LEASE, limit=9)
    assert again.attempts == 2


async def test_a_retry_waits_for_its_time_and_keeps_the_first(store: Database) -> None:
    await add(store, letter("a", ANNA))
    await store.claim_outgoing(now=NOW, lease=LEASE, limit=9)
    await store.settle_outgoing([Settlement("a", "retry", "451 4.7.1", NOW, NOW + MINUTE, NOW + LEASE)])
    assert await store.next_due() == NOW + MINUTE
    assert await store.claim_outgoing(now=NOW, lease=LEASE, limit=9) == []
    [again] = await store.claim_outgoing(now=NOW + MINUTE, lease=LEASE, limit=9)
    assert (again.due_at, again.attempts) == (NOW, 2)  # the same letter, byte for byte


async def test_a_retry_needs_a_time(store: Database) -> None:
    with pytest.raises(ValueError, match="a retry has a time"):
        await store.settle_outgoing([Settlement("a", "retry", "451", NOW)])


@pytest.mark.parametrize("outcome", ["sent", "kept", "given-up"])
async def test_what_is_settled_stays_settled(store: Database, outcome: str) -> None:
    await add(store, letter("a", ANNA))
    await store.settle_outgoing([Settlement("a", outcome, "250", NOW)])
    await store.settle_outgoing([Settlement("a", "retry", "451", NOW, NOW)])
    assert await store.claim_outgoing(now=NOW + LEASE, lease=LEASE, limit=9) == []
    assert await store.next_due() is None


async def test_what_became_of_many_is_settled_together(store: Database) -> None:
    await add(store, *(letter(f"{number:03}", ANNA) for number in range(100)))
    await store.claim_outgoing(now=NOW, lease=LEASE, limit=100)

    def settlement(number: int) -> Settlement:
        outcome = ("sent", "given-up", "retry")[number % 3]
        again_at = NOW + MINUTE if outcome == "retry" else None
        return Settlement(f"{number:03}", outcome, "x", NOW, again_at, NOW + LEASE)

    assert not await store.settle_outgoing([settlement(number) for number in range(100)])
    again = await store.claim_outgoing(now=NOW + MINUTE, lease=LEASE, limit=100)
    assert [mail.id for mail in again] == [f"{number:03}" for number in range(2, 100, 3)]
    assert {mail.attempts for mail in again} == {2}
    await store.flush_outgoing()


async def test_a_fault_while_settling_is_told(store: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(settlements: Sequence[Settlement]) -> Changes:
        yield next(settling(settlements))
        raise RuntimeError("ours")

    settling = outbox.settling
    await add(store, letter("a", ANNA))
    monkeypatch.setattr(outbox, "settling", fails)
    with pytest.raises(StorageUnavailable, match="RuntimeError"):
        await store.settle_outgoing([Settlement("a", "sent", "250", NOW)])
    monkeypatch.undo()
    assert not await store.settle_outgoing([Settlement("a", "sent", "250", NOW)])  # and told again
    assert await store.claim_outgoing(now=NOW, lease=LEASE, limit=9) == []


async def test_what_was_not_tried_is_put_back_and_does_not_count(store: Database) -> None:
    await add(store, letter("a", ANNA), letter("b", ANNA))
    [first, _] = await store.claim_outgoing(now=NOW, lease=LEASE, limit=9)
    await store.put_back_outgoing([], due_at=NOW, reply="x")
    await store.put_back_outgoing([first], due_at=NOW + MINUTE, reply="away")
    assert await store.claim_outgoing(now=NOW, lease=LEASE, limit=9) == []
    [again] = await store.claim_outgoing(now=NOW + MINUTE, lease=LEASE, limit=9)
    assert (again.id, again.attempts) == ("a", 1)


async def test_what_is_put_back_for_no_time_keeps_its_place(store: Database) -> None:
    await add(store, *(letter(each, ANNA, due_at=NOW + n * MINUTE) for n, each in enumerate("abc")))
    claimed = await store.claim_outgoing(now=NOW + LEASE, lease=LEASE, limit=9)
    await store.put_back_outgoing(claimed[:2], due_at=None, reply="")
    again = await store.claim_outgoing(now=NOW + LEASE, lease=LEASE, limit=9)
    assert [each.id for each in again] == ["a", "b"]


async def test_whose_lease_has_run_out_frees_nobody_elses(store: Database) -> None:
    await add(store, letter("a", ANNA), letter("b", BO))
    late = await store.claim_outgoing(now=NOW, lease=LEASE, limit=9)
    now = NOW + LEASE
    assert len(await store.claim_outgoing(now=now, lease=LEASE, limit=9)) == 2
    await store.put_back_outgoing(late[:1], due_at=None, reply="")
    await store.settle_outgoing([Settlement("b", "retry", "451", now, now, late[1].leased_until)])
    assert await store.claim_outgoing(now=now, lease=LEASE, limit=9) == []
    await store.settle_outgoing([Settlement("a", "sent", "250", now)])  # that it has gone counts all the same
    assert [each.id for each in await store.claim_outgoing(now=now + LEASE, lease=LEASE, limit=9)] == ["b"]


async def test_a_letter_that_was_stopped_is_known_and_what_was_sent_is_kept(
    store: Database, engines: Engines
) -> None:
    await add(store, letter("a", ANNA), letter("b", BO))
    await store.claim_outgoing(now=NOW, lease=LEASE, limit=9)
    async with engines.writing() as work:
        await work.execute(update(tables.outbox).values(state="stopped").where(tables.outbox.c.id == "a"))
    assert await store.stopped_outgoing(["a", "b"]) == {"a"}
    await store.settle_outgoing([Settlement("a", "retry", "451", NOW, NOW)])
    assert await store.stopped_outgoing(["a", "b"]) == {"a"}  # it is not tried again
    await store.settle_outgoing([Settlement("a", "sent", "250", NOW)])
    async with engines.reading() as view:
        states = (await view.execute(select(tables.outbox.c.state).order_by(tables.outbox.c.id))).scalars()
        assert list(states) == ["sent", "pending"]


async def test_letters_to_some_domains_are_left_out(store: Database) -> None:
    to = [Address("a", each) for each in ("x.se", "y.se", "sub.x.se", "xx.se")]
    await add(store, *(letter(f"{n}", each) for n, each in enumerate(to)))
    others = [f"{n}.example" for n in range(20)]
    claimed = await store.claim_outgoing(now=NOW, lease=LEASE, limit=9, but_to=["x.se", *others])
    assert [each.id for each in claimed] == ["1", "2", "3"]
    assert [each.id for each in await store.claim_outgoing(now=NOW, lease=LEASE, limit=9)] == ["0"]


async def test_a_clock_is_held_against_the_servers(store: Database, engines: Engines) -> None:
    off_s = await store.clock_off_s(datetime.now(UTC) + timedelta(hours=1))
    assert off_s == (0.0 if engines.reader.dialect.name == "sqlite" else pytest.approx(3600, abs=30))


async def test_two_nodes_never_claim_the_same_letter(store: Database) -> None:
    await add(store, *(letter(f"{number:03}", ANNA) for number in range(60)))
    claims = [store.claim_outgoing(now=NOW, lease=LEASE, limit=10) for _ in range(6)]
    claimed = [mail.id for mails in await asyncio.gather(*claims) for mail in mails]
    assert len(claimed) == len(set(claimed))
    rest = await store.claim_outgoing(now=NOW, lease=LEASE, limit=60)
    assert sorted(claimed + [mail.id for mail in rest]) == [f"{number:03}" for number in range(60)]


async def test_the_nearest_reference_names_the_answered_letter(store: Database) -> None:
    await add(store, letter("old", ANNA), FULL)
    await store.settle_outgoing([Settlement("full", "sent", "250", NOW + MINUTE)])
    async with store.snapshot() as seen:
        found = await seen.answered_letter(["foreign@x", "full@forum.example", "old@forum.example"], [])
        assert found == (
            AnsweredLetter(
                "receipt",
                ANNA,
                NOW + MINUTE,
                "full@forum.example",
                FULL.about_lists,
                FULL.about_sessions,
                language="en",
            ),
            token_hash("abcdefgh"),
            FULL.undo,
        )
        older = await seen.answered_letter(["old@forum.example", "full@forum.example"], [])
        assert older is not None
        assert (older[0].message_id, older[0].sent_at, older[1]) == ("old@forum.example", NOW, "")


async def test_a_token_finds_the_letter_where_no_message_id_does(store: Database) -> None:
    await add(store, letter("without", ANNA), FULL)
    async with store.snapshot() as seen:
        found = await seen.answered_letter(["x@y", "nul\0@y"], ["", "0" * 64, token_hash("ABCDEFGH")])
        assert found is not None
        assert found[0].message_id == "full@forum.example"
        assert await seen.answered_letter([], [""]) is None
        assert await seen.answered_letter(["x@y"] * 40_000, ["0" * 64]) is None  # one mail may name many


async def test_only_what_mails_have_caused_counts_as_answers(store: Database) -> None:
    await add(
        store,
        letter("1", ANNA, caused_by="spool-1"),
        letter("2", ANNA, caused_by="spool-2", due_at=NOW - 61 * MINUTE),
        letter("3", ANNA),
        letter("4", BO, caused_by="spool-1"),
        letter("5", ANNA, caused_by="spool-3", letter="for_secretariat"),  # Anna is in the secretariat
        letter("6", ANNA, caused_by="spool-3", letter="confirm_move"),
    )
    async with store.transaction() as work:
        assert await work.answers_since(ANNA, NOW - 60 * MINUTE, NOW - timedelta(days=1)) == (1, 2)
        assert await work.answers_since(BO, NOW + MINUTE, NOW - timedelta(days=1)) == (0, 1)


AWAITED = Awaited(
    token_hash("t"), "approve", (ANNA, BO), BO, (Register(("2027-05-24",)),), "en", NOW + 60 * MINUTE
)


async def test_an_awaited_answer_counts_once(store: Database) -> None:
    async with store.transaction() as work:
        await work.await_answer(AWAITED)
        await work.await_answer(replace(AWAITED, purpose="confirm"))  # the same token: the first stays
        assert await work.awaited(AWAITED.token_hash) == AWAITED
        await work.close_awaited(AWAITED.token_hash, outcome="yes", at=NOW)
        await work.close_awaited(AWAITED.token_hash, outcome="no", at=NOW)
    async with store.snapshot() as seen:
        assert await seen.awaited(AWAITED.token_hash) == replace(AWAITED, outcome="yes")
        assert await seen.awaited("0" * 64) is None

"""The way out: what a smarthost says decides what becomes of a letter."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, MutableMapping, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from mailservice.delivery.unsigned import NoSignature
from mailservice.domain.addresses import Address
from mailservice.domain.errors import DeliveryFailed, NotBegun, SmarthostUnreachable, StorageUnavailable
from mailservice.domain.publications import PublicationFile
from mailservice.domain.world import World
from mailservice.flow import sending as sending_module
from mailservice.flow.clocks import SteppedClock
from mailservice.flow.deliver import Deliverer
from mailservice.flow.rows import OutgoingMail, Settlement
from mailservice.flow.sending_ports import Answer, Handover, Told
from mailservice.message.form import RECIPIENT, Content, Filled, Form
from tests.given import ANNA, NOW, WORLD
from tests.waiting import HANG_S, until

LETTER = OutgoingMail("id", "id.0.receipt@forum.example", "receipt", ANNA, "sv", {}, NOW, attempts=1)


class Rows:
    """The part of a store that delivery needs, in memory."""

    def __init__(self, *waiting: OutgoingMail) -> None:
        self.waiting = list(waiting)
        self.settled: list[tuple[str, str, datetime | None]] = []
        self.back: list[tuple[list[str], datetime | None]] = []
        self.stopped: set[str] = set()
        self.left_out: list[str] = []  # domains, of the last claim
        self.flushed = 0  # so many of the settled ones are on the disk
        self.away = 0  # so many times the database cannot settle

    async def claim_outgoing(
        self, *, now: datetime, lease: timedelta, limit: int, but_to: Sequence[str] = ()
    ) -> list[OutgoingMail]:
        self.left_out = list(but_to)
        taken, self.waiting = self.waiting[:limit], self.waiting[limit:]
        return taken

    async def settle_outgoing(self, settlements: Sequence[Settlement]) -> bool:
        if self.away:
            self.away -= 1
            raise StorageUnavailable("locked")
        self.settled += [(each.mail_id, each.outcome, each.retry_at) for each in settlements]
        return bool(self.stopped)

    async def flush_outgoing(self) -> None:
        self.flushed = len(self.settled)

    async def put_back_outgoing(
        self, mails: Sequence[OutgoingMail], *, due_at: datetime | None, reply: str
    ) -> None:
        if self.away:
            raise StorageUnavailable("locked")
        self.back.append(([each.id for each in mails], due_at))

    async def stopped_outgoing(self, mail_ids: Sequence[str]) -> set[str]:
        return self.stopped

    async def spooled_raw(self, spool_id: str) -> bytes:
        return b"original of " + spool_id.encode()

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator["Rows"]:
        yield self

    async def world(self) -> World:
        return WORLD


class Plain:
    """Renders the least there is; a letter named "broken" cannot be written."""

    def __init__(self) -> None:
        self.forms = 0

    def form(
        self,
        mail: OutgoingMail,
        *,
        world: World,
        attached: bytes | None,
        sent_at: datetime,
        files: Sequence[PublicationFile] = (),
    ) -> Form:
        self.forms += 1
        if mail.letter == "broken":
            raise KeyError("broken")
        return Form((b"Subject: x\r\n", f"To: {RECIPIENT}\r\n".encode()), (attached or b"",))

    def fill(self, form: Form, mail: OutgoingMail, *, sent_at: datetime) -> Filled:
        return Filled(form, (str(mail.recipient).encode(), b"", b"", b""))


class Relay:
    """Answers each mail with the next of these, else takes it."""

    longest_s = 60.0

    def __init__(self, *answers: Handover | Exception, at_once: int = 1) -> None:
        self.answers, self.sent = list(answers), []  # type: ignore[var-annotated]
        self.at_once = at_once

    def hand_over(self, mail: OutgoingMail, content: Content, told: Told) -> None:
        answer = self.answers.pop(0) if self.answers else Handover("sent", "250")
        if not isinstance(answer, Exception):
            self.sent.append(content.mail)
        asyncio.get_running_loop().call_soon(told, mail, answer)

    def withdraw(self, *, begun: bool = True) -> None: ...

    async def close(self) -> None: ...


@pytest.fixture
def log_lines() -> Iterator[list[MutableMapping[str, Any]]]:
    """What is logged while the test runs."""
    with capture_logs() as lines:
        yield lines


def deliverer(rows: Rows, relay: Relay, **more: Any) -> Deliverer:
    store: Any = rows
    return Deliverer(store, SteppedClock(NOW), Plain(), NoSignature(), relay, **more)


def many(number: int, **values: Any) -> list[OutgoingMail]:
    return [
        replace(LETTER, id=f"{each}", recipient=Address(f"p{each}", "x.se"), **values)
        for each in range(number)
    ]


async def test_a_letter_is_sent_with_what_it_encloses() -> None:
    rows, relay = Rows(replace(LETTER, attach_spooled="s1")), Relay(Handover("sent", "250 ok"))
    assert await deliverer(rows, relay).deliver_due() == 1
    assert rows.settled == [("id", "sent", None)]
    assert relay.sent[0].endswith(b"original of s1")


@pytest.mark.parametrize(
    ("error", "first_due", "outcome", "again"),
    [
        (DeliveryFailed(451, "later"), NOW, "retry", True),
        (DeliveryFailed(550, "never"), NOW, "given-up", False),
        (DeliveryFailed(530, "login", of_us=True), NOW, "retry", True),
        (DeliveryFailed(451, "later"), NOW - timedelta(days=6), "given-up", False),
    ],
)
async def test_a_refusal_for_now_or_for_good(
    error: DeliveryFailed, first_due: datetime, outcome: str, again: bool
) -> None:
    rows = Rows(replace(LETTER, due_at=first_due, attempts=99 if first_due < NOW else 1))
    await deliverer(rows, Relay(error)).deliver_due()
    [(_, settled, retry_at)] = rows.settled
    assert settled == outcome
    assert (retry_at is not None) is again


async def test_a_smarthost_that_is_away_is_noticed_once_and_all_waits() -> None:
    rows = Rows(*many(3))
    relay = Relay(Handover("sent", "250"), SmarthostUnreachable("no route"))
    sending = deliverer(rows, relay)
    assert await sending.deliver_due() == 1
    assert rows.settled == [("0", "sent", None)]
    assert rows.back == [(["1", "2"], None)]  # in the order that they had
    assert sending._sending is not None
    until = sending._sending.away_until
    assert until is not None
    assert NOW + timedelta(minutes=1) <= until <= NOW + timedelta(minutes=1.2)
    rows.waiting = many(1)
    assert await sending.deliver_due() == 0
    assert rows.waiting  # nothing more is claimed, nothing rewritten
    sending.clock.move_to(until)  # type: ignore[attr-defined]
    assert await sending.deliver_due() == 1


async def test_many_are_carried_at_the_same_time_and_a_publication_is_written_once() -> None:
    rows, relay = (
        Rows(*many(200, lane=1, letter="news", values={"publication": {"id": "p", "markdown": ""}})),
        Relay(at_once=8),
    )
    sending = deliverer(rows, relay)
    assert await sending.deliver_due() == 200
    assert [mail_id for mail_id, _, _ in rows.settled] == [f"{each}" for each in range(200)]
    assert sending.renderer.forms == 1  # type: ignore[attr-defined]


async def test_news_that_come_after_a_lone_answer_are_carried_by_many() -> None:
    class Later(Rows):
        async def claim_outgoing(
            self, *, now: datetime, lease: timedelta, limit: int, but_to: Sequence[str] = ()
        ) -> list[OutgoingMail]:
            return await super().claim_outgoing(now=now, lease=lease, limit=20 if self.settled else 1)

    class Crowded(Relay):
        under_way = most = 0

        def hand_over(self, mail: OutgoingMail, content: Content, told: Told) -> None:
            def done(mail: OutgoingMail, answer: Answer) -> None:
                self.under_way -= 1
                told(mail, answer)

            self.under_way += 1
            self.most = max(self.most, self.under_way)
            super().hand_over(mail, content, done)

    relay = Crowded(at_once=4)
    assert await deliverer(Later(*many(21)), relay).deliver_due() == 21
    assert relay.most == 4


async def test_forms_that_nobody_needs_any_more_are_let_go() -> None:
    rows = Rows(*(mail for day in range(70) for mail in many(2, lane=1, due_at=NOW + timedelta(days=day))))
    sending = deliverer(rows, Relay())
    assert await sending.deliver_due() == 140
    assert sending.renderer.forms == 70  # type: ignore[attr-defined]


async def test_what_was_sent_is_told_until_the_database_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending_module, "SETTLE_AGAIN_S", (0.0, 0.0))
    rows = Rows(*many(2))
    rows.away = 2
    assert await deliverer(rows, Relay()).deliver_due() == 2
    rows, relay = Rows(*many(3)), Relay()
    rows.away = 3
    sending = deliverer(rows, relay)
    with pytest.raises(StorageUnavailable):
        await sending.deliver_due()
    assert (rows.settled, len(relay.sent)) == ([], 1)  # nothing else is begun
    rows.away = 1
    with pytest.raises(StorageUnavailable):
        await sending.deliver_due()
    assert len(relay.sent) == 1  # nothing is claimed before that is stored
    assert await sending.deliver_due() == 1
    assert (rows.settled, rows.back) == ([("0", "sent", None)], [(["1", "2"], None)])


async def test_a_mail_counts_as_noted_when_it_is_stored_and_not_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sending_module, "SETTLE_AGAIN_S", ())
    noted: list[str] = []
    rows = Rows(*many(1))
    rows.away = 1
    sending = deliverer(rows, Relay(Handover("sent", "250", lambda: noted.append("0"))))
    with pytest.raises(StorageUnavailable):
        await sending.deliver_due()
    assert noted == []
    await sending.deliver_due()
    assert noted == ["0"]


class Hoarding(Relay):
    """Begins nothing: what it has it gives back when it is told to, or answers when it is `let_go`."""

    def __init__(self, at_once: int = 8) -> None:
        super().__init__(at_once=at_once)
        self.has: list[tuple[OutgoingMail, Told]] = []

    def hand_over(self, mail: OutgoingMail, content: Content, told: Told) -> None:
        self.has.append((mail, told))

    def withdraw(self, *, begun: bool = True) -> None:
        has, self.has = self.has, []
        for mail, told in has:
            told(mail, NotBegun())


@pytest.mark.parametrize("error", [StorageUnavailable("one SELECT failed"), ValueError("ours")])
async def test_whatever_breaks_a_run_nothing_stays_in_hand(error: Exception) -> None:
    class Blind(Rows):
        async def stopped_outgoing(self, mail_ids: Sequence[str]) -> set[str]:
            raise error

    rows, relay, time = Blind(*many(40)), Hoarding(), iter(range(99))
    sending = deliverer(rows, relay, stopwatch=lambda: next(time) * 0.1)
    with pytest.raises(type(error)):
        await asyncio.wait_for(sending.deliver_due(), timeout=HANG_S)
    assert relay.has == []
    assert sending._sending is not None
    given_back = {each for ids, _ in rows.back for each in ids}
    kept = {mail.id for mails in sending._sending.left.back.values() for mail in mails}
    assert given_back | kept == {f"{each}" for each in range(40)} - {each.id for each in rows.waiting}


async def test_a_letter_that_cannot_be_signed_breaks_the_run_and_leaves_nothing_in_hand() -> None:
    class Faulty(NoSignature):
        async def signed(self, mails: Sequence[Filled]) -> list[Content]:
            raise ValueError("ours")

    rows = Rows(*many(3))
    sending = replace(deliverer(rows, Relay()), signer=Faulty())
    with pytest.raises(ValueError, match="ours"):
        await asyncio.wait_for(sending.deliver_due(), timeout=HANG_S)
    assert sorted(each for ids, _ in rows.back for each in ids) == ["0", "1", "2"]


async def test_a_result_that_cannot_be_stored_for_a_fault_of_ours_ends_the_run() -> None:
    class Faulty(Rows):
        async def settle_outgoing(self, settlements: Sequence[Settlement]) -> bool:
            raise ValueError("ours")

    with pytest.raises(ValueError, match="ours"):
        await asyncio.wait_for(deliverer(Faulty(*many(3)), Relay()).deliver_due(), timeout=HANG_S)


async def test_a_stop_waits_for_nothing_that_has_not_gone() -> None:
    rows, relay = Rows(*many(40)), Hoarding()
    sending = deliverer(rows, relay)
    run = asyncio.create_task(sending.deliver_due())
    await until(lambda: len(relay.has) == 8)
    sending.stop()
    assert await asyncio.wait_for(run, timeout=HANG_S) == 0
    assert len({each for ids, _ in rows.back for each in ids}) == 40 - len(rows.waiting)
    sending.stop()  # nothing is under way


async def test_a_run_that_has_lasted_waits_little_for_what_is_not_begun(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sending_module, "RUN_S", 0.0)
    monkeypatch.setattr(sending_module, "LINGER_S", 0.0)
    rows, relay = Rows(*many(4)), Hoarding()
    sending = deliverer(rows, relay, stopwatch=lambda: 0.0)
    assert await asyncio.wait_for(sending.deliver_due(), timeout=HANG_S) == 0
    assert rows.back == [(["0", "1", "2", "3"], None)]


async def test_what_waits_long_in_line_is_claimed_anew() -> None:
    rows, relay, time = Rows(*many(40)), Relay(at_once=4), iter(range(999))
    settled = await deliverer(rows, relay, stopwatch=lambda: next(time) * 1.0).deliver_due()
    assert 0 < settled < 16
    [(ids, due_at)] = rows.back
    assert (len(ids) + settled + len(rows.waiting), due_at) == (40, None)


@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(hours=-1)])
async def test_what_has_gone_is_heard_of_by_a_later_run(
    jump: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Slow(Relay):
        """The first content has gone, and its answer does not come."""

        slow: Callable[[], None] | None = None

        def hand_over(self, mail: OutgoingMail, content: Content, told: Told) -> None:
            if self.slow is None:
                self.slow = lambda: told(mail, Handover("sent", "250 at last"))
            else:
                super().hand_over(mail, content, told)

    monkeypatch.setattr(sending_module, "RUN_S", 0.0)
    monkeypatch.setattr(sending_module, "LINGER_S", 0.1)
    rows, relay = Rows(*many(3)), Slow(at_once=8)
    sending = deliverer(rows, relay, stopwatch=lambda: 0.0)
    assert await asyncio.wait_for(sending.deliver_due(), timeout=HANG_S) == 2
    rows.waiting = many(1, lane=0)
    assert await asyncio.wait_for(sending.deliver_due(), timeout=HANG_S) == 1  # an answer passes it
    rows.waiting = many(1)
    assert sending._sending is not None
    sending.clock = sending._sending.clock = SteppedClock(NOW + jump)
    assert await asyncio.wait_for(sending.deliver_due(), timeout=HANG_S) == 1  # it is under way, no more
    assert len(rows.waiting) == 1  # by a clock that has jumped nothing is claimed beside it
    assert relay.slow is not None
    relay.slow()
    assert await asyncio.wait_for(sending.deliver_due(), timeout=HANG_S) == 1
    assert rows.settled[-1] == ("0", "sent", None)
    assert await asyncio.wait_for(sending.deliver_due(), timeout=HANG_S) == 1
    assert rows.waiting == []


@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(hours=-1)])
async def test_by_a_clock_that_has_jumped_nothing_is_claimed(jump: timedelta) -> None:
    class Jumping(Relay):
        def hand_over(self, mail: OutgoingMail, content: Content, told: Told) -> None:
            if not self.sent:
                assert sending._sending is not None
                sending._sending.clock = SteppedClock(NOW + jump)
            super().hand_over(mail, content, told)

    rows = Rows(*many(40))
    sending = deliverer(rows, Jumping())
    assert await sending.deliver_due() == 16  # of the one claim that there was
    assert len(rows.waiting) == 24
    assert await sending.deliver_due() == 24  # by the new time


async def test_what_is_answered_a_turn_later_is_stored_in_the_same_commit() -> None:
    class OneByOne(Relay):
        def hand_over(self, mail: OutgoingMail, content: Content, told: Told) -> None:
            loop, answer = asyncio.get_running_loop(), Handover("sent", "250")
            if mail.id == "0":
                loop.call_soon(told, mail, answer)
            else:
                loop.call_soon(loop.call_soon, told, mail, answer)

    class Counted(Rows):
        def __init__(self, *waiting: OutgoingMail) -> None:
            super().__init__(*waiting)
            self.together: list[int] = []

        async def settle_outgoing(self, settlements: Sequence[Settlement]) -> bool:
            self.together.append(len(settlements))
            return await super().settle_outgoing(settlements)

    rows = Counted(*many(2))
    assert await deliverer(rows, OneByOne(at_once=8)).deliver_due() == 2
    assert rows.together == [2]


async def test_a_smarthost_that_fails_in_another_way_ends_the_run() -> None:
    rows = Rows(*many(3))
    with pytest.raises(OSError, match="full"):
        await deliverer(rows, Relay(OSError("full"))).deliver_due()
    assert (rows.settled, sorted(rows.back[0][0])) == ([], ["0", "1", "2"])  # nobody has tried them


async def test_letters_to_one_person_keep_their_order() -> None:
    rows, relay = Rows(*(replace(LETTER, id=each) for each in "abcd"), *many(3)), Relay(at_once=4)
    assert await deliverer(rows, relay).deliver_due() == 7
    assert [each for each, _, _ in rows.settled if each in "abcd"] == ["a", "b", "c", "d"]


async def test_a_database_that_cannot_be_claimed_from() -> None:
    class Away(Rows):
        async def claim_outgoing(self, **_: object) -> list[OutgoingMail]:
            raise StorageUnavailable("away")

    with pytest.raises(StorageUnavailable):
        await deliverer(Away(), Relay()).deliver_due()


async def test_a_world_that_cannot_be_read_blames_no_letter() -> None:
    class Blind(Rows):
        async def world(self) -> World:
            raise StorageUnavailable("away")

    rows = Blind(LETTER)
    with pytest.raises(StorageUnavailable):
        await deliverer(rows, Relay()).deliver_due()
    assert rows.settled == []


async def test_a_letter_that_is_stopped_in_our_hands_is_not_sent() -> None:
    rows, relay, time = Rows(*many(3)), Relay(), iter(range(99))
    rows.stopped = {"1", "2"}
    assert await deliverer(rows, relay, stopwatch=lambda: next(time) * 0.6).deliver_due() == 1
    assert rows.settled == [("0", "sent", None)]
    assert sorted(rows.back[0][0]) == ["1", "2"]  # nobody tried them: the report of the stop can say so


async def test_a_result_that_finds_its_letter_stopped_makes_us_look_at_once() -> None:
    rows, relay = Rows(*many(3)), Relay()
    rows.stopped = {"1", "2"}
    assert await deliverer(rows, relay, stopwatch=lambda: 0.0).deliver_due() == 1
    assert sorted(rows.back[0][0]) == ["1", "2"]


async def test_news_are_told_of_many_to_a_line(log_lines: list[MutableMapping[str, Any]]) -> None:
    await deliverer(Rows(*many(40, lane=1), replace(LETTER, id="answer")), Relay(at_once=4)).deliver_due()
    lines = [each for each in log_lines if each["event"].startswith("letter")]
    assert [each["mail_id"] for each in lines if each["event"] == "letter.settled"] == ["answer"]
    assert sum(each["letters"] for each in lines if each["event"] == "letters.settled") == 40


async def test_a_run_ends_after_a_few_seconds() -> None:
    rows, relay, time = Rows(*many(500)), Relay(), iter(range(9999))
    sent = await deliverer(rows, relay, stopwatch=lambda: next(time) / 20).deliver_due()
    assert 0 < sent < 500
    assert len(rows.waiting) == 500 - sent
    assert rows.flushed == sent  # before it says so


async def test_a_domain_that_refuses_again_and_again_is_left_alone() -> None:
    refusals = [DeliveryFailed(451, "4.7.1 too much")] * 3
    rows = Rows(*many(3))
    sending = deliverer(rows, Relay(*refusals))
    await sending.deliver_due()
    rows.waiting = many(2)
    assert await sending.deliver_due() == 0
    assert rows.left_out == ["x.se"]
    [(ids, until)] = rows.back  # where they are claimed all the same
    assert ids == ["0", "1"]
    assert until is not None
    assert NOW + timedelta(minutes=5) <= until <= NOW + timedelta(minutes=6)


@pytest.mark.parametrize(("off_s", "sent"), [(30.0, 1), (-30.0, 1), (90.0, 0), (-90.0, 0)])
async def test_by_a_clock_that_is_not_the_databases_nothing_is_sent(off_s: float, sent: int) -> None:
    class Timed(Rows):
        async def clock_off_s(self, now: datetime) -> float:
            return off_s

    rows = Timed(*many(1))
    sending = deliverer(rows, Relay(), watches_clock=True)
    with nullcontext() if sent else pytest.raises(StorageUnavailable, match="clock"):
        await sending.deliver_due()
    assert len(rows.settled) == sent


async def test_what_has_gone_is_stored_by_whatever_clock() -> None:
    class Timed(Rows):
        async def clock_off_s(self, now: datetime) -> float:
            return 90.0

    rows, relay = Timed(*many(2)), Relay()
    rows.away = 9
    sending = deliverer(rows, relay)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sending_module, "SETTLE_AGAIN_S", ())
        with pytest.raises(StorageUnavailable):
            await sending.deliver_due()
    rows.away, sending.watches_clock, rows.waiting = 0, True, many(1)
    with pytest.raises(StorageUnavailable, match="clock"):
        await sending.deliver_due()
    assert (rows.settled, len(rows.waiting)) == ([("0", "sent", None)], 1)


async def test_after_a_stop_nothing_is_begun() -> None:
    rows = Rows(*many(3))
    sending = deliverer(rows, Relay())
    sending.stop()
    assert await sending.deliver_due() == 0
    assert len(rows.waiting) == 3


async def test_a_slow_content_holds_up_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending_module, "LOOK_AGAIN_S", 0.01)
    rows, relay = Rows(*many(1)), Hoarding()
    sending = deliverer(rows, relay)
    run = asyncio.create_task(sending.deliver_due())
    await until(lambda: len(relay.has) == 1)
    rows.waiting = [replace(LETTER, id="answer")]
    await until(lambda: len(relay.has) == 2)
    sending.stop()
    assert await asyncio.wait_for(run, timeout=HANG_S) == 0


async def test_a_run_that_is_cancelled_is_forgotten() -> None:
    rows, relay = Rows(*many(1)), Hoarding()
    sending = deliverer(rows, relay)
    run = asyncio.create_task(sending.deliver_due())
    await until(lambda: len(relay.has) == 1)
    run.cancel()
    with pytest.raises(asyncio.CancelledError):
        await run
    rows.waiting = many(1)
    sending.smarthost = Relay()
    assert await sending.deliver_due() == 1


async def test_what_a_smarthost_says_of_us_is_no_domains_fault() -> None:
    rows = Rows(*many(5))
    sending = deliverer(rows, Relay(*[DeliveryFailed(530, "5.7.0 login", of_us=True)] * 3))
    await sending.deliver_due()
    assert [outcome for _, outcome, _ in rows.settled] == ["retry"] * 3 + ["sent"] * 2


@pytest.mark.parametrize("takes_long", [True, False])
async def test_letters_are_written_in_whole_groups_though_they_are_settled_one_by_one(
    takes_long: bool,
) -> None:
    class Grouping(Relay):
        """Takes what comes in one turn of the loop for a group, and answers one letter in each turn."""

        def __init__(self) -> None:
            super().__init__(at_once=32)
            self.groups: list[int] = []
            self.late: list[tuple[Told, tuple[OutgoingMail, Answer]]] = []

        def hand_over(self, mail: OutgoingMail, content: Content, told: Told) -> None:
            if not self.sent:
                asyncio.get_running_loop().call_soon(self.close_group)
            super().hand_over(mail, content, lambda *answer: self.tell_later(told, answer))

        def close_group(self) -> None:
            self.groups.append(len(self.sent))
            self.sent.clear()

        def tell_later(self, told: Told, answer: tuple[OutgoingMail, Answer]) -> None:
            self.late.append((told, answer))
            if len(self.late) == 1:
                asyncio.get_running_loop().call_soon(self.tell_one)

        def tell_one(self) -> None:
            told, answer = self.late.pop(0)
            told(*answer)
            if self.late:
                asyncio.get_running_loop().call_soon(self.tell_one)

    class Signer(NoSignature): ...

    Signer.takes_long = takes_long
    rows, relay = Rows(*many(64)), Grouping()
    assert await replace(deliverer(rows, relay), signer=Signer()).deliver_due() == 64
    assert sum(relay.groups) == 64
    assert all(size % 8 == 0 for size in relay.groups)


async def test_a_letter_that_cannot_be_written_does_not_hold_up_the_next() -> None:
    rows = Rows(replace(LETTER, letter="broken"), LETTER)
    assert await deliverer(rows, Relay(Handover("kept", "file"))).deliver_due() == 2
    assert [outcome for _, outcome, _ in rows.settled] == ["given-up", "kept"]

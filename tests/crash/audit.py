"""What must be true when all is over."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes
from typing import Any

from sqlalchemy import Select, func, select

from mailservice.storage.engine import Engines
from mailservice.storage.tables import journal, outbox, spool
from tests.crash.senders import Ledger, sender_of
from tests.crash.sink import Take, repeated
from tests.waiting import HANG_S

IN_DOUBT = 1  # letters that one connection has taken, their results unwritten


@dataclass(frozen=True, slots=True)
class Findings:
    """Figures and faults of a run."""

    figures: dict[str, int]
    faults: tuple[str, ...]


async def until_settled(engines: Engines) -> None:
    """Wait until nothing waits in spool and outbox. Raises TimeoutError where nothing moves any more."""
    busy = [
        select(func.count()).select_from(spool).where(spool.c.state == "waiting"),
        select(func.count()).select_from(outbox).where(outbox.c.state == "pending"),
    ]
    seen = [-1, -1]
    async with asyncio.timeout(None) as limit:
        while any(seen):
            before, seen = seen, [(await rows(engines, query))[0][0] for query in busy]
            if seen != before:  # a slow machine is no fault
                limit.reschedule(asyncio.get_running_loop().time() + HANG_S)
            await asyncio.sleep(0.1)


async def audit(engines: Engines, ledger: Ledger, taken: list[Take], *, kills: int) -> Findings:
    """Compare the ledger with the database and with what the smarthost took."""
    stored = await rows(engines, select(spool.c.id, spool.c.raw, spool.c.state))
    by_number = {number: f"<{number}@crash.example>" for number in ledger.attempts}
    copies = Counter(str(message_from_bytes(row.raw)["Message-ID"]) for row in stored)
    ids = {row.id for row in stored}
    answers = Counter(
        row.recipient for row in await rows(engines, select(outbox.c.recipient, outbox.c.message_id))
    )
    joined = await rows(engines, select(journal.c.address).where(journal.c.event == "SetSubscription"))
    acts = Counter(row.address for row in joined)
    received = Counter(recipient for _, recipient in {(each.message_id, each.recipient) for each in taken})
    again = repeated(taken)
    expected = [sender_of(number) for number in ledger.accepted]
    wrong: dict[str, Sequence[object]] = {
        "accepted and lost": [n for n in ledger.accepted if copies[by_number[n]] == 0],
        "accepted under an id that is not there": [
            n for n, told in ledger.accepted.items() if told not in ids
        ],
        "stored twice": [each for each, times in copies.items() if times > 1],
        "not processed": [row.id for row in stored if row.state != "done"],
        "not acted on exactly once": [each for each in expected if acts[each] != 1],
        "not answered exactly once": [each for each in expected if answers[each] != 1],
        "answer not received under exactly one Message-ID": [
            each for each in expected if received[each] != 1
        ],
        "connections with more letters repeated than it carries at a time": [
            each for each, times in again.items() if times > IN_DOUBT
        ],
    }
    faults = tuple(f"{len(found)} {name}, such as {found[0]}" for name, found in wrong.items() if found)
    return Findings(
        {
            "kills": kills,
            "mails accepted": len(ledger.accepted),
            "attempts": sum(ledger.attempts.values()),
            "stored": len(stored),
            "acted on": sum(acts.values()),
            "answered": sum(answers.values()),
            "letters repeated with the same Message-ID": sum(again.values()),
            "of these, the most over one connection": max(again.values(), default=0),
        },
        faults,
    )


async def rows(engines: Engines, query: Select[Any]) -> Sequence[Any]:
    """What a query finds."""
    async with engines.reading() as view:
        rows: Sequence[Any] = (await view.execute(query)).all()
        return rows

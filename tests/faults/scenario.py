"""Receive, act, answer, deliver: one mail's whole way while one call of it fails; then what must be true."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import count

import aiosmtplib
from sqlalchemy import func, select

from mailservice.domain.errors import StorageUnavailable
from mailservice.storage.engine import Engines
from mailservice.storage.store import Database
from mailservice.storage.tables import journal, outbox, spool
from tests.end_to_end.house import FORUM, House
from tests.faults.injectors import INJECTORS, Countdown

MOST_TRIES = 8
STEP = timedelta(minutes=10)  # leases run out, what waits for another try is due


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of the scenario whose n-th call failed."""

    kind: str
    n: int
    calls: int
    faults: tuple[str, ...]


async def every_failure(
    house: House, kind: str, *, only: Iterable[int] | None = None
) -> AsyncIterator[Outcome]:
    """The scenario again and again, the n-th call failing, from n = 1 until it no longer gets that far.

    only   these n, instead of all
    """
    for n in count(1) if only is None else only:
        countdown = await _play(house, kind, n)
        yield Outcome(kind, n, countdown.calls, tuple(await _faults(house, _sender(kind, n))))
        if only is None and not countdown.struck:
            return


async def _play(house: House, kind: str, n: int) -> Countdown:
    countdown, sender = Countdown(n), _sender(kind, n)
    with INJECTORS[kind](engines_of(house), countdown):
        await _hand_over(house, sender)
        for _ in range(MOST_TRIES):
            if await _settled(house):
                break
            house.clock.move_to(house.clock.now() + STEP)
    for _ in range(MOST_TRIES):  # what was put off is due
        house.clock.move_to(house.clock.now() + STEP)
        await house.service.settle()
    return countdown


async def _hand_over(house: House, sender: str) -> None:
    """As an MTA does: the same bytes until they are taken."""
    raw = (
        f"Authentication-Results: demo.mx; dmarc=pass header.from={sender.partition('@')[2]}\r\n"
        f"From: {sender}\r\nTo: {FORUM}\r\nSubject: Prenumeration\r\nMessage-ID: <{sender}>\r\n"
        "Date: Mon, 10 May 2027 08:30:00 +0200\r\n\r\nJag vill prenumerera på Tjänstemannaforum.\r\n"
    )
    for _ in range(MOST_TRIES):
        try:
            await house.deliver_raw(sender, raw.encode())
        except (aiosmtplib.SMTPException, OSError):
            continue
        return
    raise AssertionError(f"nobody takes the mail of {sender}")


async def _settled(house: House) -> bool:
    try:
        await house.service.settle()
    except StorageUnavailable:  # the loops of the service wait for the database and go on
        return False
    return True


async def _faults(house: House, sender: str) -> list[str]:
    """Lost, done twice, answered twice: each in a sentence."""
    async with engines_of(house).reading() as view:
        stored = (await view.execute(select(spool.c.state).where(spool.c.reverse_path == sender))).all()
        acts = select(func.count()).where(journal.c.address == sender, journal.c.event == "SetSubscription")
        acted = (await view.execute(acts)).scalar_one()
        letters = (await view.execute(select(outbox.c.state).where(outbox.c.recipient == sender))).all()
    taken = [each for each in house.mailbox.taken if sender in each.recipients]
    ids = {str(each.message["Message-ID"]) for each in taken}
    found = {
        f"stored {len(stored)} times": len(stored) != 1,
        f"left {[row.state for row in stored]}": any(row.state != "done" for row in stored),
        f"acted on {acted} times": acted != 1,
        f"answered by {len(letters)} letters": len(letters) != 1,
        f"letter left {[row.state for row in letters]}": any(row.state != "sent" for row in letters),
        f"received under {len(ids)} Message-IDs": len(ids) != 1,
        f"received {len(taken)} times": len(taken) > 2,
    }
    return [f"{sender}: {name}" for name, wrong in found.items() if wrong]


def engines_of(house: House) -> Engines:
    """The database of a house."""
    assert isinstance(house.service.store, Database)
    return house.service.store.engines


def _sender(kind: str, n: int) -> str:
    return f"{kind.replace(' ', '-')}.{n}@region.example"

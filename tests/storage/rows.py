"""What storage tests put into a database: small hands for long values."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from mailservice.domain.addresses import Address
from mailservice.domain.briefings import SeatState
from mailservice.domain.effects import Change, SaveBriefing, SaveList, SetSeat, SetSubscription
from mailservice.domain.people import Person, SubscriptionState
from mailservice.flow.rows import OutgoingMail
from mailservice.storage.engine import Engines
from mailservice.storage.store import Database
from mailservice.storage.tables import spool
from tests.given import NOW, WORLD


async def change(
    store: Database, *changes: Change, caused_by: str = "", by: str = "mail", who: str = ""
) -> None:
    """Carry changes out in one transaction."""
    async with store.transaction() as work:
        for each in changes:
            await work.change(each, at=NOW, caused_by=caused_by, by=by, who=who)


async def save_world(store: Database) -> None:
    """The lists and briefings of `tests/given.py`."""
    lists = [SaveList(each) for each in WORLD.lists]
    await change(store, *lists, *(SaveBriefing(each) for each in WORLD.briefings), by="file")


def joins(address: Address, list_id: str) -> SetSubscription:
    """An active subscription."""
    return SetSubscription(address, list_id, SubscriptionState.ACTIVE)


def sits(address: Address, briefing_id: str, state: SeatState = SeatState.TAKEN) -> SetSeat:
    """A place at a briefing."""
    return SetSeat(address, briefing_id, state, NOW)


async def person(store: Database, address: Address) -> Person | None:
    """What is known of a person."""
    async with store.snapshot() as seen:
        return await seen.person(address)


def letter(mail_id: str, to: Address, **values: Any) -> OutgoingMail:
    """A receipt that is due now."""
    given = {"message_id": f"{mail_id}@forum.example", "letter": "receipt", "due_at": NOW, **values}
    return OutgoingMail(id=mail_id, recipient=to, **{"language": "sv", "values": {}, **given})


async def add(store: Database, *mails: OutgoingMail) -> Sequence[bool]:
    """Put letters into the outbox; for each, whether it was new."""
    async with store.transaction() as work:
        return [await work.add_outgoing(each) for each in mails]


async def spooled(
    engines: Engines, spool_id: str, *, received_at: datetime = NOW, reverse_path: str = "anna@region.example"
) -> None:
    """A received mail that waits."""
    row = {
        "id": spool_id,
        "digest": f"digest {spool_id}",
        "reverse_path": reverse_path,
        "recipients": ["forum@forum.example"],
        "peer": "192.0.2.1",
        "helo": "mx.example",
        "protocol": "ESMTP",
        "received_at": received_at,
        "due_at": received_at,
        "raw": b"Subject: \xff\0\r\n\r\n" + spool_id.encode(),
    }
    async with engines.writing() as work:
        await work.execute(spool.insert().values(row))


MINUTE = timedelta(minutes=1)

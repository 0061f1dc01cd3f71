"""A person is forgotten (GDPR article 17). Received mail stays as the archive rule says."""

import json

from sqlalchemy import Text, cast, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mailservice.domain.addresses import Address
from mailservice.storage import briefings, people
from mailservice.storage.journal import ERASED
from mailservice.storage.tables import awaited, delivery_report, journal, outbox, person, seat


async def erase(work: AsyncConnection, address: Address, *, caused_by: str) -> None:
    """Forget a person: what they have, what waits for them, letters to them, their name in the journal.

    Letters of the very mail that asks for it stay: the receipt has still to go out. Letters to
    others that name the person (to the secretariat) lose their words, those apart that wait to be sent.
    """
    name = str(address)
    person_id = await people.id_of(work, address)
    if person_id is not None:
        await briefings.raise_floor(work, person_id)
    await work.execute(delete(person).where(person.c.address == name))  # the rest goes with it
    await work.execute(update(seat).where(seat.c.delegated_to == name).values(delegated_to=None))
    quoted = json.dumps(name)  # as JsonText keeps it
    asked = cast(awaited.c.asked, Text).contains(quoted, autoescape=True)
    await work.execute(delete(awaited).where((awaited.c.about_person == name) | asked))
    theirs = select(outbox.c.id).where(outbox.c.recipient == name)
    await work.execute(delete(delivery_report).where(delivery_report.c.delivery_token.in_(theirs)))
    letters = delete(outbox).where(outbox.c.recipient == name)
    if caused_by:
        letters = letters.where(outbox.c.caused_by != caused_by)
    await work.execute(letters)
    telling = cast(outbox.c["values"], Text).contains(quoted[1:-1], autoescape=True)
    sent = (outbox.c.state != "pending") & (outbox.c.recipient != name)
    await work.execute(update(outbox).where(sent, telling).values({"values": {}, "undo": []}))
    await work.execute(update(journal).where(journal.c.address == name).values(address=ERASED))
    await work.execute(update(journal).where(journal.c.who == name).values(who=ERASED))

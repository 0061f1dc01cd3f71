"""Records: who published what, and whom it reached in which letter."""

import hashlib

from sqlalchemy import update

from mailservice.domain.effects import ErasePerson, SendLetter, SettleNews
from mailservice.domain.records import Receipt
from mailservice.flow.apply import Cause, Stationery, apply
from mailservice.flow.rows import Settlement
from mailservice.storage.engine import Engines
from mailservice.storage.records import received_mail, records
from mailservice.storage.store import Database
from mailservice.storage.tables import publication
from tests.given import ANNA, BO, NOW, OFFICIALS, SECRETARIAT, WORLD
from tests.storage.rows import MINUTE, change, joins, save_world, spooled
from tests.storage.test_news import publish


async def sent_to_anna(store: Database) -> None:
    """Anna's letter is handed over; Bo's waits for a digest."""
    await save_world(store)
    await change(store, joins(ANNA, OFFICIALS.id), joins(BO, OFFICIALS.id))
    await publish(store)
    letter = SendLetter("news", ANNA, "sv", {}, once="news n1 anna", bulk=True)
    settled = SettleNews(ANNA, ("n1",), "sent", letter=0)
    async with store.transaction() as work:
        cause, stationery = Cause("news anna", "system", NOW), Stationery(WORLD.address, b"key")
        await apply((letter, settled), work, cause=cause, stationery=stationery)
    [mail] = await store.claim_outgoing(now=NOW, lease=MINUTE, limit=9)
    await store.settle_outgoing([Settlement(mail.id, "sent", "250 ok", NOW + MINUTE)])


async def test_every_recipient_with_their_letter(store: Database, engines: Engines) -> None:
    await sent_to_anna(store)
    async with engines.reading() as view:
        [record] = await records(view)
    anna, bo = record.recipients
    assert (anna.address, anna.state, anna.letter) == (str(ANNA), "sent", "news")
    assert (anna.outcome, anna.handed_at, anna.said) == ("sent", NOW + MINUTE, "250 ok")
    assert anna.message_id.endswith("@forum.example")
    assert bo == Receipt(str(BO), "waiting")
    assert (record.readers, record.reached()) == (2, 1)
    assert record.author == "secretariat"
    [version] = record.versions
    assert version.sha256 == hashlib.sha256(b"# Hej\n").hexdigest()


async def test_who_has_been_erased_is_counted_and_not_named(store: Database, engines: Engines) -> None:
    await sent_to_anna(store)
    await change(store, ErasePerson(ANNA))
    async with engines.reading() as view:
        [record] = await records(view)
    assert [each.address for each in record.recipients] == [str(BO)]
    assert record.readers == 2


async def test_all_versions_of_a_text_and_the_mail_it_came_in(store: Database, engines: Engines) -> None:
    await sent_to_anna(store)
    await spooled(engines, "mail-1", reverse_path=str(SECRETARIAT))
    proof = {
        **{
            "id": "n0",
            "origin": "n0",
            "version": 1,
            "state": "replaced",
            "subject": "Nyt",
            "markdown": "Hje",
        },
        **{"lists": [], "language": "sv", "published_at": NOW - MINUTE},
    }
    async with engines.writing() as work:
        await work.execute(publication.insert().values(proof))
        second = {"origin": "n0", "version": 2, "spool_id": "mail-1"}
        await work.execute(update(publication).where(publication.c.id == "n1").values(second))
    async with engines.reading() as view:
        [record] = await records(view, begins="n1")
        assert (await received_mail(view, record.spool_id) or b"").endswith(b"mail-1")
        assert await received_mail(view, "") is None
    assert [(each.id, each.number, each.state) for each in record.versions] == [
        ("n0", 1, "replaced"),
        ("n1", 2, record.text.state),
    ]

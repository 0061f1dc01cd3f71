"""What was published is kept, and found again."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import update

from mailservice.domain.archive import Archived, KeptFile
from mailservice.domain.publications import PublicationFile, PublicationState, Segment
from mailservice.storage.archive import archived, shelf
from mailservice.storage.engine import Engines
from mailservice.storage.store import Database
from mailservice.storage.tables import publication, publication_file
from tests.given import ANNA, NOW, OFFICIALS, POLITICIANS, WORLD
from tests.storage.rows import MINUTE, change, joins, save_world
from tests.storage.test_news import TEXT, publish
from tests.storage.test_news import waiting as waiting_news

SECOND = replace(TEXT, id="n2", subject="Mer", language="en", published_at=NOW + MINUTE)
PDF = PublicationFile("attachment", "program.pdf", "application/pdf", b"%PDF-1.7")


async def two_texts(store: Database, engines: Engines) -> None:
    """One with a file, and one that a proof was made of but that never went out."""
    await save_world(store)
    for text in (TEXT, SECOND, replace(TEXT, id="n3")):
        await publish(store, text)
    row = {
        "publication_id": "n1",
        "position": 0,
        "kind": PDF.kind,
        "name": PDF.name,
        "content_type": PDF.content_type,
        "content": PDF.content,
    }
    async with engines.writing() as work:
        await work.execute(publication_file.insert().values(row))
        await work.execute(update(publication).where(publication.c.id == "n3").values(state="proof"))
        await work.execute(update(publication).where(publication.c.id != "n3").values(state="sent"))


async def test_texts_by_their_ids(store: Database, engines: Engines) -> None:
    await two_texts(store, engines)
    async with store.snapshot() as seen:
        assert await seen.published_texts(["n2", "n1", "n9"]) == {"n1": TEXT, "n2": SECOND}
        assert await seen.published_texts([]) == {}


async def test_what_went_out_with_its_files_the_oldest_first(store: Database, engines: Engines) -> None:
    await two_texts(store, engines)
    async with engines.reading() as view:
        kept = await shelf(view, WORLD)
    first, second = kept.texts
    assert first == Archived(
        "n1",
        "Nytt",
        "# Hej\n",
        "sv",
        NOW,
        Segment((OFFICIALS.id, POLITICIANS.id)),
        PublicationState.SENT,
        files=(KeptFile("attachment", "program.pdf", "application/pdf", 8),),
    )
    assert (second.id, second.language, second.files) == ("n2", "en", ())
    assert kept.files == {"n1": (PDF,), "n2": ()}
    assert kept.of([second]).texts == (second,)


async def test_who_waits_for_a_text_waits_for_its_files(store: Database, engines: Engines) -> None:
    await save_world(store)
    await change(store, joins(ANNA, OFFICIALS.id))
    await two_texts(store, engines)
    [waiting] = await waiting_news(store)
    assert {each.id: len(each.files) for each in waiting.publications} == {"n1": 1, "n2": 0}


async def test_found_by_time_and_by_the_beginning_of_an_id(store: Database, engines: Engines) -> None:
    await two_texts(store, engines)
    async with engines.reading() as view:
        assert [each.id for each in await archived(view, since=NOW + MINUTE)] == ["n2"]
        assert [each.id for each in await archived(view, until=NOW + MINUTE)] == ["n1"]
        assert [each.id for each in await archived(view, since=NOW, until=NOW + timedelta(days=1))] == [
            "n1",
            "n2",
        ]
        assert [each.id for each in await archived(view, begins="n2")] == ["n2"]
        assert await archived(view, begins="%") == ()

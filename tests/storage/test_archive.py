"""What was published is kept."""

from dataclasses import replace

from mailservice.storage.store import Database
from tests.storage.rows import save_world
from tests.storage.test_news import TEXT, publish


async def test_texts_by_their_ids(store: Database) -> None:
    await save_world(store)
    second = replace(TEXT, id="n2", subject="Mer", language="en")
    await publish(store)
    await publish(store, second)
    async with store.snapshot() as seen:
        assert await seen.published_texts(["n2", "n1", "n9"]) == {"n1": TEXT, "n2": second}
        assert await seen.published_texts([]) == {}

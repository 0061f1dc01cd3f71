"""A letter's row names what was published; its text is put in when it is written."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from mailservice.decisions.facts import Publication
from mailservice.flow import published
from mailservice.flow.published import PublishedTexts
from tests.given import NOW


class Shelf:
    """Publications, and how often each was fetched."""

    def __init__(self) -> None:
        self.fetched: list[str] = []

    async def published_texts(self, ids: Sequence[str]) -> Mapping[str, Publication]:
        self.fetched += ids
        return {
            each: Publication(each, (), each, f"Text {each}", "sv", NOW) for each in ids if each != "lost"
        }


async def put_into(texts: PublishedTexts, shelf: Shelf, **values: Any) -> Mapping[str, Any]:
    seen: Any = shelf
    return await texts.put_into(values, seen)


async def test_each_text_is_fetched_once() -> None:
    texts, shelf = PublishedTexts(), Shelf()
    news = await put_into(texts, shelf, publication={"id": "a"}, lists=[])
    assert news == {"publication": {"id": "a", "markdown": "Text a"}, "lists": []}
    digest = await put_into(texts, shelf, items=[{"id": "a"}, {"id": "b"}])
    assert [each["markdown"] for each in digest["items"]] == ["Text a", "Text b"]
    assert shelf.fetched == ["a", "b"]


async def test_letters_without_a_text_and_rows_that_hold_theirs_stay_as_they_are() -> None:
    texts, shelf = PublishedTexts(), Shelf()
    assert await put_into(texts, shelf, kind="day-before") == {"kind": "day-before"}
    old = {"items": [{"subject": "Gammalt", "markdown": "Text"}]}
    assert await put_into(texts, shelf, **old) == old
    assert shelf.fetched == []


async def test_only_so_many_are_kept_at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(published, "_KEPT", 2)
    texts, shelf = PublishedTexts(), Shelf()
    for each in ("a", "b", "c", "a"):
        await put_into(texts, shelf, publication={"id": each})
    assert shelf.fetched == ["a", "b", "c", "a"]


async def test_a_letter_about_nothing_that_was_published_is_not_written() -> None:
    with pytest.raises(KeyError):
        await put_into(PublishedTexts(), Shelf(), publication={"id": "lost"})

"""A letter's row names what was published; its text is put in when it is written."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from mailservice.decisions.facts import Publication
from mailservice.domain.publications import PublicationFile
from mailservice.flow import published
from mailservice.flow.published import PublishedTexts
from mailservice.flow.rows import OutgoingMail
from tests.given import ANNA, NOW

DIGEST = OutgoingMail("d", "d@forum.example", "digest", ANNA, "sv", {}, NOW)


class Shelf:
    """Publications, and how often each was fetched."""

    def __init__(self) -> None:
        self.fetched: list[str] = []
        self.opened: list[str] = []
        self.publications = self

    async def files(self, publication_id: str) -> tuple[PublicationFile, ...]:
        self.opened.append(publication_id)
        return (
            PublicationFile("picture", "p.png", "image/png", b"12"),
            PublicationFile("attachment", f"{publication_id}.pdf", "application/pdf", b"345"),
        )

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
    news = await put_into(texts, shelf, publication={"id": "a", "subject": "A"}, lists=[])
    told = {"id": "a", "subject": "A", "language": "sv", "published_at": NOW.isoformat()}
    assert news == {"publication": {**told, "markdown": "Text a"}, "lists": []}
    digest = await put_into(texts, shelf, items=[{"id": "a"}, {"id": "b"}])
    assert [(each["subject"], each["markdown"]) for each in digest["items"]] == [
        ("a", "Text a"),
        ("b", "Text b"),
    ]
    assert shelf.fetched == ["a", "b"]


async def test_a_text_has_the_lists_of_its_letter_where_it_names_none() -> None:
    items = [{"id": "a"}, {"id": "b", "lists": ["y"]}]
    digest = await put_into(PublishedTexts(), Shelf(), items=items, lists=["x"])
    assert [each["lists"] for each in digest["items"]] == [["x"], ["y"]]


@pytest.mark.parametrize(
    ("items", "names"),
    [
        ([{"id": "a", "files": ["a.pdf"]}], ["a.pdf"]),  # a row from before pictures went along
        ([{"id": "a", "files": ["a.pdf"], "pictures": True}], ["p.png", "a.pdf"]),
        ([{"id": "a"}, {"id": "b", "pictures": True}], ["p.png", "b.pdf"]),
        ([{"id": "a"}], []),
    ],
)
async def test_what_goes_along_with_a_digest(items: list[dict[str, Any]], names: list[str]) -> None:
    seen: Any = Shelf()
    found = await PublishedTexts().files(replace(DIGEST, values={"items": items}), seen)
    assert [each.name for each in found] == names


async def test_only_so_many_bytes_of_files_are_kept_at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(published, "_FILES_KEPT", 10)  # of two texts
    texts, shelf = PublishedTexts(), Shelf()
    seen: Any = shelf
    for each in ("a", "b", "a", "c", "a"):
        await texts.files(replace(DIGEST, values={"items": [{"id": each, "pictures": True}]}), seen)
    assert shelf.opened == ["a", "b", "c", "a"]


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

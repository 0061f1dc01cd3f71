"""Letters about publications: a row of the outbox names them, their texts are put in when it is written.

So a text that goes to ten thousand people is stored once.
"""

from collections.abc import Mapping
from typing import Any

from mailservice.decisions.facts import Publication
from mailservice.decisions.news import item_line
from mailservice.domain.publications import PublicationFile
from mailservice.flow.rows import OutgoingMail
from mailservice.flow.work_ports import Work

_WITH_FILES = frozenset({"news", "proof"})
_FILES_KEPT = 32_000_000  # bytes of files that are kept at hand
_KEPT = 500  # texts that are kept at hand; a published text never changes


class PublishedTexts:
    """Puts texts into the values of letters, and keeps those at hand that many letters need."""

    def __init__(self) -> None:
        self._at_hand: dict[str, Publication] = {}
        self._files: dict[str, tuple[PublicationFile, ...]] = {}

    def concern(self, mail: OutgoingMail) -> bool:
        """Whether anything is to be put into a letter or goes along with it. Answers need nothing."""
        return bool(mail.publication) or "publication" in mail.values or "items" in mail.values

    async def files(self, mail: OutgoingMail, seen: Work) -> tuple[PublicationFile, ...]:
        """What goes along with a letter that carries publications, or shows one."""
        if mail.letter == "digest":
            items = [each for each in mail.values.get("items", ()) if "files" in each or "pictures" in each]
            kept = [await self._of(each["id"], seen) for each in items]
            return tuple(
                file
                for item, files in zip(items, kept, strict=True)
                for file in files
                if file.kind == "attachment" or "pictures" in item  # rows of earlier versions show none
            )
        if not mail.publication or mail.letter not in _WITH_FILES:
            return ()
        return await self._of(mail.publication, seen)

    async def _of(self, publication_id: str, seen: Work) -> tuple[PublicationFile, ...]:
        if publication_id not in self._files:
            files = await seen.publications.files(publication_id)
            if sum(map(_bytes, (files, *self._files.values()))) > _FILES_KEPT:
                self._files.clear()
            self._files[publication_id] = files
        return self._files[publication_id]

    async def put_into(self, values: Mapping[str, Any], seen: Work) -> Mapping[str, Any]:
        """The values of a letter with the texts of what they name. Raises KeyError for one not published."""
        if "publication" in values:
            [named] = await self._with_texts([values["publication"]], seen)
            return {**values, "publication": named}
        if "items" in values:
            items = await self._with_texts(values["items"], seen)
            shared = {"lists": values["lists"]} if "lists" in values else {}  # earlier rows name them in each
            return {**values, "items": [{**shared, **each} for each in items]}
        return values

    async def _with_texts(self, named: list[Mapping[str, Any]], seen: Work) -> list[Mapping[str, Any]]:
        """What lies in the row already goes before: letters of earlier versions hold their text."""
        missing = [each["id"] for each in named if "markdown" not in each]
        texts = await self._texts(missing, seen) if missing else {}
        return [each if "markdown" in each else _with_text(each, texts[each["id"]]) for each in named]

    async def _texts(self, ids: list[str], seen: Work) -> Mapping[str, Publication]:
        unknown = [each for each in ids if each not in self._at_hand]
        if unknown:
            if len(self._at_hand) + len(unknown) > _KEPT:
                self._at_hand.clear()
            self._at_hand.update(await seen.published_texts(unknown))
        return {each: self._at_hand[each] for each in ids}


def _with_text(named: Mapping[str, Any], text: Publication) -> Mapping[str, Any]:
    return {**item_line(text), "markdown": text.markdown, **named}


def _bytes(files: tuple[PublicationFile, ...]) -> int:
    return sum(len(each.content) for each in files)

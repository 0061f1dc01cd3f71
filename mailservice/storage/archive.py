"""What was published, kept for ever."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mailservice.decisions.facts import Publication
from mailservice.domain.archive import Archived, KeptFile
from mailservice.domain.publications import PublicationFile, PublicationState, Segment
from mailservice.domain.world import World
from mailservice.storage.tables import publication, publication_file

_OUT = (
    PublicationState.SENDING,
    PublicationState.SENT,
    PublicationState.STOPPING,
    PublicationState.STOPPED,
)


async def texts(view: AsyncConnection, ids: Sequence[str]) -> Mapping[str, Publication]:
    """The publications of these ids, by id."""
    found = await view.execute(select(publication).where(publication.c.id.in_(ids)))
    return {row.id: _text(row) for row in found}


async def archived(
    view: AsyncConnection, *, since: datetime | None = None, until: datetime | None = None, begins: str = ""
) -> tuple[Archived, ...]:
    """What went out, the oldest first.

    since, until   published at or after the one and before the other
    begins         the beginning of an id, "" for any
    """
    wanted = select(publication).where(publication.c.state.in_(_OUT))
    if since is not None:
        wanted = wanted.where(publication.c.published_at >= since)
    if until is not None:
        wanted = wanted.where(publication.c.published_at < until)
    if begins:
        wanted = wanted.where(publication.c.id.startswith(begins, autoescape=True))
    rows = (await view.execute(wanted.order_by(publication.c.published_at, publication.c.id))).all()
    kept = await kept_files(view, [row.id for row in rows])
    return tuple(_archived(row, tuple(kept[row.id])) for row in rows)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Texts of the archive with their files, in the world as it is now."""

    world: World
    texts: tuple[Archived, ...]
    files: Mapping[str, tuple[PublicationFile, ...]]

    def of(self, texts: Sequence[Archived]) -> "Shelf":
        """The same with these texts alone."""
        return replace(self, texts=tuple(texts))

    def for_anybody(self) -> "Shelf":
        """What may be shown to anybody; a text that went to a closed list too does not tell of that one."""
        public = tuple(each for each in self.world.lists if each.public)
        shown = self.of([each for each in self.texts if each.may_be_shown(self.world)])
        return replace(shown, world=replace(self.world, lists=public))


async def shelf(
    view: AsyncConnection,
    world: World,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    begins: str = "",
) -> Shelf:
    """What went out (see `archived`), files and all."""
    found = await archived(view, since=since, until=until, begins=begins)
    return Shelf(world, found, {each.id: await files(view, each.id) for each in found})


async def files(view: AsyncConnection, publication_id: str) -> tuple[PublicationFile, ...]:
    """What went along with a text, in order."""
    wanted = select(publication_file).where(publication_file.c.publication_id == publication_id)
    rows = await view.execute(wanted.order_by(publication_file.c.position))
    return tuple(PublicationFile(row.kind, row.name, row.content_type, row.content) for row in rows)


async def kept_files(view: AsyncConnection, ids: Sequence[str]) -> defaultdict[str, list[KeptFile]]:
    """What goes along with each of these texts, without its content."""
    columns = publication_file.c
    wanted = (
        select(columns.publication_id, columns.kind, columns.name, columns.content_type)
        .add_columns(func.length(columns.content).label("size"))
        .where(columns.publication_id.in_(ids))
        .order_by(columns.publication_id, columns.position)
    )
    kept = defaultdict(list)
    for row in await view.execute(wanted):
        kept[row.publication_id].append(KeptFile(row.kind, row.name, row.content_type, row.size))
    return kept


def _text(row: Row[Any]) -> Publication:
    return Publication(
        row.id,
        tuple(row.lists),
        row.subject,
        row.markdown,
        row.language,
        row.published_at,
        tuple(row.briefings),
    )


def _archived(row: Row[Any], kept: tuple[KeptFile, ...]) -> Archived:
    return Archived(
        row.id,
        row.subject,
        row.markdown,
        row.language,
        row.published_at,
        Segment(tuple(row.lists), tuple(row.briefings), tuple(row.domains)),
        PublicationState(row.state),
        row.version,
        kept,
    )

"""What was published, kept for ever."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mailservice.decisions.facts import Publication
from mailservice.storage.tables import publication


async def texts(view: AsyncConnection, ids: Sequence[str]) -> Mapping[str, Publication]:
    """The publications of these ids, by id."""
    found = await view.execute(select(publication).where(publication.c.id.in_(ids)))
    return {row.id: _text(row) for row in found}


def _text(row: Row[Any]) -> Publication:
    return Publication(row.id, tuple(row.lists), row.subject, row.markdown, row.language, row.published_at)

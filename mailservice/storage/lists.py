"""Lists of news."""

from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mailservice.domain.lists import Bilingual, MailingList
from mailservice.storage.inserts import insert_new
from mailservice.storage.prepared import Prepared
from mailservice.storage.tables import mailing_list

_ALL = Prepared(select(mailing_list).order_by(mailing_list.c.position, mailing_list.c.id))


async def all_lists(work: AsyncConnection) -> tuple[MailingList, ...]:
    """Every list, in the order in which they were made."""
    return tuple(map(_value, (await _ALL.carry_out(work, {})).rows))


async def save(work: AsyncConnection, list_: MailingList) -> None:
    """Create or change a list; a new one comes last."""
    values = {
        "name_sv": list_.name.sv,
        "name_en": list_.name.en,
        "about_sv": list_.about.sv,
        "about_en": list_.about.en,
        "public": list_.public,
        "address": list_.address,
    }
    last = (await work.execute(select(func.coalesce(func.max(mailing_list.c.position), 0)))).scalar_one()
    if not await insert_new(work, mailing_list, {"id": list_.id, "position": last + 1, **values}):
        await work.execute(update(mailing_list).where(mailing_list.c.id == list_.id).values(values))


def _value(row: Any) -> MailingList:
    return MailingList(
        id=row.id,
        name=Bilingual(row.name_sv, row.name_en),
        about=Bilingual(row.about_sv, row.about_en),
        public=row.public,
        address=row.address,
    )

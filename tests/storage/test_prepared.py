"""Prepared statements: what they bring, on both databases alike, and what they leave to the transaction."""

import pytest
from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.ext.asyncio import AsyncConnection

from mailservice.storage.engine import Engines
from mailservice.storage.inserts import insert_new
from mailservice.storage.prepared import Prepared
from mailservice.storage.tables import person
from tests.given import ANNA, NOW

_ALL = Prepared(select(person.c.address, person.c.mode, person.c.paused_until).order_by(person.c.address))
_PAUSE = Prepared(
    update(person)
    .where(person.c.address == bindparam("of_address"), person.c.language == "sv")
    .values(paused_until=bindparam("until"))
    .returning(person.c.paused_until)
)


async def known(work: AsyncConnection, address: str, language: str | None = "sv") -> bool:
    return await insert_new(work, person, {"address": address, "language": language, "mode": "each"})


async def test_rows_have_the_names_of_their_columns_and_the_values_that_were_stored(engines: Engines) -> None:
    async with engines.writing() as work:
        await known(work, str(ANNA))
        paused = await _PAUSE.carry_out(work, {"of_address": str(ANNA), "until": NOW})
        assert (paused.rows, paused.rowcount) == ([(NOW,)], 1)
        [row] = (await _ALL.carry_out(work, {})).rows
    assert (row.address, row.mode, row.paused_until) == (str(ANNA), "each", NOW)


async def test_where_nothing_is_found_nothing_is_changed(engines: Engines) -> None:
    async with engines.writing() as work:
        await known(work, str(ANNA), "en")
        paused = await _PAUSE.carry_out(work, {"of_address": str(ANNA), "until": NOW})
        assert (paused.first, paused.rowcount) == (None, 0)


async def test_a_value_may_be_none_but_not_missing(engines: Engines) -> None:
    async with engines.writing() as work:
        await known(work, str(ANNA))
        assert (await _PAUSE.carry_out(work, {"of_address": str(ANNA), "until": None})).rows == [(None,)]
        with pytest.raises((KeyError, StatementError), match="until"):
            await _PAUSE.carry_out(work, {"of_address": str(ANNA)})


async def test_what_a_reader_sees_stays_as_it_was_at_its_first_statement(engines: Engines) -> None:
    async with engines.reading() as view:
        assert (await _ALL.carry_out(view, {})).rows == []
        async with engines.writing() as work:
            await known(work, str(ANNA))
        assert (await _ALL.carry_out(view, {})).rows == []
    async with engines.reading() as view:
        assert len((await _ALL.carry_out(view, {})).rows) == 1


async def test_what_the_schema_forbids_is_undone_and_told_as_sqlalchemy_does(engines: Engines) -> None:
    async def anna_and_nobody() -> None:
        async with engines.writing() as work:
            await known(work, str(ANNA))
            await known(work, "bo@region.example", None)

    with pytest.raises(IntegrityError, match="language"):
        await anna_and_nobody()
    async with engines.reading() as view:
        assert (await _ALL.carry_out(view, {})).rows == []

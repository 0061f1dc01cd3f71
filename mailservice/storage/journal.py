"""The journal: every change, when, by whom and why. Its details hold no address.

Two columns do: whom a change is about, and who did it. Both follow a person who moves or is forgotten.
"""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from mailservice.domain.briefings import Briefing
from mailservice.domain.effects import (
    Change,
    ErasePerson,
    MoveAddress,
    NoteAttendance,
    NoteComment,
    PassOn,
    SetSeat,
)
from mailservice.domain.lists import Bilingual, MailingList
from mailservice.storage.prepared import Prepared
from mailservice.storage.tables import journal

_NOTE = Prepared(insert(journal), columns=("at", "event", "address", "detail", "caused_by", "by", "who"))
ERASED = "erased"  # stands in the place of an address that was to be forgotten


async def note(
    work: AsyncConnection,
    event: str,
    *,
    address: str,
    detail: Mapping[str, Any],
    at: datetime,
    caused_by: str,
    by: str,
    who: str = "",
) -> None:
    """Write one row.

    caused_by   a spool id, "" where none
    by          by which way it came: "mail", "calendar", "command", "file", "time", "operator"
    who         the address of who did it, "" where it is the person of the row or nobody
    """
    values = {"at": at, "event": event, "address": address, "detail": dict(detail)}
    await _NOTE.carry_out(work, {**values, "caused_by": caused_by, "by": by, "who": who})


def told(change: Change) -> tuple[str, dict[str, Any]]:
    """Whom a change is about ("" for nobody) and what it says, as JSON without addresses."""
    if isinstance(change, MoveAddress):
        return str(change.new), {}
    if isinstance(change, ErasePerson):
        return ERASED, {}
    if isinstance(change, NoteAttendance):
        return "", {"briefing_id": change.briefing_id, "came": len(change.came)}
    if isinstance(change, NoteComment):  # the words themselves may name anybody
        return str(change.address), {"briefing_id": change.briefing_id}
    if isinstance(change, PassOn):
        return str(change.address), {"briefing_id": change.briefing_id, "passed_on": change.to is not None}
    values = {each.name: getattr(change, each.name) for each in fields(change)}
    about = values.pop("address", "")
    return str(about), {name: _json(value) for name, value in values.items()}


_BY_THE_SERVICE = frozenset({"offer", "offer-over", "standing"})  # reasons of a seat that nobody asked for


def done_by(change: Change, about: str, who: str) -> str:
    """Who did it, where that is somebody else than the person of the row."""
    by_itself = isinstance(change, SetSeat) and change.why in _BY_THE_SERVICE
    return "" if who == about or by_itself else who


def _json(value: Any) -> Any:
    """Enums and times as text, lists and briefings as objects."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_json(each) for each in value]
    if isinstance(value, Bilingual | MailingList | Briefing):
        return {each.name: _json(getattr(value, each.name)) for each in fields(value)}
    return value  # JSON already; an enum of the domain is text

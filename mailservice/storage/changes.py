"""One change carried out, and journalled."""

from datetime import datetime
from typing import assert_never

from sqlalchemy.ext.asyncio import AsyncConnection

from mailservice.domain.effects import (
    Change,
    ChooseDelivery,
    ChooseLanguage,
    ErasePerson,
    FollowBriefings,
    MoveAddress,
    NoteAttendance,
    NoteComment,
    PassOn,
    PauseUntil,
    RestoreAddress,
    RetireAddress,
    SaveBriefing,
    SaveList,
    SetSeat,
    SetSubscription,
)
from mailservice.storage import briefings, followers, journal, lists, people, seats, subscriptions
from mailservice.storage.erase import erase
from mailservice.storage.moved import move


async def carry_out(  # noqa: C901 - one line per kind of change
    work: AsyncConnection, change: Change, *, at: datetime, caused_by: str, by: str, who: str = ""
) -> None:
    """Change what is true, then write the journal. An erased person is not named there."""
    match change:
        case SetSubscription(address, list_id, state):
            await subscriptions.put(work, address, list_id, state)
        case SetSeat():
            await seats.put(work, change)
        case PassOn():
            await seats.pass_on(work, change)
        case NoteComment():
            await seats.note_comment(work, change)
        case NoteAttendance():
            await seats.note_attendance(work, change)
        case FollowBriefings():
            await followers.put(work, change, at=at)
        case ChooseDelivery(address, mode):
            await people.choose_mode(work, address, mode)
        case ChooseLanguage(address, language):
            await people.choose_language(work, address, language)
        case PauseUntil(address, until):
            await people.pause(work, address, until)
        case MoveAddress(old, new):
            await move(work, old, new, caused_by=caused_by)
        case ErasePerson(address):
            await erase(work, address, caused_by=caused_by)
        case RetireAddress(address, because):
            await people.retire(work, address, at=at, because=because)
        case RestoreAddress(address):
            await people.restore(work, address)
        case SaveList(list_):
            await lists.save(work, list_)
        case SaveBriefing(briefing):
            await briefings.save(work, briefing)
        case _:
            assert_never(change)
    about, detail = journal.told(change)
    event = type(change).__name__
    who = "" if isinstance(change, ErasePerson) else journal.done_by(change, about, who)
    await journal.note(work, event, address=about, detail=detail, at=at, caused_by=caused_by, by=by, who=who)

"""Lines of letters as values: what an outcome or a wish looks like to a template."""

from datetime import datetime
from typing import Any, assert_never

from mailservice.domain.arrangements import (
    NO_DEADLINE,
    ArrangeBriefing,
    AskParticipants,
    Attended,
    GiveSeat,
    RemoveSeat,
)
from mailservice.domain.briefings import Briefing
from mailservice.domain.lists import Language, MailingList
from mailservice.domain.wishes import (
    EVERYTHING,
    AskExport,
    AskHelp,
    AskStatus,
    Cancel,
    Erase,
    Follow,
    LeaveLine,
    MaterialsOnly,
    Move,
    Pause,
    Register,
    Resume,
    SetDelivery,
    SetLanguage,
    Subscribe,
    Unfollow,
    Unsubscribe,
    Wish,
    wish_to_json,
)
from mailservice.domain.world import World

Line = dict[str, Any]


def list_line(list_: MailingList, language: Language) -> Line:
    """A list by its name."""
    return {"id": list_.id, "name": list_.name.in_(language)}


def briefing_line(briefing: Briefing, language: Language) -> Line:
    """A briefing by title and time."""
    return {
        "id": briefing.id,
        "title": briefing.title.in_(language),
        "start": briefing.start.isoformat(),
        "minutes": briefing.minutes,
        "link": briefing.link,
    }


def wish_line(wish: Wish, world: World, language: Language) -> Line:
    """A wish as a letter offers it or asks about it."""
    match wish:
        case Subscribe(lists) | Unsubscribe(lists) | Follow(lists) | Unfollow(lists):
            named = [list_line(each, language) for each in world.lists if each.id in lists]
            return {"kind": wish_to_json(wish)["do"], "lists": named, "all": lists == EVERYTHING}
        case Register(sessions) | Cancel(sessions) | LeaveLine(sessions) | MaterialsOnly(sessions):
            meant = [briefing_line(each, language) for each in world.briefings if each.id in sessions]
            return {"kind": wish_to_json(wish)["do"], "briefings": meant, "all": sessions == EVERYTHING}
        case ArrangeBriefing():
            return _arrange_line(wish, world, language)
        case AskParticipants() | GiveSeat() | RemoveSeat() | Attended():
            briefing = world.briefing(wish.session)
            shown = None if briefing is None else briefing_line(briefing, language)
            stored = wish_to_json(wish)
            return {"kind": stored.pop("do"), **stored, "briefing": shown}
        case (
            SetDelivery()
            | SetLanguage()
            | Pause()
            | Resume()
            | Move()
            | AskStatus()
            | AskHelp()
            | AskExport()
            | Erase()
        ):
            stored = wish_to_json(wish)
            return {"kind": stored.pop("do"), **stored}
        case _:
            assert_never(wish)


def _arrange_line(wish: ArrangeBriefing, world: World, language: Language) -> Line:
    """What is to be done with a briefing: as it is now, and what shall be otherwise. Lists by their names."""
    briefing = world.briefing(wish.session)
    changes = dict(wish.to_json())
    del changes["session"], changes["new"]
    if wish.lists is not None:
        changes["lists"] = [each.name.in_(language) for each in world.lists if each.id in wish.lists]
    if wish.deadline == NO_DEADLINE:
        changes["deadline"] = None
    return {
        "kind": wish_to_json(wish)["do"],
        "session": wish.session,
        "new": wish.new,
        "briefing": None if briefing is None else briefing_line(briefing, language),
        "changes": changes,
    }


def help_line(world: World, now: datetime, language: Language) -> Line:
    """What there is to join and to attend."""
    lists = [
        {**list_line(each, language), "about": each.about.in_(language), "public": each.public}
        for each in world.lists
    ]
    briefings = [briefing_line(each, language) for each in world.open_to_come(now)]
    return {"kind": "help", "lists": lists, "briefings": briefings}

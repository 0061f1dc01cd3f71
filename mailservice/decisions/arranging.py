"""What the secretariat asks for about briefings: by mail, or by a command. One home for both."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from mailservice.decisions.briefing_changes import change_briefing, held_seats
from mailservice.decisions.case import Case, Outcome
from mailservice.decisions.lines import Line, briefing_line
from mailservice.domain.arrangements import NO_DEADLINE, NO_LIMIT, ArrangeBriefing
from mailservice.domain.briefings import Briefing, BriefingState
from mailservice.domain.effects import Effect, SendInvitation, SendLetter, SetSeat
from mailservice.domain.lists import Bilingual

_SHORTEST, _LONGEST = 5, 480  # minutes


def decide_arrange(wish: ArrangeBriefing, case: Case) -> Outcome:
    """Create or change a briefing. What cannot be done changes nothing, and says why."""
    before = case.world.briefing(wish.session)
    wanted = _wanted(before, wish, case)
    if isinstance(wanted, str):
        return Outcome(({"kind": "not_arranged", "because": wanted, **_named(before, wish, case)},))
    audience = case.facts.audience.get(wish.session, ())
    held = held_seats(wanted, audience)
    if wanted.capacity is not None and wanted.capacity < held:
        line = {"kind": "not_arranged", "because": "too-few-seats", "held": held}
        return Outcome(({**line, **_named(before, wish, case)},))
    followers = case.facts.followers.get(wish.session, ())
    effects = change_briefing(before, wanted, audience=audience, followers=followers, now=case.now)
    line = {
        "kind": "arranged",
        "what": _what(before, wanted) if effects else "unchanged",
        "briefing": briefing_line(wanted, case.language),
        "details": details(wanted, case, held=held),
        "changed": sorted(wish.changes()),
        **told(effects),
    }
    return Outcome((line,), effects, _back(before, wish) if effects else ())


def _wanted(before: Briefing | None, wish: ArrangeBriefing, case: Case) -> Briefing | str:
    """The briefing as it shall be, or why it cannot be, in one word-with-dashes."""
    if wish.new and before is not None:
        return "exists"
    if before is None and (not wish.new or wish.start is None or wish.title_sv is None):
        return "unknown" if not wish.new else "incomplete"
    known = {each.id for each in case.world.lists}
    if wish.lists is not None and not (wish.lists and set(wish.lists) <= known):
        return "no-such-list"
    wanted = _changed(before or _blank(wish, case), wish)
    if not wanted.lists:
        return "no-such-list"
    if not _SHORTEST <= wanted.minutes <= _LONGEST:
        return "odd-length"
    moved = before is None or wanted.start != before.start or wanted.state != before.state
    if moved and wanted.start <= case.now:
        return "past"
    if wish.deadline is not None and wanted.deadline is not None and wanted.deadline > wanted.end:
        return "deadline-after-start"
    return wanted


def _blank(wish: ArrangeBriefing, case: Case) -> Briefing:
    domain = case.world.address.rpartition("@")[2]
    start = wish.start or case.now
    return Briefing(wish.session, f"{wish.session}@{domain}", Bilingual("", ""), (), start, minutes=45)


def _changed(briefing: Briefing, wish: ArrangeBriefing) -> Briefing:
    """The briefing with what the wish names. A title in one language alone stands for both."""
    values = wish.changes()
    swedish, english = values.pop("title_sv", None), values.pop("title_en", None)
    if swedish or english:
        title = briefing.title
        values["title"] = Bilingual(
            swedish or title.sv or english, english or (swedish if title.sv == title.en else title.en)
        )
    if "capacity" in values:
        values["capacity"] = None if values["capacity"] == NO_LIMIT else values["capacity"]
    if "deadline" in values:
        values["deadline"] = None if values["deadline"] == NO_DEADLINE else values["deadline"]
    return replace(briefing, **values)


def _back(before: Briefing | None, wish: ArrangeBriefing) -> tuple[ArrangeBriefing, ...]:
    """What takes it back. A briefing that was created is called off: its calendar event is out already."""
    if before is None:
        return (ArrangeBriefing(wish.session, state=BriefingState.CALLED_OFF),)
    as_it_was: dict[str, Any] = {
        "title_sv": before.title.sv,
        "title_en": before.title.en,
        "capacity": NO_LIMIT if before.capacity is None else before.capacity,
        "deadline": before.deadline or NO_DEADLINE,
    }
    named = wish.changes()
    if "title_sv" in named:
        named["title_en"] = named.get("title_en", "")
    values = {name: as_it_was[name] if name in as_it_was else getattr(before, name) for name in named}
    return (ArrangeBriefing(wish.session, **values),)


def _what(before: Briefing | None, after: Briefing) -> str:
    """What a receipt begins with, in one word-with-dashes."""
    if before is None:
        return "drafted" if after.state is BriefingState.DRAFT else "created"
    if before.state is not after.state:
        return {
            BriefingState.DRAFT: "hidden",
            BriefingState.OPEN: "opened",
            BriefingState.CLOSED: "closed",
            BriefingState.CALLED_OFF: "called-off",
        }[after.state]
    return "moved" if before.start != after.start else "changed"


def _named(before: Briefing | None, wish: ArrangeBriefing, case: Case) -> Mapping[str, Any]:
    return {
        "session": wish.session,
        "briefing": None if before is None else briefing_line(before, case.language),
        "lists": [each.name.in_(case.language) for each in case.world.lists],
    }


def details(briefing: Briefing, case: Case, *, held: int) -> Line:
    """All that the secretariat has said of a briefing."""
    return {
        **briefing_line(briefing, case.language),
        "title_sv": briefing.title.sv,
        "title_en": briefing.title.en,
        "lists": [each.name.in_(case.language) for each in case.world.lists if each.id in briefing.lists],
        "capacity": briefing.capacity,
        "held": held,
        "deadline": _iso(briefing.deadline),
        "materials": list(briefing.materials),
        "state": str(briefing.state),
    }


def told(effects: tuple[Effect, ...]) -> Mapping[str, int]:
    """How many people get a calendar mail, how many a letter, and how many are put in line."""
    return {
        "invited": sum(1 for each in effects if isinstance(each, SendInvitation)),
        "written_to": sum(1 for each in effects if isinstance(each, SendLetter)),
        "signed_up": sum(1 for each in effects if isinstance(each, SetSeat)),
    }


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()

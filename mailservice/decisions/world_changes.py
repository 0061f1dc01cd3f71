"""What follows when a file says how lists and briefings shall be."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from mailservice.decisions.briefing_changes import change_briefing, held_seats
from mailservice.domain.briefings import Briefing
from mailservice.domain.effects import Decision, Effect, SaveBriefing, SaveList
from mailservice.domain.lists import MailingList
from mailservice.domain.people import Person
from mailservice.domain.world import World

ByBriefing = Mapping[str, Sequence[Person]]


def decide_world(
    current: World,
    wanted: World,
    *,
    audience: ByBriefing,
    followers: ByBriefing,
    now: datetime,
    keeping_later_changes: bool = False,
) -> Decision:
    """Bring lists and briefings to what is wanted; whom it concerns is told.

    audience, followers   see `change_briefing`, by briefing id
    keeping_later_changes a briefing whose words in the file are those of the last time is left alone:
                          what the secretariat has changed by mail since then stands
    What the wanted world does not name stays as it is. The same world again gives no effect.
    """
    effects: list[Effect] = []
    effects.extend(SaveList(each) for each in wanted.lists if current.list_(each.id) != each)
    for briefing in wanted.briefings:
        before = current.briefing(briefing.id)
        if keeping_later_changes and before is not None and before.entry == briefing.entry != "":
            continue
        there = audience.get(briefing.id, ())
        effects.extend(
            change_briefing(
                before,
                _with_room(briefing, there),
                audience=there,
                followers=followers.get(briefing.id, ()),
                now=now,
            )
        )
    return Decision("world-changed" if effects else "world-unchanged", tuple(effects))


def _with_room(briefing: Briefing, there: Sequence[Person]) -> Briefing:
    """Nobody loses a seat because a file names fewer: there are then as many as are held."""
    held = held_seats(briefing, there)
    if briefing.capacity is None or held <= briefing.capacity:
        return briefing
    return replace(briefing, capacity=held)


def describe(effect: SaveList | SaveBriefing, current: World, wanted: World) -> str:
    """One line on a change, for the terminal; "" where nothing that people see has changed."""
    if isinstance(effect, SaveList):
        known: MailingList | Briefing | None = current.list_(effect.list_.id)
        return f"{'changed' if known else 'created'} list {effect.list_.id} ({effect.list_.name.sv})"
    saved = effect.briefing
    known = current.briefing(saved.id)
    if known == saved:
        return ""
    verb = "changed" if known else "created"
    asked = wanted.briefing(saved.id)
    kept = asked is not None and asked.capacity != saved.capacity
    note = f"; {saved.capacity} seats are held already, so it keeps as many" if kept else ""
    return f"{verb} briefing {saved.id} ({saved.title.sv}){note}"

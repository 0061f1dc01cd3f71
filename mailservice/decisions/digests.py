"""One digest for each person over all their lists."""

from datetime import datetime

from mailservice.decisions.facts import WaitingNews
from mailservice.decisions.lines import Line, briefing_line
from mailservice.decisions.news import item_line, reason_ids, reasons, settled
from mailservice.domain.effects import Decision, SendLetter
from mailservice.domain.lists import DeliveryMode
from mailservice.domain.people import Person, SubscriptionState
from mailservice.domain.world import World


def decide_digest(
    waiting: WaitingNews, world: World, *, mode: DeliveryMode, period: str, now: datetime
) -> Decision:
    """One mail with all that waits and the briefings to come. With nothing to tell, no mail."""
    person, language = waiting.person, waiting.person.language
    items = [
        {**item_line(publication), "lists": reasons(publication, person, world, language)}
        for publication in waiting.publications
        if reason_ids(publication, person)
    ]
    if not items:
        return Decision("left-since", (settled(waiting, "ended"),))
    lists = tuple(dict.fromkeys(one for each in waiting.publications for one in reason_ids(each, person)))
    digest = SendLetter(
        "digest",
        person.address,
        language,
        {"mode": str(mode), "items": items, "briefings": _briefings(person, world, now)},
        about_lists=lists,
        once=f"digest {period} {person.address}",
        bulk=True,
    )
    return Decision("digest", (digest, settled(waiting)))


def _briefings(person: Person, world: World, now: datetime) -> list[Line]:
    """The briefings to come of the person's lists, and those that they have a seat at."""
    on = {each.list_id for each in person.subscriptions if each.state is SubscriptionState.ACTIVE}
    lines = []
    for briefing in world.open_to_come(now):
        seat = person.seat_at(briefing.id)
        if seat is not None or on & set(briefing.lists):
            state = None if seat is None else str(seat.state)
            lines.append({**briefing_line(briefing, person.language), "seat": state})
    return lines

"""News at once, or one digest for each person over all their lists."""

from datetime import datetime

from mailservice.decisions.facts import Publication, WaitingNews
from mailservice.decisions.lines import Line, briefing_line, list_line
from mailservice.domain.effects import Decision, SendLetter, SettleNews
from mailservice.domain.lists import DeliveryMode, Language
from mailservice.domain.people import Person, SubscriptionState
from mailservice.domain.world import World


def decide_news(waiting: WaitingNews, world: World) -> Decision:
    """Each publication as a mail of its own, for a person who wants each at once."""
    person = waiting.person
    letters = tuple(
        SendLetter(
            "news",
            person.address,
            person.language,
            {
                "publication": _published(publication),
                "lists": _reasons(publication, person, world, person.language),
            },
            about_lists=_reason_ids(publication, person),
            once=f"news {publication.id} {person.address}",
            bulk=True,
        )
        for publication in waiting.publications
        if _reason_ids(publication, person)
    )
    return Decision("news", (*letters, _settled(waiting)))


def decide_digest(
    waiting: WaitingNews, world: World, *, mode: DeliveryMode, period: str, now: datetime
) -> Decision:
    """One mail with all that waits and the briefings to come. With nothing to tell, no mail."""
    person, language = waiting.person, waiting.person.language
    items = [
        {
            "subject": publication.subject,
            "markdown": publication.markdown,
            "published_at": publication.published_at.isoformat(),
            "lists": _reasons(publication, person, world, language),
        }
        for publication in waiting.publications
        if _reason_ids(publication, person)
    ]
    if not items:
        return Decision("left-since", (_settled(waiting, "ended"),))
    lists = tuple(dict.fromkeys(one for each in waiting.publications for one in _reason_ids(each, person)))
    digest = SendLetter(
        "digest",
        person.address,
        language,
        {"mode": str(mode), "items": items, "briefings": _briefings(person, world, now)},
        about_lists=lists,
        once=f"digest {period} {person.address}",
        bulk=True,
    )
    return Decision("digest", (digest, _settled(waiting)))


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


def _published(publication: Publication) -> Line:
    return {
        "id": publication.id,
        "subject": publication.subject,
        "markdown": publication.markdown,
        "published_at": publication.published_at.isoformat(),
    }


def _reason_ids(publication: Publication, person: Person) -> tuple[str, ...]:
    """The lists through which it reaches the person; none where they have left since."""
    return tuple(
        each for each in publication.lists if person.subscription_to(each) is SubscriptionState.ACTIVE
    )


def _reasons(publication: Publication, person: Person, world: World, language: Language) -> list[Line]:
    ids = _reason_ids(publication, person)
    return [list_line(each, language) for each in world.lists if each.id in ids]


def _settled(waiting: WaitingNews, outcome: str = "sent") -> SettleNews:
    return SettleNews(waiting.person.address, tuple(each.id for each in waiting.publications), outcome)

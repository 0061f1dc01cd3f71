"""News at once; gathered news are in digests.py."""

from collections.abc import Sequence

from mailservice.decisions.facts import Publication, WaitingNews
from mailservice.decisions.lines import Line, briefing_line, list_line
from mailservice.domain.effects import Decision, SendLetter, SettleNews
from mailservice.domain.lists import Language
from mailservice.domain.people import Person, SubscriptionState
from mailservice.domain.world import World


def decide_news(waiting: WaitingNews, world: World) -> Decision:
    """Each publication as a mail of its own, for a person who wants each at once."""
    person = waiting.person
    told = [each for each in waiting.publications if each.briefings or reason_ids(each, person)]
    left = [each for each in waiting.publications if each not in told]
    letters = (_letter(each, person, world) for each in told)
    sent = (settled(person, [each], letter=number) for number, each in enumerate(told))
    ended = (settled(person, left, "ended"),) if left else ()
    return Decision("news", (*letters, *sent, *ended))


def _letter(publication: Publication, person: Person, world: World) -> SendLetter:
    ids = reason_ids(publication, person)
    return SendLetter(
        "news",
        person.address,
        person.language,
        {
            "publication": item_line(publication),
            "lists": _as_lines(ids, world, person.language),
            "briefings": _attended(publication, world, person.language),
            "domains": [],
        },
        about_lists=ids,
        about_sessions=publication.briefings,
        once=f"news {publication.id} {person.address}",
        bulk=True,
        publication=publication.id,
    )


def _attended(publication: Publication, world: World, language: Language) -> list[Line]:
    """The briefings that it is for: who has it waiting had a seat when it was sent."""
    return [briefing_line(each, language) for each in world.briefings if each.id in publication.briefings]


def item_line(publication: Publication) -> Line:
    """A publication as the row of a letter names it; its text is put in when the letter is written."""
    return {
        "id": publication.id,
        "subject": publication.subject,
        "language": publication.language,
        "published_at": publication.published_at.isoformat(),
    }


def reason_ids(publication: Publication, person: Person) -> tuple[str, ...]:
    """The lists through which it reaches the person; none where they have left since."""
    return tuple(
        each for each in publication.lists if person.subscription_to(each) is SubscriptionState.ACTIVE
    )


def reasons(publication: Publication, person: Person, world: World, language: Language) -> list[Line]:
    """Those lists as lines of a letter, in the order of the world."""
    return _as_lines(reason_ids(publication, person), world, language)


def _as_lines(ids: Sequence[str], world: World, language: Language) -> list[Line]:
    return [list_line(each, language) for each in world.lists if each.id in ids]


def settled(
    person: Person, publications: Sequence[Publication], outcome: str = "sent", *, letter: int | None = None
) -> SettleNews:
    """These have reached the person, or shall no longer."""
    return SettleNews(person.address, tuple(each.id for each in publications), outcome, letter)

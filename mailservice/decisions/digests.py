"""One digest for each person over all their lists: what it holds, and where it is parted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mailservice.decisions.facts import Publication, WaitingNews
from mailservice.decisions.lines import Line, briefing_line
from mailservice.decisions.news import reason_ids, reasons, settled
from mailservice.domain.effects import Decision, PauseUntil, SendLetter
from mailservice.domain.people import Person, SubscriptionState
from mailservice.domain.world import World

_HTML_FOR_MARKDOWN = 1.5  # how many bytes of HTML come of one of Markdown, on the safe side
_AROUND_AN_ITEM = 500  # bytes: its heading, its line in the contents
_MAX_FILES = 7_000_000  # bytes of what goes along in one letter: many mailboxes refuse more than 10 MB


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why digests go out now.

    kind       "weekly", "monthly", or "return" after a pause; the letter says so
    key        unique, such as "weekly:2027-W20": nobody gets the same text twice for one occasion
    max_bytes  of the HTML of one letter; what is more goes in another
    """

    kind: str
    key: str
    max_bytes: int


def decide_digest(waiting: WaitingNews, world: World, *, occasion: Occasion, now: datetime) -> Decision:
    """One letter with all that waits and the briefings to come. With nothing to tell, no letter."""
    person = waiting.person
    told = [each for each in waiting.publications if reason_ids(each, person)]
    left = [each for each in waiting.publications if not reason_ids(each, person)]
    ended = (settled(person, left, "ended"),) if left else ()
    if not told:
        return Decision("left-since" if left else "nothing-waits", ended)
    parts = in_parts(told, occasion.max_bytes)
    letters = tuple(
        _letter(person, part, number, len(parts), world, occasion, now)
        for number, part in enumerate(parts, 1)
    )
    sent = (settled(person, part, "sent", letter=number) for number, part in enumerate(parts))
    return Decision("digest", (*letters, *sent, *ended))


def decide_return(waiting: WaitingNews, world: World, *, max_bytes: int, now: datetime) -> Decision:
    """A pause is over: what came meanwhile in one digest, whatever the person's mode, and then as usual."""
    until = waiting.person.paused_until
    occasion = Occasion("return", f"return:{until.isoformat()}" if until else "return", max_bytes)
    digest = decide_digest(waiting, world, occasion=occasion, now=now)
    return Decision("returned", (*digest.effects, PauseUntil(waiting.person.address, None)))


def in_parts(publications: Sequence[Publication], max_bytes: int) -> tuple[tuple[Publication, ...], ...]:
    """The publications in their order, in as few letters as hold them; none is cut."""
    parts: list[list[Publication]] = []
    html = files = 0
    for each in publications:
        html, files = html + _html_bytes(each), files + _file_bytes(each)
        if not parts or html > max_bytes or files > _MAX_FILES:
            parts.append([])
            html, files = _html_bytes(each), _file_bytes(each)
        parts[-1].append(each)
    return tuple(map(tuple, parts))


def _html_bytes(publication: Publication) -> int:
    return round(len(publication.markdown.encode("utf-8")) * _HTML_FOR_MARKDOWN) + _AROUND_AN_ITEM


def _file_bytes(publication: Publication) -> int:
    return sum(each.size for each in publication.files)


def _item(publication: Publication, person: Person, world: World, first: list[Line]) -> Line:
    """Named by its id alone: what is the same for all readers is put in when the letter is written.

    With that, a row of twenty texts filled a page of the database, which is written when it is claimed and
    when it is settled. What goes along is named only where there is any, for most texts have nothing; and the
    lists only where they are not those of the first text.
    """
    lists = reasons(publication, person, world, person.language)
    attached = [each.name for each in publication.files if each.kind == "attachment"]
    shown = any(each.kind == "picture" for each in publication.files)
    return {
        "id": publication.id,
        **({} if lists == first else {"lists": lists}),
        **({"files": attached} if attached else {}),
        **({"pictures": True} if shown else {}),
    }


def _letter(
    person: Person,
    part: Sequence[Publication],
    number: int,
    parts: int,
    world: World,
    occasion: Occasion,
    now: datetime,
) -> SendLetter:
    language = person.language
    lists = reasons(part[0], person, world, language)
    items = [_item(each, person, world, lists) for each in part]
    briefings = _briefings(person, world, now) if number == 1 else []
    parted = {"mode": occasion.kind, "part": number, "parts": parts}
    return SendLetter(
        "digest",
        person.address,
        language,
        {**parted, "lists": lists, "items": items, "briefings": briefings},
        about_lists=tuple(dict.fromkeys(one for each in part for one in reason_ids(each, person))),
        # With a text of its own: what is published while an occasion lasts is another letter, not the same.
        once=f"digest {occasion.key} {person.address} {part[0].id}",
        bulk=True,
    )


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

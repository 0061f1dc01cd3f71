"""For whom a publication is: chosen by its segment, counted for its proof, fixed when it begins to go out."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from mailservice.decisions.audience import Audience, Sample
from mailservice.domain.briefings import SeatState
from mailservice.domain.lists import DeliveryMode
from mailservice.domain.people import SubscriptionState
from mailservice.domain.publications import Segment
from mailservice.storage.inserts import insert_selected
from mailservice.storage.tables import (
    person,
    publication,
    publication_reader,
    seat,
    subscription,
)

_PART = (SeatState.TAKEN, SeatState.TENTATIVE, SeatState.MATERIALS)
_SAMPLES = 3


async def fix(work: AsyncConnection, publication_id: str, segment: Segment) -> None:
    """A row for everybody in the segment, each person once."""
    chosen = _chosen(segment).subquery()
    rows = select(literal(publication_id), chosen.c.id, literal("waiting"), chosen.c.at_once).where(true())
    await insert_selected(work, publication_reader, ("publication_id", "person_id", "state", "at_once"), rows)


async def count(work: AsyncConnection, publication_id: str) -> int:
    """How many readers it has."""
    rows = select(func.count()).where(publication_reader.c.publication_id == publication_id)
    return (await work.execute(rows)).scalar_one()


def waiting_for_own_letter(now: datetime) -> ColumnElement[bool]:
    """Whether of `publication` somebody waits who gets it as a letter of its own, now."""
    each = or_(person.c.mode == DeliveryMode.EACH, publication_reader.c.at_once)
    here = or_(person.c.paused_until.is_(None), person.c.paused_until <= now)
    return exists().where(
        publication_reader.c.publication_id == publication.c.id,
        publication_reader.c.state == "waiting",
        person.c.id == publication_reader.c.person_id,
        each,
        here,
    )


async def audience(work: AsyncConnection, segment: Segment, *, now: datetime) -> Audience:
    """Whom a segment reaches now, counted, and three of them."""
    chosen = _chosen(segment).subquery()
    mode = case((chosen.c.at_once, DeliveryMode.EACH), else_=person.c.mode).label("mode")
    paused = (person.c.paused_until > now).label("paused")
    joined = select(mode, person.c.language, func.coalesce(paused, literal(False)).label("paused"))
    joined = joined.add_columns(person.c.address).join(chosen, chosen.c.id == person.c.id)
    everybody = joined.subquery()
    groups = (everybody.c.mode, everybody.c.language, everybody.c.paused)
    counted = select(*groups, func.count().label("people"), func.min(everybody.c.address).label("first"))
    rows = (await work.execute(counted.group_by(*groups).order_by(*groups))).all()
    others = select(everybody.c.address, everybody.c.mode, everybody.c.language)
    others = others.order_by(everybody.c.address).limit(2 * _SAMPLES)
    more = (await work.execute(others)).all()
    return Audience(
        at_once=_sum(rows, mode=DeliveryMode.EACH),
        weekly=_sum(rows, mode=DeliveryMode.WEEKLY),
        monthly=_sum(rows, mode=DeliveryMode.MONTHLY),
        paused=_sum(rows, paused=True),
        in_swedish=_sum(rows, language="sv"),
        in_english=_sum(rows, language="en"),
        samples=_samples([(each.first, each.mode, each.language) for each in rows], more),
    )


def _chosen(segment: Segment) -> Select[Any]:
    """The ids of everybody in a segment, and whether it reaches them at once whatever their mode."""
    on_lists = person.c.id.in_(
        select(subscription.c.person_id).where(
            subscription.c.list_id.in_(segment.lists), subscription.c.state == SubscriptionState.ACTIVE
        )
    )
    seated = person.c.id.in_(
        select(seat.c.person_id).where(seat.c.briefing_id.in_(segment.briefings), seat.c.state.in_(_PART))
    )
    wanted: ColumnElement[bool] = or_(on_lists, seated) & person.c.retired_at.is_(None)
    if segment.domains:
        here = (person.c.address.endswith(f"@{each}", autoescape=True) for each in segment.domains)
        wanted = and_(wanted, or_(*here))
    return select(person.c.id, case((seated, true()), else_=literal(False)).label("at_once")).where(wanted)


def _sum(rows: Any, **wanted: Any) -> int:
    return sum(
        row.people for row in rows if all(getattr(row, name) == value for name, value in wanted.items())
    )


def _samples(kinds: list[tuple[str, str, str]], more: Any) -> tuple[Sample, ...]:
    """One of each kind first, then the next by address."""
    people = dict.fromkeys((*kinds, *((each.address, each.mode, each.language) for each in more)))
    first = list(people)[:_SAMPLES]
    return tuple(
        Sample(address, DeliveryMode(mode), "en" if language == "en" else "sv")
        for address, mode, language in first
    )

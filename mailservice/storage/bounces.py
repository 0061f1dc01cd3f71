"""Letters that came back: what was reported, how it was judged, what counts against an address."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mailservice.decisions.bounces import ONE_SEND, POINTS, REMEMBERED, Failure
from mailservice.decisions.not_delivered import LETTER, NotDelivered
from mailservice.domain.addresses import Address
from mailservice.domain.days import STOCKHOLM
from mailservice.message.bounce_words import enhanced_status, is_passing, kind_of, reply_code
from mailservice.storage.people import address_of
from mailservice.storage.publication_letters import NOT_SENT
from mailservice.storage.tables import delivery_report, outbox, person, publication_reader

_BULK = 1
_LANES = (0, _BULK)
# Verdicts on a letter that did not arrive; the others speak of strangers, of delays, or cannot be trusted.
_NOT_ARRIVED = (
    *("counted", "retired", "retired-already", "same-day", "same-mail", "mass"),
    *("refused", "full", "passing", "unread"),
)
_REFUSALS_LOOKED_AT = timedelta(days=7)
_LONGEST_WORDS = 500


@dataclass(frozen=True, slots=True)
class BounceBook:
    """The part of a transaction that is about bounces (`flow.work_ports.BounceBook`)."""

    work: AsyncConnection

    async def note(
        self, *, delivery_token: str, action: str, status: str, kind: str, said: str, at: datetime
    ) -> None:
        """Keep one report, to be judged."""
        values = {"delivery_token": delivery_token, "action": action, "status": status, "at": at}
        words = said[:_LONGEST_WORDS]
        await self.work.execute(insert(delivery_report).values({**values, "kind": kind, "said": words}))

    async def note_refusals(self, *, now: datetime) -> int:
        """A report for each letter that the smarthost refused for good. Returns how many are new."""
        rows = (await self.work.execute(_new_refusals(now))).all()
        for row in rows:
            status = enhanced_status(row.reply)
            known_code = bool(status or reply_code(row.reply))
            kind = (
                kind_of(status, row.reply, passing=is_passing(status, row.reply)) if known_code else "passing"
            )
            await self.note(
                delivery_token=row.id,
                action="failed",
                status=status,
                kind=kind,
                said=row.reply,
                at=row.settled_at,
            )
        return len(rows)

    async def anything_new(self, *, now: datetime) -> bool:
        """Whether there is a report or a refusal that nobody has judged."""
        waiting = select(delivery_report.c.id).where(delivery_report.c.verdict == "").limit(1)
        if (await self.work.execute(waiting)).first() is not None:
            return True
        return (await self.work.execute(_new_refusals(now).limit(1))).first() is not None

    async def unjudged(self, *, limit: int) -> list[Failure]:
        """Reports that nobody has judged, the oldest first, locked. Those of letters long gone are closed."""
        gone = ~select(outbox.c.id).where(outbox.c.id == delivery_report.c.delivery_token).exists()
        orphans = update(delivery_report).where(delivery_report.c.verdict == "", gone)
        await self.work.execute(orphans.values(verdict="letter-gone"))
        waiting = (
            select(delivery_report, outbox.c.recipient, outbox.c.letter, outbox.c.first_due_at)
            .join(outbox, outbox.c.id == delivery_report.c.delivery_token)
            .where(delivery_report.c.verdict == "")
            .order_by(delivery_report.c.id)
            .limit(limit)
            .with_for_update(of=delivery_report, skip_locked=True)
        )
        return [_failure(row) for row in (await self.work.execute(waiting)).all()]

    async def judge(self, report_id: int, *, verdict: str) -> None:
        """Note what a report was taken for."""
        await self.work.execute(
            update(delivery_report).where(delivery_report.c.id == report_id).values(verdict=verdict)
        )

    async def points(self, address: Address, *, now: datetime) -> Mapping[date, int]:
        """What counts against an address, by day in Stockholm: since its last probe, at most 30 days back."""
        probe = select(func.max(outbox.c.first_due_at)).where(
            outbox.c.recipient == str(address), outbox.c.letter == "probe"
        )
        probed: datetime | None = (await self.work.execute(probe)).scalar_one()
        since = max(filter(None, (probed, now - REMEMBERED)))
        counted = (
            select(delivery_report.c.at, delivery_report.c.kind)
            .join(outbox, outbox.c.id == delivery_report.c.delivery_token)
            .where(
                outbox.c.recipient == str(address),
                delivery_report.c.verdict == "counted",
                delivery_report.c.at > since,
            )
        )
        days: dict[date, int] = defaultdict(int)
        for row in (await self.work.execute(counted)).all():
            day = row.at.astimezone(STOCKHOLM).date()
            days[day] = max(days[day], POINTS.get(row.kind, 0))
        return days

    async def has_counted(self, delivery: str) -> bool:
        """Whether another report of this letter has been judged to count, or not to, in a mass.

        Else a probe that came back in a mass would retire by its second report.
        """
        counted = select(delivery_report.c.id).where(
            delivery_report.c.delivery_token == delivery,
            delivery_report.c.verdict.in_(("counted", "retired", "mass")),
        )
        return (await self.work.execute(counted.limit(1))).first() is not None

    async def share(self, *, now: datetime) -> tuple[int, int]:
        """People whom letters went to in the last day, and those of them whose letters came back for good.

        By the time at which they were due, which the index of the outbox knows: it holds years of letters.
        """
        lately = (outbox.c.lane.in_(_LANES), outbox.c.due_at >= now - ONE_SEND)
        gone = select(func.count(outbox.c.recipient.distinct())).where(
            outbox.c.state.in_(("sent", "given-up")), *lately
        )
        back = (
            select(func.count(outbox.c.recipient.distinct()))
            .join(delivery_report, delivery_report.c.delivery_token == outbox.c.id)
            .where(
                *lately,
                delivery_report.c.at >= now - ONE_SEND,
                delivery_report.c.action == "failed",
                delivery_report.c.kind.in_((*POINTS, "refused")),
            )
        )
        return (await self.work.execute(gone)).scalar_one(), (await self.work.execute(back)).scalar_one()

    async def not_delivered(self, *, since: datetime, until: datetime) -> list[NotDelivered]:
        """Letters to people we know, other than news, known in that time not to have arrived; each once."""
        failed = (
            select(
                outbox.c.id, outbox.c.letter, outbox.c.recipient, delivery_report.c.said, delivery_report.c.at
            )
            .join(outbox, outbox.c.id == delivery_report.c.delivery_token)
            .join(person, person.c.address == outbox.c.recipient)
            .where(
                delivery_report.c.verdict.in_(_NOT_ARRIVED),
                delivery_report.c.at >= since,
                delivery_report.c.at < until,
                outbox.c.lane != _BULK,
                outbox.c.letter != "probe",
            )
            .order_by(delivery_report.c.at, delivery_report.c.id)
        )
        first = {row.id: row for row in reversed((await self.work.execute(failed)).all())}
        return [
            NotDelivered(row.letter, address_of(row.recipient), row.said, row.at)
            for row in reversed(first.values())
        ]

    async def told_not_delivered_at(self, office: Sequence[Address], *, since: datetime) -> datetime | None:
        """When one of these was told of such letters last, None where not since then."""
        told = select(func.max(outbox.c.first_due_at)).where(
            outbox.c.recipient.in_([str(each) for each in office]),
            outbox.c.first_due_at >= since,
            outbox.c.letter == LETTER,
        )
        found: datetime | None = (await self.work.execute(told)).scalar_one()
        return found

    async def retired_since(self, since: datetime) -> list[Address]:
        """Addresses that reports since then have retired, and that still are, by address."""
        theirs = (
            select(person.c.address)
            .distinct()
            .join(outbox, outbox.c.recipient == person.c.address)
            .join(delivery_report, delivery_report.c.delivery_token == outbox.c.id)
            .where(delivery_report.c.verdict == "retired", delivery_report.c.at >= since)
            .where(person.c.retired_at.is_not(None))
            .order_by(person.c.address)
        )
        return [address_of(each) for each in (await self.work.execute(theirs)).scalars()]

    async def take_back(self, *, since: datetime) -> None:
        """What has counted or retired since then does so no longer: a whole send came back."""
        await self.work.execute(
            update(delivery_report)
            .where(delivery_report.c.verdict.in_(("counted", "retired")), delivery_report.c.at >= since)
            .values(verdict="mass")
        )

    async def drop_news(self, address: Address, *, at: datetime) -> None:
        """News that wait for this person, as letters or as texts, are not sent, now or by an operator later.

        What the smarthost said stays, and a letter in hand has no result yet: who has it writes that down.
        """
        letters = update(outbox).where(outbox.c.recipient == str(address), outbox.c.lane == _BULK)
        in_hand = or_(outbox.c.lease_until.is_not(None), (outbox.c.attempts > 0) & (outbox.c.reply == ""))
        known = or_(outbox.c.state == "given-up", _may_go() & in_hand)
        await self.work.execute(letters.where(known).values(state="dropped", token=""))
        waiting = letters.where(_may_go())
        await self.work.execute(waiting.values(state="dropped", settled_at=at, reply=NOT_SENT, token=""))
        theirs = publication_reader.c.person_id.in_(
            select(person.c.id).where(person.c.address == str(address))
        )
        await self.work.execute(
            update(publication_reader)
            .where(theirs, publication_reader.c.state == "waiting")
            .values(state="ended", settled_at=at)
        )


def _may_go() -> ColumnElement[bool]:
    """Whether a letter waits or is held; a digest that a stop keeps back goes on without the stopped text."""
    kept_back = (outbox.c.state == "stopped") & (outbox.c.letter == "digest")
    return or_(outbox.c.state.in_(("pending", "held")), kept_back)


def _new_refusals(now: datetime) -> Select[str, str, datetime]:
    known = select(delivery_report.c.delivery_token).where(delivery_report.c.delivery_token == outbox.c.id)
    return select(outbox.c.id, outbox.c.reply, outbox.c.settled_at).where(
        outbox.c.state == "given-up", outbox.c.settled_at >= now - _REFUSALS_LOOKED_AT, ~known.exists()
    )


def _failure(row: Row[Any]) -> Failure:
    return Failure(
        id=row.id,
        delivery=row.delivery_token,
        letter=row.letter,
        address=address_of(row.recipient),
        action=row.action,
        kind=row.kind,
        status=row.status,
        said=row.said,
        at=row.at,
        written_at=row.first_due_at,
    )

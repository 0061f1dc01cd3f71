"""Who should have been reminded, worked out beside the service: by the rules, from the table as it stands."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any

from mailservice.decisions.schedule import is_working_day
from mailservice.domain.briefings import Briefing, BriefingState
from mailservice.domain.days import STOCKHOLM
from mailservice.flow.ports import Store

Key = tuple[str, str, str, datetime]  # who, kind, briefing, start

_APART = timedelta(hours=2)


@dataclass(slots=True)
class Expected:
    """Looks at each due time once, at the first moment at which the service was awake after it."""

    should: set[Key] = field(default_factory=set)
    _looked: set[tuple[str, str, datetime]] = field(default_factory=set)
    _last: dict[tuple[str, str], datetime] = field(default_factory=dict)

    async def look(self, store: Store, briefings: dict[str, Briefing], now: datetime) -> None:
        """Note who is to be reminded now."""
        for briefing in briefings.values():
            for kind, due, until in _times(briefing):
                key = (briefing.id, kind, briefing.start)
                if due <= now and key not in self._looked:
                    self._looked.add(key)
                    if now < until and briefing.state is not BriefingState.CALLED_OFF:
                        await self._note(store, briefing, kind, due, now)

    async def _note(self, store: Store, briefing: Briefing, kind: str, due: datetime, now: datetime) -> None:
        async with store.snapshot() as seen:
            rows = await seen.participants(briefing.id)
        for row in rows:
            who, invited = row["address"], _moment(row)
            if row["state"] not in {"taken", "tentative"} or invited is None or invited >= due:
                continue
            last = self._last.get((who, briefing.id))
            if now - max(filter(None, (invited, last))) < _APART:
                continue
            self.should.add((who, kind, briefing.id, briefing.start))
            self._last[who, briefing.id] = now


def _moment(row: dict[str, Any]) -> datetime | None:
    return datetime.fromisoformat(row["invited_at"]) if row["invited_at"] else None


def _times(briefing: Briefing) -> tuple[tuple[str, datetime, datetime], ...]:
    """Kind, due time, and until when it is still useful."""
    day = briefing.start.astimezone(STOCKHOLM).date() - timedelta(days=1)
    while not is_working_day(day):
        day -= timedelta(days=1)
    afternoon = datetime.combine(day, time(15), STOCKHOLM).astimezone(UTC)
    return (
        ("day-before", afternoon, briefing.start - timedelta(hours=2)),
        ("last-hour", briefing.start - timedelta(minutes=45), briefing.start),
    )


def compare(should: set[Key], sent: Counter[Key]) -> list[str]:
    """What was sent twice, not at all, or to nobody who should have it."""
    twice = [f"reminded {times} times: {key}" for key, times in sent.items() if times > 1]
    missing = [f"not reminded: {key}" for key in sorted(should - set(sent))]
    surplus = [f"reminded though not due: {key}" for key in sorted(set(sent) - should)]
    return twice + missing + surplus

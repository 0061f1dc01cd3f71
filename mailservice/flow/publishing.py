"""The secretariat's texts in the flow: what a decision needs to know, and what time brings."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mailservice.decisions.publication_ends import decide_ended
from mailservice.domain.readings import (
    AnsweredLetter,
    AskWaiting,
    PublishDraft,
    PublishUnclear,
    PublishWord,
    Reading,
)
from mailservice.flow.apply import Stationery, apply_due
from mailservice.flow.ports import Clock, Store
from mailservice.flow.work_ports import Work


async def publishing_facts(
    reading: Reading, answered: AnsweredLetter | None, work: Work, now: datetime
) -> dict[str, Any]:
    """The part of `Facts` that tells of the text at stake; empty for a mail that is about none."""
    if isinstance(reading, AskWaiting):
        return {"under_way": await work.publications.under_way()}
    if not isinstance(reading, PublishDraft | PublishWord | PublishUnclear):
        return {}
    version = None
    if answered is not None and answered.publication:
        version = await work.publications.find(answered.publication)
    segment = reading.segment if isinstance(reading, PublishDraft) else None
    if segment is None and version is not None:
        segment = version.segment
    known: dict[str, Any] = (
        {"readership": await work.publications.audience(segment, now=now)} if segment else {}
    )
    if isinstance(reading, PublishDraft):
        known["under_way"] = await work.publications.under_way()
    if version is not None:
        versions = await work.publications.versions(version.origin)
        known |= {
            "publication": version,
            "versions": versions,
            "publication_is_newest": version.number == versions,
        }
        if not isinstance(reading, PublishWord):
            known["publication_files"] = await work.publications.files(version.id)
    return known


@dataclass(frozen=True, slots=True)
class PublicationTimes:
    """Begins what is approved, and reports what has ended. Every step may be repeated."""

    store: Store
    clock: Clock
    stationery: Stationery

    async def start_due(self) -> int:
        """Fix the readers of approved texts whose time has come; their letters are for DueWork."""
        async with self.store.transaction() as work:
            return await work.publications.start_due(now=self.clock.now())

    async def report_ended(self) -> int:
        """Tell what became of each send that is over."""
        async with self.store.transaction() as work:
            ended = await work.publications.ended(now=self.clock.now())
            for each in ended:
                decision = decide_ended(each)
                key = f"publication {each.version.id} {each.version.state}"
                await apply_due(decision, work, key=key, at=self.clock.now(), stationery=self.stationery)
        return len(ended)

"""What the flow needs to know of publications, and to have written of them, within one transaction."""

from datetime import datetime
from typing import Protocol

from mailservice.decisions.audience import Audience
from mailservice.decisions.publication_ends import Ending
from mailservice.domain.effects import ApprovePublication, EndPublication, SaveProof, StopPublication
from mailservice.domain.publications import PublicationFile, Segment, Version

PublicationChange = SaveProof | ApprovePublication | StopPublication | EndPublication


class Publications(Protocol):
    """Part of `Work`."""

    async def find(self, publication_id: str) -> Version | None:
        """The version of that id; locked."""
        ...

    async def files(self, publication_id: str) -> tuple[PublicationFile, ...]:
        """What goes along with it, in order."""
        ...

    async def versions(self, origin: str) -> int:
        """How many versions of a text there are."""
        ...

    async def under_way(self) -> tuple[Version, ...]:
        """What waits for approval or for its time, goes out or is being stopped; the oldest first."""
        ...

    async def audience(self, segment: Segment, *, now: datetime) -> Audience:
        """Whom a text would reach now."""
        ...

    async def change(self, change: PublicationChange, *, at: datetime, caused_by: str, by: str) -> None:
        """Carry one change out and journal it. One that comes too late for its state changes nothing."""
        ...

    async def start_due(self, *, now: datetime) -> int:
        """Fix the readers of each approved text whose time has come. Returns how many texts."""
        ...

    async def ended(self, *, now: datetime) -> list[Ending]:
        """The texts of which no letter is on its way any more and nobody has been told."""
        ...

"""What the secretariat can ask for about a briefing, as values that can be stored and read back."""

from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any

from mailservice.domain.briefings import BriefingState

NO_LIMIT = 0  # of seats
NO_DEADLINE = datetime.max.replace(microsecond=0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ArrangeBriefing:
    """Create a briefing, or change one. What is None stays as it is.

    new       it is to be created; else it must be there
    capacity  NO_LIMIT for no limit
    deadline  NO_DEADLINE for none (UTC)
    """

    session: str
    new: bool = False
    start: datetime | None = None
    minutes: int | None = None
    title_sv: str | None = None
    title_en: str | None = None
    lists: tuple[str, ...] | None = None
    link: str | None = None
    capacity: int | None = None
    deadline: datetime | None = None
    materials: tuple[str, ...] | None = None
    state: BriefingState | None = None

    def changes(self) -> dict[str, Any]:
        """What is named, by its field: all but the id and `new`."""
        named = {each.name: getattr(self, each.name) for each in fields(self)}
        return {
            name: value
            for name, value in named.items()
            if name not in {"session", "new"} and value is not None
        }

    def to_json(self) -> dict[str, Any]:
        """As JSON, without what is not named."""
        return {"session": self.session, "new": self.new, **{n: _plain(v) for n, v in self.changes().items()}}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "ArrangeBriefing":
        """What `to_json` wrote. Raises TypeError or ValueError for anything else."""
        read: dict[str, Any] = {"lists": tuple, "materials": tuple, "state": BriefingState}
        read.update(start=datetime.fromisoformat, deadline=datetime.fromisoformat)
        return cls(**{name: read.get(name, _as_it_is)(value) for name, value in stored.items()})


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _as_it_is(value: Any) -> Any:
    return value


@dataclass(frozen=True, slots=True)
class AskParticipants:
    """Who has a seat at this briefing, who waits, and what they wrote."""

    session: str


@dataclass(frozen=True, slots=True)
class GiveSeat:
    """A seat for this address (as the mail spells it), past the line; never past the capacity."""

    session: str
    to: str


@dataclass(frozen=True, slots=True)
class RemoveSeat:
    """Nobody of this address has a seat or a place in line any more."""

    session: str
    to: str


@dataclass(frozen=True, slots=True)
class Attended:
    """Who was there; whoever had a seat and is not named was not."""

    session: str
    came: tuple[str, ...]


OfficeWish = ArrangeBriefing | AskParticipants | GiveSeat | RemoveSeat | Attended

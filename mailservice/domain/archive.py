"""What was published, as it is kept."""

from dataclasses import dataclass
from datetime import datetime

from mailservice.domain.lists import Language
from mailservice.domain.publications import PublicationState, Segment
from mailservice.domain.world import World


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of a text, without its content. kind: "picture" or "attachment"; size in bytes."""

    kind: str
    name: str
    content_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Archived:
    """A text that went out, or began to.

    published_at   when it began to go out (UTC)
    number         of the version that did; the ones before it were proofs
    """

    id: str
    subject: str
    markdown: str
    language: Language
    published_at: datetime
    segment: Segment
    state: PublicationState
    number: int = 1
    files: tuple[KeptFile, ...] = ()

    @property
    def recalled(self) -> bool:
        """Somebody said stop while it went out."""
        return self.state in {PublicationState.STOPPING, PublicationState.STOPPED}

    def may_be_shown(self, world: World) -> bool:
        """To anybody: it went to a public list, to all of its subscribers, and nobody recalled it."""
        public = any(each.public for each in world.lists if each.id in self.segment.lists)
        return public and not self.segment.domains and not self.recalled

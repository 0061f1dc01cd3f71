"""Texts on their way to many people: what they are, for whom, and how far they have come."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mailservice.domain.addresses import Address
from mailservice.domain.lists import Language


class PublicationState(StrEnum):
    """How far one version of a text has come (docs/decisions/0008-publishing-by-mail.md).

    PROOF     shown to the secretariat; goes nowhere by itself
    HELD      approved; waits for its time
    SENDING   its readers are fixed, its letters go out
    SENT      no letter of its own is left; digests may still wait for it
    STOPPING  nothing more is handed over; some letters are in a relay's hands at this moment
    STOPPED   none is any more, and the report is written
    WITHDRAWN stopped before a letter left
    REPLACED  a later version has taken its place
    """

    PROOF = "proof"
    HELD = "held"
    SENDING = "sending"
    SENT = "sent"
    STOPPING = "stopping"
    STOPPED = "stopped"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Segment:
    """For whom a text is.

    lists       ids: their active subscribers
    briefings   ids: who has a seat, or has asked for what was shown; afterwards too
    domains     where any are named, only addresses of these
    """

    lists: tuple[str, ...] = ()
    briefings: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PublicationFile:
    """A file that goes along. kind: "picture" (its name is its cid: in the text) or "attachment"."""

    kind: str
    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Draft:
    """A text as the secretariat mailed it, cleaned to Markdown."""

    segment: Segment
    subject: str
    markdown: str
    language: Language
    files: tuple[PublicationFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a text in storage, without its files.

    origin    id of the first version, its own where it is the first
    approver  None until somebody has approved
    spool_id  the mail it came in, "" from the command line
    """

    id: str
    origin: str
    number: int
    segment: Segment
    subject: str
    markdown: str
    language: Language
    state: PublicationState
    author: Address
    written_at: datetime
    approver: Address | None = None
    approved_at: datetime | None = None
    due_at: datetime | None = None
    spool_id: str = ""

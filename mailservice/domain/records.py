"""What an agency must be able to show later of something that it published."""

from dataclasses import dataclass
from datetime import datetime

from mailservice.domain.archive import Archived


@dataclass(frozen=True, slots=True)
class Receipt:
    """One recipient of a text.

    state        "sent", "waiting" for a digest, "ended" (left before), "stopped"
    letter       "news" for a letter of its own, "digest" for one among others, "" while there is none
    message_id   of the letter
    outcome      of handing it over: "sent", "kept", "given-up", "pending", "stopped"; "" where there is none
    handed_at    when that was (UTC)
    said         what the smarthost answered
    """

    address: str
    state: str
    letter: str = ""
    message_id: str = ""
    outcome: str = ""
    handed_at: datetime | None = None
    said: str = ""


@dataclass(frozen=True, slots=True)
class VersionNote:
    """A version of a text, the one that went out among them."""

    id: str
    number: int
    state: str
    written_at: datetime
    sha256: str


@dataclass(frozen=True, slots=True)
class Record:
    """A text that went out, who answers for it, and whom it reached.

    author, approver, stopped_by   addresses, "" for nobody
    readers     how many it was for when it began to go out; those who have been erased since count here alone
    spool_id    the mail that it came in, "" from the command line
    """

    text: Archived
    author: str
    approver: str
    stopped_by: str
    written_at: datetime | None
    approved_at: datetime | None
    due_at: datetime | None
    finished_at: datetime | None
    spool_id: str
    readers: int
    versions: tuple[VersionNote, ...]
    recipients: tuple[Receipt, ...]

    def reached(self) -> int:
        """To how many recipients it has been handed over."""
        return sum(each.outcome in {"sent", "kept"} for each in self.recipients)

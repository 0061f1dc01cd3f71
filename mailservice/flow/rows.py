"""Mails as the flow handles them while they wait: received, on their way out, settled."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mailservice.domain.addresses import Address
from mailservice.domain.lists import Language
from mailservice.domain.wishes import Wish
from mailservice.message.envelope import Envelope


@dataclass(frozen=True, slots=True)
class SpooledMail:
    """A received mail that waits to be understood.

    attempts   this one among them
    failures   of them those that were seen to fail; of others than this nobody lived to tell
    """

    id: str
    envelope: Envelope
    raw: bytes
    attempts: int
    failures: int = 0


@dataclass(slots=True)
class OutgoingMail:
    """A letter on its way to one person, as a row: rendered when it is sent.

    Nobody changes one. It is not frozen only because twenty frozen fields take more than twice as long to
    make, and that was a fiftieth of a send.

    id           derived from what caused it, so that the same cause writes the same row
    message_id   without angle brackets; fixed from the first moment (RFC 5322 section 3.6.4)
    letter       name of the template; "invitation" and "cancellation" carry a calendar
    values       JSON, see effects.SendLetter
    token        for Message-ID, subject and Reply-To; "" where the letter asks nothing
    reverse_path "" for the null sender, else the VERP return path
    lane         0 answers and reminders, 1 bulk: the lower goes first
    place        among the letters of one cause: the answer is 0, what goes along with it comes after
    caused_by    spool id of the mail that it answers, "" where none
    publication  id of the publication that it is or is about, "" where none: its files go along
    leased_until   how long it is in our hands alone; None where it is not
    """

    id: str
    message_id: str
    letter: str
    recipient: Address
    language: Language
    values: Mapping[str, Any]
    due_at: datetime
    token: str = ""
    reply_to: str = ""
    in_reply_to: str = ""
    reverse_path: str = ""
    attach_spooled: str = ""
    about_lists: tuple[str, ...] = ()
    about_sessions: tuple[str, ...] = ()
    undo: tuple[Wish, ...] = ()
    once: str = ""
    lane: int = 0
    place: int = 0
    caused_by: str = ""
    attempts: int = 0
    publication: str = ""
    leased_until: datetime | None = None


def form_key(mail: OutgoingMail, shown_values: str) -> Hashable | None:
    """The same for all letters that one form serves: bulk that tells each the same. None for all others.

    shown_values   repr of its values
    """
    if mail.lane == 0:
        return None
    shared = (mail.letter, mail.language, mail.about_lists, bool(mail.token), mail.reply_to, mail.in_reply_to)
    return (*shared, mail.attach_spooled, mail.due_at.date(), shown_values)


@dataclass(frozen=True, slots=True)
class Settlement:
    """What became of a letter.

    outcome   "sent", "kept", "given-up", or "retry" with `retry_at`
    reply     what the smarthost said
    leased_until   of the letter, for a retry: it is ours to put off no longer
    Raises    ValueError for a retry without a time
    """

    mail_id: str
    outcome: str
    reply: str
    at: datetime
    retry_at: datetime | None = None
    leased_until: datetime | None = None

    def __post_init__(self) -> None:
        if self.outcome == "retry" and self.retry_at is None:
            raise ValueError("a retry has a time")

"""What the flow needs of the outer rooms, each as a Protocol. `app.py` hands in the concrete parts."""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from mailservice.decisions.bounces import Failure
from mailservice.decisions.facts import Awaited, DueReminder, Publication, SkippedReminders, WaitingNews
from mailservice.domain.addresses import Address
from mailservice.domain.briefings import Briefing, SeatState
from mailservice.domain.effects import Change, SettleNews
from mailservice.domain.lists import DeliveryMode, Language
from mailservice.domain.people import Person
from mailservice.domain.publications import PublicationFile
from mailservice.domain.readings import AnsweredLetter
from mailservice.domain.wishes import Wish
from mailservice.domain.world import World
from mailservice.flow.digest_ports import DigestOrders
from mailservice.flow.publishing_ports import Publications
from mailservice.message.envelope import Envelope
from mailservice.message.form import Filled, Form


class Clock(Protocol):
    """The time, aware, UTC."""

    def now(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class SpooledMail:
    """A received mail that waits to be understood. `attempts` counts this one."""

    id: str
    envelope: Envelope
    raw: bytes
    attempts: int


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """A letter on its way to one person, as a row: rendered when it is sent.

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


def form_key(mail: OutgoingMail) -> str | None:
    """The same for all letters that one form serves: bulk that tells each the same. None for all others."""
    if mail.lane == 0:
        return None
    shared = (mail.letter, mail.language, mail.about_lists, bool(mail.token), mail.reply_to, mail.in_reply_to)
    return json.dumps((shared, mail.attach_spooled, f"{mail.due_at:%Y-%m-%d}", mail.values), sort_keys=True)


@dataclass(frozen=True, slots=True)
class Settlement:
    """What became of a letter.

    outcome   "sent", "kept", "given-up", or "retry" with `retry_at`
    reply     what the smarthost said
    Raises    ValueError for a retry without a time
    """

    mail_id: str
    outcome: str
    reply: str
    at: datetime
    retry_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.outcome == "retry" and self.retry_at is None:
            raise ValueError("a retry has a time")


class SpoolIn(Protocol):
    """Where the listener puts mail."""

    async def put(self, envelope: Envelope, raw: bytes) -> str:
        """Store a mail durably and return its spool id; the same mail again returns the first one's.

        Returns only after the commit has reached the disk. Cancelling the caller does not cancel
        the commit. Raises StorageUnavailable where nothing was stored.
        """
        ...


class BounceBook(Protocol):
    """Letters that came back: what was reported, how it was judged, what counts against an address."""

    async def note(
        self, *, delivery_token: str, action: str, status: str, kind: str, said: str, at: datetime
    ) -> None: ...
    async def anything_new(self, *, now: datetime) -> bool: ...
    async def note_refusals(self, *, now: datetime) -> int:
        """A report for each letter that the smarthost refused for good. Returns how many are new."""
        ...

    async def unjudged(self, *, limit: int) -> list[Failure]: ...
    async def judge(self, report_id: int, *, verdict: str) -> None: ...
    async def points(self, address: Address, *, now: datetime) -> Mapping[date, int]:
        """What counts against an address, by day, since its last probe."""
        ...

    async def has_counted(self, delivery: str) -> bool: ...
    async def share(self, *, now: datetime) -> tuple[int, int]:
        """People whom letters went to in the last day, and those of them whose letters came back."""
        ...

    async def take_back(self, *, since: datetime) -> None: ...
    async def drop_news(self, address: Address, *, at: datetime) -> None: ...


class Work(Protocol):
    """One transaction: everything that is done through it happens, or nothing of it."""

    @property
    def bounces(self) -> BounceBook: ...
    @property
    def publications(self) -> Publications: ...

    # what is known
    async def world(self) -> World: ...
    async def person(self, address: Address) -> Person | None: ...
    async def people(self, *, list_id: str) -> list[Person]:
        """The active subscribers of a list, by address."""
        ...

    async def holders(self, briefing_id: str) -> list[tuple[Person, SeatState]]:
        """Who holds a seat or waits for one, in the order in which they came."""
        ...

    async def audience(self, briefing_id: str) -> list[Person]:
        """Who has a seat, waits for one or wants the materials, in the order in which they came."""
        ...

    async def participants(self, briefing_id: str) -> list[dict[str, Any]]:
        """Who has a place at a briefing, as JSON, for the secretariat."""
        ...

    async def seats_taken(self, briefing_ids: Sequence[str]) -> Mapping[str, int]:
        """Seats held (taken and tentative) for each of these briefings; locks them on PostgreSQL."""
        ...

    async def lock_people(self, addresses: Sequence[Address]) -> None:
        """As `person` locks, many at once and in one order."""
        ...

    async def lock_briefings(self, briefing_ids: Sequence[str]) -> None:
        """Let nobody else change these and their seats until this transaction ends."""
        ...

    async def movable_lines(self, *, now: datetime) -> list[str]:
        """Ids of briefings whose waiting line may move: an offer is over, or a seat is free."""
        ...

    async def followers(self, list_ids: Sequence[str]) -> list[Person]:
        """Who signs up for each new briefing of these lists, the longest first."""
        ...

    async def places_in_line(self, address: Address) -> Mapping[str, int]: ...
    async def awaited(self, token_hash: str) -> Awaited | None: ...
    async def answered_letter(
        self, message_ids: Sequence[str], token_hashes: Sequence[str]
    ) -> tuple[AnsweredLetter, str, tuple[Wish, ...]] | None:
        """The first letter of ours among these: the letter, its token's hash ("" for none), its undo."""
        ...

    async def sent_letter(self, mail_id: str) -> AnsweredLetter | None:
        """A letter of ours by its own id, as its return path names it."""
        ...

    async def latest_receipt(self, address: Address) -> tuple[AnsweredLetter, str, tuple[Wish, ...]] | None:
        """The last receipt that a mail of this person brought, in the shape of `answered_letter`."""
        ...

    async def answers_since(self, address: Address, since: datetime) -> int:
        """How many letters mails from this address have caused to it since then."""
        ...

    async def stored_about(self, address: Address) -> Mapping[str, Any]:
        """Everything kept about a person, as JSON: the register extract."""
        ...

    # what changes
    async def change(self, change: Change, *, at: datetime, caused_by: str, by: str) -> None:
        """Carry one change out and journal it.

        by   "mail", "calendar", "secretariat" or "system"; caused_by   a spool id, "" where none
        """
        ...

    async def await_answer(self, awaited: Awaited) -> None: ...
    async def close_awaited(self, token_hash: str, *, outcome: str, at: datetime) -> None: ...
    async def add_outgoing(self, mail: OutgoingMail) -> bool:
        """Put a letter into the outbox. False where its id or its `once` is there already."""
        ...

    async def add_all_outgoing(self, mails: Sequence[OutgoingMail]) -> None:
        """As `add_outgoing` for each, in one statement."""
        ...

    async def note_invited(
        self, address: Address, briefing_id: str, *, sequence: int, at: datetime
    ) -> None: ...

    # reminders
    async def plan_reminder(
        self, address: Address, briefing_id: str, *, kind: str, sequence: int, due_at: datetime
    ) -> None: ...
    async def due_reminders(self, *, now: datetime, limit: int) -> list[DueReminder]:
        """Unsettled reminders whose time has come, the oldest briefing first; locked for this transaction."""
        ...

    async def briefings_without_materials_sent(self, *, now: datetime) -> list[Briefing]:
        """Briefings that are over and have materials, where somebody has no row yet for getting them."""
        ...

    async def plan_materials(self, briefing_id: str, *, due_at: datetime) -> None:
        """A reminder row of kind "materials" for whoever is to get them, once for each person."""
        ...

    async def untold_skips(self) -> list[SkippedReminders]:
        """Reminders that came too late, and of which nobody has been told yet."""
        ...

    async def skips_told(self) -> None:
        """The secretariat has been told of all of them."""
        ...

    async def settle_reminder(
        self, address: Address, briefing_id: str, *, kind: str, sequence: int, outcome: str, at: datetime
    ) -> None: ...

    # news
    async def publish(self, publication: Publication, *, by: str) -> int:
        """Store a publication and a row for each subscriber, once. Returns how many people it is for."""
        ...

    async def unsent_news(
        self, *, modes: Sequence[DeliveryMode], now: datetime, limit: int, after: Address | None = None
    ) -> list[WaitingNews]:
        """People with news waiting, whose mode is one of these and who are not paused nor returning."""
        ...

    async def returning(self, *, now: datetime, limit: int) -> list[WaitingNews]:
        """People whose pause is over and who have not been told, with what came meanwhile, if anything."""
        ...

    async def published_texts(self, ids: Sequence[str]) -> Mapping[str, Publication]:
        """The publications of these ids, by id."""
        ...

    async def settle_news(
        self,
        address: Address,
        publications: Sequence[str],
        *,
        outcome: str,
        at: datetime,
        letter_id: str = "",
    ) -> None:
        """letter_id: the row of the outbox that they go in, "" for none"""
        ...

    async def settle_all_news(self, settled: Sequence[tuple[SettleNews, str]], *, at: datetime) -> None:
        """As `settle_news` for each with its letter_id, in one statement."""
        ...

    @property
    def digest_orders(self) -> DigestOrders: ...
    async def period_done(self, key: str) -> bool:
        """Whether that period ("weekly:2027-W20") has been finished."""
        ...

    async def finish_period(self, key: str, *, at: datetime) -> None:
        """Everybody's digest of that period is in the outbox. Saying so twice changes nothing."""
        ...

    # the end of a mail
    async def set_aside(self, spool_id: str, *, because: str) -> None:
        """A mail that cannot be processed is stuck; nothing tries it again by itself."""
        ...

    async def finish_spooled(self, spool_id: str, *, because: str, at: datetime) -> None: ...


class Store(Protocol):
    """The database."""

    def transaction(self) -> AbstractAsyncContextManager[Work]:
        """Raises StorageUnavailable, on entering or leaving, where the database cannot do it now."""
        ...

    def snapshot(self) -> AbstractAsyncContextManager[Work]:
        """To look, not to touch: reads one consistent state and keeps nobody from writing."""
        ...

    async def claim_spooled(self, *, now: datetime, lease: timedelta, limit: int) -> list[SpooledMail]:
        """Take the oldest waiting mails for this node and count the attempt.

        A lease that runs out frees the mail again.
        """
        ...

    async def spool_failed(self, spool_id: str, *, cause: str, retry_at: datetime | None) -> None:
        """A mail could not be processed: try again at that time, or (None) set it aside as stuck."""
        ...

    async def spool_postponed(self, spool_id: str, *, retry_at: datetime) -> None:
        """The database could not do it, the mail was not to blame: try again, the attempt does not count."""
        ...

    async def spooled_raw(self, spool_id: str) -> bytes: ...
    async def claim_outgoing(self, *, now: datetime, lease: timedelta, limit: int) -> list[OutgoingMail]:
        """Take due letters for this node, answers before bulk, and count the attempt."""
        ...

    async def settle_outgoing(
        self, mail_id: str, *, outcome: str, reply: str, at: datetime, retry_at: datetime | None = None
    ) -> None:
        """Note what became of a letter (see Settlement), durably; many at once share a commit."""
        ...

    async def put_back_outgoing(self, mail_ids: Sequence[str], *, due_at: datetime, reply: str) -> None:
        """Letters that were claimed and not tried wait for that time; the attempt does not count."""
        ...

    async def stopped_outgoing(self, mail_ids: Sequence[str]) -> set[str]:
        """Which of these claimed letters are not to be sent any more."""
        ...

    async def next_due(self) -> datetime | None:
        """When the next letter is due that nobody holds a lease on; None where none waits."""
        ...


class Renderer(Protocol):
    """Letters."""

    def form(
        self,
        mail: OutgoingMail,
        *,
        world: World,
        attached: bytes | None,
        sent_at: datetime,
        files: Sequence[PublicationFile] = (),
    ) -> Form:
        """The letter of this mail, and of every other with the same `form_key`."""
        ...

    def fill(self, form: Form, mail: OutgoingMail, *, world: World, sent_at: datetime) -> Filled:
        """The form with what is this mail's own. The same arguments give the same bytes."""
        ...


class Signer(Protocol):
    """DKIM."""

    @property
    def takes_long(self) -> bool:
        """Whether a signature is better made in a thread."""
        ...

    def sign(self, mail: Filled) -> bytes:
        """The whole mail, CRLF line ends, with its signature fields in front."""
        ...


def _nobody_waits() -> None:
    pass


@dataclass(frozen=True, slots=True)
class Handover:
    """What became of one mail: "sent" by the smarthost, or "kept" in the folder.

    noted   to be called when that is stored: until then its connection takes no other mail's content
    """

    outcome: str
    reply: str
    noted: Callable[[], None] = field(default=_nobody_waits, compare=False, repr=False)


class Smarthost(Protocol):
    """Who takes outgoing mail."""

    @property
    def at_once(self) -> int:
        """How many mails are best under way at the same time."""
        ...

    async def send(self, *, reverse_path: str, recipient: Address, mail: bytes, mail_id: str) -> Handover:
        """Raises DeliveryFailed where it was refused, SmarthostUnreachable where nobody was there."""
        ...

    async def close(self) -> None:
        """Give back what it holds open."""
        ...


class FeedRenderer(Protocol):
    """The public feed."""

    def render(self, briefings: tuple[Briefing, ...], *, stamped_at: datetime) -> bytes:
        """The whole calendar. The same arguments give the same bytes."""
        ...


class FeedPlace(Protocol):
    """Where the public feed is read by others. Both raise OSError where they cannot."""

    async def read(self) -> bytes:
        """What stands there, b"" where nothing does."""
        ...

    async def put(self, content: bytes) -> None:
        """Replace it in one step."""
        ...

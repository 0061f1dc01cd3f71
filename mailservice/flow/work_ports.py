"""One transaction, as the flow sees it: what is known, and what changes together or not at all."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from mailservice.decisions.bounces import Failure
from mailservice.decisions.facts import Awaited, DueReminder, Publication, SkippedReminders, WaitingNews
from mailservice.decisions.not_delivered import NotDelivered
from mailservice.domain.addresses import Address
from mailservice.domain.briefings import Briefing, SeatState
from mailservice.domain.effects import Change, SettleNews
from mailservice.domain.lists import DeliveryMode
from mailservice.domain.people import Person
from mailservice.domain.readings import AnsweredLetter
from mailservice.domain.wishes import Wish
from mailservice.domain.world import World
from mailservice.flow.digest_ports import DigestOrders
from mailservice.flow.publishing_ports import Publications
from mailservice.flow.rows import OutgoingMail


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

    async def not_delivered(self, *, since: datetime, until: datetime) -> list[NotDelivered]:
        """Letters to people we know, other than news, known in that time not to have arrived; each once."""
        ...

    async def told_not_delivered_at(self, office: Sequence[Address], *, since: datetime) -> datetime | None:
        """When one of these was told of such letters last, None where not since then."""
        ...

    async def retired_since(self, since: datetime) -> Sequence[Address]:
        """Addresses that reports since then have retired, and that still are."""
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

    async def answers_since(self, address: Address, late: datetime, early: datetime) -> tuple[int, int]:
        """How many letters mails from this address have caused to it, since the late and the early time."""
        ...

    async def stored_about(self, address: Address) -> Mapping[str, Any]:
        """Everything kept about a person, as JSON: the register extract."""
        ...

    # what changes
    async def change(self, change: Change, *, at: datetime, caused_by: str, by: str, who: str = "") -> None:
        """Carry one change out and journal it.

        by          "mail", "calendar", "command", "file" or "time"
        who         the address of who did it, "" where nobody did
        caused_by   a spool id, "" where none
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

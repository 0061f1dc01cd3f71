"""People and what they have chosen."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mailservice.domain.addresses import Address
from mailservice.domain.briefings import Seat
from mailservice.domain.lists import DeliveryMode, Language


class SubscriptionState(StrEnum):
    """Where one person stands with one list."""

    ACTIVE = "active"
    REQUESTED = "requested"  # a closed list: the secretariat has not answered yet
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Subscription:
    """One person's place on one list."""

    list_id: str
    state: SubscriptionState


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who has written to us, with everything that decisions need of them.

    paused_until  no news before that time (UTC); None where they are not paused
    follows       lists whose every new briefing they want a seat at
    retired_at    since when nothing is sent there, because it came back (UTC); None where it is
    """

    address: Address
    language: Language
    mode: DeliveryMode = DeliveryMode.EACH
    paused_until: datetime | None = None
    subscriptions: tuple[Subscription, ...] = ()
    seats: tuple[Seat, ...] = ()
    follows: tuple[str, ...] = ()
    retired_at: datetime | None = None

    def subscription_to(self, list_id: str) -> SubscriptionState:
        """The state of one subscription; ENDED where there never was one."""
        return next((s.state for s in self.subscriptions if s.list_id == list_id), SubscriptionState.ENDED)

    def seat_at(self, briefing_id: str) -> Seat | None:
        """The seat at one briefing, given-up ones too."""
        return next((seat for seat in self.seats if seat.briefing_id == briefing_id), None)

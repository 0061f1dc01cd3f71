"""The world, people and facts that tests begin with."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from mailservice.decisions.facts import Facts
from mailservice.decisions.policy import Policy
from mailservice.domain.addresses import Address
from mailservice.domain.briefings import Briefing, Seat, SeatState
from mailservice.domain.lists import Bilingual, MailingList
from mailservice.domain.people import Person, Subscription, SubscriptionState
from mailservice.domain.world import World

NOW = datetime(2027, 5, 10, 6, 30, tzinfo=UTC)  # Monday 08.30 in Stockholm
ANNA = Address.of("anna@region.example")
BO = Address.of("bo@kommun.example")
SECRETARIAT = Address.of("kansliet@forum.example")
POLICY = Policy()

OFFICIALS = MailingList(
    "tjanstemannaforum",
    Bilingual("Tjänstemannaforum", "Forum for senior officials"),
    Bilingual("Information från Tjänstemannaforum", "News from the forum for senior officials"),
)
POLITICIANS = MailingList(
    "politikerforum",
    Bilingual("Politikerforum", "Forum for elected politicians"),
    Bilingual("Information från Politikerforum", "News from the forum for elected politicians"),
)
NETWORK = MailingList(
    "natverk-kompetens",
    Bilingual("Nätverket", "The network"),
    Bilingual("Nätverket för kompetensförsörjning", "Network for skills"),
    public=False,
    address="natverk@forum.example",
)
MAY_24 = Briefing(
    "2027-05-24",
    "2027-05-24@forum.example",
    Bilingual("Nytt från Tjänstemannaforum", "The latest from the officials"),
    ("tjanstemannaforum",),
    datetime(2027, 5, 24, 7, 0, tzinfo=UTC),
    45,
    link="https://video.example/24",
)
MAY_26 = Briefing(
    "2027-05-26",
    "2027-05-26@forum.example",
    Bilingual("Nytt från Politikerforum", "The latest from the politicians"),
    ("politikerforum",),
    datetime(2027, 5, 26, 11, 0, tzinfo=UTC),
    30,
)
WORLD = World("forum@forum.example", (str(SECRETARIAT),), (OFFICIALS, POLITICIANS, NETWORK), (MAY_24, MAY_26))


def world_with(*briefings: Briefing) -> World:
    """The world with other briefings."""
    return replace(WORLD, briefings=briefings)


def person(
    address: Address = ANNA,
    *,
    on: tuple[str, ...] = (),
    requested: tuple[str, ...] = (),
    seats: tuple[Seat, ...] = (),
    **choices: Any,
) -> Person:
    """Somebody on these lists and with these seats."""
    subscriptions = tuple(Subscription(each, SubscriptionState.ACTIVE) for each in on) + tuple(
        Subscription(each, SubscriptionState.REQUESTED) for each in requested
    )
    return Person(address, choices.pop("language", "sv"), subscriptions=subscriptions, seats=seats, **choices)


def seat(briefing: Briefing = MAY_24, state: SeatState = SeatState.TAKEN, invited: int | None = 0) -> Seat:
    """A seat, its invitation sent."""
    return Seat(briefing.id, state, invited)


def facts(**given: Any) -> Facts:
    """Facts of a mail from Anna, vouched for, unless said otherwise."""
    standard: dict[str, Any] = {
        "spool_id": "mail-1",
        "sender": ANNA,
        "sender_text": str(ANNA),
        "vouched": True,
        "vouched_by_mta": True,
        "world": WORLD,
        "token": "a" * 26,
        "message_id": "m1@region.example",
        "subject": "Hej",
    }
    return Facts(**{**standard, **given})

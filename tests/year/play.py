"""The year played through the real flow and a real database, read back from the letters that were sent."""

import email
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import default

from mailservice.decisions.case import Case
from mailservice.decisions.facts import Publication
from mailservice.decisions.policy import Policy
from mailservice.decisions.preferences import decide_pause, decide_resume
from mailservice.delivery.unsigned import NoSignature
from mailservice.domain.addresses import Address
from mailservice.domain.effects import (
    ChooseDelivery,
    ChooseLanguage,
    Effect,
    ErasePerson,
    MoveAddress,
    SetSubscription,
)
from mailservice.domain.people import Person, SubscriptionState
from mailservice.domain.wishes import Pause, Resume
from mailservice.flow.apply import Cause, Stationery, apply
from mailservice.flow.bounces import BounceWork
from mailservice.flow.clocks import SteppedClock
from mailservice.flow.deliver import Deliverer
from mailservice.flow.digests import Digests, DigestTimes
from mailservice.flow.due import DueWork
from mailservice.flow.rows import OutgoingMail
from mailservice.flow.sending_ports import Handover, Told
from mailservice.flow.work_ports import Work
from mailservice.message.form import Content
from mailservice.parts import templates_folder
from mailservice.rendering.letters import Letters
from mailservice.storage.store import Database
from tests.given import WORLD, facts
from tests.storage.rows import save_world
from tests.year.oracle import Receipt
from tests.year.script import BEGIN, LANGUAGES, LISTS, MODES, Act, Event, address, back_on

TIMES = DigestTimes(weekly=(5, 8, 0), monthly=(1, 8, 0), grace=timedelta(days=3), max_bytes=3000)
STATIONERY = Stationery(WORLD.address, b"a key for the year")
_TEXT = re.compile(r"Text nummer (\d+)\.")
_KINDS = (
    ("return", ("Medan du var borta", "While you were away")),
    ("weekly", ("Veckans nytt", "The week’s news")),
    ("monthly", ("Månadens nytt", "The month’s news")),
)


@dataclass(slots=True)
class Postbox:
    """Takes every letter, and writes down which texts are in it. A smarthost."""

    clock: SteppedClock
    received: dict[tuple[Address, int], list[Receipt]] = field(default_factory=dict)
    letters: dict[str, int] = field(default_factory=dict)
    largest: int = 0
    at_once = 1
    longest_s = 60.0

    def hand_over(self, mail: OutgoingMail, content: Content, told: Told) -> None:
        """Read the letter as a person would."""
        recipient = mail.recipient
        read = email.message_from_bytes(content.mail, policy=default)
        text = read.get_body(("plain",))
        assert isinstance(text, EmailMessage)
        kind = _kind(str(read["Subject"]))
        receipt = Receipt(self.clock.now(), kind, recipient, str(read["Content-Language"]))
        for number in _TEXT.findall(" ".join(text.get_content().split())):
            self.received.setdefault((recipient, int(number)), []).append(receipt)
        self.letters[kind] = self.letters.get(kind, 0) + 1
        self.largest = max(self.largest, len(content.mail))
        told(mail, Handover("sent", "250 2.0.0 ok"))

    def withdraw(self, *, begun: bool = True) -> None:
        """Nothing waits."""

    async def close(self) -> None:
        """Nothing is held open."""


def _kind(subject: str) -> str:
    return next((kind for kind, starts in _KINDS if subject.startswith(starts)), "each")


@dataclass(slots=True)
class Year:
    """One year, being played."""

    store: Database
    clock: SteppedClock
    postbox: Postbox
    due: DueWork
    deliverer: Deliverer
    moves: dict[int, int] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)

    async def play(
        self,
        events: Sequence[Event],
        rings: Sequence[datetime],
        *,
        rung: Callable[[int], None] = lambda _number: None,
    ) -> None:
        """Everything that happens, in order; what happens at the time of a ring comes before it."""
        waiting = list(reversed(events))
        for number, ring in enumerate(rings, 1):
            while waiting and waiting[-1].at <= ring:
                await self._happens(waiting.pop())
            self.clock.move_to(ring)
            await self.due.do_due()
            while await self.deliverer.deliver_due():
                pass
            rung(number)

    async def _happens(self, event: Event) -> None:
        self.clock.move_to(event.at)
        async with self.store.transaction() as work:
            if event.act is Act.PUBLISH:
                await work.publish(_publication(event), by="secretariat")
            elif event.who not in self.gone:
                cause = Cause(f"{event.act} {event.who} {event.at}", "mail", event.at)
                await apply(await self._effects(event, work), work, cause=cause, stationery=STATIONERY)

    async def _effects(self, event: Event, work: Work) -> tuple[Effect, ...]:
        """As the deciders of the person's wishes give them."""
        moved = self.moves.get(event.who, 0)
        who = address(event.who, moved)
        match event.act:
            case Act.JOIN | Act.LEAVE:
                state = SubscriptionState.ACTIVE if event.act is Act.JOIN else SubscriptionState.ENDED
                return tuple(SetSubscription(who, LISTS[each], state) for each in event.lists)
            case Act.MODE:
                return (ChooseDelivery(who, MODES[event.choice]),)
            case Act.LANGUAGE:
                return (ChooseLanguage(who, LANGUAGES[event.choice]),)
            case Act.MOVE:
                self.moves[event.who] = moved + 1
                return (MoveAddress(who, address(event.who, moved + 1)),)
            case Act.PAUSE | Act.RESUME:
                person = await work.person(who) or Person(who, "sv")
                case = Case(facts(person=person), person, event.at, "sv", Policy())
                if event.act is Act.PAUSE:
                    return decide_pause(Pause(back_on(event)), case).effects
                return decide_resume(Resume(), case).effects
            case _:
                self.gone.add(event.who)
                return (ErasePerson(who),)


def _publication(event: Event) -> Publication:
    lists = tuple(LISTS[each] for each in event.lists)
    filler = "Ord och inga visor. " * 40  # so that several make a digest that is parted
    body = f"Text nummer {event.who}. {filler}"
    return Publication(f"text-{event.who}", lists, f"Nyhet {event.who}", body, "sv", event.at)


async def new_year(store: Database) -> Year:
    """A year with the lists and briefings of `tests/given.py`, and nobody in it."""
    await save_world(store)
    clock = SteppedClock(BEGIN)
    postbox = Postbox(clock)
    letters = Letters(templates_folder(), address=WORLD.address, names={"sv": "Forum", "en": "Forum"})
    return Year(
        store,
        clock,
        postbox,
        DueWork(
            store,
            clock,
            STATIONERY,
            Digests(store, clock, STATIONERY, TIMES),
            BounceWork(store, clock, STATIONERY),
        ),
        Deliverer(store, clock, letters, NoSignature(), postbox),
    )

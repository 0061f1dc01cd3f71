"""The whole service without sockets: mails go into the spool, letters come out of the folder door."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from mailservice.app import build
from mailservice.config.load import load_config
from mailservice.config.sections import Config, DatabaseConfig, ListenerConfig, OutgoingConfig
from mailservice.domain.addresses import Address
from mailservice.domain.briefings import Briefing, BriefingState
from mailservice.domain.days import STOCKHOLM
from mailservice.domain.lists import Bilingual
from mailservice.domain.people import Person
from mailservice.domain.world import World
from mailservice.flow.clocks import SteppedClock
from mailservice.message.envelope import Envelope
from mailservice.service import Service
from tests.itip.letters import Letter

DEMO = Path(__file__).parents[2] / "config" / "demo.toml"
MONDAY = "2027-05-10 08:30"


class Stage:
    """What a conversation is played on."""

    def __init__(self, service: Service, clock: SteppedClock, config: Config, out: list[Letter]) -> None:
        self.service, self.clock, self.config = service, clock, config
        self._out, self._told = out, 0

    @property
    def address(self) -> str:
        """Where people write."""
        return self.config.service.address

    async def deliver(self, raw: bytes, *, sender: str, to: str = "", vouched: bool = True) -> None:
        """One mail comes in and is dealt with, with the border MTA's word on the sender or without."""
        domain = sender.rpartition("@")[2]
        verdict = (
            f"Authentication-Results: {self.config.trust.authserv_id}; dmarc=pass header.from={domain}\r\n"
        )
        recipients = (to or self.address,)
        envelope = Envelope(sender, recipients, "127.0.0.1", "border", "ESMTP", self.clock.now())
        await self.service.doors.terms.spool.put(envelope, (verdict.encode() if vouched else b"") + raw)
        await self.service.settle()

    async def go_to(self, when: datetime) -> None:
        """Time goes on, and what is due then is done."""
        self.clock.move_to(when)
        await self.service.settle()

    async def change(self, wanted: World) -> None:
        """The secretariat changes briefings."""
        await self.service.apply_world(wanted)
        await self.service.settle()

    def new_letters(self) -> list[Letter]:
        """What has come out since this was last asked."""
        new = self._out[self._told :]
        self._told = len(self._out)
        return new

    async def world(self) -> World:
        """As it stands in the database."""
        async with self.service.store.snapshot() as seen:
            return await seen.world()

    async def person(self, address: str) -> Person | None:
        """What the database knows of somebody."""
        async with self.service.store.snapshot() as seen:
            return await seen.person(Address.of(address))


@asynccontextmanager
async def open_stage(
    folder: Path, *, database: str, start: str = MONDAY, address: str = ""
) -> AsyncIterator[Stage]:
    """The demo's world on a fresh database; `start` as `local_time` reads it.

    address   of the service, where it is not the demo's
    """
    out: list[Letter] = []
    clock = SteppedClock(local_time(start))
    loaded = load_config(DEMO, {})
    named = {"address": address, "domain": address.rpartition("@")[2]} if address else {}
    config = loaded.model_copy(
        update={
            "service": loaded.service.model_copy(update={"secret_file": folder / "secret.key", **named}),
            "database": DatabaseConfig(url=database),
            "listener": ListenerConfig(),
            "outgoing": OutgoingConfig(folder=folder / "outgoing"),
        }
    )
    service = await build(config, clock=clock, shown=lambda _path, mail: out.append(Letter(mail)))
    try:
        yield Stage(service, clock, config, out)
    finally:
        await service.close_doors()


def local_time(text: str, *, now: datetime | None = None) -> datetime:
    """ "2027-05-10 08:30" in Stockholm, "1997-06-11T19:00Z", or "+2h", "-10m", "+3d" from now."""
    if text[0] in "+-":
        assert now is not None
        unit = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}[text[-1]]
        return now + timedelta(**{unit: int(text[:-1])})
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return moment if moment.tzinfo else moment.replace(tzinfo=STOCKHOLM)


def with_briefing(world: World, briefing_id: str, options: dict[str, str]) -> World:
    """The world with one briefing changed, or made after the first where there is none of that id."""
    before = world.briefing(briefing_id)
    after = before or replace(
        world.briefings[0], id=briefing_id, uid=f"{briefing_id}@tillvaxtverket.se", sequence=0
    )
    for name, value in options.items():
        after = _changed(after, name, value)
    others = tuple(each for each in world.briefings if each.id != briefing_id)
    return replace(world, briefings=tuple(sorted((*others, after), key=lambda each: each.start)))


def _changed(briefing: Briefing, name: str, value: str) -> Briefing:
    match name:
        case "start":
            return replace(briefing, start=local_time(value))
        case "minutes":
            return replace(briefing, minutes=int(value))
        case "capacity":
            return replace(briefing, capacity=int(value) if value else None)
        case "link":
            return replace(briefing, link=value)
        case "uid":
            return replace(briefing, uid=value)
        case "title":
            return replace(briefing, title=Bilingual(value, value))
        case "state":
            return replace(briefing, state=BriefingState(value))
        case _:
            raise ValueError(f"a briefing has no {name}")

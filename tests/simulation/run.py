"""One simulated year from its plan to its findings."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from io import StringIO
from pathlib import Path

from mailservice.app import build
from mailservice.config.load import load_config
from mailservice.config.sections import DatabaseConfig, ListenerConfig, OutgoingConfig
from mailservice.domain.addresses import Address
from mailservice.domain.briefings import BriefingState
from mailservice.domain.days import STOCKHOLM
from mailservice.flow.clocks import SteppedClock
from mailservice.observability.log_lines import start_log
from mailservice.service import Service
from tests.simulation.plan import Size, plan
from tests.simulation.post import Postbag
from tests.simulation.reminded import compare
from tests.simulation.year import Year

DEMO = Path(__file__).parents[2] / "config" / "demo.toml"


@dataclass(frozen=True, slots=True)
class Findings:
    """What came of it. `faults` is empty where every promise was kept."""

    numbers: Counter[str]
    faults: tuple[str, ...]


async def simulate(
    folder: Path, *, database: str, size: Size, seed: int, told: Callable[[int, int], None] = lambda *_: None
) -> Findings:
    """Live through a year. told: how many things have happened, and how many are still to happen."""
    start_log(StringIO(), form="json", key=b"simulation")
    clock = SteppedClock(datetime.combine(size.first, time(7), STOCKHOLM).astimezone(UTC))
    service, postbag = await _service(folder, database, clock)
    year = Year(service, clock, postbag, plan(size, seed), seed)
    happened = 0
    try:
        while await year.step():
            happened += 1
            told(happened, year.to_do)
        faults = [*year.faults, *compare(year.expected.should, year.reminders), *await _calendars(year)]
        year.numbers["reminders due"] = len(year.expected.should)
        year.numbers["people with something in their calendar"] = sum(
            any(not entry.cancelled for entry in each.entries.values()) for each in year.calendars.values()
        )
    finally:
        await service.close_doors()
    return Findings(year.numbers, tuple(faults))


async def _service(folder: Path, database: str, clock: SteppedClock) -> tuple[Service, Postbag]:
    loaded = load_config(DEMO, {})
    config = loaded.model_copy(
        update={
            "service": loaded.service.model_copy(update={"secret_file": folder / "secret.key"}),
            "database": DatabaseConfig(url=database),
            "listener": ListenerConfig(),
            "outgoing": OutgoingConfig(folder=folder / "outgoing"),
            "sessions": (),
        }
    )
    service, postbag = await build(config, clock=clock), Postbag()
    service.deliverer().smarthost = postbag
    return service, postbag


async def _calendars(year: Year) -> list[str]:
    """Where a calendar does not show what the table says."""
    faults = []
    async with year.service.store.snapshot() as seen:
        briefings = (await seen.world()).briefings
        for who, calendar in year.calendars.items():
            person = await seen.person(Address.of(who))
            for briefing in briefings:
                seat = None if person is None else person.seat_at(briefing.id)
                sits = seat is not None and seat.state.holds_a_seat
                there = sits and briefing.state is not BriefingState.CALLED_OFF
                entry = calendar.shows(briefing.uid)
                if there != (entry is not None):
                    faults.append(f"{who}, {briefing.id}: seat {seat}, calendar {entry}")
                elif entry is not None and (entry.start, entry.end) != (briefing.start, briefing.end):
                    faults.append(f"{who}, {briefing.id}: at {briefing.start}, calendar says {entry.start}")
    return faults

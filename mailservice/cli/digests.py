"""digest: when the next ones go out, and sending them now."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from mailservice.cli.terminal import ConfigFile, faults_told, finished
from mailservice.domain.days import STOCKHOLM
from mailservice.domain.lists import DeliveryMode

if TYPE_CHECKING:
    from mailservice.config import Config

digest = typer.Typer(no_args_is_help=True, help="Digests: when the next go out; send them now.")


class Gathered(StrEnum):
    """The modes that have digests."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"


@digest.command("next")
def next_(config: ConfigFile) -> None:
    """When the next digests go out, and for how many people something waits."""
    with faults_told():
        from mailservice.config import load_config
        from mailservice.decisions.periods import next_digests
        from mailservice.flow.clocks import SystemClock
        from mailservice.parts import digest_times

        loaded = load_config(config)
        times, waiting = digest_times(loaded), finished(_waiting(loaded))
        coming = next_digests(SystemClock().now(), weekly=times.weekly, monthly=times.monthly)
    for mode, due_at in coming:
        typer.echo(
            f"{mode}: {due_at.astimezone(STOCKHOLM):%Y-%m-%d %H:%M}, for {_people(waiting.get(mode, 0))}"
        )


@digest.command()
def now(
    config: ConfigFile,
    mode: Annotated[
        list[Gathered] | None, typer.Option(help="Whose; may be repeated.", show_default="both")
    ] = None,
) -> None:
    """Send what waits, now; the running service does it. Who has nothing waiting gets nothing."""
    modes = tuple(DeliveryMode(each) for each in mode or Gathered)
    with faults_told():
        from mailservice.config import load_config

        people = finished(_order(load_config(config), modes))
    typer.echo(f"Ordered for {_people(people)}.")


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number} people"


async def _waiting(config: "Config") -> Mapping[DeliveryMode, int]:
    from mailservice.parts import open_store
    from mailservice.storage.waiting import people_waiting

    database = await open_store(config, checkpoints=False)
    try:
        async with database.engines.reading() as view:
            return await people_waiting(view)
    finally:
        await database.close()


async def _order(config: "Config", modes: Sequence[DeliveryMode]) -> int:
    from mailservice.domain.digest_orders import DigestOrder
    from mailservice.flow.clocks import SystemClock
    from mailservice.parts import open_store
    from mailservice.storage.waiting import people_waiting

    at = SystemClock().now()
    order = DigestOrder(f"shell {at.isoformat()}", tuple(modes), None, "", "sv", at)
    database = await open_store(config, checkpoints=False)
    try:
        async with database.store.transaction() as work:
            await work.digest_orders.put(order)
            waiting = await people_waiting(work.work)
    finally:
        await database.close()
    return sum(waiting.get(mode, 0) for mode in modes)

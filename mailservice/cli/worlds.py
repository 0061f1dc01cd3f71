"""apply: lists and briefings from a file."""

from pathlib import Path
from typing import Annotated

import typer

from mailservice.cli.terminal import ConfigFile, faults_told, finished


def apply(
    config: ConfigFile,
    world: Annotated[Path, typer.Argument(metavar="WORLD.toml", help="The lists and briefings.")],
) -> None:
    """Create and update lists and briefings; who holds a seat is told. A second time changes nothing."""
    with faults_told():
        from mailservice.app import bring_to
        from mailservice.config import load_config, load_world
        from mailservice.flow.clocks import SystemClock

        loaded = load_config(config)
        wanted = load_world(world).world(
            address=loaded.service.address, secretariat=loaded.service.secretariat
        )
        changes = finished(bring_to(loaded, wanted, clock=SystemClock()))
    for change in changes or ["Nothing to change."]:
        typer.echo(change)

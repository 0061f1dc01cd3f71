"""feed: the public calendar feed, once."""

from pathlib import Path
from typing import Annotated

import typer

from mailservice.cli.terminal import ConfigFile, faults_told, finished


def feed(
    config: ConfigFile,
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="Written here; else printed.", show_default=False)
    ] = None,
) -> None:
    """The calendar feed of the public briefings. `serve` keeps it in calendar.feed_file by itself."""
    with faults_told():
        from mailservice.app import feed_from
        from mailservice.config import load_config
        from mailservice.delivery.feed_file import FeedFile
        from mailservice.flow.clocks import SystemClock

        content = finished(feed_from(load_config(config), clock=SystemClock()))
        if file is None:
            typer.echo(content, nl=False)
        else:
            finished(FeedFile(file).put(content))
            typer.echo(f"{file}: written")

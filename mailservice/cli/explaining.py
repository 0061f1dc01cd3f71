"""explain: what the service makes of mails, without a service, a database or a change."""

import json
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from mailservice.cli.terminal import AsJson, ConfigFile, faults_told, instant, paper


def explain(
    files: Annotated[list[Path], typer.Argument(metavar="FILE.eml...", help="Mails as they came.")],
    config: ConfigFile,
    world: Annotated[
        Path | None,
        typer.Option(metavar="WORLD.toml", help="The world to read them in; else the configuration's."),
    ] = None,
    clock: Annotated[
        str, typer.Option(metavar="ISO", help="When they are read.", show_default="the world's clock, or now")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Show what becomes of each mail: the words taken for the sender's own, each step, the decision."""
    now = instant(clock) if clock else None
    with faults_told():
        from mailservice.cli.examining import examiner

        examine = examiner(config, world=world, now=now)
        if as_json:
            names = labels_by_name(files)
            found = {names[each]: examine(each.read_bytes()).label for each in shown_progress(files)}
            typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
            return
        from mailservice.cli.explain_view import print_examined

        console = paper()
        for each in files:
            console.rule(str(each))
            print_examined(console, examine(each.read_bytes()))


def labels_by_name(files: Iterable[Path]) -> dict[Path, str]:
    """The name under which each file is reported: its own or, where two have the same, its path."""
    files = list(files)
    times = Counter(each.name for each in files)
    return {each: each.name if times[each.name] == 1 else str(each) for each in files}


def shown_progress(files: list[Path]) -> Iterable[Path]:
    """A bar on standard error while many files are read, if a person is looking."""
    if not sys.stderr.isatty() or len(files) < 10:
        return files
    from rich.console import Console
    from rich.progress import track

    tracked: Any = track(files, description="reading", console=Console(stderr=True), transient=True)
    return tracked  # type: ignore[no-any-return]

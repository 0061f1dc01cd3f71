"""What the commands share: where the configuration is, how faults are told, how a command ends."""

from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from mailservice.domain.errors import ConfigurationFaults, MailServiceError

if TYPE_CHECKING:
    from rich.console import Console

FAILED, MISUSED = 1, 2
Result = TypeVar("Result")
_PACKAGE = Path(__file__).parents[1]


def config_folder() -> Path:
    """Where demo.toml is: inside an installed package, else beside it in a checkout."""
    packed = _PACKAGE / "_config"
    return packed if packed.is_dir() else _PACKAGE.parent / "config"


def demo_config() -> Path:
    """The demo's configuration, by a path from here where there is one: it reads better."""
    path = config_folder() / "demo.toml"
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def finished(work: Coroutine[Any, Any, Result]) -> Result:
    """As `asyncio.run`, which is loaded when there is something to wait for."""
    import asyncio

    return asyncio.run(work)


ConfigFile = Annotated[
    Path,
    typer.Option(
        "--config",
        "-c",
        envvar="MAILSERVICE_CONFIG",
        default_factory=demo_config,
        show_default="the demo's",
        metavar="FILE",
        help="The configuration.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="JSON, for a program to read.")]


def paper() -> "Console":
    """Standard output. Words from mails are printed as they are: no markup, no emoji, no highlighting."""
    from rich.console import Console

    return Console(markup=False, emoji=False, highlight=False, soft_wrap=True)


def fail(says: str, *, status: int = FAILED) -> typer.Exit:
    """Say on standard error why the command ends. For `raise fail(…)`."""
    typer.echo(says, err=True)
    return typer.Exit(status)


@contextmanager
def faults_told() -> Iterator[None]:
    """Faults of the configuration, of the database and of the system become sentences and a status."""
    try:
        yield
    except ConfigurationFaults as error:
        raise fail("\n".join(error.faults), status=MISUSED) from error
    except MailServiceError as error:
        raise fail(str(error)) from error
    except OSError as error:
        about = f"{error.filename}: " if error.filename else ""
        raise fail(f"{about}{error.strerror or error}") from error


def instant(text: str) -> datetime:
    """An ISO time with its offset, such as 2027-05-10T08:30:00+02:00."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter("write it as 2027-05-10T08:30:00+02:00") from error
    if moment.tzinfo is None:
        raise typer.BadParameter("add the offset, as in 2027-05-10T08:30:00+02:00")
    return moment

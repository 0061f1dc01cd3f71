"""serve, check-config, migrate, demo: the service itself."""

import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mailservice.cli.terminal import ConfigFile, demo_config, faults_told, finished, instant, paper

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

    from mailservice.config import Config
    from mailservice.service import Service


def serve(
    config: Annotated[
        Path,
        typer.Option(
            "--config", "-c", envvar="MAILSERVICE_CONFIG", metavar="FILE", help="The configuration."
        ),
    ],
    clock: Annotated[
        str, typer.Option(metavar="ISO", help="The service's clock starts at that instant and runs.")
    ] = "",
) -> None:
    """Run the service until Ctrl-C or SIGTERM. What is under way is finished, the rest waits on disk."""
    start = instant(clock) if clock else None
    with faults_told():
        from mailservice.app import run_service
        from mailservice.config import load_config

        loaded = load_config(config)
        _start_log(loaded)
        run_loop(
            run_service(
                loaded,
                clock_start=start,
                shown=show_kept,
                ready=lambda service: tell_ready(config, loaded, service),
            )
        )


def deliver(config: ConfigFile) -> None:
    """Send beside the service, as one more process on PostgreSQL, until Ctrl-C or SIGTERM."""
    with faults_told():
        from mailservice.config import load_config
        from mailservice.sender import run_sender

        loaded = load_config(config)
        _start_log(loaded)
        run_loop(run_sender(loaded, ready=lambda: typer.echo("Sends what is due. Ctrl-C stops it.")))


def _start_log(config: "Config") -> None:
    from mailservice.config import read_or_make_secret
    from mailservice.observability.log_lines import start_log

    form = config.log.form
    if form == "auto":
        form = "console" if sys.stderr.isatty() else "json"
    start_log(sys.stderr, form=form, key=read_or_make_secret(config.service.secret_file))


def run_loop(work: Coroutine[Any, Any, None]) -> None:
    """Run on uvloop where it is installed: a third faster on the wire. Ctrl-C ends it without a word."""
    import asyncio

    try:
        with asyncio.Runner(loop_factory=_fastest_loop()) as runner:
            runner.run(work)
    except KeyboardInterrupt:
        return


def _fastest_loop() -> "Callable[[], AbstractEventLoop] | None":
    """None for asyncio's own."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


def tell_ready(file: Path, config: "Config", service: "Service") -> None:
    """Where it listens, how to send it a first mail, where the answer appears."""
    listener = config.listener
    doors = [f"SMTP on {listener.smtp.host}, port {service.smtp_port}"] if listener.smtp else []
    doors += [f"LMTP on {listener.lmtp}"] if listener.lmtp else []
    doors += [f"LMTP on {listener.lmtp_socket}"] if listener.lmtp_socket else []
    typer.echo(f"{config.service.address} takes mail: {', '.join(doors)}. Ctrl-C stops it.")
    if config.smarthost is None:
        typer.echo(f"There is no smarthost: answers are NOT SENT but kept in {config.outgoing.folder}/")
        program, named = Path(sys.argv[0]), "" if file == demo_config() else f" --config {file}"
        shown = program.relative_to(Path.cwd()) if program.is_relative_to(Path.cwd()) else program
        typer.echo("A first mail, in another terminal:\n")
        typer.echo(f'  {shown} send{named} --from anna@example.org "Hej! Jag vill gärna prenumerera på')
        typer.echo('    information och delta den 24 maj kl 09.00"\n')


def show_kept(path: Path, mail: bytes) -> None:
    """A mail that was kept because there is no smarthost, as a person reads it, plainly marked."""
    from mailservice.cli.letters import print_letter

    console = paper()
    console.rule("a letter, NOT SENT", style="yellow")
    console.print(f"kept as {path}")
    print_letter(console, mail)


def check_config(config: ConfigFile) -> None:
    """Tell every fault of the configuration at once, or that there is none."""
    with faults_told():
        from mailservice.config import load_config

        loaded = load_config(config)
        typer.echo(
            f"{config}: no fault. {loaded.service.address}, {len(loaded.lists)} lists, "
            f"{len(loaded.sessions)} briefings, {'a' if loaded.smarthost else 'no'} smarthost"
        )


def migrate(config: ConfigFile) -> None:
    """Bring the database to the newest schema. `serve` does it by itself at its start."""
    with faults_told():
        from mailservice.config import load_config
        from mailservice.parts import open_store

        async def open_and_close() -> None:
            database = await open_store(load_config(config), checkpoints=False)
            await database.close()

        finished(open_and_close())
        typer.echo("The database has the newest schema.")


def demo(config: ConfigFile) -> None:
    """Play the fortnight of 10 to 27 May 2027 in seconds, through the same code and real sockets."""
    with faults_told():
        from mailservice.demo.play import run

        run(config, paper())

"""queue: what waits, why, until when; hold, release, retry, drop it; pause and resume all sending."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mailservice.cli.overview import as_json_text, ask, queue_tables, when
from mailservice.cli.terminal import AsJson, ConfigFile, fail, faults_told, finished, paper

if TYPE_CHECKING:
    from mailservice.storage.engine import Engines
    from mailservice.storage.overview import Queue
    from mailservice.storage.queue_work import Act, Item
    from mailservice.storage.sending import Sending

app = typer.Typer(
    name="queue", invoke_without_command=True, rich_markup_mode=None, pretty_exceptions_enable=False
)
Ids = Annotated[list[str], typer.Argument(metavar="ID...", help="As `mailservice queue` shows them.")]
Because = Annotated[str, typer.Option(metavar="WORDS", help="Why: kept beside it and in the journal.")]
Domain = Annotated[
    str,
    typer.Option(metavar="DOMAIN", help="All letters to it that wait or are held.", show_default=False),
]


@app.callback()
def queue(context: typer.Context, config: ConfigFile, as_json: AsJson = False) -> None:
    """Show what waits, why and until when; the mails that are stuck and the letters that were given up."""
    if context.invoked_subcommand is not None:
        return
    with faults_told():
        waiting = finished(ask(config, _queue))
    if as_json:
        typer.echo(as_json_text(waiting))
        return
    console = paper()
    for line in sending_lines(waiting.sending):
        console.print(line)
    for each in queue_tables(waiting):
        console.print(each)


async def _queue(engines: "Engines") -> "Queue":
    from dataclasses import replace

    from mailservice.storage import overview, sending

    waiting = await overview.queue(engines)
    return replace(waiting, sending=await sending.sending(engines, now=datetime.now(UTC)))


def sending_lines(sending: "Sending") -> list[str]:
    """How sending stands, in words: paused, each send under way, its rate and time left."""
    lines = []
    if sending.paused_since is not None:
        lines.append(f"Sending is PAUSED since {when(sending.paused_since)}: {sending.paused_because}")
        lines.append("`mailservice queue resume` lets it go on.")
    for each in sending.sends:
        name = " ".join(filter(None, (each.letter, each.publication_id)))
        lines.append(f"{name}: {each.sent:,} of {each.sent + each.waiting:,} sent")
    if sending.sends and sending.paused_since is None:
        left = "time left unknown" if sending.left_s is None else f"about {_span(sending.left_s)} left"
        lines.append(f"{sending.per_minute:,} in the last minute, {left}")
    return lines


def _span(seconds: int) -> str:
    hours, minutes = divmod(-(-seconds // 60), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


@app.command()
def show(
    item_id: Annotated[str, typer.Argument(metavar="ID")], config: ConfigFile, as_json: AsJson = False
) -> None:
    """Show one received mail or letter with its whole trace."""
    with faults_told():
        from mailservice.storage.queue_work import item

        found = finished(ask(config, lambda engines: item(engines, item_id)))
    if found is None:
        raise fail(f"There is no mail and no letter with the id {item_id}.")
    typer.echo(as_json_text(found) if as_json else _described(found))


def _described(found: "Item") -> str:
    from mailservice.cli.letters import harmless

    head = f"{found.what} {found.name} {found.id}".replace("  ", " ")
    lines = [
        f"{head}: {found.state}",
        f"{'from' if found.what == 'received' else 'to'} {found.who or '<>'}, since {when(found.since)}",
        f"{found.attempts} attempts, next: {when(found.next_at)}",
        found.trace or "nothing went wrong",
    ]
    return harmless("\n".join(lines))


@app.command()
def hold(config: ConfigFile, ids: Ids = [], domain: Domain = "", because: Because = "held") -> None:  # noqa: B006
    """Keep received mails or letters waiting until they are released."""
    _each(config, "hold", ids, domain, because)


@app.command()
def release(config: ConfigFile, ids: Ids = [], domain: Domain = "") -> None:  # noqa: B006
    """Let what was held go on."""
    _each(config, "release", ids, domain, "")


@app.command()
def retry(config: ConfigFile, ids: Ids = [], domain: Domain = "") -> None:  # noqa: B006
    """Try at once again, with all attempts anew: what is stuck, was given up, is held or waits."""
    _each(config, "retry", ids, domain, "")


@app.command()
def drop(
    config: ConfigFile,
    because: Annotated[str, typer.Option(metavar="WORDS", help="Why: kept beside it and in the journal.")],
    ids: Ids = [],  # noqa: B006
    domain: Domain = "",
) -> None:
    """Never process this mail, never send this letter. The mail itself is kept."""
    _each(config, "drop", ids, domain, because)


@app.command()
def pause(
    config: ConfigFile,
    because: Annotated[str, typer.Option(metavar="WORDS", help="Why: shown until sending goes on.")],
) -> None:
    """Stop all sending, on every node. What is in hand still goes; mail is still taken and understood."""
    with faults_told():
        from mailservice.storage import sending

        now = datetime.now(UTC)
        new = finished(ask(config, lambda engines: sending.pause(engines, because=because, at=now)))
    typer.echo("Sending is paused." if new else "It was paused already.")


@app.command()
def resume(config: ConfigFile) -> None:
    """Let sending go on."""
    with faults_told():
        from mailservice.storage import sending

        ended = finished(ask(config, lambda engines: sending.resume(engines, at=datetime.now(UTC))))
    typer.echo("Sending goes on." if ended else "It was not paused.")


def _each(config: Path, what: "Act", ids: list[str], domain: str, because: str) -> None:
    """Do it to each, tell each that could not be done, and end with 1 where there was one."""
    with faults_told():
        done, failed = finished(ask(config, _acting(what, ids, domain, because)))
    typer.echo(f"{what}: {len(done)} done")
    if failed:
        raise fail(
            "\n".join(
                f"{each}: nothing to {what}; it is not there, is settled, or is in hand" for each in failed
            )
        )


def _acting(
    what: "Act", ids: list[str], domain: str, because: str
) -> "Callable[[Engines], Awaitable[tuple[list[str], list[str]]]]":
    async def acting(engines: "Engines") -> tuple[list[str], list[str]]:
        from mailservice.storage.queue_work import act, to_domain

        meant = [*ids, *(await to_domain(engines, domain) if domain else [])]
        now = datetime.now(UTC)
        done = {each: await act(engines, each, what, because=because, at=now) for each in meant}
        return [each for each in meant if done[each]], [each for each in ids if not done[each]]

    return acting

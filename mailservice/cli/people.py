"""people: addresses that are retired because letters came back, and the way back for them."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mailservice.cli.overview import as_json_text, ask, table, when
from mailservice.cli.terminal import MISUSED, AsJson, ConfigFile, fail, faults_told, finished, paper

if TYPE_CHECKING:
    from mailservice.domain.addresses import Address


def people(
    config: ConfigFile,
    restore: Annotated[
        str,
        typer.Option(metavar="ADDRESS", help="Send mail to this retired address again.", show_default=False),
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Show the retired addresses: nothing is sent there, because letters and a probe came back."""
    if restore:
        _restore(config, restore)
        return
    with faults_told():
        from mailservice.storage.retired import retired

        found = finished(ask(config, retired))
    if as_json:
        typer.echo(as_json_text(found))
        return
    rows = [(each.address, when(each.since), each.because) for each in found]
    paper().print(table("Retired addresses", ("address", "since", "because"), rows))


def _restore(config: Path, text: str) -> None:
    from mailservice.domain.addresses import Address

    try:
        address = Address.of(text)
    except ValueError as error:
        raise fail(f"{text}: {error}. Write it as anna@example.org.", status=MISUSED) from error
    with faults_told():
        restored = finished(_bring_back(config, address))
    if not restored:
        raise fail(f"{address} is not retired; `mailservice people` shows the addresses that are.")
    typer.echo(f"{address} gets mail again.")


async def _bring_back(config: Path, address: "Address") -> bool:
    """False where it was not retired."""
    from mailservice.config import load_config
    from mailservice.domain.effects import RestoreAddress
    from mailservice.parts import open_store

    database = await open_store(load_config(config), checkpoints=False)
    try:
        async with database.store.transaction() as work:
            person = await work.person(address)
            if person is None or person.retired_at is None:
                return False
            await work.change(RestoreAddress(address), at=datetime.now(UTC), caused_by="", by="command")
            return True
    finally:
        await database.close()

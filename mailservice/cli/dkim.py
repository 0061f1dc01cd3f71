"""dkim: new keys and their DNS records; what is configured, and what to publish for it."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mailservice.cli.terminal import MISUSED, ConfigFile, fail, faults_told

if TYPE_CHECKING:
    from mailservice.config.sections import Config, DkimConfig
    from mailservice.delivery.dkim_keys import PublicRecord

app = typer.Typer(
    name="dkim",
    help="DKIM keys: make them, print their DNS records, change them.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
_SELECTOR = re.compile(r"[a-z0-9]([a-z0-9-]{0,50}[a-z0-9])?")


@app.command()
def new(
    config: ConfigFile,
    folder: Annotated[Path, typer.Option(metavar="FOLDER", help="Where the private keys are written.")],
    selector: Annotated[
        str,
        typer.Option(
            metavar="NAME", help="Leads the two selectors.", show_default="forum and the day's date"
        ),
    ] = "",
) -> None:
    """Make an RSA and an Ed25519 key, and tell what to publish and to configure, in order."""
    selector = selector or f"forum{datetime.now(UTC):%Y%m%d}"
    if not _SELECTOR.fullmatch(selector):
        raise fail(f"{selector}: a selector is made of a-z, 0-9 and hyphens", status=MISUSED)
    with faults_told():
        from mailservice.config import load_config
        from mailservice.delivery.dkim_keys import make_key, record_of, write_key

        loaded = load_config(config)
        domain = loaded.dkim.domain if loaded.dkim else loaded.service.address.rpartition("@")[2]
        files = {kind: folder / f"{selector}-{kind}.pem" for kind in ("rsa", "ed25519")}
        for file in files.values():
            if file.exists():
                raise fail(f"{file} is there already, and no key is overwritten; choose another --selector")
        records = []
        for kind, file in files.items():
            write_key(file, make_key(kind))
            records.append(record_of(file.read_bytes(), selector=f"{selector}-{kind}", domain=domain))
    typer.echo("\n".join(_steps(loaded, domain, selector, files, records)))


def _steps(
    loaded: "Config", domain: str, selector: str, files: dict[str, Path], records: "list[PublicRecord]"
) -> list[str]:
    from mailservice.delivery.dkim_keys import revoked

    steps = [
        f"The private keys are {files['rsa']} and {files['ed25519']}, for their owner alone.",
        "",
        "1. Publish these records:",
        "",
        *(each.in_zone() for each in records),
        "",
        "2. When DNS answers with them, write this into the configuration and start the service anew:",
        "",
        "[dkim]",
        f'domain = "{domain}"',
        f'selector = "{selector}-rsa"',
        f'key_file = "{files["rsa"]}"',
        f'ed25519_selector = "{selector}-ed25519"',
        f'ed25519_key_file = "{files["ed25519"]}"',
    ]
    if loaded.dkim is None:
        return steps
    old = [each for each in (loaded.dkim.selector, loaded.dkim.ed25519_selector) if each]
    return [
        *steps,
        "",
        "3. A week later, when the last mail signed with the old keys has arrived, publish in their place:",
        "",
        *(revoked(selector=each, domain=domain).in_zone() for each in old),
    ]


@app.command()
def show(config: ConfigFile) -> None:
    """Print the DNS records of the configured keys."""
    with faults_told():
        from mailservice.config import load_config

        loaded = load_config(config)
        if loaded.dkim is None:
            raise fail("No [dkim] is configured; `mailservice dkim new --folder FOLDER` makes keys.")
        for record in _configured(loaded.dkim):
            typer.echo(record.in_zone())


def _configured(dkim: "DkimConfig") -> "list[PublicRecord]":
    from mailservice.delivery.dkim_keys import record_of

    keys = ((dkim.selector, dkim.key_file), (dkim.ed25519_selector, dkim.ed25519_key_file))
    records = []
    for selector, file in keys:
        if selector and file is not None:
            try:
                records.append(record_of(file.read_bytes(), selector=selector, domain=dkim.domain))
            except ValueError as error:
                raise fail(f"{file}: {error}", status=MISUSED) from error
    return records

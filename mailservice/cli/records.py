"""records: who published what to whom and when, for an agency that must show it later."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mailservice.cli.archive import Since, Until, first_moment
from mailservice.cli.overview import table
from mailservice.cli.terminal import MISUSED, AsJson, ConfigFile, fail, faults_told, finished, paper
from mailservice.domain.days import STOCKHOLM

if TYPE_CHECKING:
    from mailservice.config import Config
    from mailservice.domain.publications import PublicationFile
    from mailservice.domain.records import Record
    from mailservice.domain.world import World

records = typer.Typer(no_args_is_help=True, help="Who published what to whom: list, show, export.")
_COLUMNS = ("id", "published", "subject", "author", "approver", "readers", "reached")
_RECIPIENTS = ("address", "state", "letter", "outcome", "handed over (UTC)")


@dataclass(frozen=True, slots=True)
class Kept:
    """A record and what is kept with it."""

    record: "Record"
    original: bytes | None
    files: "tuple[PublicationFile, ...]"


@records.command("list")
def list_(config: ConfigFile, since: Since = "", until: Until = "", as_json: AsJson = False) -> None:
    """Each text that went out, with author, approver and how many it was for."""
    with faults_told():
        from mailservice.config import load_config

        _world, found = _read(load_config(config), since, until)
    rows = [_row(each.record) for each in found]
    if as_json:
        typer.echo(
            json.dumps([dict(zip(_COLUMNS, row, strict=True)) for row in rows], ensure_ascii=False, indent=2)
        )
    else:
        paper().print(table("Published", _COLUMNS, rows))


@records.command()
def show(
    config: ConfigFile,
    id_: Annotated[str, typer.Argument(metavar="ID", help="Its id, or enough of the beginning.")],
    as_json: AsJson = False,
) -> None:
    """One record: people, times, versions, and every recipient."""
    with faults_told():
        from mailservice.config import load_config
        from mailservice.rendering.records import record_values

        _world, found = _read(load_config(config), begins=id_)
        values = record_values(_the_one(found, id_).record)
    if as_json:
        typer.echo(json.dumps(values, ensure_ascii=False, indent=2))
        return
    console = paper()
    recipients = values.pop("recipients")
    console.print(
        table("Record", ("what", "value"), [(name, _shown(value)) for name, value in values.items()])
    )
    rows = [tuple(each.values())[: len(_RECIPIENTS)] for each in recipients]
    console.print(table("Recipients", _RECIPIENTS, rows))


@records.command()
def export(
    config: ConfigFile,
    folder: Annotated[Path, typer.Argument(help="Where to; one folder for each record in it.")],
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]…", help="Only these.")] = None,
    since: Since = "",
    until: Until = "",
) -> None:
    """Records as files: JSON, tables, the letter and the mail it came in as .eml, and checksums."""
    with faults_told():
        from mailservice.config import load_config
        from mailservice.rendering.records import CHECKSUMS, checksums, overview

        loaded = load_config(config)
        world, found = _read(loaded, since, until)
        if ids:
            found = [
                _the_one([each for each in found if each.record.text.id.startswith(one)], one) for one in ids
            ]
        written = [("records.csv", overview(each.record for each in found)), *_files(loaded, world, found)]
        for path, content in (*written, (CHECKSUMS, checksums(written))):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
    typer.echo(f"{len(found)} {'record' if len(found) == 1 else 'records'} in {folder}")


def _files(config: "Config", world: "World", found: list[Kept]) -> Iterator[tuple[str, bytes]]:
    from mailservice.flow.specimen import specimen
    from mailservice.parts import letters_of
    from mailservice.rendering.records import record_files

    letters = letters_of(config)
    for each in found:
        mail = specimen(each.record.text, world)
        letter = letters.render(mail, world=world, attached=None, sent_at=mail.due_at, files=each.files)
        yield from record_files(each.record, letter=letter, original=each.original, files=each.files)


def _the_one(found: list[Kept], begins: str) -> Kept:
    if not found:
        raise fail(f"Nothing was published whose id begins with {begins}: see `mailservice records list`.")
    if len(found) > 1:
        raise fail(f"Several begin with {begins}. Write more of it.", status=MISUSED)
    return found[0]


def _read(
    config: "Config", since: str = "", until: str = "", *, begins: str = ""
) -> "tuple[World, list[Kept]]":
    return finished(_read_from(config, first_moment(since), first_moment(until, days=1), begins=begins))


async def _read_from(
    config: "Config", since: datetime | None, until: datetime | None, *, begins: str
) -> "tuple[World, list[Kept]]":
    from mailservice.parts import open_store
    from mailservice.storage.archive import files
    from mailservice.storage.records import received_mail, records

    database = await open_store(config, checkpoints=False)
    try:
        async with database.store.snapshot() as seen:
            view = seen.work
            found = await records(view, since=since, until=until, begins=begins)
            kept = [
                Kept(each, await received_mail(view, each.spool_id), await files(view, each.text.id))
                for each in found
            ]
            return await seen.world(), kept
    finally:
        await database.close()


def _row(record: "Record") -> tuple[str, ...]:
    published = record.text.published_at.astimezone(STOCKHOLM)
    return (
        record.text.id,
        f"{published:%Y-%m-%d %H:%M}",
        record.text.subject,
        record.author,
        record.approver,
        str(record.readers),
        str(record.reached()),
    )


def _shown(value: object) -> str:
    if not isinstance(value, list):
        return str(value)
    return ", ".join(each if isinstance(each, str) else " ".join(map(str, each.values())) for each in value)

"""archive: what was published, to look at and to take along."""

import json
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mailservice.cli.overview import table
from mailservice.cli.terminal import MISUSED, AsJson, ConfigFile, fail, faults_told, finished, paper
from mailservice.domain.days import STOCKHOLM, in_utc

if TYPE_CHECKING:
    from mailservice.config import Config
    from mailservice.domain.archive import Archived
    from mailservice.storage.archive import Shelf

archive = typer.Typer(no_args_is_help=True, help="What was published: list, show, export.")

OnList = Annotated[
    list[str] | None,
    typer.Option("--list", metavar="LIST", help="Only what went to that list; may be repeated."),
]
Since = Annotated[str, typer.Option(metavar="DAY", help="Published on that day (2027-05-17) or later.")]
Until = Annotated[str, typer.Option(metavar="DAY", help="Published on that day or earlier.")]


class Form(StrEnum):
    """How the archive is exported."""

    PAGES = "pages"
    MBOX = "mbox"


@archive.command("list")
def list_(
    config: ConfigFile, on: OnList = None, since: Since = "", until: Until = "", as_json: AsJson = False
) -> None:
    """What was published, the oldest first."""
    with faults_told():
        shelf = _shelf(config, since, until, on)
    rows = [_row(each) for each in shelf.texts]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    columns = ("id", "published", "subject", "to", "state")
    shown = [
        [row["id"][:10], row["published"][:16].replace("T", " "), *list(row.values())[2:]] for row in rows
    ]
    paper().print(table("Published", columns, shown))


@archive.command()
def show(
    config: ConfigFile,
    id_: Annotated[str, typer.Argument(metavar="ID", help="Its id, or enough of the beginning.")],
    raw: Annotated[bool, typer.Option("--raw", help="The whole mail as bytes, an .eml file.")] = False,
) -> None:
    """One text, as a letter to somebody on its lists."""
    with faults_told():
        from mailservice.cli.letters import print_letter
        from mailservice.config import load_config

        loaded = load_config(config)
        shelf = finished(_read(loaded, begins=id_))
        mail = next(_mails(loaded, one_of(shelf, id_)))[1]
    if raw:
        typer.get_binary_stream("stdout").write(mail)
    else:
        print_letter(paper(), mail)


@archive.command()
def export(
    config: ConfigFile,
    target: Annotated[Path, typer.Argument(help="A folder for pages, a file for mbox.")],
    form: Annotated[
        Form, typer.Option("--as", help="Web pages with feeds, or one file of mails.")
    ] = Form.PAGES,
    on: OnList = None,
    since: Since = "",
    until: Until = "",
    closed: Annotated[
        bool, typer.Option("--closed", help="Also what went to closed lists or a few people, or was stopped.")
    ] = False,
    base: Annotated[
        str, typer.Option(metavar="URL", help="Where the pages will be on the web; feeds need it.")
    ] = "",
    language: Annotated[str, typer.Option(metavar="sv|en", help="Of the pages around the texts.")] = "sv",
) -> None:
    """Take the archive along: pages for any web server, or mails for any mail program."""
    if language not in {"sv", "en"}:
        raise fail("--language is sv or en.", status=MISUSED)
    with faults_told():
        from mailservice.config import load_config

        loaded = load_config(config)
        shelf = _shelf(config, since, until, on)
        if not closed:
            shelf = shelf.for_anybody()
        if form is Form.MBOX:
            _write_mbox(loaded, shelf, target)
        else:
            _write_pages(loaded, shelf, target, base=base, language=language)
    typer.echo(f"{len(shelf.texts)} {'text' if len(shelf.texts) == 1 else 'texts'} in {target}")


def _write_mbox(config: "Config", shelf: "Shelf", target: Path) -> None:
    from mailservice.message.mbox import mbox

    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        file.writelines(mbox(_mails(config, shelf), sender=config.service.address))


def _write_pages(config: "Config", shelf: "Shelf", target: Path, *, base: str, language: str) -> None:
    from mailservice.parts import templates_folder
    from mailservice.rendering.archive_pages import ArchivePages, Site
    from mailservice.rendering.archive_paths import file_path

    name = config.service.name
    top = f"{base.rstrip('/')}/" if base else ""
    site = Site(
        shelf.world, shelf.texts, {"sv": name.sv, "en": name.en}, "en" if language == "en" else "sv", top
    )
    for path, content in ArchivePages(templates_folder()).pages(site):
        _write(target / path, content)
    for text in shelf.texts:
        for number, file in enumerate(shelf.files[text.id]):
            _write(target / file_path(text, number, file.name), file.content)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _mails(config: "Config", shelf: "Shelf") -> Iterator[tuple[datetime, bytes]]:
    """Each text as a letter."""
    from mailservice.flow.specimen import specimen
    from mailservice.parts import letters_of

    letters = letters_of(config)
    for text in shelf.texts:
        mail = specimen(text, shelf.world)
        yield (
            text.published_at,
            letters.render(
                mail, world=shelf.world, attached=None, sent_at=mail.due_at, files=shelf.files[text.id]
            ),
        )


def one_of(shelf: "Shelf", begins: str) -> "Shelf":
    """The one text that is meant. Ends the command where there is none, or more than one."""
    if not shelf.texts:
        raise fail(f"Nothing was published whose id begins with {begins}: see `mailservice archive list`.")
    if len(shelf.texts) > 1:
        ids = ", ".join(each.id for each in shelf.texts)
        raise fail(f"Several begin with {begins}: {ids}. Write more of it.", status=MISUSED)
    return shelf


def _shelf(config: Path, since: str, until: str, on: list[str] | None) -> "Shelf":
    from mailservice.config import load_config

    loaded = load_config(config)
    shelf = finished(_read(loaded, since=first_moment(since), until=first_moment(until, days=1)))
    return shelf.of([each for each in shelf.texts if not on or set(on) & set(each.segment.lists)])


async def _read(
    config: "Config", *, since: datetime | None = None, until: datetime | None = None, begins: str = ""
) -> "Shelf":
    from mailservice.parts import open_store
    from mailservice.storage.archive import shelf

    database = await open_store(config, checkpoints=False)
    try:
        async with database.store.snapshot() as seen:
            return await shelf(seen.work, await seen.world(), since=since, until=until, begins=begins)
    finally:
        await database.close()


def first_moment(day: str, *, days: int = 0) -> datetime | None:
    """When a day begins in Stockholm, or one so many days later; None where no day is given."""
    if not day:
        return None
    try:
        return in_utc(date.fromisoformat(day) + timedelta(days=days), time())
    except ValueError as error:
        raise typer.BadParameter("write a day as 2027-05-17") from error


def _row(text: "Archived") -> dict[str, str]:
    return {
        "id": text.id,
        "published": text.published_at.astimezone(STOCKHOLM).isoformat(timespec="minutes"),
        "subject": text.subject,
        "to": ", ".join((*text.segment.lists, *text.segment.briefings, *text.segment.domains)),
        "state": str(text.state),
    }

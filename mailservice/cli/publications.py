"""publications: the secretariat's texts that have not gone out, and what each waits for."""

import json
from typing import TYPE_CHECKING, Any

import typer

from mailservice.cli.overview import ask, table, when
from mailservice.cli.terminal import AsJson, ConfigFile, faults_told, finished, paper

if TYPE_CHECKING:
    from mailservice.domain.publications import Version
    from mailservice.storage.engine import Engines

_COLUMNS = ("id", "state", "subject", "to", "author", "written", "approver", "goes")
_NEVER_YET = "when approved"


def publications(config: ConfigFile, as_json: AsJson = False) -> None:
    """Show the texts that wait for approval or for their time, or go out now; `archive` has the rest."""
    with faults_told():
        found = finished(ask(config, _under_way))
    if as_json:
        typer.echo(json.dumps([_plain(each) for each in found], ensure_ascii=False, indent=2))
        return
    paper().print(table("Publications", _COLUMNS, [_row(each) for each in found]))


async def _under_way(engines: "Engines") -> "tuple[Version, ...]":
    from mailservice.storage.publications import under_way

    async with engines.reading() as view:
        return await under_way(view)


def _row(each: "Version") -> tuple[str, ...]:
    return (
        each.id[:10],
        str(each.state),
        f"{each.subject} (version {each.number})" if each.number > 1 else each.subject,
        ", ".join(_to(each)),
        str(each.author),
        when(each.written_at),
        str(each.approver or ""),
        when(each.due_at) if each.due_at else _NEVER_YET,
    )


def _plain(each: "Version") -> dict[str, Any]:
    return {
        "id": each.id,
        "state": str(each.state),
        "subject": each.subject,
        "version": each.number,
        "to": list(_to(each)),
        "author": str(each.author),
        "written_at": each.written_at.isoformat(),
        "approver": str(each.approver or ""),
        "approved_at": each.approved_at.isoformat() if each.approved_at else None,
        "due_at": each.due_at.isoformat() if each.due_at else None,
    }


def _to(each: "Version") -> tuple[str, ...]:
    return (*each.segment.lists, *each.segment.briefings, *each.segment.domains)

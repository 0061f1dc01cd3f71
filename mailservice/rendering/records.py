"""Records as files that need no program of ours: JSON, tables, mails, Markdown, and their checksums."""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from mailservice.domain.days import STOCKHOLM
from mailservice.domain.publications import PublicationFile
from mailservice.domain.records import Receipt, Record
from mailservice.rendering.archive_paths import safe_name, slug

CHECKSUMS = "sha256sums.txt"
_RECIPIENT_COLUMNS = (
    "address",
    "state",
    "letter",
    "outcome",
    "handed_at_utc",
    "message_id",
    "smarthost_said",
)
_COLUMNS = (
    *("id", "published_at_utc", "subject", "lists", "briefings", "domains", "language", "version", "state"),
    *("author", "approver", "approved_at_utc", "stopped_by", "readers", "reached", "folder"),
)


def folder_of(record: Record) -> str:
    """ "2027-05-17-nytt-stod-k3fd9a2mzq"."""
    day = record.text.published_at.astimezone(STOCKHOLM)
    return "-".join(
        part for part in (f"{day:%Y-%m-%d}", slug(record.text.subject), record.text.id[:10]) if part
    )


def record_files(
    record: Record, *, letter: bytes, original: bytes | None, files: Sequence[PublicationFile]
) -> Iterator[tuple[str, bytes]]:
    """Path and content of everything that belongs to one record.

    letter     as its recipients had it
    original   the mail of the secretariat that it came in
    """
    folder = folder_of(record)
    yield f"{folder}/record.json", _json(record_values(record))
    yield f"{folder}/recipients.csv", _table(_RECIPIENT_COLUMNS, map(_recipient, record.recipients))
    yield f"{folder}/letter.eml", letter
    yield f"{folder}/text.md", f"# {record.text.subject}\n\n{record.text.markdown}\n".encode()
    if original is not None:
        yield f"{folder}/original.eml", original
    for number, file in enumerate(files):
        yield f"{folder}/files/{number}-{safe_name(file.name)}", file.content


def overview(records: Iterable[Record]) -> bytes:
    """All records as one table."""
    return _table(_COLUMNS, map(_row, records))


def checksums(written: Iterable[tuple[str, bytes]]) -> bytes:
    """For `sha256sum --check`: whether anything has changed since."""
    lines = (f"{hashlib.sha256(content).hexdigest()}  {path}\n" for path, content in written)
    return "".join(lines).encode()


def record_values(record: Record) -> dict[str, Any]:
    """A record as JSON; times are ISO 8601, UTC."""
    text = record.text
    return {
        "id": text.id,
        "subject": text.subject,
        "language": text.language,
        "published_at": _time(text.published_at),
        "lists": list(text.segment.lists),
        "briefings": list(text.segment.briefings),
        "domains": list(text.segment.domains),
        "state": str(text.state),
        "version": text.number,
        "author": record.author,
        "approver": record.approver,
        "stopped_by": record.stopped_by,
        "written_at": _time(record.written_at),
        "approved_at": _time(record.approved_at),
        "due_at": _time(record.due_at),
        "finished_at": _time(record.finished_at),
        "received_mail": record.spool_id,
        "versions": [
            {
                "id": each.id,
                "version": each.number,
                "state": each.state,
                "written_at": _time(each.written_at),
                "sha256_of_markdown": each.sha256,
            }
            for each in record.versions
        ],
        "files": [
            {"kind": each.kind, "name": each.name, "content_type": each.content_type, "bytes": each.size}
            for each in text.files
        ],
        "readers": record.readers,
        "reached": record.reached(),
        "recipients": [
            dict(zip(_RECIPIENT_COLUMNS, _recipient(each), strict=True)) for each in record.recipients
        ],
    }


def _recipient(each: Receipt) -> tuple[str, ...]:
    return (
        each.address,
        each.state,
        each.letter,
        each.outcome,
        _time(each.handed_at),
        each.message_id,
        each.said,
    )


def _row(record: Record) -> tuple[str, ...]:
    values = {**record_values(record), "folder": folder_of(record)}
    values["published_at_utc"], values["approved_at_utc"] = values["published_at"], values["approved_at"]
    return tuple(
        ", ".join(values[name]) if isinstance(values[name], list) else str(values[name]) for name in _COLUMNS
    )


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Semicolons and a mark at the start, so that a Swedish Excel opens it by itself."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(each) for each in row] for row in rows)
    return sheet.getvalue().encode("utf-8-sig")


def _cell(value: str) -> str:
    """What a spreadsheet would take for a formula is set apart."""
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def _time(moment: datetime | None) -> str:
    return "" if moment is None else moment.astimezone(UTC).isoformat(timespec="seconds")


def _json(values: Any) -> bytes:
    return json.dumps(values, ensure_ascii=False, indent=2).encode("utf-8") + b"\n"

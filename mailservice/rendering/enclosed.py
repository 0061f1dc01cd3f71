"""What goes along with a letter: pictures in it, attachments, the register extract, lists of recipients."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from mailservice.domain.lists import Language
from mailservice.domain.publications import PublicationFile
from mailservice.message.compose import Enclosure, original_mail

_COLUMNS = {"sv": ("Adress", "Utfall", "Tid (UTC)"), "en": ("Address", "Outcome", "Time (UTC)")}
_OUTCOMES = {
    "sv": {
        "sent": "skickat",
        "sent-in-digest": "skickat i sammandrag",
        "refused": "gick inte fram",
        "stopped": "inte skickat",
        "unknown": "okänt",
    },
    "en": {
        "sent": "sent",
        "sent-in-digest": "sent in a digest",
        "refused": "not delivered",
        "stopped": "not sent",
        "unknown": "unknown",
    },
}
_FILE = {"sv": "mottagare.csv", "en": "recipients.csv"}


def enclosures(
    values: Mapping[str, Any],
    language: Language,
    *,
    original: bytes | None,
    files: Sequence[PublicationFile],
) -> tuple[Enclosure, ...]:
    """The files of a letter, in the order in which a mail program lists them."""
    attached = (Enclosure(f.content_type, f.name, f.content) for f in files if f.kind == "attachment")
    received = () if original is None else (original_mail(original),)
    return (*attached, *_export(values), *_deliveries(values, language), *received)


def pictures(files: Sequence[PublicationFile], *, domain: str) -> tuple[Enclosure, ...]:
    """The pictures that stand in a letter; one that several texts of a digest show goes along once."""
    by_name = {each.name: each for each in files if each.kind == "picture"}  # named after their content
    return tuple(
        Enclosure(f.content_type, f.name, f.content, content_id=f"{f.name}@{domain}")
        for f in by_name.values()
    )


def _export(values: Mapping[str, Any]) -> tuple[Enclosure, ...]:
    return tuple(
        Enclosure("application/json", "registerutdrag.json", _json(outcome["data"]))
        for outcome in values.get("outcomes", ())
        if outcome["kind"] == "export"
    )


def _json(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True).encode("utf-8") + b"\n"


def _deliveries(values: Mapping[str, Any], language: Language) -> tuple[Enclosure, ...]:
    """Everybody and what became of their letter, as a table that a Swedish Excel opens by itself."""
    rows = values.get("deliveries", ())
    if not rows:
        return ()
    sheet = io.StringIO()
    writer = csv.writer(sheet, delimiter=";", lineterminator="\r\n")
    writer.writerow(_COLUMNS[language])
    writer.writerows((_cell(address), _OUTCOMES[language][outcome], at) for address, outcome, at in rows)
    return (Enclosure("text/csv", _FILE[language], sheet.getvalue().encode("utf-8-sig")),)


def _cell(address: str) -> str:
    """An address that a spreadsheet would take for a formula is set apart."""
    return f"'{address}" if address.startswith(("=", "+", "-", "@")) else address

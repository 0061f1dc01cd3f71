"""records: what an agency takes out, and that nothing of it has changed since."""

import csv
import hashlib
import json
from pathlib import Path

from typer.testing import CliRunner, Result

from mailservice.cli import app
from mailservice.domain.records import Receipt
from mailservice.rendering.records import _recipient, _table
from tests.unit.cli.test_archive import published as published_texts

published = published_texts


def run(config: Path, name: str, *more: str | Path) -> Result:
    return CliRunner().invoke(app, ["records", name, "--config", str(config), *map(str, more)])


def ids(config: Path) -> list[str]:
    return [each["id"] for each in json.loads(run(config, "list", "--json").stdout)]


def test_list(published: Path) -> None:
    shown = run(published, "list").stdout
    assert "Nytt i maj" in shown
    assert len(ids(published)) == 2
    assert json.loads(run(published, "list", "--json", "--until", "2000-01-01").stdout) == []


def test_show(published: Path) -> None:
    first = ids(published)[0]
    assert "Nytt i maj" in run(published, "show", first[:12]).stdout
    values = json.loads(run(published, "show", first, "--json").stdout)
    assert (values["id"], values["lists"], values["recipients"]) == (first, ["news"], [])
    nothing, several = run(published, "show", "zzz"), run(published, "show", "")
    assert (nothing.exit_code, several.exit_code) == (1, 2)


def test_export_everything_with_checksums(published: Path, tmp_path: Path) -> None:
    folder = tmp_path / "records"
    assert run(published, "export", folder).stdout == f"2 records in {folder}\n"
    [first] = [each for each in folder.iterdir() if "nytt-i-maj" in each.name]
    assert {each.name for each in first.iterdir()} == {
        "record.json",
        "recipients.csv",
        "letter.eml",
        "text.md",
    }
    assert (first / "text.md").read_text(encoding="utf-8").startswith("# Nytt i maj\n")
    with (folder / "records.csv").open(encoding="utf-8-sig", newline="") as sheet:
        rows = list(csv.DictReader(sheet, delimiter=";"))
    assert [each["subject"] for each in rows] == ["Nytt i maj", "Internt"]
    for line in (folder / "sha256sums.txt").read_text(encoding="utf-8").splitlines():
        digest, _, path = line.partition("  ")
        assert hashlib.sha256((folder / path).read_bytes()).hexdigest() == digest


def test_export_one(published: Path, tmp_path: Path) -> None:
    folder = tmp_path / "one"
    assert run(published, "export", folder, ids(published)[1][:12]).exit_code == 0
    assert [each.name.split("-", 3)[3][:7] for each in folder.iterdir() if each.is_dir()] == ["internt"]


def test_a_cell_is_never_a_formula() -> None:
    row = _recipient(Receipt("=cmd@example.org", "sent", said="+1"))
    assert b"'=cmd@example.org" in _table(("a",), [row])
    assert b"'+1" in _table(("a",), [row])

"""archive: what the commands print, and what they write."""

import json
import mailbox
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from mailservice.cli import app
from mailservice.cli.archive import first_moment


def run(config: Path, *arguments: str | Path) -> Result:
    name, *rest = [str(each) for each in arguments]
    return CliRunner().invoke(app, ["archive", name, "--config", str(config), *rest])


@pytest.fixture
def published(config_file: Path, tmp_path: Path) -> Path:
    """A configuration with one text to a public list and one to a closed one."""
    closed = '[[lists]]\nid = "closed"\nname = { sv = "Nätverket", en = "The network" }\npublic = false\n'
    config_file.write_text(config_file.read_text(encoding="utf-8") + closed, encoding="utf-8")
    world = tmp_path / "world.toml"
    lists = config_file.read_text(encoding="utf-8").partition("[[lists]]")
    world.write_text(lists[1] + lists[2], encoding="utf-8")
    CliRunner().invoke(app, ["apply", "--config", str(config_file), str(world)])
    for name, title in (("news", "Nytt i maj"), ("closed", "Internt")):
        text = tmp_path / f"{name}.md"
        text.write_text(f"# {title}\n\nHej alla!\n", encoding="utf-8")
        done = CliRunner().invoke(app, ["publish", "--config", str(config_file), str(text), "--to", name])
        assert done.exit_code == 0, done.output
    return config_file


def listed(config: Path, *more: str) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = json.loads(run(config, "list", "--json", *more).stdout)
    return rows


def test_list(published: Path) -> None:
    assert [each["subject"] for each in listed(published)] == ["Nytt i maj", "Internt"]
    assert [each["subject"] for each in listed(published, "--list", "closed")] == ["Internt"]
    assert listed(published, "--since", "2999-01-01") == []
    assert listed(published, "--until", "2000-01-01") == []
    assert "Nytt i maj" in run(published, "list").stdout


def test_show_a_text_by_the_beginning_of_its_id(published: Path) -> None:
    [first, _] = listed(published)
    shown = run(published, "show", first["id"][:12])
    assert "Subject: Nytt i maj" in shown.stdout
    assert "Hej alla!" in shown.stdout
    raw = run(published, "show", first["id"], "--raw")
    assert raw.stdout_bytes.startswith(b"From: ")
    assert b"\r\nMessage-ID: <" + first["id"].encode() + b".archive@example.se>\r\n" in raw.stdout_bytes


def test_show_asks_for_more_where_it_is_not_clear(published: Path) -> None:
    nothing, several = run(published, "show", "zzz"), run(published, "show", "")
    assert (nothing.exit_code, several.exit_code) == (1, 2)
    assert "mailservice archive list" in nothing.stderr
    assert "Write more of it" in several.stderr


def test_pages_hold_what_anybody_may_see(published: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    done = run(published, "export", site, "--base", "https://forum.example/arkiv")
    assert done.stdout == f"1 text in {site}\n"
    assert "https://forum.example/arkiv/feed.xml" in (site / "feed.xml").read_text(encoding="utf-8")
    assert "Internt" not in "".join(each.read_text(encoding="utf-8") for each in site.rglob("*.*ml"))
    run(published, "export", site, "--closed", "--language", "en")
    assert "The network" in (site / "index.html").read_text(encoding="utf-8")
    assert run(published, "export", site, "--language", "de").exit_code == 2


def test_a_file_of_mails(published: Path, tmp_path: Path) -> None:
    file = tmp_path / "kept" / "archive.mbox"
    assert run(published, "export", file, "--as", "mbox", "--closed").exit_code == 0
    box = mailbox.mbox(file)
    assert [str(mail["Subject"]) for mail in box] == ["Nytt i maj", "Internt"]
    box.close()


def test_a_day(published: Path) -> None:
    assert first_moment("") is None
    assert str(first_moment("2027-05-17", days=1)) == "2027-05-17 22:00:00+00:00"
    wrong = run(published, "list", "--since", "17 maj")
    assert (wrong.exit_code, "2027-05-17" in wrong.stderr) == (2, True)

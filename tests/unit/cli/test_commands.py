"""The commands from outside: what they print and the status with which they end."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from mailservice.cli import app
from mailservice.cli.news import publication_id, split_heading
from tests.unit.cli.conftest import WORLD

ROOT = Path(__file__).parents[3]
MAIL = (
    b"Return-Path: <anna@example.org>\nFrom: Anna <anna@example.org>\nTo: forum@example.se\n"
    b"Subject: Nyheter\nMessage-ID: <1@example.org>\n\nJag vill prenumerera.\n"
)


def run(*arguments: str | Path, words: str = "") -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments], input=words)


COMMANDS = [
    "serve",
    "check-config",
    "migrate",
    "apply",
    "send",
    "explain",
    "publish",
    "archive",
    "digest",
    "records",
    "status",
    "queue",
    "queue show",
    "queue hold",
    "queue release",
    "queue retry",
    "queue drop",
    "queue pause",
    "queue resume",
    "dkim new",
    "dkim show",
    "people",
    "feed",
    "demo",
]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    result = run(*command.split(), "--help")
    assert result.exit_code == 0
    assert "Usage" in result.output


def test_every_command_is_in_the_documentation() -> None:
    text = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    assert [each for each in COMMANDS if f"`mailservice {each}" not in text] == []


def test_help_loads_nothing_heavy() -> None:
    """It answers at once: no database, no validation, no log."""
    heavy = ("sqlalchemy", "pydantic", "structlog", "jinja2", "asyncio", "mailservice.domain.effects")
    assert loaded(heavy, by="mailservice.cli") == "[]"


def test_the_doors_open_before_what_they_do_not_need_is_loaded() -> None:
    later = ("mailservice.understanding", "numpy", "apscheduler", "rich", "pygments")
    assert loaded(later, by="mailservice.app") == "[]"


def test_a_sending_process_loads_little_that_it_does_not_use() -> None:
    unused = ("sqlalchemy.orm", "rich", "alembic", "cryptography", "mailservice.listener")
    assert (
        loaded((*unused, "mailservice.understanding", "mailservice.message.parse"), by="mailservice.sender")
        == "[]"
    )


def loaded(modules: tuple[str, ...], *, by: str) -> str:
    """Which of these are loaded by another module."""
    code = f"import sys, {by}; print([each for each in {modules} if each in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_python_m_mailservice() -> None:
    command = [
        sys.executable,
        "-m",
        "mailservice",
        "check-config",
        "--config",
        str(ROOT / "config/demo.toml"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "no fault" in done.stdout


def test_an_unknown_option_is_status_2() -> None:
    assert run("status", "--colour").exit_code == 2


def test_check_config(config_file: Path) -> None:
    result = run("check-config", "--config", config_file)
    assert result.exit_code == 0
    assert result.output == f"{config_file}: no fault. forum@example.se, 1 lists, 1 briefings, no smarthost\n"


def test_check_config_finds_the_demo_from_everywhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert f"{ROOT}/config/demo.toml: no fault" in run("check-config").output
    monkeypatch.chdir(ROOT)
    assert run("check-config").output.startswith("config/demo.toml: no fault")


def test_faults_are_status_2_and_on_standard_error() -> None:
    result = run("check-config", "--config", ROOT / "tests/bad_configs/numbers.toml")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "smarthost.port is 99999" in result.stderr


def test_migrate_twice(config_file: Path, tmp_path: Path) -> None:
    for _ in range(2):
        result = run("migrate", "--config", config_file)
        assert (result.exit_code, result.output) == (0, "The database has the newest schema.\n")
    assert (tmp_path / "mailservice.db").exists()


def test_a_folder_where_the_database_should_be_is_told_plainly(config_file: Path, tmp_path: Path) -> None:
    (tmp_path / "mailservice.db").mkdir()
    result = run("migrate", "--config", config_file)
    assert result.exit_code == 1
    assert "Traceback" not in result.output


def test_apply_tells_what_changed_and_the_second_time_nothing(config_file: Path, tmp_path: Path) -> None:
    world = tmp_path / "world.toml"
    world.write_text('[[lists]]\nid = "more"\nname = { sv = "Mer", en = "More" }\n', encoding="utf-8")
    first = run("apply", world, "--config", config_file)
    assert first.exit_code == 0
    assert "more" in first.output
    assert run("apply", world, "--config", config_file).output == "Nothing to change.\n"


def test_apply_tells_every_fault_of_a_world(config_file: Path, tmp_path: Path) -> None:
    world = tmp_path / "world.toml"
    world.write_text("[[sessions]]\nminutes = 0\n", encoding="utf-8")
    result = run("apply", world, "--config", config_file)
    assert result.exit_code == 2
    assert "sessions[1].title is missing" in result.stderr


def _with_list(config_file: Path, tmp_path: Path) -> None:
    world = tmp_path / "lists.toml"
    world.write_text('[[lists]]\nid = "news"\nname = { sv = "Nyheter", en = "News" }\n', encoding="utf-8")
    assert run("apply", world, "--config", config_file).exit_code == 0


def test_publish(config_file: Path, tmp_path: Path) -> None:
    _with_list(config_file, tmp_path)
    text = tmp_path / "news.md"
    text.write_text("# Nytt\n\nHej!\n", encoding="utf-8")
    result = run("publish", text, "--to", "news", "--language", "en", "--config", config_file)
    assert (result.exit_code, result.output) == (0, "Published: Nytt (0 people)\n")


@pytest.mark.parametrize(
    ("text", "options", "says"),
    [("No heading", (), "--subject"), ("# Heading", ("--language", "fi"), "sv or en")],
)
def test_publish_that_cannot_be(
    config_file: Path, tmp_path: Path, text: str, options: tuple[str, ...], says: str
) -> None:
    file = tmp_path / "news.md"
    file.write_text(text, encoding="utf-8")
    result = run("publish", file, "--to", "news", *options, "--config", config_file)
    assert result.exit_code == 2
    assert says in result.stderr


def test_publish_a_file_that_is_not_there(config_file: Path) -> None:
    result = run("publish", "no/such.md", "--to", "news", "--config", config_file)
    assert (result.exit_code, result.stderr) == (1, "no/such.md: No such file or directory\n")


def test_a_heading_becomes_the_subject() -> None:
    assert split_heading("\n# Nytt  \n\nHej\n") == ("Nytt", "Hej")
    assert split_heading("## Lower\n\nHej") == ("", "## Lower\n\nHej")


def test_the_same_text_for_the_same_lists_is_one_publication() -> None:
    assert publication_id("a", "b", ("x", "y")) == publication_id("a", "b", ("y", "x"))
    assert publication_id("a", "b", ("x",)) != publication_id("a", "b", ("y",))


def test_status_and_queue_of_a_new_database(config_file: Path, tmp_path: Path) -> None:
    _with_list(config_file, tmp_path)
    counted = json.loads(run("status", "--json", "--config", config_file).output)
    assert counted["subscribers"] == {"news": {}}
    assert counted["oldest_received"] is None
    assert json.loads(run("queue", "--json", "--config", config_file).output) == {
        "received": [],
        "letters": [],
        "more_received": {},
        "more_letters": {},
        "sending": {
            "paused_since": None,
            "paused_because": "",
            "sends": [],
            "per_minute": 0,
            "left_s": None,
        },
    }
    shown = run("status", "--config", config_file).output
    assert "Subscribers" in shown
    assert "Letters: none" in shown
    assert "Mails received: none" in run("queue", "--config", config_file).output


def test_explain_as_json(config_file: Path, tmp_path: Path) -> None:
    folders = [tmp_path / "a", tmp_path / "b"]
    for folder in folders:
        folder.mkdir()
        (folder / "same.eml").write_bytes(MAIL)
    (tmp_path / "other.eml").write_bytes(MAIL.replace(b"\n", b"\r\n"))
    files = [*(folder / "same.eml" for folder in folders), tmp_path / "other.eml"]
    found = json.loads(run("explain", "--json", "--config", config_file, *files).output)
    assert list(found) == [str(files[0]), str(files[1]), "other.eml"]
    assert len({json.dumps(label) for label in found.values()}) == 1
    assert found["other.eml"]["expect"] in {"act", "ask", "human"}


def test_explain_for_people(config_file: Path, tmp_path: Path) -> None:
    file = tmp_path / "mail.eml"
    file.write_bytes(MAIL + b"\x1b[2J > not a quote\n\n> quoted\n" + b"> more\n" * 40)
    result = run("explain", "--config", config_file, "--clock", "2027-05-10T08:30:00+02:00", file)
    assert result.exit_code == 0
    for word in (
        "+ «Jag vill prenumerera».",
        "> quoted",
        "MAIL FROM:<anna@example.org>",
        "nobody vouches",
        "reading",
        "decision",
    ):
        assert word in result.output
    assert "\x1b[2J" not in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize("clock", ["tomorrow", "2027-05-10T08:30:00"])
def test_a_clock_needs_its_offset(config_file: Path, clock: str) -> None:
    result = run("explain", "--config", config_file, "--clock", clock, "x.eml")
    assert result.exit_code == 2


def test_explain_a_file_that_is_not_there(config_file: Path) -> None:
    assert run("explain", "--config", config_file, "no/such.eml").exit_code == 1


def test_feed_is_printed_or_written(config_file: Path, tmp_path: Path) -> None:
    world = tmp_path / "world.toml"
    world.write_text(WORLD.replace("2027", "2099"), encoding="utf-8")  # to come, for long
    run("apply", world, "--config", config_file)
    printed = run("feed", "--config", config_file)
    assert printed.exit_code == 0
    assert printed.stdout.startswith("BEGIN:VCALENDAR")
    assert "UID:2099-05-24@example.se" in printed.stdout
    file = tmp_path / "public" / "forum.ics"
    assert run("feed", "--config", config_file, file).output == f"{file}: written\n"
    assert file.read_bytes().endswith(b"END:VCALENDAR\r\n")

"""The commands about briefings: what they change, print and refuse."""

import json
from pathlib import Path

import pytest

from mailservice.cli.briefings import in_words
from tests.unit.cli.conftest import WORLD
from tests.unit.cli.test_commands import run


@pytest.fixture
def config(config_file: Path, tmp_path: Path) -> Path:
    world = tmp_path / "world.toml"
    world.write_text(WORLD.replace("2027", "2037"), encoding="utf-8")
    assert run("apply", "--config", config_file, world).exit_code == 0
    return config_file


ID = "2037-05-24"


def test_a_life_by_commands(config: Path) -> None:
    new = ("new-briefing", "--config", config, "2037-06-14T09:00", "--title", "Sommar", "--list", "news")
    made = run(*new, "--seats", "2", "--deadline", "2037-06-10T16:00", "--draft")
    assert (made.exit_code, made.output) == (0, "drafted 2037-06-14\n")
    change = ("change-briefing", "--config", config, "2037-06-14")
    assert run(*change, "--state", "open", "--link", "https://v.example/x").output == "opened 2037-06-14\n"
    assert run(*change, "--deadline", "none", "--start", "2037-06-15T10:00").output == "moved 2037-06-14\n"
    assert "changed" in run(*change, "--material", "https://a.example/1", "--list", "news").output
    given = run("seat", "--config", config, "2037-06-14", "give", "anna@example.org")
    assert given.output == "anna@example.org has a seat now and gets an invitation\n"
    assert run("seat", "--config", config, "2037-06-14", "give", "bo@example.org").exit_code == 0
    full = run("seat", "--config", config, "2037-06-14", "give", "cia@example.org")
    assert (full.exit_code, "--seats NUMBER" in full.output) == (1, True)
    removed = run("seat", "--config", config, "2037-06-14", "remove", "bo@example.org")
    assert removed.output == "bo@example.org has no seat any more and is told\n"
    shown = run("briefing", "--config", config, "2037-06-14").output
    assert "seats 2: 1 held, 0 wait" in shown
    assert "anna@example.org" in shown
    assert "https://v.example/x" in shown
    history = run("briefing", "--config", config, "2037-06-14", "--history").output
    assert "the secretariat by a command" in " ".join(history.split())
    assert "has no seat" in history
    rows = run("briefing", "--config", config, "2037-06-14", "--history", "--csv").output.splitlines()
    assert rows[0] == "när;vem;vad;hur det blev så"
    assert rows[-1].endswith(";bo@example.org;har ingen plats;kansliet med ett kommando")
    found = json.loads(run("briefing", "--config", config, "2037-06-14", "--json").output)
    assert (found["phase"], found["held"], found["start"]) == ("open", 1, "2037-06-15T08:00:00+00:00")
    assert found["participants"][0]["because"] == "the secretariat by a command"
    assert found["history"][0]["what"].startswith("briefing created: Sunday 14 June")
    table = run("briefing", "--config", config, "2037-06-14", "--csv").output.splitlines()
    assert table[0].startswith("adress;läge;")
    assert table[1].startswith("anna@example.org;plats;")
    off = ("call-off", "--config", config, "2037-06-14")
    assert run(*off).output == "called-off 2037-06-14 (1 calendar mail)\n"
    assert run(*off).output == "2037-06-14 is so already; nothing is changed\n"


def test_a_link_is_one(config: Path) -> None:
    for option in ("--link", "--material"):
        refused = run("change-briefing", "--config", config, ID, option, "video.example/x")
        assert refused.exit_code == 2
        assert "video.example/x is no link" in " ".join(refused.stderr.split())


def test_an_empty_briefing_and_one_that_is_not(config: Path) -> None:
    assert "nobody has signed up yet" in run("briefing", "--config", config, ID).output
    for command in (("briefing",), ("call-off",), ("change-briefing", "--minutes", "30")):
        missing = run(command[0], "--config", config, *command[1:], "2037-01-01")
        assert missing.exit_code == 1
        assert "there is no briefing 2037-01-01" in missing.output


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (("change-briefing", ID), 2, "say what to change"),
        (("change-briefing", ID, "--deadline", "soon"), 2, "write the deadline as"),
        (("change-briefing", ID, "--start", "2017-05-24T09:00"), 1, "past already"),
        (("change-briefing", ID, "--minutes", "3"), 1, "5 to 480 minutes"),
        (("change-briefing", ID, "--seats", "0"), 0, "changed"),
        (("new-briefing", "2037-05-24T09:00", "--title", "X", "--list", "news"), 1, "already"),
        (
            ("new-briefing", "2037-05-25T09:00", "--title", "X", "--list", "nix"),
            1,
            "no such list; write its id",
        ),
        (("seat", ID, "remove", "anna@example.org"), 1, "has no seat"),
        (("seat", ID, "give", "anna"), 1, "no mail address"),
    ],
)
def test_what_is_refused(config: Path, arguments: tuple[str, ...], status: int, says: str) -> None:
    done = run(arguments[0], "--config", config, *arguments[1:])
    assert (done.exit_code, says in done.output) == (status, True), done.output


def test_attendance_from_any_text(config: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.csv"
    report.write_text("Namn;E-post\nAnna;anna@example.org\n", encoding="utf-16")
    early = run("attended", "--config", config, ID, report)
    assert (early.exit_code, "not taken place yet" in early.output) == (1, True)
    assert run("attended", "--config", config, ID, tmp_path / "none.csv").exit_code == 1


def test_outcomes_in_words() -> None:
    noted = {"kind": "attendance_noted", "came": 1, "missed": 2, "unknown": []}
    assert in_words(noted) == "1 came, 2 did not"
    assert in_words({**noted, "unknown": ["a@b.example"]}).endswith("; without a seat: a@b.example")

"""`explain` on mails of every kind, each step shown."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from mailservice.cli import app, explaining
from mailservice.cli.examining import examiner
from mailservice.cli.explain_view import steps

NOW = "2027-05-10T08:30:00+02:00"
HUMAN = b"From: Anna <anna@example.org>\nSubject: Hej\nMessage-ID: <1@x>\n"
VOUCHED = b"Authentication-Results: mx.example.se; dmarc=pass header.from=example.org\n"


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (VOUCHED + HUMAN + b"\nJag vill prenumerera.\n", "our border MTA vouches"),
        (HUMAN + b"Auto-Submitted: auto-replied\n\nFranvarande\n", "stops here: Machine"),
        (b"Return-Path: <a@example.org>\nSubject: x\n\nJag vill prenumerera.\n", "no-clear-sender"),
        (b"Return-Path: <>\nSubject: x\n\nx\n", "MAIL FROM:<>"),
        (HUMAN + b"\nHej\n", "MAIL FROM:<anna@example.org>"),
        (b"", "MAIL FROM:<>"),
        (
            b"Return-Path: <>\nFrom: MAILER-DAEMON@x\nSubject: failed\n\n<a@x.se>:\n550 5.1.1 unknown",
            "a@x.se: failed for good, 550 5.1.1, taken for dead",
        ),
        (HUMAN + b"\nHej\n\n-- \n" + b"Rad\n" * 40, "decision"),
        (HUMAN + b"\nHej\n\n" + b"rad\n" * 40, "more lines"),
    ],
)
def test_each_step_is_shown(config_file: Path, tmp_path: Path, raw: bytes, says: str) -> None:
    file = tmp_path / "mail.eml"
    file.write_bytes(raw)
    result = CliRunner().invoke(app, ["explain", "-c", str(config_file), "--clock", NOW, str(file)])
    assert result.exit_code == 0, result.output
    assert says in " ".join(result.output.split())


def test_an_invitation_is_among_the_effects(config_file: Path, tmp_path: Path) -> None:
    world = tmp_path / "world.toml"
    text = config_file.read_text(encoding="utf-8")
    world.write_text(
        "clock = 2027-05-10T08:30:00+02:00\n" + text[text.index("[[lists]]") :], encoding="utf-8"
    )
    examine = examiner(config_file, world=world, now=None)
    raw = VOUCHED + HUMAN + b"\nHej! Jag vill delta den 24 maj kl 09.00\n"
    shown = [text for _, text in steps(examine(raw))]
    assert "SendInvitation REQUEST for 2027-05-24 to anna@example.org" in shown


def test_the_world_file_and_its_clock_are_taken(config_file: Path, tmp_path: Path) -> None:
    world = tmp_path / "world.toml"
    world.write_text('clock = 2030-01-01T00:00:00+01:00\naddress = "other@example.se"\n', encoding="utf-8")
    examined = examiner(config_file, world=world, now=None)(HUMAN + b"\nHej\n")
    assert examined.envelope.recipients == ("other@example.se",)
    assert examined.envelope.received_at.year == 2029  # the last hour of it, in UTC


def test_mail_comes_by_the_unix_socket_where_no_network_is_trusted(
    config_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAILSERVICE_TRUST__RELAYS", '["unix"]')
    examined = examiner(config_file, world=None, now=None)(VOUCHED + HUMAN + b"\nHej\n")
    assert examined.envelope.peer == ""
    assert examined.opened.verdict.vouched


def test_a_bar_is_shown_to_people_who_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [tmp_path / f"{number}.eml" for number in range(12)]
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    assert list(explaining.shown_progress(files)) == files
    assert explaining.shown_progress(files[:3]) == files[:3]

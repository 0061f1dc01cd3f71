"""serve, send and demo: how they are started, what they tell, how they end."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from mailservice.cli import app, running
from mailservice.config import Config
from tests.unit.cli.conftest import FakeService
from tests.waiting import HANG_S

ROOT = Path(__file__).parents[3]
MAILSERVICE = [sys.executable, "-m", "mailservice"]
LETTER = (
    b"From: Forum <forum@example.se>\r\nTo: anna@example.org\r\nSubject: Hej\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    b"--b\r\nContent-Type: text/plain\r\n\r\nText\x1b[2J\r\n"
    b"--b\r\nContent-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\n"
    b"--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\nx\r\n--b--\r\n"
)


def run(*arguments: str | Path, words: str = "") -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments], input=words)


@pytest.mark.parametrize("form", ["auto", "console"])
def test_serve_hands_everything_on(config_file: Path, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILSERVICE_LOG__FORM", form)
    handed: dict[str, Any] = {}

    async def run_service(config: Config, **values: Any) -> None:
        handed.update(values, address=config.service.address)
        values["ready"](SimpleNamespace(smtp_port=2525))

    monkeypatch.setattr("mailservice.app.run_service", run_service)
    monkeypatch.setattr("logging.basicConfig", lambda **_: None)
    result = run("serve", "--config", config_file, "--clock", "2027-05-10T08:30:00+02:00")
    assert result.exit_code == 0
    assert handed["address"] == "forum@example.se"
    assert handed["clock_start"] == datetime.fromisoformat("2027-05-10T08:30:00+02:00")
    assert "SMTP on 127.0.0.1, port 2525" in result.output
    assert "NOT SENT" in result.output


def test_all_doors_are_told(config: Config, capsys: pytest.CaptureFixture[str]) -> None:
    doors = {"smtp": None, "lmtp": "[::1]:24", "lmtp_socket": Path("x.sock")}
    listener = config.listener.model_copy(update=doors)
    relayed = config.model_copy(update={"listener": listener, "smarthost": object()})
    running.tell_ready(Path("x"), relayed, SimpleNamespace(smtp_port=0))  # type: ignore[arg-type]
    told = capsys.readouterr().out
    assert told == "forum@example.se takes mail: LMTP on [::1]:24, LMTP on x.sock. Ctrl-C stops it.\n"


def test_ctrl_c_ends_it_without_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvloop", None)  # as if it were not installed

    async def interrupted() -> None:
        raise KeyboardInterrupt

    running.run_loop(interrupted())


def test_kept_letters_are_plainly_not_sent(capsys: pytest.CaptureFixture[str]) -> None:
    running.show_kept(Path("var/outgoing/a.eml"), LETTER)
    shown = capsys.readouterr().out
    for words in ("NOT SENT", "var/outgoing/a.eml", "Text", "[calendar: REQUEST]", "[attached: the mail"):
        assert words in shown
    assert "\x1b[2J" not in shown


def test_a_letter_without_text(capsys: pytest.CaptureFixture[str]) -> None:
    running.show_kept(Path("a.eml"), b"Content-Type: application/pdf\r\n\r\nx")
    assert "NOT SENT" in capsys.readouterr().out


def test_demo_plays(config_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    played: list[Path] = []
    monkeypatch.setattr("mailservice.demo.play.run", lambda file, _console: played.append(file))
    assert run("demo", "--config", config_file).exit_code == 0
    assert played == [config_file]


@pytest.fixture
def to_fake(listener: FakeService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeService:
    monkeypatch.setenv("MAILSERVICE_LISTENER__SMTP", str(listener.endpoint))
    listener.folder = tmp_path / "outgoing"
    listener.folder.mkdir()
    return listener


def test_send_shows_the_answer(config_file: Path, to_fake: FakeService) -> None:
    result = run("send", "-c", config_file, "--from", "anna@example.org", "-", words="Jag vill prenumerera")
    assert result.exit_code == 0
    assert "The service took the mail: 250 2.0.0 kept" in result.output
    assert "Hej!" in result.output
    assert "NOT SENT" in result.output
    assert to_fake.content.startswith(b"Authentication-Results: mx.example.se; dmarc=pass")


def test_send_as_json_and_unvouched(config_file: Path, to_fake: FakeService) -> None:
    result = run("send", "-c", config_file, "--json", "--unvouched", "Hej")
    sent = json.loads(result.output)
    assert sent["answers"] == [{"file": str(to_fake.folder / "a.eml"), "subject": "Svar"}]
    assert sent["answered_after_s"] >= 0
    assert b"Authentication-Results" not in to_fake.content


def test_send_a_file(config_file: Path, to_fake: FakeService, tmp_path: Path) -> None:
    file = tmp_path / "mail.eml"
    file.write_bytes(b"From: anna@example.org\n\nHej\n")
    assert run("send", "-c", config_file, "--file", file).exit_code == 0
    assert to_fake.content.endswith(b"\r\nHej\r\n")


def test_send_a_reply(config_file: Path, to_fake: FakeService, tmp_path: Path) -> None:
    letter = tmp_path / "letter.eml"
    letter.write_bytes(b"From: forum@example.se\nTo: anna@example.org\nMessage-ID: <1@x>\n\nHej\n")
    assert run("send", "-c", config_file, "--answering", letter, "ja").exit_code == 0
    assert b"In-Reply-To: <1@x>\r\n" in to_fake.content
    for wrong in (("--subject", "Hej"), ("--to", "x@example.se")):
        result = run("send", "-c", config_file, "--answering", letter, *wrong, "ja")
        assert result.exit_code == 2
        assert "--answering takes words" in result.stderr


@pytest.mark.usefixtures("to_fake")
def test_no_answer_is_status_1(config_file: Path) -> None:
    result = run("send", "-c", config_file, "--wait", "0.1", "silence")
    assert result.exit_code == 1
    assert "within 0.1 s" in result.stderr
    assert run("send", "-c", config_file, "--wait", "0", "silence").exit_code == 0


def test_send_to_nobody(config_file: Path) -> None:
    result = run("send", "-c", config_file, "Hej")
    assert result.exit_code == 1
    assert "is the service running?" in result.stderr
    assert run("send", "-c", config_file).exit_code == 2


@contextmanager
def serving(config_file: Path, port: int) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    """The real thing, as the README says; with what another process here is started with."""
    here = {**os.environ, "MAILSERVICE_LISTENER__SMTP": f"127.0.0.1:{port}"}
    serve = [*MAILSERVICE, "serve", "--config", str(config_file), "--clock", "2027-05-10T08:30:00+02:00"]
    pipes: dict[str, Any] = {"cwd": ROOT, "env": here, "text": True, "stderr": subprocess.PIPE}
    with subprocess.Popen(serve, stdout=subprocess.PIPE, **pipes) as service:
        try:
            assert service.stdout is not None
            assert "takes mail" in service.stdout.readline()
            yield service, pipes
        finally:
            service.kill()  # what a failed test leaves running would hold it up for ever


def test_the_first_mail_is_answered_on_the_same_terminal(config_file: Path, unused_tcp_port: int) -> None:
    """Two processes; ended as systemd ends it."""
    words = "Hej! Jag vill prenumerera på Nyheter och delta den 24 maj kl 09.00"
    send = [*MAILSERVICE, "send", "-c", str(config_file), "--json", "--wait", str(HANG_S), words]
    with serving(config_file, unused_tcp_port) as (service, pipes):
        sent = subprocess.run(send, stdout=subprocess.PIPE, check=True, **pipes)
        told = json.loads(sent.stdout)["answers"]
        assert service.stdout is not None
        kept = islice((line for line in service.stdout if line.startswith("kept as ")), 2)
        receipt, invitation = (line.removeprefix("kept as ").strip() for line in kept)
        assert told[0]["file"] == receipt  # the invitation follows at once, on a slow machine later
        assert invitation.endswith(".eml")
        service.send_signal(signal.SIGTERM)
        _, log = service.communicate(timeout=HANG_S)
        assert service.returncode == 0
        assert "mail.processed" in log
        assert "example.org" not in log


def test_ctrl_c_ends_a_service_that_has_just_begun(config_file: Path, unused_tcp_port: int) -> None:
    with serving(config_file, unused_tcp_port) as (service, _):
        service.send_signal(signal.SIGINT)
        _, log = service.communicate(timeout=HANG_S)
        assert service.returncode == 0
        assert "Traceback" not in log

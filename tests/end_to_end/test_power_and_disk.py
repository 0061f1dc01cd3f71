"""A service process from outside: the disk answers before the client is told; a full disk refuses for now."""

import os
import re
import resource
import shutil
import signal
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.crash.house import CONFIG, free_port
from tests.waiting import HANG_S

SYSTEM_CALLS = "fsync,fdatasync,write,writev,sendto,sendmsg"


@dataclass(frozen=True)
class Running:
    """A service that runs: where it listens, its process, its database, and the system calls it makes."""

    port: int
    pid: int
    database: Path
    trace: Path | None

    def send(self, number: int) -> tuple[int, str]:
        """The reply to one mail."""
        mail = f"From: a@region.example\r\nMessage-ID: <{number}@x>\r\nSubject: Hej\r\n\r\nHej\r\n"
        with smtplib.SMTP("127.0.0.1", self.port, timeout=HANG_S) as client:
            client.ehlo()
            client.mail("a@region.example")
            client.rcpt("forum@tillvaxtverket.se")
            code, words = client.data(mail)
            return code, words.decode()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Under strace where this machine has it and lets us."""
    folder, port = tmp_path_factory.mktemp("running"), free_port()
    database, config, trace = folder / "x.db", folder / "x.toml", folder / "trace"
    config.write_text(
        CONFIG.format(folder=folder, database=f"sqlite:///{database}", port=port, smarthost=free_port()),
        "utf-8",
    )
    command = [sys.executable, "-m", "mailservice", "serve", "--config", str(config)]
    traced = _can_trace()
    if traced:
        command = ["strace", "-f", "-s", "40", "-e", f"trace={SYSTEM_CALLS}", "-o", str(trace), *command]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        assert "takes mail" in process.stdout.readline()
        pid = _child(process.pid) if traced else process.pid
        try:
            yield Running(port, pid, database, trace if traced else None)
        finally:
            os.kill(pid, signal.SIGTERM)


def _can_trace() -> bool:
    if shutil.which("strace") is None:
        return False
    return (
        subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True, check=False).returncode
        == 0
    )


def _child(pid: int) -> int:
    return int(Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8").split()[0])


def test_the_disk_has_answered_before_the_client_is_told(running: Running) -> None:
    if running.trace is None:
        pytest.skip("no strace here, or it may not trace")
    code, _ = running.send(1)
    assert code == 250
    lines = running.trace.read_text("utf-8", "replace").splitlines()
    begun = max(number for number, line in enumerate(lines) if '"354 ' in line)
    told = next(number for number, line in enumerate(lines) if number > begun and '"250 2' in line)
    flushed = [line for line in lines[begun:told] if re.search(r"\b(?:fsync|fdatasync)\b.* = 0$", line)]
    assert flushed, lines[begun : told + 1]


def test_a_full_disk_refuses_for_now_and_recovers_by_itself(running: Running) -> None:
    assert running.send(2)[0] == 250
    before = resource.prlimit(running.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(running.pid, resource.RLIMIT_FSIZE, (0, before[1]))  # no byte to any file
    try:
        for number in (3, 4):
            code, words = running.send(number)
            assert 400 <= code < 500
            assert str(running.database.parent) not in words
    finally:
        resource.prlimit(running.pid, resource.RLIMIT_FSIZE, before)
    assert [running.send(number)[0] for number in (3, 4)] == [250, 250]

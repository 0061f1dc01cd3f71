"""Postfix's load generator and sink, where they are installed: the yardstick that others know."""

import os
import shutil
import subprocess
import time
from types import TracebackType
from typing import Any

from tests.bench.load import RECIPIENT
from tests.bench.processes import free_port, until_open

_BACKLOG = "1000"  # connections that wait to be taken
_NOT_EVERYBODYS_PATH = "/usr/sbin:/usr/local/sbin"


def installed(program: str) -> str:
    """Where smtp-source or smtp-sink is, "" where it is not."""
    return shutil.which(program) or shutil.which(program, path=_NOT_EVERYBODYS_PATH) or ""


class PostfixSink:
    """smtp-sink, for as long as the `with` lasts. It counts nothing: `counted` stays empty."""

    def __init__(self, program: str) -> None:
        self.counted: dict[str, Any] = {}
        self._program = program

    def __enter__(self) -> "PostfixSink":
        self.port = free_port()
        as_somebody = ["-u", "nobody"] if os.geteuid() == 0 else []  # it does not run as root
        command = [self._program, *as_somebody, f"127.0.0.1:{self.port}", _BACKLOG]
        self._process = subprocess.Popen(command)
        until_open(self.port)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.wait()


def smtp_source(
    program: str, port: int, mails: int, *, connections: int = 10, size_bytes: int = 20_000
) -> float:
    """Mails a second that smtp-source hands to whoever listens there, over connections that it keeps."""
    command = [program, "-m", str(mails), "-s", str(connections), "-l", str(size_bytes), "-d"]
    began = time.perf_counter()
    subprocess.run([*command, "-f", "a@x.se", "-t", RECIPIENT.decode(), f"127.0.0.1:{port}"], check=True)
    return mails / (time.perf_counter() - began)

"""One letter to many, measured: rows written, mails at the sink, memory; on either database."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from sqlalchemy.engine import make_url

from tests.bench.postfix import PostfixSink
from tests.bench.processes import Sink, write_config
from tests.databases import fresh_postgresql, postgresql_server


@dataclass(frozen=True, slots=True)
class FanOut:
    """One run, in recipients a second.

    rows      written to the outbox
    wire      from the first to the last mail at the sink; where that counts nothing, while the processes sent
    whole     from the start of the sending processes to their end
    reminder_s  that a reminder took which passed the news
    """

    people: int
    signed: str
    workers: int
    database: str
    rows: float
    wire: float
    whole: float
    peak_rss_mb: float
    reminder_s: float


def measure_fan_out(
    people: int,
    *,
    signed: str = "no",
    workers: int = 1,
    postgresql: str = "",
    remind_after_s: float = 0.0,
    smtp_sink: str = "",
    digest: bool = False,
) -> FanOut:
    """signed      "no", "ed25519" or "rsa"
    digest      of twenty posts, instead of one text; as large
    smtp_sink   the program of Postfix that takes the mails; ours where left out
    Raises      RuntimeError where a mail is missing, or has come twice.
    """
    with tempfile.TemporaryDirectory(prefix="mailservice-bench-") as name, _database(postgresql) as database:
        folder = Path(name)
        with PostfixSink(smtp_sink) if smtp_sink else Sink() as sink:
            config = write_config(folder, smarthost=sink.port, database=database, more=_dkim(folder, signed))
            _step(config, "prepare", "--people", str(people), *(["--digest"] if digest else []))
            expanded = _step(config, "expand")
            began = time.perf_counter()
            options = ["--remind-after", str(remind_after_s)] if remind_after_s else []
            senders = [
                _start(config, "send", *options, *(["--beside"] if number else []))
                for number in range(workers)
            ]
            sent = [json.loads(_output(each)) for each in senders]
            seconds = time.perf_counter() - began
        came = sink.counted
    extra = sum(each["reminder_s"] > 0 for each in sent)
    settled = sum(each["done"] for each in sent)
    if smtp_sink and settled - extra != people:
        raise RuntimeError(f"{settled} mails were sent, to {people} people")
    if came and (came["mails"] - extra != people or came["pairs"] - extra != people):
        raise RuntimeError(f"{came['mails']} mails came, {came['pairs']} of them different, of {people}")
    return FanOut(
        people,
        signed,
        workers,
        "PostgreSQL" if postgresql else "SQLite",
        rows=people / expanded["seconds"],
        wire=people / max(came["last"] - came["first"] if came else _sending_s(sent), 1e-6),
        whole=people / seconds,
        peak_rss_mb=max(each["peak_rss_kb"] for each in sent) / 1024,
        reminder_s=max(each["reminder_s"] for each in sent),
    )


def bare_pipelined(mails: int, *, connections: int = 10, size_bytes: int = 20_000) -> float:
    """The yardstick that is always there: ready mails, nothing stored. Mails a second into the same sink."""
    with Sink() as sink:
        command = [sys.executable, "-m", "tests.bench.load", str(sink.port), "--size", str(size_bytes)]
        command += ["--mails", str(mails), "--connections", str(connections)]
        sent = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return float(mails / sent["seconds"])


def _sending_s(sent: list[dict[str, Any]]) -> float:
    return float(max(each["seconds"] for each in sent))


def _dkim(folder: Path, signed: str) -> str:
    if signed == "no":
        return ""
    key = generate_private_key(65537, 2048) if signed == "rsa" else Ed25519PrivateKey.generate()
    file = folder / "dkim.pem"
    file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return f'[dkim]\ndomain = "tillvaxtverket.se"\nselector = "bench"\nkey_file = "{file}"\n'


@contextmanager
def _database(postgresql: str) -> Iterator[str]:
    with fresh_postgresql(postgresql) if postgresql else nullcontext("") as url:
        yield (
            make_url(url).set(drivername="postgresql").render_as_string(hide_password=False) if url else ""
        )


def _start(config: Path, *step: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.bench.letter_to_many", step[0], str(config), *step[1:]]
    with (config.parent / "log").open("a") as log:
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)


def _output(process: "subprocess.Popen[str]") -> str:
    said, _ = process.communicate()
    if process.returncode:
        raise RuntimeError(f"{process.args!r} ended with {process.returncode}")
    return said


def _step(config: Path, *step: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_output(_start(config, *step)))
    return found


@contextmanager
def postgresql_if_any() -> Iterator[str]:
    """The address of a PostgreSQL server, "" where there is none."""
    from _pytest.outcomes import Skipped

    try:
        with postgresql_server() as server:
            yield server
    except Skipped:
        yield ""

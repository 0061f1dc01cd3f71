"""How long somebody waits for the whole service: for a first letter, for a reminder while it is busy.

The service is the one that `serve` starts. Its bell rings every 15 seconds and its outbox is looked at every
two, so up to 17 seconds of each figure are the clock's and not the work's.
"""

import asyncio
import smtplib
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from mailservice.config.load import load_config
from mailservice.domain.addresses import Address
from mailservice.domain.briefings import SeatState
from mailservice.domain.effects import SetSeat
from mailservice.flow.loops import POLL_S
from mailservice.parts import open_store
from mailservice.service import RING_S
from tests.bench.processes import Serving, Sink, free_port, write_config

CLOCKS_S = RING_S + POLL_S
_OFFICE, _FORUM = "kansliet@tillvaxtverket.se", "forum@tillvaxtverket.se"
_READER, _BRIEFING = "person1@d1.example", "genomgang"
_REMIND_AFTER_S = 4.0  # the service starts in one; then the digest is being written for half a minute
_LIMIT_S = 300.0

_AT_ONCE = "[publishing]\nhold_minutes = 0\n"
_ONE_BRIEFING = """
[[sessions]]
id = "genomgang"
title = {{ sv = "Genomgång", en = "Briefing" }}
lists = ["nyheter"]
start = {start}
minutes = 45
"""


def first_letter_after_skicka(folder: Path, people: int) -> float:
    """Seconds from "skicka" to the first letter at the sink; no time to say "stopp" is configured."""
    port = free_port()
    with Sink() as sink:
        config = write_config(folder, smarthost=sink.port, smtp=port, more=_AT_ONCE)
        _prepare(config, people, "--only-readers")
        with Serving(config, port):
            _hand_in(
                port,
                "Publicera till Nyheter: Nya medel",
                "Hej!\n\nNu finns det nya medel att söka för regionerna.",
            )
            proof = _row(config, "proof", "message_id")
            began = time.perf_counter()
            _hand_in(port, "Re: Nya medel", "Skicka", answers=f"<{proof}>")
            came = sink.until(3, limit_s=_LIMIT_S)  # the proof, and that it goes out now, are the two before
            seconds = time.perf_counter() - began
    if came < 3:
        raise RuntimeError("nothing came after skicka")
    return seconds


def reminder_beside_digest(folder: Path, people: int) -> float:
    """Seconds that a reminder was late which came due while a digest to so many was written and sent."""
    port = free_port()
    start = (datetime.now(UTC) + timedelta(days=3)).isoformat(timespec="seconds")
    with Sink() as sink:
        config = write_config(folder, smarthost=sink.port, smtp=port, more=_ONE_BRIEFING.format(start=start))
        _prepare(config, people, "--digest")
        due_at = datetime.now(UTC) + timedelta(seconds=_REMIND_AFTER_S)
        asyncio.run(_plan_reminder(config, due_at))
        with Serving(config, port):
            settled_at = _row(config, "reminder", "settled_at")
    return (datetime.fromisoformat(settled_at).replace(tzinfo=UTC) - due_at).total_seconds()


def _prepare(config: Path, people: int, *options: str) -> None:
    command = [sys.executable, "-m", "tests.bench.letter_to_many", "prepare", str(config), *options]
    with (config.parent / "log").open("a") as log:
        subprocess.run([*command, "--people", str(people)], check=True, stdout=log, stderr=log)


async def _plan_reminder(config: Path, due_at: datetime) -> None:
    """One of the readers has a seat and is to be reminded then."""
    database = await open_store(load_config(config, {}))
    reader, now = Address.of(_READER), datetime.now(UTC)
    async with database.store.transaction() as work:
        seat = SetSeat(reader, _BRIEFING, SeatState.TAKEN, now)
        await work.change(seat, at=now, caused_by="", by="mail", who="")
        await work.plan_reminder(reader, _BRIEFING, kind="day-before", sequence=0, due_at=due_at)
    await database.close()


def _hand_in(port: int, subject: str, text: str, *, answers: str = "") -> None:
    """A mail of the secretariat, for whom the border MTA vouches."""
    answer = f"In-Reply-To: {answers}\r\n" if answers else ""
    mail = (
        "Authentication-Results: bench.mx; dmarc=pass header.from=tillvaxtverket.se\r\n"
        f"From: {_OFFICE}\r\nTo: {_FORUM}\r\nSubject: {subject}\r\n{answer}"
        f"Message-ID: <{time.perf_counter_ns()}@tillvaxtverket.se>\r\nMIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        + text.replace("\n", "\r\n")
        + "\r\n"
    )
    with smtplib.SMTP("127.0.0.1", port) as door:
        door.sendmail(_OFFICE, [_FORUM], mail.encode())


def _row(config: Path, letter: str, column: str) -> str:
    """That column of the first letter of that kind that has been sent. Raises TimeoutError."""
    query = f"select {column} from outbox where letter = ? and state = 'sent'"
    end = time.monotonic() + _LIMIT_S
    with closing(sqlite3.connect(f"file:{config.parent}/bench.db?mode=ro", uri=True)) as view:
        while time.monotonic() < end:
            if found := view.execute(query, (letter,)).fetchone():
                return str(found[0])
            time.sleep(0.02)
    raise TimeoutError(f"no letter {letter!r} was sent")

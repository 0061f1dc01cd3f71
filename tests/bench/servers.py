"""What is measured, each a process of its own: `python -m tests.bench.servers bare|durable FOLDER`.

aiosmtpd runs on asyncio's loop, as it does where nobody says otherwise; ours on the one that `serve` takes.
Prints its port as the first line, serves until its standard input closes, then prints one JSON
object: stored (mails), peak_rss_kb.
"""

import asyncio
import json
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import func, select

from mailservice.flow.clocks import SystemClock
from mailservice.flow.loops import all_is_loaded
from mailservice.listener.doors import Addresses, Doors
from mailservice.listener.terms import Terms
from mailservice.observability.log_lines import start_log
from mailservice.storage.engine import open_database
from mailservice.storage.spool import GroupCommitSpool
from mailservice.storage.tables import metadata, spool
from tests.bench.load import RECIPIENT
from tests.bench.loops import run
from tests.bench.memory import peak_rss_kb

LOCAL = ("127.0.0.1", 0)


class Forgetful:
    """A handler for aiosmtpd that takes everything and stores nothing."""

    def __init__(self) -> None:
        self.taken = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.taken += 1
        return "250 OK"


async def bare(_folder: Path) -> int:
    """aiosmtpd as it comes, storing nothing. Returns how many mails it took."""
    handler = Forgetful()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(handler, hostname="bench", loop=loop), *LOCAL)
    await _until_told(server.sockets[0].getsockname()[1])
    server.close()
    return handler.taken


async def durable(folder: Path) -> int:
    """Our listener and spool on SQLite. Returns how many mails are in the database."""
    engines = open_database(f"sqlite+aiosqlite:///{folder / 'bench.db'}")
    async with engines.writing() as work:
        await work.run_sync(metadata.create_all)
    inbox = GroupCommitSpool(engines)
    address = RECIPIENT.decode()
    terms = Terms(hostname="bench", spool=inbox, accepts=address.__eq__, clock=SystemClock())
    doors = Doors(terms, Addresses(smtp=(LOCAL,)))
    await doors.start()
    all_is_loaded()
    await _until_told(doors.smtp_ports[0])
    await doors.stop()
    await inbox.close()
    async with engines.reading() as view:
        stored = (await view.execute(select(func.count()).select_from(spool))).scalar_one()
    await engines.close()
    return stored


async def _until_told(port: int) -> None:
    """Say where we listen and wait for the end of our standard input."""
    print(port, flush=True)
    await asyncio.to_thread(sys.stdin.read)


SERVERS: dict[str, Callable[[Path], Coroutine[Any, Any, int]]] = {"bare": bare, "durable": durable}


def main() -> None:
    name, folder = sys.argv[1:]
    # As `serve` does: a line for each mail, on standard error; standard output is for the figures.
    start_log(sys.stderr, form="json", key=b"bench")
    runs = asyncio.run if name == "bare" else run  # aiosmtpd as it comes, ours as `serve` runs it
    stored = runs(SERVERS[name](Path(folder)))
    peak = peak_rss_kb()
    print(json.dumps({"stored": stored, "peak_rss_kb": peak}))


if __name__ == "__main__":
    main()

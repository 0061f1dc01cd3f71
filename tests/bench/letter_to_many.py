"""One letter to many, in the steps in which the service does it; each step is a program of its own.

`python -m tests.bench.letter_to_many prepare CONFIG --people N` puts N readers and a text into a fresh
database, with `--digest` the twenty texts of a digest that is as large; `… expand CONFIG` makes of it a row
of the outbox for each; `… send CONFIG` is one sending process, which runs until nothing is due. Each prints
one JSON object: seconds, and how much was done; the last two the seconds of a core that it took too, and
`send` its peak RSS.
"""

import argparse
import asyncio
import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select

from mailservice.config.load import load_config
from mailservice.config.sections import Config
from mailservice.decisions.facts import Publication
from mailservice.domain.addresses import Address
from mailservice.domain.digest_orders import DigestOrder
from mailservice.domain.lists import DeliveryMode
from mailservice.flow.clocks import SystemClock
from mailservice.flow.deliver import Deliverer
from mailservice.flow.loops import all_is_loaded
from mailservice.flow.rows import OutgoingMail
from mailservice.observability.log_lines import start_log
from mailservice.parts import letters_of, open_store, signer_of, smarthost_of, stationery_of
from mailservice.storage.store import Database
from mailservice.storage.tables import outbox, person, subscription
from tests.bench.loops import run
from tests.bench.memory import peak_rss_kb

LIST = "nyheter"
_PARAGRAPH = (
    "Regeringen har beslutat om nya medel för regional utveckling. Tillväxtverket öppnar en utlysning där "
    "regioner och kommuner kan söka stöd för kompetensförsörjning, digitalisering och transporter.\n\n"
)
TEXT = "## Nytt stöd till regionerna\n\n" + _PARAGRAPH * 28  # 20 kB as a mail, text and HTML
POSTS = 20  # that a digest holds; together with what stands around them they are as large
_BRIEFING = {"id": "b", "title": "Senaste nytt", "minutes": 45, "link": "https://video.example.se/forum"}
_ROWS = 5_000


async def prepare(config: Config, people: int, *, digest: bool, texts: int) -> dict[str, Any]:
    """A world, its readers, and so many texts that are published to them; and that their digest goes now."""
    from mailservice.flow.due import publish  # here: a sending process knows neither of them
    from mailservice.flow.world import apply_world

    database = await open_store(config)
    clock = SystemClock()
    mode = DeliveryMode.WEEKLY if digest else DeliveryMode.EACH
    await apply_world(database.store, config.world(), clock=clock, stationery=stationery_of(config))
    for start in range(0, people, _ROWS):
        numbers = range(start + 1, min(start + _ROWS, people) + 1)
        async with database.engines.writing() as work:
            rows = [
                {"id": n, "address": f"person{n}@d{n % 997}.example", "language": "sv", "mode": mode}
                for n in numbers
            ]
            await work.execute(insert(person), rows)
            joined = [{"person_id": n, "list_id": LIST, "state": "active"} for n in numbers]
            await work.execute(insert(subscription), joined)
    began = time.perf_counter()
    readers = 0
    for number in range(texts):
        text = _PARAGRAPH if digest else TEXT
        now = datetime.now(UTC)
        publication = Publication(f"bench{number}", (LIST,), f"Nytt stöd {number}", text, "sv", now)
        readers = await publish(database.store, publication, by="secretariat")
    if digest:
        order = DigestOrder("now", (mode,), None, "", "sv", datetime.now(UTC))
        async with database.store.transaction() as work:
            await work.digest_orders.put(order)
    seconds = time.perf_counter() - began
    await database.close()
    return {"done": readers, "seconds": seconds}


async def expand(config: Config) -> dict[str, Any]:
    """A row of the outbox for each reader."""
    from mailservice.app import build

    service = await build(config, clock=SystemClock())
    began, before_s = time.perf_counter(), time.process_time()
    done = await service.due.do_due()
    seconds, cpu_s = time.perf_counter() - began, time.process_time() - before_s
    await service.close()
    return {"done": done, "seconds": seconds, "cpu_s": cpu_s}


async def _reminder_beside(store: Database, *, after_s: float) -> float:
    """A reminder is written while news go; the seconds until it was sent, 0 where the news were faster."""
    await asyncio.sleep(after_s)
    recipient = Address("reminded", "region.example")
    now = datetime.now(UTC)
    values = {"kind": "last-hour", "briefing": {**_BRIEFING, "start": now.isoformat()}, "maybe": False}
    reminder = OutgoingMail("reminder", "reminder.0@x.se", "reminder", recipient, "sv", values, now)
    began = time.perf_counter()
    async with store.transaction() as work:
        await work.add_outgoing(reminder)
    query = select(outbox.c.state, func.count()).where(outbox.c.id == "reminder").group_by(outbox.c.state)
    while True:
        async with store.engines.reading() as view:
            [(state, _)] = (await view.execute(query)).all()
        if state != "pending":
            return time.perf_counter() - began
        await asyncio.sleep(0.002)


async def send(config: Config, *, checkpoints: bool, remind_after_s: float = 0.0) -> dict[str, Any]:
    """One sending process, until nothing is due."""
    began = time.perf_counter()
    database = await open_store(config, checkpoints=checkpoints)
    smarthost = smarthost_of(config, None)
    deliverer = Deliverer(database.store, SystemClock(), letters_of(config), signer_of(config), smarthost)
    beside = (
        asyncio.create_task(_reminder_beside(database.store, after_s=remind_after_s))
        if remind_after_s
        else None
    )
    all_is_loaded()
    done, before_s = 0, time.process_time()
    while settled := await deliverer.deliver_due():
        done += settled
    seconds, cpu_s = time.perf_counter() - began, time.process_time() - before_s
    reminder_s = 0.0 if beside is None else await beside if beside.done() else 0.0
    await smarthost.close()
    await database.close()
    peak = peak_rss_kb()
    return {"done": done, "seconds": seconds, "cpu_s": cpu_s, "peak_rss_kb": peak, "reminder_s": reminder_s}


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m tests.bench.letter_to_many")
    options.add_argument("step", choices=("prepare", "expand", "send"))
    options.add_argument("config", type=Path)
    options.add_argument("--people", type=int, default=1_000)
    options.add_argument("--digest", action="store_true", help="twenty texts, in one digest for each")
    options.add_argument("--only-readers", action="store_true", help="nothing is published to them")
    options.add_argument("--beside", action="store_true", help="another process checkpoints")
    options.add_argument(
        "--remind-after", type=float, default=0.0, help="seconds; a reminder beside the news"
    )
    given = options.parse_args()
    config = load_config(given.config, {})
    start_log(sys.stderr, form="json", key=b"bench")
    match given.step:
        case "prepare":
            texts = 0 if given.only_readers else POSTS if given.digest else 1
            found = run(prepare(config, given.people, digest=given.digest, texts=texts))
        case "expand":
            found = run(expand(config))
        case _:
            found = run(send(config, checkpoints=not given.beside, remind_after_s=given.remind_after))
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()

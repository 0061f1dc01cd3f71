"""One letter to many, in the steps in which the service does it; each step is a program of its own.

`python -m tests.bench.letter_to_many prepare CONFIG --people N` puts N readers and a text into a fresh
database; `… expand CONFIG` makes of it a row of the outbox for each; `… send CONFIG` is one sending process,
which runs until nothing is due. Each prints one JSON object: seconds, and how much was done; the last two the
seconds of a core that it took too, and `send` its peak RSS.
"""

import argparse
import asyncio
import json
import resource
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
from mailservice.flow.clocks import SystemClock
from mailservice.flow.deliver import Deliverer
from mailservice.flow.loops import all_is_loaded
from mailservice.flow.rows import OutgoingMail
from mailservice.observability.log_lines import start_log
from mailservice.parts import letters_of, open_store, signer_of, smarthost_of, stationery_of
from mailservice.storage.store import Database
from mailservice.storage.tables import outbox, person, subscription
from tests.bench.loops import run

LIST = "nyheter"
_PARAGRAPH = (
    "Regeringen har beslutat om nya medel för regional utveckling. Tillväxtverket öppnar en utlysning där "
    "regioner och kommuner kan söka stöd för kompetensförsörjning, digitalisering och transporter.\n\n"
)
TEXT = "## Nytt stöd till regionerna\n\n" + _PARAGRAPH * 28  # 20 kB as a mail, text and HTML
_ROWS = 5_000


async def prepare(config: Config, people: int) -> dict[str, Any]:
    """A world, its readers, and a text that is published to them."""
    from mailservice.flow.due import publish  # here: a sending process knows neither of them
    from mailservice.flow.world import apply_world

    database = await open_store(config)
    clock = SystemClock()
    await apply_world(database.store, config.world(), clock=clock, stationery=stationery_of(config))
    for start in range(0, people, _ROWS):
        numbers = range(start + 1, min(start + _ROWS, people) + 1)
        async with database.engines.writing() as work:
            rows = [
                {"id": n, "address": f"person{n}@d{n % 997}.example", "language": "sv", "mode": "each"}
                for n in numbers
            ]
            await work.execute(insert(person), rows)
            joined = [{"person_id": n, "list_id": LIST, "state": "active"} for n in numbers]
            await work.execute(insert(subscription), joined)
    began = time.perf_counter()
    text = Publication("bench", (LIST,), "Nytt stöd till regionerna", TEXT, "sv", datetime.now(UTC))
    readers = await publish(database.store, text, by="secretariat")
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


async def _answer_beside(store: Database, *, after_s: float) -> float:
    """An answer is written while the news go; the seconds until it was sent, 0 where the news were faster."""
    await asyncio.sleep(after_s)
    recipient = Address("answered", "region.example")
    values = {"subject": "Fråga"}
    now = datetime.now(UTC)
    answer = OutgoingMail("answer", "answer.0.handed_over@x.se", "handed_over", recipient, "sv", values, now)
    began = time.perf_counter()
    async with store.transaction() as work:
        await work.add_outgoing(answer)
    query = select(outbox.c.state, func.count()).where(outbox.c.id == "answer").group_by(outbox.c.state)
    while True:
        async with store.engines.reading() as view:
            [(state, _)] = (await view.execute(query)).all()
        if state != "pending":
            return time.perf_counter() - began
        await asyncio.sleep(0.002)


async def send(config: Config, *, checkpoints: bool, answer_after_s: float = 0.0) -> dict[str, Any]:
    """One sending process, until nothing is due."""
    began = time.perf_counter()
    database = await open_store(config, checkpoints=checkpoints)
    smarthost = smarthost_of(config, None)
    deliverer = Deliverer(database.store, SystemClock(), letters_of(config), signer_of(config), smarthost)
    beside = (
        asyncio.create_task(_answer_beside(database.store, after_s=answer_after_s))
        if answer_after_s
        else None
    )
    all_is_loaded()
    done, before_s = 0, time.process_time()
    while settled := await deliverer.deliver_due():
        done += settled
    seconds, cpu_s = time.perf_counter() - began, time.process_time() - before_s
    answer_s = 0.0 if beside is None else await beside if beside.done() else 0.0
    await smarthost.close()
    await database.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"done": done, "seconds": seconds, "cpu_s": cpu_s, "peak_rss_kb": peak, "answer_s": answer_s}


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m tests.bench.letter_to_many")
    options.add_argument("step", choices=("prepare", "expand", "send"))
    options.add_argument("config", type=Path)
    options.add_argument("--people", type=int, default=1_000)
    options.add_argument("--beside", action="store_true", help="another process checkpoints")
    options.add_argument("--answer-after", type=float, default=0.0, help="seconds; an answer beside the news")
    given = options.parse_args()
    config = load_config(given.config, {})
    start_log(sys.stderr, form="json", key=b"bench")
    match given.step:
        case "prepare":
            found = run(prepare(config, given.people))
        case "expand":
            found = run(expand(config))
        case _:
            found = run(send(config, checkpoints=not given.beside, answer_after_s=given.answer_after))
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()

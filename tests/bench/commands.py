"""A mail command the whole way: SMTP in, understood, carried out, its answer at the sink.

`python -m tests.bench.commands MAILS FOLDER` runs the service with its loops on SQLite, hands it
that many mails of as many people over SMTP, and waits until the last answer has arrived at a mail
server beside it. Prints one JSON object: mails, seconds, peak_rss_kb.
"""

import asyncio
import json
import logging
import resource
import sys
import time
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import aiosmtplib

from mailservice.observability.log_lines import start_log
from tests.end_to_end.house import FORUM, House, open_house

CONNECTIONS = 10
TEXT = "Hej! Jag vill gärna prenumerera på information från Politikerforum.\n\nHälsningar\nPerson"


async def run(mails: int, folder: Path) -> float:
    """Returns the seconds from the first mail to the last answer."""
    async with open_house(folder, database=f"sqlite:///{folder / 'bench.db'}") as house:
        await asyncio.to_thread(house.service.prepare)
        service = house.service
        await service.doors.stop()
        await service.start()
        began = time.monotonic()
        waiting = iter(range(mails))
        async with asyncio.TaskGroup() as senders:
            for _ in range(CONNECTIONS):
                senders.create_task(_send(house, waiting))
        await house.mailbox.until(mails)
        seconds = time.monotonic() - began
        await service.stop()
    return seconds


async def _send(house: House, waiting: Iterator[int]) -> None:
    async with aiosmtplib.SMTP(
        hostname="127.0.0.1", port=house.service.smtp_port, start_tls=False, use_tls=False
    ) as client:
        for number in waiting:
            sender = f"person{number}@region.example"
            head = "Authentication-Results: demo.mx; dmarc=pass header.from=region.example\r\n"
            mail = f"From: {sender}\r\nTo: {FORUM}\r\nMessage-ID: <{number}@x>\r\nSubject: Hej\r\n"
            mime = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
            await client.sendmail(sender, [FORUM], (head + mail + mime + TEXT).encode())


def main() -> None:
    mails, folder = int(sys.argv[1]), Path(sys.argv[2])
    start_log(StringIO(), form="json", key=b"bench")
    logging.disable()
    seconds = asyncio.run(run(mails, folder))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"mails": mails, "seconds": seconds, "peak_rss_kb": peak}))


if __name__ == "__main__":
    main()

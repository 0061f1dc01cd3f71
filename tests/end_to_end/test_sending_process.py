"""`mailservice deliver`: one more process that sends, beside the service, without a word between them."""

import asyncio
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from mailservice.demo.mailbox import Mailbox
from mailservice.domain.addresses import Address
from mailservice.storage.engine import open_database
from mailservice.storage.store import Database
from tests.bench.processes import write_config
from tests.storage.rows import add, letter
from tests.waiting import HANG_S

PEOPLE = 30


async def _sender(config: Path) -> asyncio.subprocess.Process:
    command = [sys.executable, "-m", "mailservice", "deliver", "--config", str(config)]
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=pipe)


async def test_two_processes_share_what_is_due(tmp_path: Path, postgresql_url: str) -> None:
    mailbox = Mailbox()
    port = await mailbox.open()
    url = make_url(postgresql_url).set(drivername="postgresql").render_as_string(hide_password=False)
    config = write_config(tmp_path, smarthost=port, database=url)
    engines = open_database(postgresql_url)
    store = Database(engines, address="forum@tillvaxtverket.se", secretariat=())
    senders = [await _sender(config) for _ in range(2)]
    for each in senders:
        assert each.stdout is not None
        async with asyncio.timeout(HANG_S):
            await each.stdout.readline()  # it says so when it is ready, to send and to be stopped
    now = datetime.now(UTC)
    to = [Address(f"p{number}", "x.se") for number in range(PEOPLE)]
    await add(
        store,
        *(
            letter(f"m{n}", each, letter="handed_over", values={"subject": "Hej"}, due_at=now)
            for n, each in enumerate(to)
        ),
    )
    async with asyncio.timeout(HANG_S):
        await mailbox.until(PEOPLE)
    for each in senders:
        each.send_signal(signal.SIGTERM)
        await each.communicate()
        assert each.returncode == 0
    assert sorted(taken.recipients[0] for taken in mailbox.taken) == sorted(map(str, to))
    await engines.close()
    await mailbox.close()


async def test_on_sqlite_the_service_sends_alone(tmp_path: Path) -> None:
    sender = await _sender(write_config(tmp_path, smarthost=1))
    _, said = await sender.communicate()
    assert sender.returncode not in {0, None}
    assert b"needs PostgreSQL" in said


@pytest.fixture(autouse=True)
def _no_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

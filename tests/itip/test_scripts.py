"""Conversations with calendars, one script each. `README.md` says how to write one."""

from pathlib import Path

import pytest

from tests.itip.conversation import Conversation, opening
from tests.itip.script import read_script
from tests.itip.stage import open_stage

SCRIPTS = sorted((Path(__file__).parent / "scripts").glob("*.txt"))
# In the suite these are played on PostgreSQL too: answers out of order and twice, seats that go down the
# line, briefings that move. With --both-databases all are.
ON_EACH = (
    "back-again",
    "called-off",
    "delegate-answers-first",
    "forgotten",
    "leaving-the-line",
    "maybe-after-no",
    "moved",
    "reordered",
    "twice",
    "undo",
)


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.stem)
async def test_conversation(file: Path, tmp_path: Path, everyday_url: str) -> None:
    await play(file, tmp_path, everyday_url)


@pytest.mark.parametrize("name", ON_EACH)
async def test_conversation_on_postgresql(name: str, tmp_path: Path, postgresql_url: str) -> None:
    [file] = [each for each in SCRIPTS if each.stem == name]
    await play(file, tmp_path, postgresql_url)


async def play(file: Path, folder: Path, database_url: str) -> None:
    """The whole conversation, with what must hold at its end."""
    script = read_script(file)
    url = database_url.replace("+aiosqlite", "").replace("+psycopg", "")
    async with open_stage(folder, database=url, **opening(script)) as stage:
        await Conversation(script, stage).play()

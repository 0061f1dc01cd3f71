"""Conversations with calendars, one script each, on both databases. `README.md` says how to write one."""

from pathlib import Path

import pytest

from tests.itip.conversation import Conversation, opening
from tests.itip.script import read_script
from tests.itip.stage import open_stage

SCRIPTS = sorted((Path(__file__).parent / "scripts").glob("*.txt"))


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.stem)
async def test_conversation(file: Path, tmp_path: Path, database_url: str) -> None:
    script = read_script(file)
    url = database_url.replace("+aiosqlite", "").replace("+psycopg", "")
    async with open_stage(tmp_path, database=url, **opening(script)) as stage:
        await Conversation(script, stage).play()

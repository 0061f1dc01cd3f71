"""The feed's file: there whole or not at all."""

import stat
from pathlib import Path

import pytest

from mailservice.delivery.feed_file import FeedFile


async def test_a_file_that_a_web_server_may_read(tmp_path: Path) -> None:
    file = FeedFile(tmp_path / "public" / "forum.ics")
    assert await file.read() == b""
    await file.put(b"one")
    await file.put(b"two")
    assert await file.read() == b"two"
    assert [each.name for each in (tmp_path / "public").iterdir()] == ["forum.ics"]
    assert stat.S_IMODE((tmp_path / "public" / "forum.ics").stat().st_mode) == 0o644


async def test_what_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        await FeedFile(tmp_path / "file" / "forum.ics").put(b"x")
    with pytest.raises(OSError, match="directory"):
        await FeedFile(tmp_path).read()

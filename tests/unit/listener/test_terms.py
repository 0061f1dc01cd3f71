"""The disk that the spool lies on."""

from pathlib import Path

import pytest

from mailservice.listener.terms import disk_space_at


def test_the_disk_is_looked_at(tmp_path: Path) -> None:
    space = disk_space_at(tmp_path)
    assert 0 < space.free_bytes <= space.total_bytes


def test_a_disk_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        disk_space_at(tmp_path / "missing")

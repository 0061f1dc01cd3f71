"""The key of tokens: made once, kept to its owner, never half written."""

import os
import stat
from pathlib import Path

import pytest

from mailservice.config import read_or_make_secret
from mailservice.domain.errors import ConfigurationFaults


def test_made_at_the_first_start_and_read_at_the_next(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret.key"
    key = read_or_make_secret(path)
    assert len(key) == 32
    assert read_or_make_secret(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["secret.key"]


def test_each_installation_has_its_own(tmp_path: Path) -> None:
    assert read_or_make_secret(tmp_path / "a") != read_or_make_secret(tmp_path / "b")


def test_of_two_at_the_same_time_one_wins_for_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "secret.key"
    link = os.link

    def other_is_first(source: Path, target: Path) -> None:
        path.write_text("ab" * 32, encoding="ascii")
        link(source, target)

    monkeypatch.setattr(os, "link", other_is_first)
    assert read_or_make_secret(path) == bytes.fromhex("ab" * 32)
    assert [each.name for each in tmp_path.iterdir()] == ["secret.key"]


@pytest.mark.parametrize("content", ["", "abcd", "not hexadecimal", "åäö"])
def test_a_file_that_holds_something_else_stops_the_start(tmp_path: Path, content: str) -> None:
    path = tmp_path / "secret.key"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigurationFaults, match=r"service\.secret_file: .*64 hexadecimal digits"):
        read_or_make_secret(path)
    assert path.read_text(encoding="utf-8") == content


def test_a_folder_that_cannot_be_made_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="ascii")
    with pytest.raises(ConfigurationFaults, match=r"service\.secret_file: .*(Not a directory|File exists)"):
        read_or_make_secret(tmp_path / "file" / "secret.key")

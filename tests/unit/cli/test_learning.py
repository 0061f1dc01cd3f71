"""learn: what it says where it cannot teach."""

import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mailservice.cli import app


def test_without_pytorch_it_tells_where_to_get_it(config_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.delitem(sys.modules, "mailservice.teaching_by_torch", raising=False)
    told = CliRunner().invoke(app, ["learn", "--further", "--config", str(config_file)])
    assert told.exit_code == 2
    assert "pip install 'mailservice[learn]'" in told.output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--further", "--overseer", "model.bin"], "say one of"),
        (["{here}"], "there is no labels.json in it"),
    ],
)
def test_what_cannot_be_done_is_told_before_anything_is_learned(
    config_file: Path, tmp_path: Path, arguments: list[str], told: str
) -> None:
    given = [each.format(here=tmp_path) for each in arguments]
    said = CliRunner().invoke(app, ["learn", *given, "--config", str(config_file)])
    assert said.exit_code == 2
    assert told in said.output

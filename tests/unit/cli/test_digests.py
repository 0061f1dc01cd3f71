"""digest: when the next go out, and sending them now."""

from pathlib import Path

from typer.testing import CliRunner, Result

from mailservice.cli import app


def run(config: Path, name: str, *more: str) -> Result:
    return CliRunner().invoke(app, ["digest", name, "--config", str(config), *more])


def test_next(config_file: Path) -> None:
    shown = run(config_file, "next").stdout
    assert sorted(line.partition(":")[0] for line in shown.splitlines()) == ["monthly", "weekly"]
    assert "08:00, for 0 people" in shown


def test_now(config_file: Path) -> None:
    assert run(config_file, "now").stdout == "Ordered for 0 people.\n"
    assert run(config_file, "now", "--mode", "weekly").exit_code == 0
    assert run(config_file, "now", "--mode", "daily").exit_code == 2

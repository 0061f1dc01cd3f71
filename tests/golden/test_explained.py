"""One mail as `explain` shows it to a person, in a pipe: what is seen without colour."""

from datetime import datetime
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from mailservice.cli.examining import examiner
from mailservice.cli.explain_view import print_examined
from tests.unit.understanding.corpus import lexicon

FOLDER = Path(__file__).parent / "explained"
WORLD = Path(__file__).parents[1] / "mails" / "dev-world.toml"
DEMO = Path(__file__).parents[2] / "config" / "demo.toml"


@pytest.mark.parametrize("name", sorted(each.stem for each in FOLDER.glob("*.eml")))
def test_a_mail_explained(name: str, request: pytest.FixtureRequest) -> None:
    now = datetime.fromisoformat("2027-05-10T08:30:00+02:00")
    examined = examiner(DEMO, world=WORLD, now=now, lexicon=lexicon())((FOLDER / f"{name}.eml").read_bytes())
    paper = StringIO()
    print_examined(
        Console(file=paper, width=110, markup=False, emoji=False, highlight=False, soft_wrap=True), examined
    )
    shown = "".join(f"{line.rstrip()}\n" for line in paper.getvalue().splitlines())
    golden = FOLDER / f"{name}.txt"
    if request.config.getoption("--update-golden", default=False):
        golden.write_text(shown, encoding="utf-8")
    assert golden.read_text(encoding="utf-8") == shown, "pytest tests/golden --update-golden rewrites it"

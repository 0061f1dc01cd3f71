"""The documents move with the code: what they name is there, and what is there they name."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
CODE = sorted((ROOT / "mailservice").rglob("*.py"))


def _doc(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("doc", DOCS, ids=[str(doc.relative_to(ROOT)) for doc in DOCS])
def test_every_link_leads_somewhere(doc: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", doc.read_text(encoding="utf-8"))
    assert [link for link in links if "://" not in link and not (doc.parent / link).exists()] == []


def test_every_log_event_is_described() -> None:
    source = (ROOT / "mailservice/observability/mail_log.py").read_text(encoding="utf-8")
    events = set(re.findall(r'"([a-z]+\.[a-z_]+)"', source))
    assert len(events) > 10
    assert {event for event in events if f"`{event}`" not in _doc("operations.md")} == set()


def test_every_standard_that_the_code_names_is_listed() -> None:
    named = {number for file in CODE for number in re.findall(r"RFC (\d+)", file.read_text(encoding="utf-8"))}
    listed = set(re.findall(r"\b\d{4}\b", _doc("rfcs.md")))
    assert named - listed == set()


@pytest.mark.parametrize("name", ["rfcs.md", "architecture.md"])
def test_every_file_that_is_named_is_there(name: str) -> None:
    here = {str(file.relative_to(ROOT / "mailservice")) for file in CODE}
    named = re.findall(r"`([a-z_/]+\.py)`", _doc(name))
    missing = {each for each in named if not any(file == each or file.endswith(f"/{each}") for file in here)}
    assert missing == set()


def test_every_room_is_described() -> None:
    rooms = {
        file.parent.name
        for file in CODE
        if file.name == "__init__.py" and file.parent.parent == ROOT / "mailservice"
    }
    assert {room for room in rooms if f"`{room}`" not in _doc("architecture.md")} == set()

"""Collected mails beside the checkout: real programs' replies, nasty mails, delivery reports.

They are not part of the repository; without them these tests are skipped.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from mailservice.message.dsn import delivery_statuses
from mailservice.message.mail import ParsedMail
from mailservice.message.parse import parse
from mailservice.message.plain_text import own_words
from tests.work import steps

MAIL = Path(__file__).parents[3] / "../shared/mail"
pytestmark = pytest.mark.skipif(not MAIL.is_dir(), reason="the collected mails (../shared/mail) are not here")


def entries(folder: str) -> list[dict[str, Any]]:
    files: list[dict[str, Any]] = json.loads((MAIL / folder / "index.json").read_text("utf-8"))["files"]
    return files


def mail_of(name: str, raw: bytes) -> ParsedMail:
    if name.endswith(".eml"):
        return parse(raw)
    text = raw.decode("utf-8", "replace").replace("\r\n", "\n")
    return ParsedMail(html=text) if name.endswith(".html") else ParsedMail(text=text)


def without_space(text: str) -> str:
    return "".join(text.split())


def is_found(expected: dict[str, Any], text: str, signature: str) -> bool:
    """The wanted words, with or without the signature."""
    if expected["new_text"] is None:
        return all(words in text for words in expected["must_contain"])
    wanted, got = without_space(expected["new_text"]), without_space(text)
    return wanted == got or (
        got != "" and wanted.startswith(got) and without_space(text + signature).startswith(wanted)
    )


def test_own_words_of_collected_replies() -> None:
    found: list[bool] = []
    swedish: list[bool] = []
    for entry in entries("quoting"):
        expected = entry["expected"]
        words = own_words(mail_of(entry["file"], (MAIL / "quoting" / entry["file"]).read_bytes()))
        assert not [leak for leak in expected.get("must_not_contain", ()) if leak in words.text], entry[
            "file"
        ]
        found.append(is_found(expected, words.text, words.signature))
        if "swedish" in entry["language"]:
            swedish.append(found[-1])
    assert sum(found) >= 0.95 * len(found)
    assert all(swedish)


def test_nasty_mails_are_read_in_few_steps() -> None:
    for entry in entries("malformed"):
        raw = (MAIL / "malformed" / entry["file"]).read_bytes()
        mail = parse(raw)
        taken = steps(lambda raw: own_words(parse(raw)), raw)
        assert taken <= 3 * (len(raw) + 1000), entry["file"]
        if entry["expected"].get("act") is False and "from" in entry["trait"].lower():
            assert mail.sender is None, entry["file"]


def test_delivery_reports_are_read() -> None:
    statuses = [
        status
        for path in sorted((MAIL / "bounces").glob("*.eml"))
        for status in delivery_statuses(parse(path.read_bytes()).delivery_status or b"")
    ]
    assert len([status for status in statuses if status.action]) > 30

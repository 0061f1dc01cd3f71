"""Delivery reports and complaints that real systems sent, read as those who collected them read them.

Origin and licence of each stand in the index.json beside them.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from mailservice.message.bounce import Fate, read_bounce
from mailservice.message.complaint import read_complaint
from mailservice.message.parse import parse
from tests.work import steps

MAILS = Path(__file__).parents[2] / "mails"


def entries(folder: str) -> list[dict[str, Any]]:
    files: list[dict[str, Any]] = json.loads((MAILS / folder / "index.json").read_text("utf-8"))["files"]
    return files


def fates(file: str) -> dict[str, Fate]:
    read = read_bounce(parse((MAILS / "bounces" / file).read_bytes()))
    return {fate.recipient.lower(): fate for fate in read}


def wanted(entry: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["recipient"].lower(): each for each in entry["expected"]}


def classes(read: dict[str, Fate]) -> dict[str, str]:
    return {who: "permanent" if fate.permanent else "temporary" for who, fate in read.items()}


def test_recipients_classes_and_codes_of_the_collection() -> None:
    """The figures are exact, so that a change for the worse and one for the better are both seen."""
    files = entries("bounces")
    read = {entry["file"]: fates(entry["file"]) for entry in files}
    recipients = [e["file"] for e in files if set(read[e["file"]]) != set(wanted(e))]
    classed = [
        e["file"]
        for e in files
        if classes(read[e["file"]]) != {who: each["class"] for who, each in wanted(e).items()}
    ]
    coded = [
        e["file"]
        for e in files
        for who, each in wanted(e).items()
        if who in read[e["file"]] and each["status"] not in (None, read[e["file"]][who].status)
    ]
    assert len(files) == 98
    # Of two recipients, original and final, it wants the original one; the other such reports want the final.
    assert recipients == classed == ["flufl-dsn_17.eml"]
    # The field says 4.4.7, the prose 4.4.1.
    assert coded == ["sisimai-lhost-exchange2007-05.eml"]


def test_no_delay_is_a_failure() -> None:
    late = [entry["file"] for entry in entries("bounces") if entry["kind"] == "delay-notice"]
    assert len(late) == 4
    assert [file for file in late if any(fate.failed for fate in fates(file).values())] == []


def test_a_full_mailbox_or_a_refusal_is_never_called_a_dead_address() -> None:
    spared = {
        "mailboxfull",
        "blocked",
        "rejected",
        "policyviolation",
        "authfailure",
        "mesgtoobig",
        "securityerror",
    }
    spared |= {
        "badreputation",
        "norelaying",
        "contenterror",
        "exceedlimit",
        "requireptr",
        "expired",
        "toomanyconn",
    }
    called_dead = [
        (entry["file"], each["reason"])
        for entry in entries("bounces")
        for who, each in wanted(entry).items()
        if each["reason"] in spared
        and who in fates(entry["file"])
        and fates(entry["file"])[who].kind == "dead"
    ]
    # Of 35 such recipients one: "550 … is not a registered gateway user", which its collectors call rejected.
    assert called_dead == [("sisimai-rfc3464-35.eml", "rejected")]


def test_who_is_unknown_is_called_dead() -> None:
    unknown = [
        (entry["file"], fates(entry["file"])[who].kind)
        for entry in entries("bounces")
        for who, each in wanted(entry).items()
        if each["reason"] in ("userunknown", "hasmoved") and who in fates(entry["file"])
    ]
    assert len(unknown) == 17
    assert [each for each in unknown if each[1] != "dead"] == []


def test_each_report_is_read_in_few_steps() -> None:
    for entry in entries("bounces"):
        raw = (MAILS / "bounces" / entry["file"]).read_bytes()
        mail = parse(raw)
        assert steps(read_bounce, mail) <= 3 * (len(raw) + 1000), entry["file"]


@pytest.mark.parametrize("entry", entries("complaints"), ids=lambda entry: str(entry["file"]))
def test_a_complaint_is_read(entry: dict[str, Any]) -> None:
    feedback = read_complaint(parse((MAILS / "complaints" / entry["file"]).read_bytes()))
    assert feedback is not None
    assert read_bounce(parse((MAILS / "complaints" / entry["file"]).read_bytes())) == ()
    if "feedback_type" in entry:
        assert feedback.kind == entry["feedback_type"]
    if entry.get("complainants"):
        assert set(feedback.complainants) <= set(entry["complainants"])

"""Small crash runs; `make crash` has the long ones."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash.fan_out import Publishing, audit_fan_out, run_fan_out
from tests.crash.run import run
from tests.crash.sink import Take
from tests.databases import fresh_postgresql


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest) -> Iterator[str | None]:
    """An address as configurations write it; None for a file of the house."""
    if request.param == "sqlite":
        yield None
        return
    with fresh_postgresql(request.getfixturevalue("postgresql")) as url:
        yield url.replace("+psycopg", "")


async def test_nothing_is_lost_or_done_twice_over_five_kills(tmp_path: Path) -> None:
    findings = await run(tmp_path, kills=5, seed=24)
    assert findings.faults == ()
    assert findings.figures["mails accepted"] >= 3


async def test_a_fan_out_that_is_killed_reaches_everybody(tmp_path: Path, empty_database: str | None) -> None:
    findings = await run_fan_out(tmp_path, people=2_000, kills=3, seed=24, database=empty_database)
    assert findings.faults == ()
    assert findings.figures["kills when some had the letter and some had not"] >= 2


@pytest.mark.parametrize(
    ("taken", "fault"),
    [
        ([("<1@x>", "anna", "c1")], "1 readers without the letter"),
        ([("<1@x>", "anna", "c1"), ("<2@x>", "bo", "c1"), ("<3@x>", "eva", "c1")], "1 people who are no"),
        ([("<1@x>", "anna", "c1"), ("<2@x>", "bo", "c1"), ("<3@x>", "bo", "c2")], "1 readers under more"),
        ([("<1@x>", "anna", "c1"), ("<1@x>", "bo", "c1")], "1 Message-IDs of more"),
        ([("<1@x>", "anna", "c1"), ("<2@x>", "bo", "c1")] * 2, "1 connections with more letters repeated"),
    ],
)
def test_the_audit_of_a_fan_out_finds(taken: list[tuple[str, str, str]], fault: str) -> None:
    publishing = Publishing(frozenset({"anna", "bo"}), kills=1, in_the_middle=1)
    letters = [("anna", "sent", 1), ("bo", "sent", 1)]
    assert (
        audit_fan_out(publishing, [Take("<1@x>", "anna", "c1"), Take("<2@x>", "bo", "c2")], letters).faults
        == ()
    )
    [found] = audit_fan_out(publishing, [Take(*each) for each in taken], letters).faults
    assert found.startswith(fault)


@pytest.mark.parametrize(
    ("letters", "faults"),
    [
        ([("anna", "sent", 1)], ["1 readers without exactly one row"]),
        ([("anna", "sent", 1), ("bo", "sent", 2)], ["1 readers without exactly one row"]),
        ([("anna", "sent", 1), ("bo", "pending", 1)], ["1 rows not settled as sent"]),
    ],
)
def test_the_audit_of_a_fan_out_finds_in_the_outbox(
    letters: list[tuple[str, str, int]], faults: list[str]
) -> None:
    publishing = Publishing(frozenset({"anna", "bo"}), kills=1, in_the_middle=1)
    taken = [Take("<1@x>", "anna", "c1"), Take("<2@x>", "bo", "c2")]
    found = audit_fan_out(publishing, taken, letters).faults
    assert [each.partition(", such")[0] for each in found] == faults

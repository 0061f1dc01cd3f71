"""`mailservice queue` and `mailservice people` from outside."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from mailservice.cli import app
from mailservice.cli.queue import sending_lines
from mailservice.config import load_config
from mailservice.domain.addresses import Address
from mailservice.domain.effects import Change, ChooseLanguage, RetireAddress
from mailservice.flow.rows import OutgoingMail
from mailservice.parts import open_store
from mailservice.storage.sending import Send, Sending

AT = datetime(2027, 5, 10, 6, 30, tzinfo=UTC)
ANNA = Address.of("anna@region.example")


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments])


def prepare(config: Path, *changes: Change, letters: tuple[str, ...] = ()) -> None:
    async def write() -> None:
        database = await open_store(load_config(config), checkpoints=False)
        async with database.store.transaction() as work:
            for change in changes:
                await work.change(change, at=AT, caused_by="", by="system")
            for each in letters:
                await work.add_outgoing(OutgoingMail(each, f"{each}@x", "receipt", ANNA, "sv", {}, AT))
        await database.close()

    asyncio.run(write())


def test_a_letter_is_held_shown_released_and_dropped(config_file: Path) -> None:
    prepare(config_file, letters=("x", "y"))
    named = ("--config", config_file)
    held = run("queue", "hold", "x", "nothing", *named, "--because", "a question")
    assert (held.exit_code, held.output.splitlines()[0]) == (1, "hold: 1 done")
    assert "nothing: nothing to hold" in held.output
    shown = run("queue", "show", "x", *named)
    assert "letter receipt x: held" in shown.output
    assert "a question" in shown.output
    assert json.loads(run("queue", "show", "x", *named, "--json").output)["state"] == "held"
    assert run("queue", "show", "nothing", *named).exit_code == 1
    assert run("queue", "release", "--domain", "region.example", *named).output == "release: 1 done\n"
    assert run("queue", "retry", "x", *named).output == "retry: 1 done\n"
    assert run("queue", "drop", "y", *named).exit_code == 2  # without a reason
    assert run("queue", "drop", "y", *named, "--because", "mistaken").output == "drop: 1 done\n"
    states = {
        each["id"]: each["state"] for each in json.loads(run("queue", *named, "--json").output)["letters"]
    }
    assert states == {"x": "pending"}


def test_sending_is_paused_and_resumed(config_file: Path) -> None:
    prepare(config_file)
    named = ("--config", config_file)
    assert run("queue", "pause", "--because", "the relay moves", *named).output == "Sending is paused.\n"
    assert run("queue", "pause", "--because", "x", *named).output == "It was paused already.\n"
    assert "PAUSED" in run("queue", *named).output
    assert run("queue", "resume", *named).output == "Sending goes on.\n"
    assert run("queue", "resume", *named).output == "It was not paused.\n"


@pytest.mark.parametrize(
    ("sending", "words"),
    [
        (Sending(), ""),
        (
            Sending(sends=(Send("news", "p1", 4000, 6000),), per_minute=80, left_s=4500),
            "news p1: 4,000 of 10,000 sent\n80 in the last minute, about 1 h 15 min left",
        ),
        (
            Sending(sends=(Send("digest", "", 0, 5),)),
            "digest: 0 of 5 sent\n0 in the last minute, time left unknown",
        ),
        (Sending(sends=(Send("digest", "", 1, 5),), per_minute=3, left_s=100), "about 2 min left"),
    ],
)
def test_how_sending_stands_in_words(sending: Sending, words: str) -> None:
    assert words in "\n".join(sending_lines(sending))


def test_a_retired_address_is_shown_and_restored(config_file: Path) -> None:
    prepare(config_file, ChooseLanguage(ANNA, "sv"), RetireAddress(ANNA, "5.1.1"))
    named = ("--config", config_file)
    assert str(ANNA) in run("people", *named).output
    [found] = json.loads(run("people", *named, "--json").output)
    assert (found["address"], found["because"]) == (str(ANNA), "5.1.1")
    assert run("people", "--restore", ANNA.local_part, *named).exit_code == 2
    assert run("people", "--restore", str(ANNA), *named).output == f"{ANNA} gets mail again.\n"
    assert run("people", "--restore", str(ANNA), *named).exit_code == 1
    assert "none" in run("people", *named).output

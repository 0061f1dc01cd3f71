"""The engine itself: a script that is wrong fails, and says where."""

from pathlib import Path

import pytest

from tests.itip.conversation import Conversation, opening
from tests.itip.script import Script, ScriptFault, read_steps
from tests.itip.stage import local_time, open_stage

SIGN_UP = ["anna writes", "    Anmäl mig till den 24 maj", "-> anna receipt", "-> anna invitation SEQUENCE=0"]


async def play(folder: Path, sqlite_url: str, lines: list[str]) -> None:
    script = Script("s", "", tuple(read_steps(lines)))
    url = sqlite_url.replace("+aiosqlite", "")
    async with open_stage(folder, database=url, **opening(script)) as stage:
        await Conversation(script, stage).play()


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        (SIGN_UP[:3], "line 1: unexpected: .'invitation to anna"),
        ([*SIGN_UP, "-> anna reminder"], "no reminder to anna"),
        ([*SIGN_UP[:3], '-> anna invitation "hej på dig"'], "lacks .'hej på dig'"),
        ([*SIGN_UP[:3], '-> anna invitation "!Inbjudan"'], "says .'Inbjudan'"),
        ([*SIGN_UP[:3], "-> anna invitation SEQUENCE=1"], "'SEQUENCE': '0'"),
        ([*SIGN_UP, "seats 2027-05-24"], "line 5: the seats are {'anna': 'taken'}"),
        ([*SIGN_UP, "calendar anna"], "the calendar of anna shows"),
        ([*SIGN_UP, "anna answers DECLINED held=x"], "the table says"),
        (["anna answers ACCEPTED re=invitation"], "KeyError"),
    ],
)
async def test_a_wrong_script_fails(
    tmp_path: Path, sqlite_url: str, lines: list[str], complaint: str
) -> None:
    with pytest.raises((AssertionError, KeyError)) as failed:
        await play(tmp_path, sqlite_url, lines)
    assert complaint.replace(".'", "['") in f"{failed.type.__name__}: {failed.value}"


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("anna sings", "line 1: 'anna sings' is no step"),
        ("nonsense", "line 1: 'nonsense' is no step"),
    ],
)
def test_a_line_that_says_nothing_is_a_fault(line: str, complaint: str) -> None:
    with pytest.raises(ScriptFault, match=complaint):
        list(read_steps([line]))


def test_an_expectation_needs_a_receiver_and_a_letter() -> None:
    with pytest.raises(ScriptFault, match="line 2"):
        list(read_steps(["at +1h", "-> anna"]))


def test_service_stands_first() -> None:
    late = Script("s", "", tuple(read_steps(["at +1h", "service address=a@example.com"])))
    with pytest.raises(ScriptFault, match="first"):
        opening(late)


def test_times() -> None:
    now = local_time("2027-05-10 08:30")
    assert local_time("+2h", now=now) == local_time("2027-05-10 10:30")
    assert local_time("-10m", now=now) == local_time("2027-05-10T06:20Z")

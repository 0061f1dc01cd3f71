"""Plays each dialogue of `scripts/` over a real socket, by SMTP and, unless it says otherwise, by LMTP.

A script is lines of:
  # words                a comment
  only SMTP              (or LMTP) the dialogue has a meaning in that dialect alone
  C: EHLO client.example a line of the client; CRLF is added. EHLO becomes LHLO in LMTP
  R: b"raw\\x00bytes"     bytes as they are, a Python literal; `* 1000` repeats them
  S: 250 2.1.0           the reply (its last line) begins so
  S: 250-SIZE            one of the lines of the next reply begins so, without taking the reply
  CLOSED                 the server closes
  STORED 2               so many mails were stored
  CONTENT b"..."         the content of the last one
  FROM anna@example.org  its reverse path; FROM <> for the null sender
  TO a@b.example c@d.example   its recipients
"""

import ast
from pathlib import Path

import pytest

from mailservice.listener.limits import Limits
from tests.end_to_end.wire.house import Client, MemorySpool, connect, open_house

SCRIPTS = {path: path.read_text() for path in sorted((Path(__file__).parent / "scripts").glob("*.txt"))}
LIMITS = Limits(message_size_bytes=20_000, recipients=5, commands=60, unknown_commands=3)


def _plays() -> list[tuple[Path, str]]:
    plays = []
    for script, text in SCRIPTS.items():
        plays += [(script, dialect) for dialect in ("SMTP", "LMTP") if f"only {_other(dialect)}" not in text]
    return plays


def _other(dialect: str) -> str:
    return "LMTP" if dialect == "SMTP" else "SMTP"


@pytest.mark.parametrize(
    ("script", "dialect"), _plays(), ids=lambda value: value.stem if isinstance(value, Path) else value
)
async def test_dialogue(script: Path, dialect: str) -> None:
    spool = MemorySpool()
    lines = [
        (line, f"{script.name}:{number}: {line}")
        for number, line in enumerate(SCRIPTS[script].split("\n"), 1)
    ]
    async with open_house(spool, limits=LIMITS) as doors:
        [port] = doors.smtp_ports if dialect == "SMTP" else doors.lmtp_ports
        async with connect(port) as client:
            for line, place in lines:
                await _play(line, client, spool, lmtp=dialect == "LMTP", place=place)


async def _play(line: str, client: Client, spool: MemorySpool, *, lmtp: bool, place: str) -> None:
    kind, _, rest = line.partition(" ")
    match kind:
        case "" | "#" | "only":
            pass
        case "C:":
            said = rest.replace("EHLO", "LHLO") if lmtp else rest
            await client.send(said.encode() + b"\r\n")
        case "R:":
            await client.send(_bytes(rest))
        case "S:" if rest[3:4] == "-":
            assert any(said[4:].startswith(rest[4:]) for said in (await client.reply()).split("\n")), place
        case "S:":
            reply = (await client.reply()).split("\n")[-1]
            assert reply.startswith(rest), f"{place}\n  got {reply!r}"
        case "CLOSED":
            assert await client.is_closed(), place
        case "STORED":
            assert len(spool.mails) == int(rest), place
        case "CONTENT":
            assert spool.mails[-1][1] == _bytes(rest), place
        case "FROM":
            assert spool.mails[-1][0].reverse_path == rest.replace("<>", ""), place
        case "TO":
            assert spool.mails[-1][0].recipients == tuple(rest.split()), place
        case _:
            pytest.fail(f"not understood: {place}")


def _bytes(literal: str) -> bytes:
    """`b"x\\r\\n" * 3` as bytes."""
    text, _, times = literal.partition(" * ")
    value = ast.literal_eval(text)
    assert isinstance(value, bytes)
    return value * int(times or "1")

"""The content of a mail off the wire."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailservice.listener.data import Endless, read_content

PIECES = st.sampled_from([b"\r\n", b"\r", b"\n", b".", b"..", b"x", b"\r\n.", b".\r\n", b"\x00", b"abc" * 5])
CONTENTS = st.lists(PIECES, max_size=30).map(b"".join)


def as_sent(content: bytes) -> bytes:
    """As a client sends it: dots doubled, ended by CRLF.CRLF (RFC 5321 section 4.5.2)."""
    whole = content if content.endswith(b"\r\n") or not content else content + b"\r\n"
    return (b"\r\n" + whole).replace(b"\r\n.", b"\r\n..")[2:] + b".\r\n"


async def received(
    wire: bytes, *, step: int = 2**20, block: int = 2**16, limit: int = 2**20
) -> tuple[bytes | None, bytes]:
    """What is read from these bytes, coming in steps, and what is left in the stream."""
    reader = asyncio.StreamReader(limit=block)
    reading = asyncio.create_task(read_content(reader, limit_bytes=limit))
    for start in range(0, len(wire), step):
        reader.feed_data(wire[start : start + step])
        await asyncio.sleep(0)
    reader.feed_eof()
    return await reading, await reader.read()


@given(content=CONTENTS, step=st.integers(1, 40), block=st.integers(4, 64))
def test_what_was_sent_is_received(content: bytes, step: int, block: int) -> None:
    whole = content if content.endswith(b"\r\n") or not content else content + b"\r\n"
    wire = as_sent(content) + b"NOOP\r\n"
    assert asyncio.run(received(wire, step=step, block=block)) == (whole, b"NOOP\r\n")


@given(wire=CONTENTS, step=st.integers(1, 40), block=st.integers(4, 64))
def test_any_bytes_end_at_the_first_end_mark_or_not_at_all(wire: bytes, step: int, block: int) -> None:
    end = (b"\r\n" + wire).find(b"\r\n.\r\n")
    if end == -1:
        with pytest.raises(asyncio.IncompleteReadError):
            asyncio.run(received(wire, step=step, block=block))
    else:
        content, rest = asyncio.run(received(wire, step=step, block=block))
        assert rest == wire[end + 3 :]
        assert content == (b"\r\n" + wire[:end]).replace(b"\r\n.", b"\r\n")[2:]


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        (b"x" * 98 + b"\r\n", True),
        (b"x" * 99 + b"\r\n", False),
        (b".\r\n" * 33, True),  # as sent 135 octets: doubled dots do not count
        (b".\r\n" * 34, False),
        (b"x" * 150 + b"\r\n", False),
    ],
)
async def test_the_limit(content: bytes, kept: bool) -> None:
    result, rest = await received(as_sent(content) + b"QUIT\r\n", limit=100, step=7, block=16)
    assert result == (content if kept else None)
    assert rest == b"QUIT\r\n"


async def test_no_end_in_sight() -> None:
    with pytest.raises(Endless):
        await received(b"x" * 10_000, limit=100, step=50, block=16)

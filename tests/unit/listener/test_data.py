"""The content of a mail off the wire."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailservice.listener.data import Content, Endless

PIECES = st.sampled_from([b"\r\n", b"\r", b"\n", b".", b"..", b"x", b"\r\n.", b".\r\n", b"\x00", b"abc" * 5])
CONTENTS = st.lists(PIECES, max_size=30).map(b"".join)
STEPS = st.integers(1, 40) | st.just(2**20)  # in parts, or all at once


def as_sent(content: bytes) -> bytes:
    """As a client sends it: dots doubled, ended by CRLF.CRLF (RFC 5321 section 4.5.2)."""
    whole = content if content.endswith(b"\r\n") or not content else content + b"\r\n"
    return (b"\r\n" + whole).replace(b"\r\n.", b"\r\n..")[2:] + b".\r\n"


def received(wire: bytes, *, step: int = 2**20, limit: int = 2**20) -> tuple[bytes | None, bytes] | None:
    """What is read from these bytes, coming in steps, and what is left of them; None where no end came."""
    content, buffer = Content(limit_bytes=limit), bytearray()
    for start in range(0, len(wire), step):
        buffer += wire[start : start + step]
        if content.take(buffer):
            return content.whole(), bytes(buffer) + wire[start + step :]
        assert not buffer
    return None


@given(content=CONTENTS, step=STEPS)
def test_what_was_sent_is_received(content: bytes, step: int) -> None:
    whole = content if content.endswith(b"\r\n") or not content else content + b"\r\n"
    wire = as_sent(content) + b"NOOP\r\n"
    assert received(wire, step=step) == (whole, b"NOOP\r\n")


@given(wire=CONTENTS, step=STEPS)
def test_any_bytes_end_at_the_first_end_mark_or_not_at_all(wire: bytes, step: int) -> None:
    end = (b"\r\n" + wire).find(b"\r\n.\r\n")
    if end == -1:
        assert received(wire, step=step) is None
    else:
        content = (b"\r\n" + wire[:end]).replace(b"\r\n.", b"\r\n")[2:]
        assert received(wire, step=step) == (content, wire[end + 3 :])


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
def test_the_limit(content: bytes, kept: bool) -> None:
    read = received(as_sent(content) + b"QUIT\r\n", limit=100, step=7)
    assert read == (content if kept else None, b"QUIT\r\n")


def test_no_end_in_sight() -> None:
    with pytest.raises(Endless):
        received(b"x" * 10_000, limit=100, step=50)

"""The one table of replies."""

import re

import pytest

from mailservice.listener import replies
from mailservice.listener.replies import Reply

TABLE = {name: value for name, value in vars(replies).items() if isinstance(value, Reply)}


@pytest.mark.parametrize("reply", TABLE.values(), ids=TABLE.keys())
def test_every_reply_is_one_ascii_line_with_its_status(reply: Reply) -> None:
    line = reply.on_the_wire
    assert re.fullmatch(rb"[2345]\d\d [\x20-\x7e]+\r\n", line)
    assert len(line) <= 512  # RFC 5321 section 4.5.3.1.5
    if reply.code == 354:
        assert reply.status == ""  # RFC 2034 section 4: only 2, 4 and 5 have one
    else:
        assert re.fullmatch(rf"{reply.code // 100}\.\d\.\d", reply.status)


def test_several_lines_are_joined_by_hyphens() -> None:
    assert replies.hello("mx.example", ("SIZE 1", "8BITMIME")).on_the_wire == (
        b"250-mx.example\r\n250-SIZE 1\r\n250 8BITMIME\r\n"
    )


def test_the_greeting_tells_no_program() -> None:
    assert replies.greeting("mx.example", "ESMTP").on_the_wire == b"220 mx.example ESMTP\r\n"

"""Addresses in MAIL and RCPT."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailservice.listener import replies
from mailservice.listener.paths import Path, read_path
from mailservice.listener.replies import Refused


@pytest.mark.parametrize(
    ("argument", "mailbox", "parameters"),
    [
        ("FROM:<anna@example.org>", "anna@example.org", {}),
        (
            "from: <anna@example.org>  SIZE=12 body=8bitmime",
            "anna@example.org",
            {"SIZE": "12", "BODY": "8BITMIME"},
        ),
        ("FROM:<>", "", {}),
        ("FROM:<@a.example,@b.example:anna@example.org>", "anna@example.org", {}),
        ("FROM:<anna..b.@docomo.example>", "anna..b.@docomo.example", {}),
        ('FROM:<"anna > b"@example.org>', '"anna > b"@example.org', {}),
        (r'FROM:<"an\"na"@example.org>', r'"an\"na"@example.org', {}),
        ("FROM:<anna@[192.0.2.1]>", "anna@[192.0.2.1]", {}),
        ("FROM:<anna@[IPv6:2001:db8::1]>", "anna@[IPv6:2001:db8::1]", {}),
        ("FROM:<åsa@växa.example> SMTPUTF8", "åsa@växa.example", {"SMTPUTF8": ""}),
        ("FROM:<" + "x" * 100 + "@example.org>", "x" * 100 + "@example.org", {}),  # SRS goes past 64
        ("FROM:<bounce+anna=example.org@list.example>", "bounce+anna=example.org@list.example", {}),
        ("FROM:<POSTMASTER>", "POSTMASTER", {}),
    ],
)
def test_paths(argument: str, mailbox: str, parameters: dict[str, str]) -> None:
    assert read_path(argument, keyword="FROM") == Path(mailbox, parameters)


@pytest.mark.parametrize(
    ("argument", "reply"),
    [
        ("", replies.BAD_ARGUMENT),
        ("FROM", replies.BAD_ARGUMENT),
        ("TO:<anna@example.org>", replies.BAD_ARGUMENT),
        ("FROM:<anna@example.org> =x", replies.BAD_ARGUMENT),
        ("FROM:<anna@example.org> SIZE=1 size=2", replies.BAD_ARGUMENT),
        ("FROM:anna@example.org", replies.BAD_SENDER),
        ("FROM:<anna>", replies.BAD_SENDER),
        ("FROM:<anna@>", replies.BAD_SENDER),
        ("FROM:<@example.org>", replies.BAD_SENDER),
        ("FROM:<anna@bo@example.org>", replies.BAD_SENDER),
        ("FROM:<anna b@example.org>", replies.BAD_SENDER),
        ("FROM:<anna@example.org", replies.BAD_SENDER),
        ("FROM:<anna(x)@example.org>", replies.BAD_SENDER),
        ("FROM:<an\x00na@example.org>", replies.BAD_SENDER),
        ("FROM:<an\x85na@example.org>", replies.BAD_SENDER),
        ("FROM:<an\udce5na@example.org>", replies.BAD_SENDER),
        ("FROM:<" + "x" * 245 + "@example.org>", replies.BAD_SENDER),
        ("FROM:<" + "å" * 123 + "@example.org>", replies.BAD_SENDER),  # octets count
    ],
)
def test_what_is_no_path(argument: str, reply: replies.Reply) -> None:
    with pytest.raises(Refused) as refused:
        read_path(argument, keyword="FROM")
    assert refused.value.reply is reply


@given(st.text(max_size=300))
def test_whatever_comes_is_an_address_or_refused(text: str) -> None:
    try:
        path = read_path(f"TO:<{text}>", keyword="TO")
    except Refused:
        return
    assert "\x00" not in path.mailbox
    assert "\r" not in path.mailbox
    assert "\n" not in path.mailbox
    assert len(path.mailbox.encode()) <= 256

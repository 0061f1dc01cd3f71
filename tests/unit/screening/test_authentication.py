"""Whom we believe, and whom not."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailservice.message.envelope import Envelope
from mailservice.message.parse import parse
from mailservice.screening.authentication import Result, Trust, is_vouched, read_results

TRUST = Trust("mx.example.se", ("192.0.2.0/24", "2001:db8::/32", "unix"), ("forum@example.se",), "example.se")
ENVELOPE = Envelope(
    "bo@region.example", ("forum@example.se",), "192.0.2.7", "mx", "ESMTP", datetime(2027, 5, 10, tzinfo=UTC)
)
DMARC = "Authentication-Results: mx.example.se; dmarc=pass (p=none) header.from=region.example"


def vouched(*fields: str, peer: str = "192.0.2.7", sender: str = "bo@region.example") -> bool:
    raw = "\n".join([*fields, f"From: {sender}", "", "hej"]).encode()
    return is_vouched(parse(raw), replace(ENVELOPE, peer=peer), TRUST)


@pytest.mark.parametrize(
    "results",
    [
        "dmarc=pass header.from=region.example",
        "dmarc=pass (p=none dis=none) header.from=Region.Example",
        "spf=fail smtp.mailfrom=x.example; dmarc=pass header.from=region.example",
        'dkim=pass reason="good; very" header.d=region.example header.i=@region.example',
        "dkim/1=pass header.d=region.example",
        "dkim=fail header.d=region.example; dkim=pass header.d=region.example",
        "spf=pass smtp.mailfrom=bo@region.example",
        'spf=pass smtp.mailfrom="bo@region.example"',
        "spf=pass smtp.mailfrom=region.example",
    ],
)
def test_an_aligned_pass_is_believed(results: str) -> None:
    assert vouched(f"Authentication-Results: mx.example.se; {results}", "Received: by mx")
    assert vouched(f"Authentication-Results: MX.example.se 1; {results}")


@pytest.mark.parametrize(
    "results",
    [
        "none",
        "",
        "dmarc=fail header.from=region.example",
        "dmarc=pass",
        "dmarc=pass header.from=other.example",
        "dmarc=pass header.from=region.example header.from=other.example",
        "dkim=pass header.d=other.example",
        "dkim=pass header.d=example",  # a top-level domain signs for nobody
        "dkim=pass header.d=on.example",
        "dkim=pass header.i=@region.example",
        "spf=pass smtp.helo=region.example",
        "spf=softfail smtp.mailfrom=region.example",
        "arc=pass header.from=region.example",
        "dmarc=pass header.from=region.example; dkim",
        "dmarc=pass header.from=region.example; dkim=pass x",
        "dmarc=pass (header.from=region.example",
        'dmarc=pass reason="open header.from=region.example',
        "dmarc : pass header.from=region.example",
    ],
)
def test_anything_else_is_not(results: str) -> None:
    assert not vouched(f"Authentication-Results: mx.example.se; {results}")


def test_a_parent_domain_signs_for_its_subdomain() -> None:
    field = "Authentication-Results: mx.example.se; dkim=pass header.d=region.example"
    assert vouched(field, sender="bo@post.region.example")
    assert not vouched(field, sender="bo@evilregion.example")


@pytest.mark.parametrize(
    ("peer", "believed"),
    [
        ("192.0.2.7", True),
        ("::ffff:192.0.2.7", True),
        ("2001:db8::1", True),
        ("[IPv6:2001:db8::1]", True),
        ("", True),  # a Unix socket
        ("198.51.100.1", False),
        ("2001:db9::1", False),
        ("localhost", False),
    ],
)
def test_only_our_border_is_believed(peer: str, believed: bool) -> None:
    assert vouched(DMARC, peer=peer) is believed


def test_a_unix_socket_is_believed_only_where_it_is_named() -> None:
    mail = parse(f"{DMARC}\nFrom: bo@region.example\n\n".encode())
    assert not is_vouched(mail, replace(ENVELOPE, peer=""), replace(TRUST, relays=("192.0.2.0/24",)))


@pytest.mark.parametrize(
    "fields",
    [
        ("Received: by mx.example.se", DMARC),  # came with the mail
        ("Authentication-Results: other.example; dmarc=pass header.from=region.example",),
        ("Authentication-Results: mx.example.se 2; dmarc=pass header.from=region.example",),
        ("Authentication-Results: mx.example.se; dmarc=fail", DMARC),  # the first of ours counts
        (DMARC, "From: eva@region.example"),
        (DMARC, "From: eva@region.example, ulf@region.example"),
        (DMARC, "no field at all"),
        (),
    ],
)
def test_forged_or_doubtful_fields_are_not_believed(fields: tuple[str, ...]) -> None:
    assert not vouched(*fields)


def test_results_as_values() -> None:
    read = read_results(r'mx.example.se; SPF=Pass smtp.mailfrom="b\"o@region.example"; none')
    assert read == ("mx.example.se", (Result("spf", "pass", (("smtp.mailfrom", 'b"o@region.example'),)),))
    assert read_results("x" * 9000) == ("", ())
    assert read_results("") == ("", ())


WORDS = st.sampled_from(
    [
        "mx.example.se",
        ";",
        "=",
        "dmarc",
        "dkim",
        "pass",
        "header.from",
        "header.d",
        "other.example",
        " ",
        "(",
        ")",
        '"',
        "\\",
    ]
)


@given(st.one_of(st.text(), st.lists(WORDS, max_size=30).map("".join)))
def test_no_field_without_the_domain_vouches(value: str) -> None:
    line = value.replace("\n", " ").replace("\r", " ")
    read_results(line)
    assert not vouched(f"Authentication-Results: {line}")

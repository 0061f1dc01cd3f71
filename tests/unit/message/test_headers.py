"""Header fields out of hostile bytes."""

import pytest

from mailservice.message.headers import (
    MAX_FIELDS,
    RawHeader,
    decode_base64,
    decode_words,
    line_end_of,
    parameters,
    read_header,
)


def read(raw: bytes) -> RawHeader:
    return read_header(raw, 0, len(raw), line_end_of(raw))


@pytest.mark.parametrize(
    ("raw", "fields", "body", "defects"),
    [
        (b"A: 1\r\nB: 2\r\n\r\nhej", (("a", "1"), ("b", "2")), b"hej", ()),
        (b"A: 1\n folded\n\thard\n\nhej", (("a", "1 folded hard"),), b"hej", ()),
        (b"A: 1\rB: 2\r\rhej", (("a", "1"), ("b", "2")), b"hej", ()),
        (b"A: 1\r\r\nB: 2\r\r\n\r\r\nhej", (("a", "1"), ("b", "2")), b"hej", ()),
        (b"From anna Mon May 3\nA: 1\n\nhej", (("a", "1"),), b"hej", ()),
        (b"A : 1\n\nhej", (("a", "1"),), b"hej", ("space-before-colon",)),
        (b"A: 1\nno field\nB: 2", (("a", "1"),), b"no field\nB: 2", ("broken-header",)),
        (b" leading\nA: 1", (), b" leading\nA: 1", ("broken-header",)),
        (b"A: 1", (("a", "1"),), b"", ()),
        (b"\nhej", (), b"hej", ()),
        (b"", (), b"", ()),
        (b"A: \xe5", (("a", "å"),), b"", ()),
    ],
)
def test_fields(
    raw: bytes, fields: tuple[tuple[str, str], ...], body: bytes, defects: tuple[str, ...]
) -> None:
    header = read(raw)
    assert (header.fields, raw[header.body :], header.defects) == (fields, body, defects)


@pytest.mark.parametrize("end", [b"\r\n", b"\n", b"\r"])
def test_too_many_fields_are_cut_and_the_body_is_still_found(end: bytes) -> None:
    raw = (b"A: 1" + end) * (MAX_FIELDS + 5) + end + b"hej"
    header = read(raw)
    assert len(header.fields) == MAX_FIELDS
    assert header.defects == ("headers-cut",)
    assert raw[header.body :] == b"hej"


def test_too_long_a_header_is_cut() -> None:
    header = read(b"A: 1\n" + b" x\n" * 100_000)
    assert header.defects == ("headers-cut",)
    assert header.body == 5 + 300_000


@pytest.mark.parametrize(
    ("value", "decoded"),
    [
        ("=?utf-8?q?Anm=C3=A4l_mig?=", "Anmäl mig"),
        ("=?UTF-8*sv?B?QW5tw6Rs?= mig", "Anmäl mig"),
        ("=?utf-8?q?Anm=C3?=\r\n =?utf-8?q?=A4l?=", "Anmäl"),  # cut inside a letter
        ("=?iso-8859-1?q?F=F6r?= =?utf-8?q?_=C3=A5r?=", "För år"),
        ("Sv: =?utf-8?q?m=C3=B6te?= nu", "Sv: möte nu"),
        ("=?utf-8?q?a?= x =?utf-8?q?b?=", "a x b"),
        ("=?utf-8?q?rad=0D=0ABcc:_alla?=", "rad Bcc: alla"),
        ("=?utf-8?q?a b?=", "a b"),  # a raw space inside, as careless programs do
        ("=?x?=", "=?x?="),
        ("=?no-such?q?hej?=", "hej"),
        ("Anmälan", "Anmälan"),
        ("a\x00\x07b", "a b"),
    ],
)
def test_encoded_words(value: str, decoded: str) -> None:
    assert decode_words(value) == decoded


@pytest.mark.parametrize(
    ("value", "main", "named"),
    [
        ("text/plain; charset=utf-8", "text/plain", {"charset": "utf-8"}),
        (
            'Text/Plain; Charset="utf-8"; format=flowed',
            "text/plain",
            {"charset": "utf-8", "format": "flowed"},
        ),
        ('a/b; name="a;\\"b\\".ics"', "a/b", {"name": 'a;"b".ics'}),
        ('a/b; name="open', "a/b", {"name": "open"}),
        ('a/b; name="', "a/b", {"name": ""}),
        ("a/b; name=1; name=2", "a/b", {"name": "1"}),
        ("a/b; name*=utf-8'sv'f%C3%B6r.txt", "a/b", {"name": "för.txt"}),
        ("a/b; name*1=c; name*0=ab; name*1=x", "a/b", {"name": "abc"}),
        ("a/b; name*0*=utf-8''%C3; name*1*=%A4", "a/b", {"name": "ä"}),
        ("a/b; name*=plain", "a/b", {"name": "plain"}),
        ("a/b; name*0=a; name*500=b", "a/b", {"name": "a"}),
        ("a/b; name*999=b", "a/b", {}),
        ("a/b; *=x", "a/b", {"*": "x"}),
        ("", "", {}),
    ],
)
def test_parameters(value: str, main: str, named: dict[str, str]) -> None:
    assert parameters(value) == (main, named)


def test_four_thousand_continuations_cost_nothing() -> None:
    value = "a/b" + "".join(f"; name*{number}=x" for number in range(4000))
    assert len(parameters(value)[1]["name"]) == 100


@pytest.mark.parametrize(
    ("content", "decoded"),
    [
        (b"aGVq", b"hej"),
        (b"a G\nV*q", b"hej"),
        (b"aGU=", b"he"),
        (b"aGU", b"he"),
        (b"aGVqx", b"hej"),
        (b"", b""),
    ],
)
def test_base64(content: bytes, decoded: bytes) -> None:
    assert decode_base64(content) == decoded

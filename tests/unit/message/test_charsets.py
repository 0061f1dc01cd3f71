"""Labels that lie, and bytes that are no text."""

import codecs

import pytest

from mailservice.message.charsets import decode_text


@pytest.mark.parametrize(
    ("content", "label", "text", "defects"),
    [
        ("Anmäl mig".encode(), "utf-8", "Anmäl mig", ()),
        ("Anmäl mig".encode(), '"UTF-8"', "Anmäl mig", ()),
        ("Anmäl mig".encode(), "", "Anmäl mig", ()),
        ("Anmäl mig".encode("latin-1"), "iso-8859-1", "Anmäl mig", ()),
        ("förhindrad – tyvärr".encode("cp1252"), "iso-8859-1", "förhindrad – tyvärr", ()),
        ("Anmäl mig".encode(), "iso-8859-1", "Anmäl mig", ()),  # UTF-8 whatever the label says
        ("Anmäl mig".encode("latin-1"), "utf-8", "Anmäl mig", ("wrong-charset",)),
        ("Anmäl mig".encode("latin-1"), "us-ascii", "Anmäl mig", ("wrong-charset",)),
        ("åäö åäö".encode()[:-1], "utf-8", "åäö åä\ufffd", ("wrong-charset",)),
        (b"\x81\xe5", "", "\x81å", ("wrong-charset",)),  # no character of Windows-1252
        ("привет".encode("koi8-r"), "koi8-r", "привет", ()),
        (b"\xff", "iso-2022-jp", "\ufffd", ("wrong-charset",)),
        ("hej".encode("utf-16"), "utf-16", "hej", ()),
        (codecs.BOM_UTF16_BE + "hej".encode("utf-16-be"), "", "hej", ()),
        (codecs.BOM_UTF8 + b"hej", "utf-8", "hej", ()),
        ("Anmäl mig – nu".encode().decode("cp1252").encode(), "utf-8", "Anmäl mig – nu", ("mojibake",)),
        ("AnmÃ\x84l".encode(), "utf-8", "AnmÄl", ("mojibake",)),
        ("Ã…Ã„".encode(), "utf-8", "ÅÄ", ("mojibake",)),
        ("Ãé".encode(), "utf-8", "Ãé", ()),
        (b"a\x00b", "utf-8", "ab", ("nul-removed",)),
        (b"a\r\nb\rc\n", "utf-8", "a\nb\nc\n", ()),
    ],
)
def test_decode(content: bytes, label: str, text: str, defects: tuple[str, ...]) -> None:
    assert decode_text(content, label) == (text, defects)


@pytest.mark.parametrize(
    "label",
    [
        "idna",
        "punycode",
        "zlib",
        "rot13",
        "unicode_escape",
        "utf-7",
        "undefined",
        "hex",
        "no-such",
        "../x",
        "å",
        "a" * 80,
    ],
)
def test_a_label_that_names_no_charset_is_not_believed(label: str) -> None:
    assert decode_text("Anmäl".encode(), label) == ("Anmäl", ("unknown-charset",))

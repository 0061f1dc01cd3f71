"""Understanding never raises, and signatures change nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.understanding.corpus import MAILS, examined, labelled, labels, written

WORDS = [
    *(
        "anmäl",
        "mig",
        "inte",
        "den",
        "24",
        "maj",
        "kl",
        "²",
        "53",
        "v.",
        "t.o.m.",
        "om",
        "jag",
        "från",
        "stopp",
    ),
    *(
        "…",
        "a@b.example",
        "?",
        "!",
        "nästa",
        "båda",
        "paus",
        "till",
        "0000-99-99",
        "32/13",
        "vecka",
        "i",
        "två",
    ),
    *("månader", "byt", "mot", "vad", "står", "hur", "gör", "man", "radera", "sluta", "skicka", "utskicken"),
]


@settings(deadline=None, max_examples=150)
@given(st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join) | st.text(max_size=80))
def test_no_words_raise(text: str) -> None:
    assert examined(written(text.encode("utf-8", "ignore").decode())).reading is not None


@pytest.mark.parametrize(
    "name", [name for name, label in labels("dev-batch1").items() if label["expect"] == "act"][:12]
)
def test_a_disclaimer_changes_nothing(name: str) -> None:
    raw = (MAILS / "dev-batch1" / name).read_bytes()
    if (
        b"base64" in raw
        or b"quoted-printable" in raw
        or b"multipart" in raw
        or b"skrev" in raw
        or b"wrote" in raw
    ):
        pytest.skip("its body is encoded or ends in a quotation")
    signed = raw + b"\r\n-- \r\nRegion Exempel\r\nAvregistrera dig: svara STOPP\r\n"
    assert labelled(signed)["actions"] == labelled(raw)["actions"]

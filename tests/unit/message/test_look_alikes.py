"""What looks the same is the same."""

import pytest

from mailservice.message.look_alikes import plain_letters


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Anma\u0308l", "Anmäl"),
        ("av\u200bslu\u00adta", "avsluta"),
        ("a\u00a0b\tc", "a b c"),
        ("\u0430vsluta", "avsluta"),  # a Cyrillic а
        ("\u03bfk", "ok"),  # a Greek omicron
        ("привет", "привет"),
        ("hej привет", "hej привет"),
        ("rad\nrad", "rad\nrad"),
    ],
)
def test_plain_letters(text: str, plain: str) -> None:
    assert plain_letters(text) == plain

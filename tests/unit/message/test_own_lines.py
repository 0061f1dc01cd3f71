"""A line with the recipient's address is encoded as any other, whichever way is taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailservice.message.form import RECIPIENT, OwnLine, quoted_printable

LINES = [
    f"Det här gick till {RECIPIENT}.\n",
    f"{RECIPIENT}\n",  # begins the line, where a dot would be encoded
    f"Hej {RECIPIENT} eller {RECIPIENT}\n",
    f"Du får det här eftersom du prenumererar på våra listor som {RECIPIENT}, och så är det.\n",  # is broken
    f"From {RECIPIENT}\n",
]


@pytest.mark.parametrize("words", LINES)
@given(st.text(st.characters(max_codepoint=0x17F, exclude_categories=["Cc", "Z"]), min_size=1, max_size=90))
def test_a_line_with_any_address_is_the_line_encoded(words: str, recipient: str) -> None:
    assert OwnLine(words).filled(recipient) == quoted_printable(words.replace(RECIPIENT, recipient))


def test_addresses_of_the_same_length_differ_only_where_they_stand() -> None:
    line = OwnLine(LINES[0])
    assert line.filled("anna@x.se").replace(b"anna", b"lisa") == line.filled("lisa@x.se")


@pytest.mark.parametrize(
    "recipient", ["anna@example.org", "a" * 90 + "@example.org", "åsa@example.org", "a=b@x.se"]
)
@pytest.mark.parametrize("words", LINES)
def test_a_line_with_each_kind_of_address(words: str, recipient: str) -> None:
    assert OwnLine(words).filled(recipient) == quoted_printable(words.replace(RECIPIENT, recipient))

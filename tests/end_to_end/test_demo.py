"""The play: everybody is answered, reminded and let go, on a clock that a test can read."""

import io

import pytest
from rich.console import Console

from mailservice.demo.mailbox import Mailbox
from mailservice.demo.play import run
from tests.end_to_end.house import DEMO


def test_the_fortnight_is_played_to_its_end() -> None:
    paper = io.StringIO()
    numbers = run(DEMO, Console(file=paper, width=100))
    assert numbers == {
        "mails in": 13,
        "published": 1,
        "sent: approval_settled": 1,
        "sent: approve": 1,
        "sent: confirm": 1,
        "sent: digest": 1,
        "sent: for_secretariat": 1,
        "sent: handed_over": 1,
        "sent: invitation": 3,
        "sent: news": 2,
        "sent: receipt": 10,
        "sent: reminder": 4,
    }
    told = paper.getvalue()
    assert "Monday 10 May" in told
    assert "[calendar: REQUEST]" in told
    assert "played in" in told


def test_a_letter_that_has_not_come() -> None:
    with pytest.raises(LookupError, match="no receipt for anna"):
        Mailbox().latest("anna@example.org", letter="receipt")

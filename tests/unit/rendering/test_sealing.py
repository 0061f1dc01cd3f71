import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from mailservice.rendering.filters import link, names, weightiest
from mailservice.rendering.sealing import clean, seal, unseal, without_links


@given(st.text())
def test_what_is_sealed_opens_again(text: str) -> None:
    assert unseal(seal(text)) == clean(text)
    assert unseal(f"före {seal(text)} efter") == f"före {clean(text)} efter"


@given(st.text())
def test_clean_text_is_one_short_line(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned) <= 400
    assert cleaned == " ".join(cleaned.split())
    assert clean(cleaned) == cleaned


def test_what_is_ours_is_not_sealed() -> None:
    assert seal(Markup("# x")) == "# x"
    assert seal(7) == "7"


def test_a_long_value_is_cut() -> None:
    assert clean("x" * 500) == "x" * 399 + "…"


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("Fråga om bidrag kl. 09.00 den 24.5", "Fråga om bidrag kl. 09.00 den 24.5"),
        ("Titta på http://evil.example nu", "Titta på … nu"),
        ("HTTPS://EVIL evil.example/x www.evil evil.se", "… … … …"),
        ("anna.ny@example.org", "anna.ny@example.org"),
        ("x@evil.example/a", "…"),
        ("och/eller", "och/eller"),
    ],
)
def test_words_that_would_be_links_go(words: str, shown: str) -> None:
    assert without_links(words) == shown


@pytest.mark.parametrize(
    ("given_names", "row"), [([], ""), (["A"], "A"), (["A", "B"], "A och B"), (["A", "B", "C"], "A, B och C")]
)
def test_names_in_a_row(given_names: list[str], row: str) -> None:
    assert names([{"name": each} for each in given_names], language="sv") == row


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "https://a b", "https://a>b", "ftp://a.se", "https://å.se", "x"]
)
def test_what_is_no_web_address_is_no_link(address: str) -> None:
    assert link(address) == seal(address)
    assert link("https://a.se") == "<https://a.se>"


def test_a_subject_tells_of_what_changed_before_what_did_not() -> None:
    same, new, seat = {"kind": "already_subscribed"}, {"kind": "subscribed"}, {"kind": "registered"}
    assert weightiest([same, new, seat]) is seat
    assert weightiest([same, new]) is new
    assert weightiest([same]) is same

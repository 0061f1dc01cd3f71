"""A mail as Outlook sends it, one pasted from Word, one in Markdown, a plain one: proof, letter, digest."""

from collections.abc import Callable
from email.message import EmailMessage
from functools import cache

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.accessibility import contrast, faults
from tests.golden.manuscripts import NAMES, OFFICE, READER, made_of

KINDS = ("proof", "news", "digest")
made = cache(made_of)


def html_of(mail: EmailMessage) -> str:
    """The HTML body."""
    page = mail.get_body(("html",))
    assert page is not None
    return str(page.get_content())


def text_of(mail: EmailMessage) -> str:
    """The text body."""
    text = mail.get_body(("plain",))
    assert text is not None
    return str(text.get_content())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", NAMES)
def test_from_draft_to_letter(
    name: str, kind: str, same_as_golden: Callable[[str, EmailMessage], None]
) -> None:
    same_as_golden(f"manuscripts/{name}-{kind}.txt", made(name)[kind])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", NAMES)
def test_everybody_can_read_it(name: str, kind: str) -> None:
    """The Word draft has a vague link: that is the author's, the proof says so."""
    found = [each for each in faults(html_of(made(name)[kind])) if "'Klicka här'" not in each]
    assert found == []


@pytest.mark.parametrize("name", NAMES)
def test_the_proof_shows_the_letter_itself(name: str) -> None:
    proof, news = made(name)["proof"], made(name)["news"]
    shown, sent = LexborHTMLParser(html_of(proof)), LexborHTMLParser(html_of(news))
    letter, body = shown.css_first("main > div[lang]"), sent.css_first("main")
    assert letter is not None
    assert body is not None
    for_office = (body.inner_html or "").replace(READER, str(OFFICE))  # each letter names who it went to
    assert (letter.inner_html or "").strip() == for_office.strip()
    assert text_of(news).replace(READER, str(OFFICE)).strip() in text_of(proof)
    files = [
        [(part.get_filename(), part.get_payload()) for part in mail.walk() if part.get_filename()]
        for mail in (proof, news)
    ]
    assert files[0] == files[1]


def test_a_fault_is_seen() -> None:
    page = (
        "<html><style>body { background: #ffffff; color: #999999; } a { color: #005a9c; }"
        " th { background: #eeeeee; } th, td { border: 1px solid #cccccc; }</style>"
        "<main><h2>Hej</h2><h4></h4><img src='https://x.se/a.png'><img src='cid:a'><a href='x'>här</a>"
        "<table><tr><td>a<table><tr><td>b</table></table></main></html>"
    )
    found = " ".join(faults(page))
    for clue in (
        "3.1.1",
        "2.4.2",
        "level 2",
        "follows",
        "empty",
        "has no alt",
        "'här'",
        "lacks headers",
        "lays out",
    ):
        assert clue in found
    assert "text: contrast" in found
    assert "borders: contrast" in found


def test_the_contrast_of_black_and_white() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54  # the classic grey

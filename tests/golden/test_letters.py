"""Every letter as it goes out, in both languages, beside its golden file."""

import email
import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import get_args

import pytest
from selectolax.lexbor import LexborHTMLParser

from mailservice.domain.addresses import Address
from mailservice.domain.lists import Language
from mailservice.domain.wishes import Wish
from mailservice.flow.rows import OutgoingMail
from mailservice.rendering.letters import Letters
from tests.accessibility import faults
from tests.given import WORLD
from tests.golden.conftest import FOLDER
from tests.golden.letter_values import Values, letters, wishes
from tests.golden.publishing_values import FINDINGS, publishing_letters

TEMPLATES = Path(__file__).parents[2] / "templates"
SERVICE = Letters(
    TEMPLATES,
    address="forum@tillvaxtverket.se",
    names={"sv": "Tillväxtverkets forum", "en": "The Tillväxtverket forum"},
)
SENT_AT = datetime(2027, 5, 10, 6, 30, tzinfo=UTC)
ORIGINAL = b"From: Anna <anna@example.org>\r\nSubject: Fraga\r\n\r\nHur gor jag?\r\n"
TO_SECRETARIAT = frozenset(
    {
        *("for_secretariat", "approve", "approval_settled", "bounce_alarm", "not_delivered"),
        *("proof", "publication_told", "publish_question", "publication_report", "waiting_texts"),
    }
)
ASKS = frozenset({"office_proof", "confirm", "confirm_move", "ask", "approve"})
BULK = frozenset({"news", "digest"})
LANGUAGES: tuple[Language, ...] = ("sv", "en")


def every_letter(language: Language) -> dict[str, tuple[str, Values]]:
    """Of everything that the service writes."""
    return {**letters(language), **publishing_letters(language)}


ALL = [(language, name) for language in LANGUAGES for name in every_letter(language)]
TOKEN = "abcdefghijklmnopqrstuvwxyz"


def sent(language: Language, name: str) -> EmailMessage:
    """The letter as a mail that was read back."""
    letter, values = every_letter(language)[name]
    to_secretariat = letter in TO_SECRETARIAT
    row = OutgoingMail(
        id="m1",
        message_id=f"{TOKEN}.0.{letter}@tillvaxtverket.se",
        letter=letter,
        recipient=Address.of("kansliet@tillvaxtverket.se" if to_secretariat else "anna@example.org"),
        language=language,
        values=values,
        due_at=SENT_AT,
        token=TOKEN if letter in ASKS | BULK else "",
        reply_to=values["sender"] if letter == "for_secretariat" else "",
        lane=int(letter in BULK),
        caused_by="" if letter in BULK | {"reminder", "probe", "bounce_alarm", "not_delivered"} else "s1",
    )
    attached = ORIGINAL if letter == "for_secretariat" else None
    mail = email.message_from_bytes(
        SERVICE.render(row, world=WORLD, attached=attached, sent_at=SENT_AT), policy=SMTP
    )
    assert isinstance(mail, EmailMessage)
    assert not mail.defects
    return mail


@pytest.mark.parametrize(("language", "name"), ALL)
def test_letter(language: Language, name: str, same_as_golden: Callable[[str, EmailMessage], None]) -> None:
    same_as_golden(f"{name}.{language}.txt", sent(language, name))


@pytest.mark.parametrize(("language", "name"), ALL)
def test_text_and_html_say_the_same(language: Language, name: str) -> None:
    mail = sent(language, name)
    text, page = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert page is not None
    html = LexborHTMLParser(page.get_content())
    body = html.css_first("main")
    assert body is not None
    links = [(a.attributes["href"] or "", a.text()) for a in body.css("a[href]")]
    addresses = [href for href, words in links if href != words and not href.startswith("#")]
    said = body.text(separator=" ") + " ".join(a.removeprefix("mailto:") for a in addresses)
    assert sorted(set(_words(text.get_content()))) == sorted(set(_words(said)))


@pytest.mark.parametrize(("language", "name"), ALL)
def test_the_html_can_be_read_by_everybody(language: Language, name: str) -> None:
    page = sent(language, name).get_body(("html",))
    assert page is not None
    assert [
        each for each in faults(page.get_content()) if "first heading" not in each
    ] == []  # most have none
    html = LexborHTMLParser(page.get_content())
    assert not html.css("img, script, table, iframe, form")
    jumps = [a.attributes["href"] or "" for a in html.css("a[href^='#']")]
    assert all(html.css(f"a[id='{each[1:]}'][name='{each[1:]}']") for each in jumps)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_subject_of_a_letter_that_asks_bears_its_token(language: Language) -> None:
    mail = sent(language, "confirm")
    assert mail["Subject"].endswith(f" [ref {TOKEN}]")
    assert mail["Reply-To"] == f"forum+{TOKEN}@tillvaxtverket.se"


def test_each_reason_for_a_person_has_a_sentence() -> None:
    """The reasons stand in the code as words-with-dashes; a letter must never fall back to none of them."""
    sentences = (TEMPLATES / "sv" / "for_secretariat.md.j2").read_text("utf-8")
    code = _code("understanding", "decisions", "flow")
    given = re.findall(r'(?:ForPerson\(|ForSomeone\(|\babout=)\s*"([a-z-]+)"', code)
    tags = [re.findall(r'"([a-z-]+)"', each) for each in re.findall(r"_(?:WHOLE|PARTLY) = \(([^)]*)\)", code)]
    calendar = ("calendar-counter", "calendar-delegated")  # f"calendar-{answer}"
    reasons = {*given, *(tag for each in tags for tag in each), *calendar}
    assert len(reasons) >= 20
    assert {each for each in reasons if f'"{each}": ' not in sentences} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_doubt_has_a_sentence(language: Language) -> None:
    sentences = (TEMPLATES / language / "ask.md.j2").read_text("utf-8")
    doubts = set(
        re.findall(
            r'(?:(?<!Publish)Unclear\(|fault=|return None, )\s*"([a-z-]+)"',
            _code("understanding", "decisions"),
        )
    )
    assert len(doubts) >= 10
    assert {each for each in doubts - {"no-wish"} if f'"{each}": ' not in sentences} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_rule_of_the_review_has_its_words(language: Language) -> None:
    source = (TEMPLATES / language / "findings.md.j2").read_text("utf-8")
    macros = {each.replace("_", "-") for each in re.findall(r"\{% macro (\w+)\(f\)", source)}
    judged = re.findall(r'Finding\(\s*"([a-z-]+)"', _code("decisions"))
    noted = re.findall(r'\("((?:picture|table|unreadable|text)-[a-z-]+|broken-link)"', _code("message"))
    assert {*judged, *noted} <= macros == set(FINDINGS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_outcome_and_each_wish_has_its_words(language: Language) -> None:
    def macros(template: str) -> set[str]:
        source = (TEMPLATES / language / template).read_text("utf-8")
        return set(re.findall(r"\{% macro (\w+)\((?:outcome|wish)\)", source))

    outcomes = set(re.findall(r'"kind": "(\w+)"', _code("decisions")))
    assert outcomes == macros("outcomes.md.j2") == macros("subjects.md.j2")
    shown = {each["kind"] for each in wishes(language).values()}
    assert shown == macros("wishes.md.j2")
    assert len(shown) == len(get_args(Wish))


def _code(*rooms: str) -> str:
    folder = TEMPLATES.parent / "mailservice"
    return "\n".join(
        path.read_text("utf-8") for room in rooms for path in sorted((folder / room).rglob("*.py"))
    )


def test_no_golden_letter_is_left_over() -> None:
    published = {f"digest-published.{language}.txt" for language in LANGUAGES}
    made = {f"{name}.{language}.txt" for language, name in ALL} | published
    assert {path.name for path in FOLDER.glob("*.txt")} == made


def _words(text: str) -> list[str]:
    """Words without what only one form has: numbers of lists, underlines, quotation marks at the edge."""
    plain = re.sub(r"(?m)^[=\-]+$|^ *\d+\. |^> ", " ", text.replace("\r\n", "\n"))
    found = re.findall(r"[\w@:/?=]+(?:[.+-][\w@:/?=]+)*", plain)
    return [each.strip(":") for each in found if each.strip(":")]  # "**Word**: …" is parted in HTML alone

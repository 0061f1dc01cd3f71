"""What a letter must hold whatever its values: strangers' words stay words, and everything is there."""

import email
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import TemplateNotFound, UndefinedError
from selectolax.lexbor import LexborHTMLParser

from mailservice.domain.addresses import Address
from mailservice.flow.rows import OutgoingMail, form_key
from mailservice.rendering.letters import Letters
from tests.given import WORLD

TEMPLATES = Path(__file__).parents[3] / "templates"
AT = datetime(2027, 5, 10, 6, 30, tzinfo=UTC)
LETTERS = Letters(TEMPLATES, address="forum@example.se", names={"sv": "Forumet", "en": "The forum"})
ROW = OutgoingMail(
    id="m", message_id="m.0.x@example.se", letter="confirm_late", recipient=Address.of("anna@example.org"),
    language="sv", values={}, due_at=AT,
)  # fmt: skip
HOSTILE = [
    "{{7*7}}",
    "{% raw %}",
    "<b>fet</b><script>x</script>",
    "[x](http://evil.example)",
    "http://evil.example/a",
    "www.evil.example",
    "evil.example",
    "<http://evil.example>",
    "a\r\nBcc: offer@example.org\r\n\r\n<h1>x",
    "\n\n# Rubrik\n\n- punkt\n\n```",
    "\ue000\ue041\ue0ff\ue1000",
    "\u202egnp.exe\0\x1b[31m",
    "*fet* _kursiv_ `kod` ![bild](x)",
    "&lt;b&gt;",
]


def read(mail: bytes) -> EmailMessage:
    message = email.message_from_bytes(mail, policy=SMTP)
    assert isinstance(message, EmailMessage)
    return message


def render(letter: str, values: dict[str, Any], attached: bytes | None = None, **more: Any) -> EmailMessage:
    row = replace(ROW, letter=letter, values=values, **more)
    return read(LETTERS.render(row, world=WORLD, attached=attached, sent_at=AT))


def contents(mail: EmailMessage) -> tuple[str, str]:
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    return text.get_content().replace("\r\n", "\n"), html.get_content()


def receipt(**outcome: Any) -> dict[str, Any]:
    return {"outcomes": [outcome], "human": False, "undo_until": None}


def from_strangers(words: str) -> list[tuple[str, dict[str, Any]]]:
    """Every letter that shows what a stranger may have written."""
    until, named = AT.isoformat(), {"id": "x", "name": "Lista"}
    return [
        ("handed_over", {"subject": words}),
        ("for_secretariat", {"about": "question", "sender": words, "subject": words}),
        ("for_secretariat", {"about": "question", "sender": "x", "subject": "x", "comment": words}),
        ("approve", {"person": words, "list": named, "valid_until": until}),
        ("approval_settled", {"person": words, "list": named, "outcome": "approved"}),
        ("confirm", {"wishes": [{"kind": "move", "to": words}], "valid_until": until}),
        ("confirm_move", {"old": words, "valid_until": until}),
        ("receipt", receipt(kind="bad_address", to=words)),
        ("receipt", receipt(kind="move_asked", to=words)),
    ]


def shape(html: str) -> list[str]:
    body = LexborHTMLParser(html).css_first("main")
    assert body is not None
    return [str(node.tag) for node in body.traverse()]


@pytest.mark.parametrize("words", HOSTILE)
def test_words_of_strangers_become_neither_markup_nor_links(words: str) -> None:
    for (letter, values), (_, plain) in zip(from_strangers(words), from_strangers("ord"), strict=True):
        mail = render(letter, values)
        text, html = contents(mail)
        assert shape(html) == shape(contents(render(letter, plain))[1]), letter
        shown = html.partition("<main")[2]  # the <title> is no place for links
        assert not re.search(r"https?://|www\.|evil\.example", text + shown), letter
        assert mail["Bcc"] is None
        assert "49" not in text
        assert not set(text) & {"\0", "\x1b", "\u202e"}


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_words_leave_the_letter_in_shape(words: str) -> None:
    mail = render("handed_over", {"subject": f"a{words}"})
    assert shape(contents(mail)[1]) == shape(contents(render("handed_over", {"subject": "a"}))[1])


def test_braces_appear_as_they_were_written() -> None:
    assert "”{{7*7}} <b>”" in contents(render("handed_over", {"subject": "{{7*7}} <b>"}))[0]


@pytest.mark.parametrize(
    "markdown",
    [
        "```\nopen",
        "<div>\nopen",
        "# One\n\n## Two",
        "\ue000\ue0ff",
        "[a]: http://x\n\n[a]",
        "- a\n- b\n\n> c\n\n***\n\n    code",
    ],
)
def test_published_text_cannot_reach_the_rest_of_the_letter(markdown: str) -> None:
    values = {"publication": {"subject": "Nytt", "markdown": markdown}, "lists": [{"id": "x", "name": "X"}]}
    mail = render("news", values, lane=1, token="t")
    text, html = contents(mail)
    assert "Svara ”stopp”" in " ".join(text.split())
    assert "<p>Du får det här för att du prenumererar på X." in html
    assert html.count("<h1>") == 1
    assert "<div" not in html


def test_a_text_in_another_language_says_so_to_who_listens() -> None:
    item = {"subject": "News", "markdown": "Hello", "language": "en"}
    for language, marked in (("sv", True), ("en", False)):
        mail = render("news", {"publication": item, "lists": []}, language=language)
        assert ('<div lang="en">\n<p>Hello</p>\n</div>' in contents(mail)[1].replace("\r", "")) is marked


def test_published_text_keeps_its_form() -> None:
    markdown = (
        "1. ett\n\n   mer\n2. två\n\nrad\\\nbryt *ny* [länk](https://a.se/b) ![alt](x.png) <javascript:x>"
    )
    values = {"publication": {"subject": "Nytt", "markdown": markdown}, "lists": []}
    text, html = contents(render("news", values))
    assert "1. ett\n\n   mer\n\n2. två\n\nrad\nbryt ny länk (https://a.se/b) [alt]" in text
    assert 'href="https://a.se/b"' in html
    assert "<img" not in html
    assert "alt" in html
    assert 'href="javascript' not in html


def test_a_link_of_the_world_is_a_link_only_where_it_is_one() -> None:
    briefing = {"title": "T", "start": AT.isoformat(), "minutes": 30, "link": "https://a.se/?b=1&c=å"}
    _, html = contents(render("reminder", {"kind": "day-before", "briefing": briefing}))
    assert "<a" not in html
    briefing["link"] = "https://a.se/?b=1&c=2"
    _, html = contents(render("reminder", {"kind": "day-before", "briefing": briefing}))
    assert '<a href="https://a.se/?b=1&amp;c=2">' in html


def test_a_missing_value_stops_the_rendering() -> None:
    with pytest.raises(UndefinedError):
        render("handed_over", {})
    with pytest.raises(TemplateNotFound):
        render("no_such_letter", {})
    with pytest.raises(UndefinedError):
        render("receipt", receipt(kind="no_such_outcome"))


def test_the_extract_goes_along_as_a_file() -> None:
    data = {"person": [], "subscriptions": [], "seats": [], "received": [{"id": "å"}]}
    mail = render("receipt", receipt(kind="export", data=data))
    [file] = mail.iter_attachments()
    assert file.get_filename() == "registerutdrag.json"
    assert json.loads(file.get_content()) == data


@pytest.mark.parametrize(
    ("sender", "reply_to"),
    [
        ("Anna@Example.org", "anna@example.org"),
        ("no address", None),
        ("åsa@example.org", None),
        ("a@b.se, c@d.se", None),
        ("a@b.se>\r\nBcc: x@y.se", None),
    ],
)
def test_the_secretariat_answers_the_sender(sender: str, reply_to: str | None) -> None:
    values = {"about": "question", "sender": sender, "subject": "Fråga"}
    original = b"From: a@b\r\n\r\nHej\r\n"
    mail = render("for_secretariat", values, attached=original, reply_to=sender, attach_spooled="s1")
    assert mail["Reply-To"] == reply_to
    assert ("så går ditt svar till avsändaren" in " ".join(contents(mail)[0].split())) is (
        reply_to is not None
    )
    [enclosed] = mail.iter_attachments()
    assert enclosed.get_content_type() == "message/rfc822"


@pytest.mark.parametrize(("letter", "method"), [("invitation", "REQUEST"), ("cancellation", "CANCEL")])
def test_a_calendar_mail(letter: str, method: str) -> None:
    briefing = {"id": "b", "title": "Träff", "start": AT.isoformat(), "minutes": 45, "link": "https://m.se/1"}
    values = {
        "briefing": briefing, "method": method, "uid": "b@example.se", "sequence": 3, "updated": False,
        "stamped_at": AT.isoformat(), "cancelled": method == "CANCEL", "called_off": False,
    }  # fmt: skip
    mail = render(letter, values, token="t", lane=0)
    assert mail["Reply-To"] is None
    assert mail["List-Id"] is None
    parts = [part for part in mail.walk() if not part.is_multipart()]
    assert [part.get_content_type() for part in parts] == [
        "text/plain", "text/html", "text/calendar", "application/ics",
    ]  # fmt: skip
    assert parts[2].get_param("method") == method
    shown, file = parts[2].get_payload(decode=True), parts[3].get_payload(decode=True)
    assert shown == file
    assert isinstance(shown, bytes)
    [event] = icalendar.Calendar.from_ical(shown).walk("VEVENT")
    assert event["ATTENDEE"] == "mailto:anna@example.org"
    assert event["ORGANIZER"] == "mailto:forum@example.se"
    assert event["SEQUENCE"] == 3


def test_news_carry_the_fields_of_a_list() -> None:
    publication = {"subject": "Nytt", "markdown": "Hej"}
    values = {"publication": publication, "lists": [{"id": "x", "name": "X"}]}
    mail = render("news", values, lane=1, token="abc", about_lists=("tjanstemannaforum",))
    assert mail["List-Id"] == "Tjänstemannaforum <tjanstemannaforum.forum.example.se>"
    assert mail["List-Unsubscribe"] == "<mailto:forum+stop-abc@example.se?subject=STOPP>"
    assert mail["Precedence"] == "bulk"
    assert mail["Subject"] == "Nytt"  # its token is for leaving, not for answering


def test_the_same_row_gives_the_same_bytes() -> None:
    first, second = (LETTERS.render(ROW, world=WORLD, attached=None, sent_at=AT) for _ in range(2))
    assert first == second
    assert first.isascii()


@pytest.mark.parametrize(
    ("until", "shown"), [("2027-08-09", "9 augusti,"), ("2028-01-10", "10 januari 2028")]
)
def test_a_date_of_another_year_says_so(until: str, shown: str) -> None:
    text, _html = contents(render("receipt", receipt(kind="paused", until=until)))
    assert shown.rstrip(",") in text
    assert ("2027" in text) is False


def test_a_form_filled_for_another_is_that_ones_own_letter() -> None:
    values = {
        "publication": {"subject": "Nytt", "markdown": "Från och med\n\n.nu"},
        "lists": [{"id": "x", "name": "X"}],
    }
    anna = replace(ROW, letter="news", values=values, lane=1, token="abc", about_lists=("tjanstemannaforum",))
    odd = replace(
        anna,
        id="o",
        message_id="o.0.x@example.se",
        recipient=Address("o'neil&co+<x", "example.org"),
        token="def",
    )
    assert form_key(anna, "") == form_key(odd, "") is not None
    form = LETTERS.form(anna, world=WORLD, attached=None, sent_at=AT)
    later = AT.replace(minute=59)
    filled = LETTERS.fill(form, odd, sent_at=later)
    alone = LETTERS.render(odd, world=WORLD, attached=None, sent_at=later)
    assert filled.content().mail == alone
    text, html = contents(read(alone))
    assert "Det här gick till o'neil&co+<x@example.org." in text
    assert "o&#x27;neil&amp;co+&lt;x@example.org" in html


def test_what_is_not_the_same_for_all_has_another_form() -> None:
    news = replace(ROW, letter="news", values={"a": 1}, lane=1)
    others = [
        replace(news, language="en"),
        replace(news, values={"a": 2}),
        replace(news, about_lists=("x",)),
        replace(news, token="t"),
        replace(news, due_at=AT.replace(day=11)),
    ]
    assert len({form_key(each, repr(each.values)) for each in (news, *others)}) == 6
    assert form_key(ROW, "") is None  # an answer is one person's

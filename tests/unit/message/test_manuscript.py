"""A mail of the secretariat as a text to publish."""

from dataclasses import replace

import pytest

from mailservice.message.mail import Attachment, ParsedMail
from mailservice.message.manuscript import Manuscript, manuscript

PNG = Attachment("image001.png", "image/png", b"png", "one@x")
PLAIN = """Publicera till A

# Rubrik

Ett stycke som ett program har brutit efter sjuttiosex tecken, och som sedan
fortsätter här.

· punkt
· punkt till

Plats: Teams
Tid: 13.00
Se https://a.se/b, <https://a.se/c> och [d](https://a.se/d).

> Ett citat.

Mvh
Anna
"""


def of_text(text: str, *, in_reply_to: str = "") -> Manuscript:
    """A plain mail."""
    return manuscript(ParsedMail(text=text, in_reply_to=in_reply_to))


def test_plain_text() -> None:
    read = of_text(PLAIN)
    assert read.first_line == "Publicera till A"
    assert read.title(without_first_line=True) == "Rubrik"
    assert read.title(without_first_line=False) == ""
    assert read.markdown(subject="Rubrik", without_first_line=True) == (
        "Ett stycke som ett program har brutit efter sjuttiosex tecken, och som sedan\nfortsätter här.\n\n"
        "- punkt\n- punkt till\n\n"
        "Plats: Teams\\\nTid: 13.00\\\nSe <https://a.se/b>, <https://a.se/c> och [d](https://a.se/d).\n\n"
        "> Ett citat."
    )
    assert read.markdown(subject="Annat", without_first_line=True).startswith("# Rubrik\n")
    assert read.markdown(subject="", without_first_line=False).startswith("Publicera till A\n")


def test_an_empty_mail() -> None:
    read = of_text("")
    assert (read.first_line, read.markdown(subject="x", without_first_line=True)) == ("", "")
    assert read.title(without_first_line=False) == ""
    assert manuscript(ParsedMail()).markdown(subject="", without_first_line=False) == ""


def test_a_text_that_was_not_read_whole_says_so() -> None:
    assert manuscript(ParsedMail(text="Hej", defects=("text-cut",))).notes == (("text-cut", ""),)


def test_a_reply_is_cut_from_what_it_quotes() -> None:
    assert (
        of_text("Nytt\n\n> Gammalt", in_reply_to="x@y").markdown(subject="", without_first_line=False)
        == "Nytt"
    )


@pytest.mark.parametrize(
    ("html", "first", "title", "text"),
    [
        ("<p>Publicera till A<br>Hej</p><p>du</p>", "Publicera till A", "", "Hej\n\ndu"),
        ("<p>Publicera till A</p><h1>Rubrik</h1><p>du</p>", "Publicera till A", "Rubrik", "du"),
        ("<ul><li>a</li></ul>", "", "", "- a"),
        ("<h1>Annat</h1><p>du</p>", "Annat", "", "du"),
        ("<p>Publicera till A</p>", "Publicera till A", "", ""),
    ],
)
def test_html(html: str, first: str, title: str, text: str) -> None:
    read = manuscript(ParsedMail(text="strunt", html=html))
    assert read.first_line == first
    assert read.title(without_first_line=True) == title
    assert read.markdown(subject="Rubrik", without_first_line=True) == text


def test_a_heading_that_is_not_the_subject_stays() -> None:
    read = manuscript(ParsedMail(html="<h1>Rubrik</h1><p>a</p>"))
    assert read.title(without_first_line=False) == "Rubrik"
    assert read.markdown(subject="x", without_first_line=False) == "# Rubrik\n\na"


def test_html_without_words_gives_way_to_the_text() -> None:
    assert manuscript(ParsedMail(text="Hej", html="<p> </p>")).first_line == "Hej"


def test_pictures_and_attachments() -> None:
    mail = ParsedMail(
        html='<p>a <img src="cid:one@x" alt="Karta"> <img src="cid:svg@x" alt="b"> <img src="x" alt="c"></p>',
        attachments=(
            PNG,
            replace(PNG, content_id=""),  # the same picture, attached as well
            replace(PNG, content=b"unused", content_id="two@x"),  # a logo of what was cut
            Attachment("bild.svg", "image/svg+xml", b"<svg/>", "svg@x"),
            Attachment("C:\\temp\\a;b*c?.pdf", "application/pdf", b"pdf"),
            Attachment("", "application/pdf", b"other"),
            Attachment("winmail.dat", "application/octet-stream", b"tnef"),
            Attachment("x", "application/ms-tnef", b"tnef"),
        ),
    )
    read = manuscript(mail)
    assert [(each.kind, each.name) for each in read.files] == [
        ("picture", read.files[0].name),
        ("attachment", "bild.svg"),
        ("attachment", "abc.pdf"),
        ("attachment", "bilaga-6"),
    ]
    assert read.files[0].name.endswith(".png")
    assert read.markdown(subject="", without_first_line=False) == f"a ![Karta](cid:{read.files[0].name}) b c"
    assert read.notes == (
        ("picture-missing", "b"),
        ("picture-missing", "c"),
        ("unreadable-file", "winmail.dat"),
        ("unreadable-file", "x"),
    )

"""The person's own words, from the whole mail."""

import pytest

from mailservice.message.mail import ParsedMail
from mailservice.message.plain_text import own_words
from tests.work import looked_at, steps


def test_text_quotation_and_signature() -> None:
    words = own_words(
        ParsedMail(text="Ja tack\n\n\n\nnu.  \n\nMvh Bo\n\nDen 3 maj 2027 kl 09:12 skrev Anna:\n> Hej\n")
    )
    assert words.text == "Ja tack\n\nnu."
    assert words.signature == "Mvh Bo"
    assert words.quoted == "Den 3 maj 2027 kl 09:12 skrev Anna:\n> Hej"
    assert not words.forwarded


@pytest.mark.parametrize(
    ("subject", "bare", "is_new"),
    [
        ("Anmälan", "Anmälan", True),
        ("Sv: Möte", "Möte", False),
        ("SV: VB: Re[2]: Möte", "Möte", False),
        ("Re(3) : Möte", "Möte", False),
        ("AW: Treffen", "Treffen", False),
        ("Vb: Möte", "Möte", False),
        ("Svar: Möte", "Svar: Möte", True),
        ("Remiss: Möte", "Remiss: Möte", True),
        ("", "", True),
        ("Re:", "", False),
    ],
)
def test_subject(subject: str, bare: str, is_new: bool) -> None:
    words = own_words(ParsedMail(subject=subject))
    assert (words.subject, words.subject_is_new) == (bare, is_new)


def test_an_answer_without_prefix_has_no_new_subject() -> None:
    assert not own_words(ParsedMail(subject="Möte", in_reply_to="1@example.se")).subject_is_new
    assert not own_words(ParsedMail(subject="Möte", references=("1@example.se",))).subject_is_new


@pytest.mark.parametrize(
    ("mail", "forwarded"),
    [
        (ParsedMail(subject="Vb: Möte", text="Se nedan\n\n> Anmäl mig"), True),
        (ParsedMail(subject="Vb: Möte", text="Se bifogat", enclosed=(b"x",)), True),
        (ParsedMail(subject="Vb: Möte", text="Jag kommer"), False),
        (ParsedMail(subject="Sv: Vb: Möte", text="Ja\n\n> Anmäl mig"), False),
        (ParsedMail(text="Vidarebefordrat brev:\n\nFrån: Eva"), True),
    ],
)
def test_forwarded(mail: ParsedMail, forwarded: bool) -> None:
    assert own_words(mail).forwarded is forwarded


@pytest.mark.parametrize(
    ("text", "html", "said"),
    [
        (None, "<p>Ja</p>", "Ja"),
        (" \n", "<p>Ja</p>", "Ja"),
        ("Ja", None, "Ja"),
        (None, None, ""),
        ("Ja", "<p>Ja</p>", "Ja"),
        ("Ditt e-postprogram kan inte visa HTML.", "<p>Ja</p>", "Ja"),
        ("Detta mejl kräver HTML. Klicka för att visa det.", "<p>Ja</p>", "Ja"),
        ("Open this in your browser", "<p>Ja</p>", "Ja"),
        ("Ditt e-postprogram kan inte visa HTML.", "<p></p>", "Ditt e-postprogram kan inte visa HTML."),
    ],
)
def test_which_body_is_read(text: str | None, html: str | None, said: str) -> None:
    assert own_words(ParsedMail(text=text, html=html)).text == said


@pytest.mark.parametrize(
    ("text", "html", "differ"),
    [
        ("Ja, jag kommer!", "<p>Ja, <b>jag</b> kommer!</p>", False),
        ("Avsluta", "<p>Prenumerera</p>", True),
        ("Jag vill avsluta", "<p>Jag vill inte avsluta</p>", True),
        ("Jag vill inte avsluta", "<p>Jag vill avsluta</p>", True),
        ("Ja\nhttps://example.se/x [cid:bild]", '<p>Ja <img src="x"></p>', False),
        ("Ja\n\n> Hej på dig", "<p>Ja</p><blockquote>Hej på dig</blockquote>", False),
        ("Ditt e-postprogram kan inte visa HTML.", "<p>Ja</p>", False),
        ("Jag ser det inte i webbläsaren. " * 20, "<p>Avsluta</p>", True),
        ("Ja", "<p></p>", False),
        ("", "<p>Ja</p>", False),
        ("Ja", None, False),
    ],
)
def test_alternatives_that_differ(text: str, html: str | None, differ: bool) -> None:
    mail = ParsedMail(text=text, html=html, content_type="multipart/alternative")
    assert own_words(mail).alternatives_differ is differ


# They pass over a text once. All others are asked about a line at a time, cut at 400 characters.
OVER_THE_WHOLE_TEXT = {
    *("html_text._SPACES", "look_alikes._SPACES", "look_alikes._INVISIBLE"),
    *("look_alikes._LATIN", "look_alikes._FOREIGN", "look_alikes._LATIN_OR_FOREIGN"),
    *(
        "plain_text._PREFIX",
        "plain_text._STUB",
        "plain_text._EMPTY_LINES",
        "plain_text._LINK",
        "plain_text._WORD",
        "plain_text._ANSWERS_IN",
        "plain_text._IN_COLOUR",
    ),
    *("signatures._FILLED_IN", "signatures._DISCLAIMER", "signatures._CONTACT", "signatures._FIRST_PERSON"),
}


@pytest.mark.parametrize(
    "bait",
    [
        "Den " * 16_000 + "skrev",
        "Den 3 maj 2027 kl 09:12 skrev\n" * 2000,
        "Från: \n" * 9000,
        "Från: a\n\n" * 7000,
        "a" * 65_000,
        "a@" * 32_000,
        "(" * 65_000,
        "> " * 32_000,
        "\n" * 65_000,
        "-- -" * 16_000,
        "med bästa vänlig " * 4000,
        "Skickat: 1\n" * 6000,
        "Hej\n\n" + "tel 08-1 " * 7000,
        "svar " * 13_000 + "i rött",
        "Svar i rött\n-----Original Message-----\n" + '<span style="color:red">a</span>' * 1000,
        "\u0430" * 65_000,
    ],
)
def test_bait_costs_little(bait: str) -> None:
    mail = ParsedMail(text=bait, html=bait, subject=bait, content_type="multipart/alternative")
    assert steps(own_words, mail) <= 1_000_000
    longest = looked_at(own_words, mail)
    assert {name for name, size in longest.items() if size > 400} <= OVER_THE_WHOLE_TEXT


QUESTIONS = """<p>Hej! Se mina svar i {said} nedan.</p>
<div id="divRplyFwdMsg"><b>Från:</b> Forum &lt;forum@a.example&gt;<br><b>Skickat:</b> den 6 maj 2027<br>
<b>Till:</b> Anna<br><b>Ämne:</b> Frågor</div>
<p><span style="color:#1f497d">Från kansliet</span></p>
<p>Vill du ha breven?</p><p><span style="{style}">En gång i <b>månaden</b>.</span></p>
<p>Kommer du? <font color="{colour}">Ja.</font></p><p><span style="color:#333">Svara STOPP</span></p>"""


@pytest.mark.parametrize(
    ("said", "style", "colour"),
    [
        ("rött", "color: red", "#C00000"),
        ("rött", "font-size:9pt; color:rgb(200, 10, 10)", "#f00"),
        ("grönt", "color:#00b050", "green"),
    ],
)
def test_answers_in_colour_inside_the_quotation_are_own(said: str, style: str, colour: str) -> None:
    html = QUESTIONS.format(said=said, style=style, colour=colour)
    words = own_words(ParsedMail(html=html))
    assert words.between == (("Vill du ha breven?", "En gång i månaden."), ("Kommer du?", "Ja."))
    assert words.text == f"Hej! Se mina svar i {said} nedan.\n\nEn gång i månaden.\n\nJa."


@pytest.mark.parametrize(
    ("said", "style", "colour"),
    [
        ("rött", "color: blue", "#00f"),  # another colour
        ("rött", "color: #444444", "#12"),  # grey; none
        ("rött", "colour: red", ""),
        ("vanlig stil", "color: red", "red"),  # says nothing of a colour
    ],
)
def test_colours_that_are_not_spoken_of_are_decoration(said: str, style: str, colour: str) -> None:
    words = own_words(ParsedMail(html=QUESTIONS.format(said=said, style=style, colour=colour)))
    assert (words.between, words.text) == ((), f"Hej! Se mina svar i {said} nedan.")


def test_a_red_thread_is_no_answer_in_red() -> None:
    html = QUESTIONS.replace("Se mina svar i {said} nedan", "Den röda tråden var bra").format(
        style="color:red", colour="red"
    )
    assert own_words(ParsedMail(html=html)).between == ()

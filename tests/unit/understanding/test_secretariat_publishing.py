"""What the secretariat wants published, and its answers to proofs."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailservice.config.load import load_config
from mailservice.domain.addresses import Address
from mailservice.domain.publications import Segment
from mailservice.domain.readings import (
    AnsweredLetter,
    ForPerson,
    PublishDraft,
    PublishUnclear,
    PublishWord,
    Reading,
)
from mailservice.message.mail import Attachment, ParsedMail
from mailservice.message.plain_text import own_words
from mailservice.understanding.labels import as_label
from mailservice.understanding.secretariat_publishing import read_publishing
from tests.unit.understanding.corpus import lexicon

NOW = datetime(2027, 5, 10, 6, 30, tzinfo=UTC)
WORLD = load_config(Path(__file__).parents[3] / "config" / "demo.toml", {}).world()
OFFICE = Address.of("kansliet@tillvaxtverket.se")
OFFICIALS = Segment(("tjanstemannaforum",))
PROOF = AnsweredLetter("proof", OFFICE, NOW, "p@forum", publication="p1")
LONG = "Den 25 maj talar vi om kompetensförsörjning i stället. Välkommen till en genomgång på 45 minuter."


def read(
    subject: str,
    text: str = "Hej och välkomna till vårens möte.",
    *,
    html: str | None = None,
    member: bool = True,
    answered: AnsweredLetter | None = None,
    details: tuple[str, ...] = (),
    files: tuple[Attachment, ...] = (),
) -> Reading | None:
    """One mail, read."""
    mail = ParsedMail(sender=OFFICE, subject=subject, text=text, html=html, attachments=files)
    if answered is not None:
        mail = replace(mail, in_reply_to=answered.message_id)
    return read_publishing(
        mail,
        own_words(mail),
        world=WORLD,
        now=NOW,
        answered=answered,
        details=details,
        member=member,
        lexicon=lexicon(),
    )


@pytest.mark.parametrize(
    ("subject", "text", "heading"),
    [
        ("Publicera till Tjänstemannaforum: Nytt i maj", "Hej alla.", "Nytt i maj"),
        ("publicera på Tjänstemannaforum – Nytt i maj", "Hej alla.", "Nytt i maj"),
        ("Publisera till Tjänstemannaforum", "# Nytt i maj\n\nHej alla.", "Nytt i maj"),
        ("Nytt i maj", "Publicera till Tjänstemannaforum\n\nHej alla.", "Nytt i maj"),
        ("Nytt i maj", "Hej! Publicera till Tjänstemannaforum\n\nHej alla.", "Nytt i maj"),
        ("Nytt i maj", "Skicka ut till Tjänstemannaforum\n\nHej alla.", "Nytt i maj"),
        ("Nytt i maj", "Send out to Forum for senior officials: May news\n\nHej alla.", "May news"),
    ],
)
def test_a_draft(subject: str, text: str, heading: str) -> None:
    draft = read(subject, text)
    assert isinstance(draft, PublishDraft)
    assert (draft.segment, draft.subject, draft.markdown) == (OFFICIALS, heading, "Hej alla.")


def test_the_language_of_the_command_and_that_of_the_text() -> None:
    draft = read("Publish to Tjänstemannaforum: Nytt", "Det här är en text på svenska om vårens möten.")
    assert isinstance(draft, PublishDraft)
    assert (draft.language, draft.text_language) == ("en", "sv")


def test_html_and_the_address_of_a_list() -> None:
    html = "<p>Publicera till Tjänstemannaforum</p><p>Hej <b>alla</b></p>"
    draft = read("Nytt", "Publicera till Tjänstemannaforum\n\nHej alla", html=html)
    assert isinstance(draft, PublishDraft)
    assert draft.markdown == "Hej **alla**"
    for detail, language in (("publicera-tjanstemannaforum", "sv"), ("publish-tjanstemannaforum", "en")):
        draft = read("Nytt", "Hej alla", details=("x", detail))
        assert isinstance(draft, PublishDraft)
        assert (draft.segment, draft.subject, draft.language) == (OFFICIALS, "Nytt", language)


def test_a_file_alone_is_something_to_publish() -> None:
    pdf = Attachment("a.pdf", "application/pdf", b"pdf")
    draft = read("Publicera till Tjänstemannaforum: Underlag", "", files=(pdf,))
    assert isinstance(draft, PublishDraft)
    assert [each.name for each in draft.files] == ["a.pdf"]


@pytest.mark.parametrize(
    ("subject", "text", "about"),
    [
        ("Publicera till Chefsforum: Nytt", "Hej alla.", "which-list"),
        ("Publicera: Nytt", "Hej alla.", "which-list"),
        ("Publicera", "Hej alla.", "which-list"),
        ("Publicera till deltagarna den 25 maj: Nytt", "Hej alla.", "which-briefing"),
        ("Publicera till Tjänstemannaforum", "Hej alla.", "no-subject"),
        ("", "Publicera till Tjänstemannaforum\n\nHej alla.", "no-subject"),
        ("Publicera till Tjänstemannaforum: Nytt", "", "no-text"),
        ("Nytt", "Publicera till Tjänstemannaforum", "no-text"),
    ],
)
def test_doubt(subject: str, text: str, about: str) -> None:
    unclear = read(subject, text)
    assert isinstance(unclear, PublishUnclear)
    assert unclear.about == about


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Fråga", "Kan ni publicera något om detta?"),
        ("Fråga", "Publicerar ni något om detta snart?"),
        ("Skicka ut något?", "Hej alla."),
        ("Skicka materialet till mig", "Hej alla."),
        ("Send me the slides", "Hello."),
        ("Fråga", "Publicera gärna mer om vatten!"),
        ("Fråga", ""),
    ],
)
def test_what_only_sounds_so(subject: str, text: str) -> None:
    assert read(subject, text) is None


def test_the_attempts_of_others() -> None:
    attempt = read("Publicera till Tjänstemannaforum: Köp nu", member=False)
    assert isinstance(attempt, ForPerson)
    assert attempt.about == "publishing-attempt"
    assert read("Publicera till Chefsforum: Köp nu", member=False) is None
    assert read("Nytt", "Skicka ut till Tjänstemannaforum\n\nHej", member=False) is None
    assert read("Nytt", "Hej", details=("publish-tjanstemannaforum",), member=False) is not None
    assert read("Fråga", "Hej", member=False) is None
    correction = read("Sv: Korrektur", LONG, answered=PROOF, member=False)
    assert isinstance(correction, ForPerson)
    assert (correction.about, correction.language) == ("publishing-attempt", "sv")


def test_answers_to_a_proof() -> None:
    sent = read("Sv: Korrektur", "skicka imorgon kl 9", answered=PROOF)
    assert sent == PublishWord(
        "send",
        "sv",
        datetime(2027, 5, 11, 7, 0, tzinfo=UTC),
        sent.evidence if isinstance(sent, PublishWord) else (),
    )
    unclear = [read("Sv: Korrektur", text, answered=PROOF) for text in ("Skicka på måndag", "Fint!", "")]
    assert [each.about for each in unclear if isinstance(each, PublishUnclear)] == [
        "which-time",
        "what-to-do",
        "what-to-do",
    ]


@pytest.mark.parametrize("text", ["Mötet är den 25 maj.", "Kan du byta bild?"])
def test_a_few_words_in_reply_to_a_proof_may_be_its_new_text(text: str) -> None:
    unclear = read("Sv: Korrektur", text, answered=PROOF)
    assert isinstance(unclear, PublishUnclear)
    assert (unclear.about, unclear.found) == ("what-to-do", text)
    assert unclear.perhaps is not None
    assert unclear.perhaps.markdown == text


@pytest.mark.parametrize(
    "text",
    ["Ny text: Inställt.", "Ny text:\n\nInställt.", "rättad text: Inställt.", "New text: Inställt."],
)
def test_a_few_words_that_say_to_be_the_new_text(text: str) -> None:
    draft = read("Sv: Korrektur", text, answered=PROOF)
    assert isinstance(draft, PublishDraft)
    assert (draft.segment, draft.markdown) == (None, "Inställt.")


def test_few_words_with_a_command_are_a_text() -> None:
    draft = read("Sv: Korrektur", "Publicera till Politikerforum: Nu\n\nInställt.", answered=PROOF)
    assert isinstance(draft, PublishDraft)
    assert (draft.segment, draft.subject, draft.markdown) == (Segment(("politikerforum",)), "Nu", "Inställt.")


def test_stop_in_reply_to_the_letter_itself() -> None:
    news = replace(PROOF, letter="news")
    stop = read("Sv: Nytt", "Stopp!", answered=news)
    assert isinstance(stop, PublishWord)
    assert stop.word == "stop"
    assert read("Sv: Nytt", "Tack för ett fint brev!", answered=news) is None
    assert read("Sv: Nytt", "Stopp!", answered=news, member=False) is None
    assert read("Sv: Nytt", "Stopp!", answered=replace(news, publication="")) is None
    assert isinstance(
        read("Sv: Nytt", f"Publicera till Politikerforum: Nu\n\n{LONG}", answered=news), PublishDraft
    )


def test_a_correction_keeps_what_it_does_not_name() -> None:
    corrected = read("Sv: Korrektur: Nytt", LONG, answered=PROOF)
    assert isinstance(corrected, PublishDraft)
    assert (corrected.segment, corrected.subject, corrected.markdown) == (None, "", LONG)
    titled = read("Sv: Korrektur: Nytt", f"# Ny rubrik\n\n{LONG}", answered=PROOF)
    assert isinstance(titled, PublishDraft)
    assert titled.subject == "Ny rubrik"
    moved = read("Sv: Korrektur: Nytt", f"Publicera till Politikerforum: Nu så\n\n{LONG}", answered=PROOF)
    assert isinstance(moved, PublishDraft)
    assert (moved.segment, moved.subject) == (Segment(("politikerforum",)), "Nu så")


def test_labels() -> None:
    mail = ParsedMail()
    readings = (
        read("Publicera till Tjänstemannaforum: Nytt"),
        read("Publicera"),
        read("Sv: Korrektur", "stopp", answered=PROOF),
    )
    labels = [as_label(each, mail=mail, world=WORLD)["expect"] for each in readings if each is not None]
    assert labels == ["act", "ask", "act"]


def test_html_that_says_something_else_than_the_text() -> None:
    assert read("Nytt", "Publicera till Tjänstemannaforum\n\nHej", html="<p>Hej på er</p>") is None

"""Answers whose calendar got lost: the subject tells, as a last resort."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from mailservice.domain.readings import AnsweredLetter, CalendarAnswer, PartStat
from mailservice.domain.world import World
from mailservice.message.mail import Attachment, ParsedMail
from mailservice.message.plain_text import own_words
from mailservice.understanding.calendar_subject import read_subject
from tests.given import ANNA, MAY_24, MAY_26, NOW, WORLD, world_with
from tests.unit.message.tnef_files import response

WRITTEN = datetime(2027, 5, 10, 6, 0, tzinfo=UTC)
TITLE = MAY_24.title.sv
INVITATION = AnsweredLetter("invitation", ANNA, NOW, "m@forum.example", sessions=(MAY_26.id,), language="en")


def read(
    subject: str,
    text: str = "",
    *,
    answered: AnsweredLetter | None = None,
    world: World = WORLD,
    **given: Any,
) -> CalendarAnswer | None:
    """What is read of a mail from Anna with this subject."""
    mail = replace(ParsedMail(sender=ANNA, subject=subject, text=text, date=WRITTEN), **given)
    return read_subject(mail, own_words(mail), world=world, now=NOW, answered=answered)


@pytest.mark.parametrize(
    ("subject", "answer"),
    [
        (f"Accepterad: {TITLE}", "accepted"),
        (f"accepterat: {TITLE} @ mån 24 maj 2027 09:00 (CEST)", "accepted"),
        (f"Accepterad inbjudan: {TITLE}", "accepted"),
        (f"[EXTERN] Avböjd: {TITLE}", "declined"),
        (f"Avböjt : {TITLE}", "declined"),
        (f"Inbjudan avvisades: {TITLE}", "declined"),
        (f"Preliminär: {TITLE}", "tentative"),
        (f"Tentatively Accepted: {MAY_24.title.en}", "tentative"),
        (f"Declined: {MAY_24.title.en}", "declined"),
        (f"Afvist: {TITLE}", "declined"),
        (f"Ny tid föreslagen: {TITLE}", "counter"),
    ],
)
def test_prefixes_of_programs(subject: str, answer: PartStat) -> None:
    read_answer = read(subject)
    assert read_answer is not None
    assert (read_answer.answer, read_answer.uid, read_answer.attendee) == (answer, MAY_24.uid, ANNA)
    assert (read_answer.sequence, read_answer.stamped_at) == (None, WRITTEN)
    assert read_answer.evidence[0].taken_for == "calendar-subject"


@pytest.mark.parametrize(
    "subject",
    [
        TITLE,
        f"Sv: {TITLE}",
        f"Sv: Accepterad: {TITLE}",
        f"Accepterad {TITLE}",
        f"Ansökan accepterad: {TITLE}",
        "Accepterad: något helt annat",
        "Accepterad:",
        "Avböjd: Nytt från",
    ],
)
def test_anything_else_is_words(subject: str) -> None:
    assert read(subject) is None


def test_the_answered_invitation_names_the_meeting() -> None:
    answer = read("Accepted: something else", answered=INVITATION)
    assert answer is not None
    assert (answer.uid, answer.language) == (MAY_26.uid, "en")
    about_two = replace(INVITATION, sessions=(MAY_24.id, MAY_26.id))
    assert read("Accepted: something else", answered=about_two) is None
    forgotten = replace(INVITATION, sessions=("2020-01-01",))
    assert read(f"Accepterad: {TITLE}", answered=forgotten) is None


def test_two_meetings_of_one_title_are_not_told_apart() -> None:
    later = replace(MAY_26, title=MAY_24.title)
    assert read(f"Accepterad: {TITLE}", world=world_with(MAY_24, later)) is None


def test_a_calendar_or_a_forward_or_no_sender_is_not_for_the_subject() -> None:
    subject = f"Accepterad: {TITLE}"
    assert read(subject, calendars=(b"x",)) is None
    assert read(subject, sender=None) is None
    wrapped = Attachment("winmail.dat", "", response("DECLINED", uid="u", sequence=0, at=NOW))
    assert read(subject, attachments=(wrapped,)) is None
    assert (
        read(f"{subject}", "FYI\n\n---------- Forwarded message ---------\nFrån: Bo\nÄmne: x\n\nHej") is None
    )


def test_what_the_person_wrote_is_kept() -> None:
    answer = read(f"Avböjd: {TITLE}", "Är tyvärr sjuk.")
    assert answer is not None
    assert answer.comment == "Är tyvärr sjuk."
    generated = read(f"Avböjd: {TITLE}", "Anna Lind har avböjt din mötesinbjudan.")
    assert generated is not None
    assert generated.comment == ""

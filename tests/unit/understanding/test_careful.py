"""What was not read whole, or says two things, is not acted on."""

from dataclasses import replace

import pytest

from mailservice.domain.readings import ForPerson, Machine, Reading, Unclear, Wishes
from mailservice.domain.wishes import Register, Subscribe
from mailservice.message.parse import parse
from mailservice.message.plain_text import own_words
from mailservice.understanding.seeing import LONGEST
from mailservice.understanding.understand import understand
from tests.given import NOW, WORLD
from tests.unit.understanding.corpus import lexicon

WISH = "Jag vill prenumerera på Politikerforum.\r\n"


def read(text: str, *, differ: bool = False, subject: str = "Hej") -> Reading:
    head = f"From: a@b.example\r\nTo: forum@forum.example\r\nSubject: {subject}\r\n"
    mime = "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    mail = parse((head + mime + text).encode())
    words = replace(own_words(mail), alternatives_differ=differ)
    return understand(mail, words, world=WORLD, now=NOW, answered=None, lexicon=lexicon())


def test_a_clear_wish() -> None:
    assert isinstance(read(WISH), Wishes)


@pytest.mark.parametrize("middle", ["", " på Politikerforum", " på nyheterna", " på era utskick"])
def test_two_wishes_joined_by_and_are_both_read(middle: str) -> None:
    found = read(f"Jag vill prenumerera{middle} och delta den 24 maj kl 09.00\r\n")
    assert isinstance(found, Wishes)
    assert [type(each) for each in found.wishes] == [Subscribe, Register]


def test_a_mail_too_long_to_be_read_whole_is_for_a_person() -> None:
    found = read(WISH + "Solen skiner i dag. " * (LONGEST // 10))
    assert isinstance(found, ForPerson)


def test_text_and_html_that_differ_are_asked_about() -> None:
    found = read(WISH, differ=True)
    assert isinstance(found, Unclear)
    assert found.about == "text-and-html-differ"


def test_a_weak_no_to_one_list_beside_another_is_not_acted_on() -> None:
    found = read("I have no need of the news from Politikerforum. I work with Tjänstemannaforum.\r\n")
    assert not isinstance(found, Wishes)


AWAY_IN_FINNISH = "Olen lomalla ja palaan töihin maanantaina. Kiitos viestistäsi.\r\n"


def test_a_notice_in_a_language_that_is_not_read_is_a_machines() -> None:
    found = read(AWAY_IN_FINNISH, subject="Autoreply 4711")
    assert isinstance(found, Machine)
    assert [each.taken_for for each in found.evidence] == ["foreign-notice"]


def test_a_letter_in_a_language_that_is_not_read_is_for_a_person() -> None:
    found = read(AWAY_IN_FINNISH)
    assert isinstance(found, ForPerson)
    assert found.about == "language"

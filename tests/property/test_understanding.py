"""Understanding never raises, and signatures change nothing."""

import html
from email.message import EmailMessage
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailservice.message.parse import parse
from mailservice.message.plain_text import own_words
from tests.unit.understanding.corpus import (
    DRESSED_TOO,
    MAILS,
    ONE_WORKER,
    examined,
    labelled,
    labels,
    written,
)

WORDS = [
    *(
        "anmäl",
        "mig",
        "inte",
        "den",
        "24",
        "maj",
        "kl",
        "²",
        "53",
        "v.",
        "t.o.m.",
        "om",
        "jag",
        "från",
        "stopp",
    ),
    *(
        "…",
        "a@b.example",
        "?",
        "!",
        "nästa",
        "båda",
        "paus",
        "till",
        "0000-99-99",
        "32/13",
        "vecka",
        "i",
        "två",
    ),
    *("månader", "byt", "mot", "vad", "står", "hur", "gör", "man", "radera", "sluta", "skicka", "utskicken"),
]


@settings(max_examples=150)
@given(st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join) | st.text(max_size=80))
def test_no_words_raise(text: str) -> None:
    assert examined(written(text.encode("utf-8", "ignore").decode())).reading is not None


NEWS = "Vill du inte ha fler brev? Svara STOPP. Anmäl dig till den 26 maj."
DRESSED = {
    "a signature": lambda text: f"{text}\n\n-- \nRegion Exempel\nAvregistrera dig: svara STOPP\n",
    "a disclaimer": lambda text: (
        f"{text}\n\n-- \nAvsett för angiven mottagare. Har du fått det av misstag, radera det.\n"
    ),
    "a quotation, Outlook": lambda text: (
        f"{text}\n\nFrån: Kansliet <kansli@annan.example>\nSkickat: den 3 maj 2027 09:00\n"
        f"Till: Anna Svensson\nÄmne: Nyhetsbrev\n\n{NEWS}\n"
    ),
    "a quotation, Gmail": lambda text: (
        f"{text}\n\nDen mån 3 maj 2027 kl 09:00 skrev Kansliet <kansli@annan.example>:\n\n> {NEWS}\n"
    ),
    "a quotation, Apple": lambda text: (
        f"{text}\n\n> 3 maj 2027 kl. 09:00 skrev Kansliet <kansli@annan.example>:\n> \n> {NEWS}\n"
    ),
    "a mobile footer": lambda text: f"{text}\n\nSkickat från min iPhone\n",
}


def meant(raw: bytes) -> tuple[Any, Any]:
    """What is expected of a mail, and what it does."""
    label = labelled(raw)
    return label["expect"], label["actions"]


@cache
def bare() -> list[tuple[str, str, str, tuple[Any, Any]]]:
    """Name, subject and own words of the mails of the corpus that are no replies; what these words mean."""
    found = []
    for folder in DRESSED_TOO:
        for name in labels(folder):
            words = own_words(parse((MAILS / folder / name).read_bytes()))
            if words.subject_is_new and words.text and not words.quoted and not words.alternatives_differ:
                means = meant(written(words.text, subject=words.subject))
                found.append((name, words.subject, words.text, means))
    return found


@pytest.mark.xdist_group(ONE_WORKER)
@pytest.mark.parametrize("dress", DRESSED)
def test_what_stands_around_the_words_changes_nothing(dress: str) -> None:
    for name, subject, text, means in bare():
        assert meant(written(DRESSED[dress](text), subject=subject)) == means, name


@pytest.mark.xdist_group(ONE_WORKER)
def test_html_says_the_same() -> None:
    for name, subject, text, means in bare():
        mail = EmailMessage()
        mail["From"], mail["To"] = "Anna Svensson <anna.svensson@region.example>", "forum@tillvaxtverket.se"
        mail["Subject"] = subject
        lines = "<br>\n".join(html.escape(line) for line in text.split("\n"))
        mail.set_content(
            f"<html><body><div style='font-family:Calibri'>{lines}</div></body></html>", subtype="html"
        )
        assert meant(mail.as_bytes()) == means, name

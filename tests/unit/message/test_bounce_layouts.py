"""Reports in prose, as many programs lay them out: who failed, for good or for now, and whose fault it is."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from mailservice.message.bounce import Fate, read_bounce
from mailservice.message.parse import parse

ANNA = "anna.berg@region.example"
LAYOUTS: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("bounce_layouts.toml").read_text("utf-8")
)["layout"]


def report(text: str, *, subject: str, sender: str = "MAILER-DAEMON@mx.region.example") -> tuple[Fate, ...]:
    form = "html" if text.startswith("<html") else "plain"
    raw = (
        f"From: {sender}\nTo: forum+b-x@x.example\nSubject: {subject}\n"
        f"Content-Type: text/{form}; charset=utf-8\n\n{text}"
    )
    return read_bounce(parse(raw.encode()))


def lasting(fate: Fate) -> str:
    if not fate.failed:
        return "late"
    return "permanent" if fate.permanent else "temporary"


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: str(layout["name"]))
def test_a_layout_is_read(layout: dict[str, Any]) -> None:
    fates = report(layout["text"].replace("{anna}", ANNA), subject=layout["subject"])
    assert [(fate.recipient, lasting(fate), fate.kind) for fate in fates] == [
        (ANNA, layout["lasting"], layout["kind"])
    ]


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Automatiskt svar: Veckobrev", "Jag är på semester till den 9 augusti. Kontakta bo@region.example."),
        (
            "Out of office",
            "I am away until Monday. Please contact\nbo@region.example\ninstead. Thanks!\nAnna",
        ),
        (
            "Re: Veckobrev",
            "Hej! Mejlet kunde inte ha kommit lägligare.\n\nAnna Berg\nanna.berg@region.example\n",
        ),
        (
            "Ärende 2027/14",
            "Ditt mejl har registrerats. Svara inte på detta mejl.\nregistrator@region.example\n",
        ),
        ("Undelivered", "Something failed. Please contact <postmaster@region.example>."),
        ("Undelivered", "Something failed."),
    ],
)
def test_what_names_nobody_as_undeliverable(subject: str, text: str) -> None:
    assert report(text, subject=subject, sender="anna.berg@region.example") == ()

"""What the linter finds; each rule once, and its neighbour that is in order."""

from datetime import date
from typing import Any

import pytest

from mailservice.decisions.audience import Audience
from mailservice.decisions.lint import Copy, Finding, is_address, lint
from mailservice.domain.publications import PublicationFile

TODAY = date(2027, 5, 10)
PDF = PublicationFile("attachment", "a.pdf", "application/pdf", b"x" * 70_000)
FEW = "Några ord till räcker för att det inte bara ska vara en bild. " * 3


def found(markdown: str, **more: Any) -> list[tuple[str, str, int]]:
    """The findings of a text."""
    known: dict[str, Any] = {"subject": "Nytt", "language": "sv", "today": TODAY, "markdown": markdown}
    copy = Copy(**{**known, **more})
    return [(each.rule, each.words, each.number) for each in lint(copy)]


LONG = "ord " * 30 + "ord."


@pytest.mark.parametrize(
    ("markdown", "finding"),
    [
        (LONG, ("long-sentence", "ord ord ord ord ord ord ord ord", 31)),
        ("[Klicka här](https://a.se)", ("vague-link", "Klicka här", 0)),
        ("[Läs mer!](https://a.se)", ("vague-link", "Läs mer!", 0)),
        (f"<https://a.se/{'x' * 60}>", ("address-as-text", f"https://a.se/{'x' * 60}", 0)),
        ("[Reglerna](https://localhost/x)", ("broken-link", "https://localhost/x", 0)),
        ("[Reglerna](htp://a.se)", ("broken-link", "htp://a.se", 0)),
        ("[Reglerna](mailto:a@b)", ("broken-link", "mailto:a@b", 0)),
        ("[Reglerna](http://[x)", ("broken-link", "http://%5Bx", 0)),
        (f"{FEW}\n\n![](cid:a.png)", ("picture-without-alt", "", 0)),
        (f"{FEW}\n\n![image001.png](cid:a.png)", ("alt-is-file-name", "image001.png", 0)),
        (f"{FEW}\n\n![{'x' * 161}](cid:a.png)", ("long-alt", "x" * 60, 161)),
        ("Se bilden.\n\n![Inbjudan](cid:a.png)", ("text-as-picture", "", 2)),
        ("Ett två tre.\n\n" * 90, ("no-headings", "", 270)),
        ("**Tre saker att göra**\n\nHej.", ("bold-heading", "Tre saker att göra", 0)),
        ("Se bilagan.", ("forgotten-attachment", "bilagan", 0)),
        ("| A | B |\n| --- | --- |\n| tisdag 24 maj | x |", ("wrong-weekday", "tisdag 24 maj", 0)),
        ("Måndagen den 25 maj 2027", ("wrong-weekday", "Måndagen den 25 maj 2027", 0)),
        ("Tuesday 24 May", ("wrong-weekday", "Tuesday 24 May", 0)),
        ("Måndag 31 april", ("no-such-date", "Måndag 31 april", 0)),
    ],
)
def test_a_finding(markdown: str, finding: tuple[str, str, int]) -> None:
    assert found(markdown) == [finding]


@pytest.mark.parametrize(
    "markdown",
    [
        "",
        "ord " * 29 + "ord.",
        "Hej t.ex. Anna. " + "ord " * 20 + "kl. 8. " + "Ord " * 20,
        "[Anmäl dig till mötet](https://a.se) och <https://a.se> och [Anna](mailto:anna@a.se)",
        f"{FEW}\n\n![Karta över länen](cid:a.png)",
        "# Rubrik\n\n" + "Ett två tre.\n\n" * 90,
        "**Obs!** Det här är viktigt.\n\n**Kom ihåg det!**",
        "Måndag 24 maj och måndagen den 10 maj. Monday 24 May 2027.",
        "```\nklicka här\n```",
        "Måndag\n24 maj\\\nlugnt.",
    ],
)
def test_nothing_to_find(markdown: str) -> None:
    assert found(markdown) == []


def test_what_goes_along_and_who_reads() -> None:
    assert found("Se bilagan.", files=(PDF,)) == []
    assert found("Hej.", files=(PDF,), heavy_kb=64) == [("heavy", "", 69)]
    assert found("Hej.", readers_language="en") == [("other-language", "en", 0)]
    assert found("Hej.", readers_language="sv") == []
    assert found("Hej.", subject="x" * 71) == [("long-subject", "x" * 71, 71)]


def test_what_is_no_address_at_all() -> None:
    assert not is_address("http://[x")
    assert is_address("https://räksmörgås.se/x")


def test_each_finding_once() -> None:
    assert found("[här](https://a.se) [här](https://b.se)") == [("vague-link", "här", 0)]
    assert Finding("x") == Finding("x", "", 0)


def test_the_language_of_an_audience() -> None:
    assert Audience().language is None
    assert Audience(in_swedish=2, in_english=1).language == "sv"
    assert Audience(in_swedish=1, in_english=2).language == "en"

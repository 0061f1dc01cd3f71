"""Whose words stand between quotation marks, behind a colon and behind a dash."""

import re

import pytest

from mailservice.understanding.acts import Act
from mailservice.understanding.others_words import in_others_words
from mailservice.understanding.words import read_words
from tests.unit.understanding.scenes import said, seen


def others(text: str, words: str) -> bool:
    scene = seen(text)
    return in_others_words(scene, said(scene, Act.REGISTER, " ".join(re.findall(r"[\w']+", words))))


_MARKED = "anmäl mig till mötet den 24 maj"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f'Hon säger "{_MARKED}"', f"Hon säger {_MARKED}"),
        (f"Min man skrev ”{_MARKED}”", f"Min man skrev {_MARKED}"),
        (f'Som Anna skrev i sin utvärdering: "{_MARKED}, nu genast".', _MARKED),
        (f'Jag frågade min chef. Hon svarade: "Nej tack, {_MARKED}."', _MARKED),
        (f"När jag läste upp brevet på fikat utbrast vår ordförande: {_MARKED}!", _MARKED),
        (f"Min mamma, 82 år, säger varje gång hon ser brevet över min axel: {_MARKED}!", _MARKED),
        (f"En partikamrat säger: {_MARKED}. Går det att ställa in?", _MARKED),
        (f"Grannen ropade till mig: {_MARKED}", _MARKED),
        (f"Min kollega skrev så här:\n\n{_MARKED}", _MARKED),
        (f"Vet ni vad vår direktör sa när hon fick brevet? – Äntligen, {_MARKED}!", _MARKED),
        (f"Rubriken är: {_MARKED}!", _MARKED),
        (f"Ett av svaren: {_MARKED}!", _MARKED),
        (f"Hennes svar var: {_MARKED}!", _MARKED),
        (f'"{_MARKED}" säger Bo Ek', _MARKED),
        (f'"{_MARKED}!" skrev min svåger häromdagen', _MARKED),
        ('"Please put me down for the 24th", she says.', "Please put me down for the 24th"),
        ('My boss told me: she wrote "put me down for the 24th"', "she wrote put me down for the 24th"),
        ("My neighbour wrote: put me down for the 24th", "put me down for the 24th"),
    ],
)
def test_what_somebody_else_says_or_heads(text: str, words: str) -> None:
    assert others(text, words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"Jag säger som det är: {_MARKED}", _MARKED),
        (f'Jag säger "{_MARKED}"', f"Jag säger {_MARKED}"),
        (f'"{_MARKED}", säger jag', _MARKED),
        (f'"{_MARKED}", skrev ni', _MARKED),
        (f'"{_MARKED}", det vill jag', _MARKED),
        (f'Det vore fint. "{_MARKED}"', _MARKED),
        (f"Som jag skrev i våras: {_MARKED}", _MARKED),
        (f"Vi säger ja: {_MARKED}", _MARKED),
        (f"Svaret är: {_MARKED}", _MARKED),
        (f"Svar: {_MARKED}", _MARKED),
        (f"Mitt svar: {_MARKED}", _MARKED),
        (f"Min rubrik: {_MARKED}", _MARKED),
        (f"Kort sagt: {_MARKED}", _MARKED),
        (f"Säger: {_MARKED}", _MARKED),
        (f"Det säger allt: {_MARKED}", _MARKED),
        (f"Ämne: anmälan. {_MARKED}", _MARKED),
        (f"Min chef sa att jag ska skriva: {_MARKED}", _MARKED),
        (f"Min chef sa åt mig i går att skriva: {_MARKED}", _MARKED),
        (f"Min chef bad mig skriva: {_MARKED}", _MARKED),
        (f"Min chef säger ja: {_MARKED}", _MARKED),
        (f"Gruppledaren frågar vilka som ska med: {_MARKED}", _MARKED),
        (f"Min chef säger: gärna det, så {_MARKED}", f"gärna det så {_MARKED}"),
        (f"Den 7 maj skrev Forumkansliet:\n\n{_MARKED}", _MARKED),
        (f"Tillväxtverkets forum skrev: {_MARKED}", _MARKED),
        (f"Hej :) {_MARKED}", _MARKED),
        (f"{_MARKED}: så skrev hon", _MARKED),
        (f'{_MARKED}, min chef skrev "gör det du vill"', f"{_MARKED} min chef skrev gör det du vill"),
        (f'Hon säger "ja" så {_MARKED}', f"Hon säger ja så {_MARKED}"),
        (
            'Hon säger "det stod i breven" så jag vill ha dem',
            "Hon säger det stod i breven så jag vill ha dem",
        ),
        ('Anmäl mig till "Senaste nytt från Tjänstemannaforum" den 24 maj', "Anmäl mig till Senaste nytt"),
    ],
)
def test_what_the_sender_says_themselves(text: str, words: str) -> None:
    assert not others(text, words)


def test_what_is_quoted_is_followed_to_both_of_its_marks() -> None:
    text = 'Hon skrev "hej. Anmäl mig till mötet den 24 maj. Tack för det".'
    assert others(text, _MARKED)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Hon sa: ja tack", ["ja"]),
        ('Hon sa: "ja tack"', ["ja"]),
        ("Hon sa så här:\nja tack", ["ja"]),
        ("Vad sa hon? – Ja tack", ["ja"]),
        ("Hon kommer - ja tack", []),
        ("Hej :) ja tack", []),
        ("kl. 9:30 ja tack", []),
    ],
)
def test_which_words_a_colon_or_a_dash_tells(text: str, told: list[str]) -> None:
    assert [word.low for word in read_words(text, lambda _: frozenset()) if word.told] == told

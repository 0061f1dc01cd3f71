"""Conditions that begin with their verb, or are an order, and what only looks so."""

import pytest

from mailservice.understanding.unmarked_ifs import is_unmarked_if
from mailservice.understanding.words import read_words
from tests.unit.understanding.corpus import lexicon


def unmarked(text: str, vocabulary: str = "sv") -> bool:
    return is_unmarked_if(read_words(text, lexicon().vocabularies[vocabulary].tags_of))


@pytest.mark.parametrize(
    "text",
    [
        "Flyttar ni mötet till eftermiddagen så anmäler jag mig direkt.",
        "Hej, lägger ni mötet efter klockan tio är jag med.",
        "Ordnar ni textning kommer jag gärna den 24 maj, jag hör dåligt.",
        "Faller lotten på mig anmäler jag mig då.",
        "Spricker planen, kan jag komma den 24 maj.",
        "Hej, byter ni dag får ni stryka mig, jag kan bara onsdagar.",
        "Byter ni dag, så stryk mig.",
        "Flytter dere møtet til etter lunsj, så melder jeg meg på med en gang.",
        "Flytter I mødet til efter frokost, så kommer jeg.",
    ],
)
def test_what_begins_with_its_verb_is_a_condition(text: str) -> None:
    assert unmarked(text)


@pytest.mark.parametrize(
    "text",
    [
        "Tar ni bort mig är jag med på att sluta.",
        "Skickar ni en länk till mötet blir jag glad.",
        "Har ni plats kvar kommer jag gärna.",
        "Behöver ni mer uppgifter når ni mig här.",
        "Ger ni ut något slags nyhetsbrev så är jag gärna mottagare av det.",
        "Flyttar ni mötet till eftermiddagen, så anmäler jag mig?",
        "Flyttar ni mötet så att jag kan komma.",
        "Flyttar ni mötet till en annan dag.",
        "Lämnar nämnden i juni, så ta bort mig.",
        "Lämnar nämnden i juni, då vill jag bort från listan.",
        "Lämnar nämnden i juni, av det skälet vill jag bort från listan.",
        "Avbokar chefen eftersom då är jag bortrest.",
        "Avbokar mötet den 24 maj har jag sagt.",
        "Kommer gärna den 24 maj, det har jag sagt.",
        "Anmäler mig till den 24 maj, så har jag något att se fram emot.",
        "Anmälan från mig kommer jag med nu.",
        "Kommer ni ihåg",
    ],
)
def test_what_only_looks_so_is_none(text: str) -> None:
    assert not unmarked(text)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Hi, move it to the afternoon and I'll be there.", True),
        ("Lower the price a bit and we will come.", True),
        ("Put me down for the 24th and I'll be there.", False),
        ("Book the seat for the 24th and I'll be there.", False),
        ("Add the name of yours and mine, I will come.", False),
        ("For the 24th I have a sitter and I'll be there.", False),
        ("See the form below and I'll be there.", False),
    ],
)
def test_an_order_before_what_one_will_do_is_ones_terms(text: str, terms: bool) -> None:
    assert unmarked(text, "en") is terms

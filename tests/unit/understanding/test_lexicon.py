"""The phrases: what is wrong with a file is told at once, all of it."""

import pytest

from mailservice.domain.errors import ConfigurationFaults
from mailservice.understanding.lexicon import load_lexicon
from tests.unit.understanding.corpus import lexicon


def test_every_fault_is_told() -> None:
    texts = {
        "sv.toml": '[words]\nme = "jag"\n[phrases]\nadd = ["… mig", "{nobody} mig"]\n[word]\n',
        "en.toml": "[words",
    }
    with pytest.raises(ConfigurationFaults) as told:
        load_lexicon(texts)
    text = str(told.value)
    assert "en.toml is not TOML" in text or "en is not TOML" in text
    assert "[word] is not known" in text
    assert "me must be a list of words" in text
    assert "may not begin or end with a gap" in text
    assert "{nobody}" in text


@pytest.mark.parametrize(
    ("word", "tag"),
    [
        ("videomötena", "meeting"),
        ("sändlistorna", "roll"),
        ("prenumrera", "=prenumerera"),
        ("eptember", "month-9"),  # its first letter is missing, swapped, doubled
        ("rpenumerera", "=prenumerera"),
        ("pprenumerera", "=prenumerera"),
        ("fran", "away"),
        ("stryk", "drop"),
        ("septemberträffen", "month-9"),
        ("onsdagsmötet", "weekday-2"),
    ],
)
def test_forms_of_a_word(word: str, tag: str) -> None:
    assert tag in lexicon().vocabularies["sv"].tags_of(word)


def test_another_first_letter_is_another_word() -> None:
    assert lexicon().vocabularies["sv"].tags_of("aalborg") == frozenset()  # a town, not Valborg


def test_a_prefix_that_turns_the_meaning_is_not_a_slip() -> None:
    assert "=anmäla" not in lexicon().vocabularies["sv"].tags_of("avanmela")


@pytest.mark.parametrize(
    ("word", "rows"),
    [
        ("sluta", ("end", "leave")),
        ("slutade", ("end", "leave")),  # by its dictionary form
        ("brevs", ("mailing",)),
        ("frukostbrev", ("mailing",)),  # a compound
        ("xyz", ()),
        ("långskepp", ()),
        ("2027", ()),  # no word
        ("§day", ()),
    ],
)
def test_rows_of_words_that_are_used_alike(word: str, rows: tuple[str, ...]) -> None:
    rows_of = load_lexicon(
        {"alike": '[alike]\nmailing = ["-brev"]\nleave = ["sluta"]\nend = ["sluta"]\n'}
    ).alike
    assert rows_of(word) == rows


def test_words_for_a_list_are_gathered_from_all_files() -> None:
    texts = {"sv": '[topics]\npolitik = ["politiker-"]', "en": '[topics]\npolitik = ["councillors"]'}
    assert load_lexicon(texts).topics == {"politik": ("politiker-", "councillors")}

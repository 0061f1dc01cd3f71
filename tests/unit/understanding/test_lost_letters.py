"""Letters that became question marks on the way are put back where one word alone can be meant."""

import pytest

from mailservice.understanding.lost_letters import mended
from mailservice.understanding.word_forms import is_usual


@pytest.mark.parametrize(
    ("lost", "found"),
    [
        ("V?nligen anm?l mig till m?tet p? m?ndag.", "Vänligen anmäl mig till mötet på måndag."),
        ("Jag m?ste l?mna \ufffdterbud.", "Jag måste lämna återbud."),
        ("?terbud! Jag m?ste.", "Återbud! Jag måste."),
    ],
)
def test_lost_letters_are_put_back(lost: str, found: str) -> None:
    known = is_usual
    assert mended(lost, known).lower() == found.lower()


@pytest.mark.parametrize(
    "text",
    [
        "Kan jag komma? Jag vill g\u00e4rna.",
        "Kommer du?Jag kommer.",
        "Vad?Hur?",
        "http://a.example/?f=m?tet",
        "Jag m?ste",  # one word alone may be a slip
        "xx?xx och yy?yy",
        "a?a?a?a?a?a m?ste l?mna",
        "?a" * 2_900,
        "m?ste l?mna " * 1_000,  # too long to be mended
    ],
)
def test_a_question_mark_is_one(text: str) -> None:
    assert mended(text, is_usual).split()[0] == text.split()[0]


def test_a_word_that_could_be_several_stays() -> None:
    assert mended("h?r m?ste l?mna", {"här", "hör", "måste", "lämna"}.__contains__) == "h?r måste lämna"

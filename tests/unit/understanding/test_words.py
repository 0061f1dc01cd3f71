"""Where a sentence ends."""

import pytest

from mailservice.understanding.words import read_words


def sentences(text: str) -> list[str]:
    found: dict[int, list[str]] = {}
    for word in read_words(text, lambda _: frozenset()):
        found.setdefault(word.sentence, []).append(word.low)
    return [" ".join(words) for words in found.values()]


@pytest.mark.parametrize(
    "text",
    [
        "Han kan nog skriva själv. Så sätt upp mig",
        "(Han kan nog skriva själv.) Så sätt upp mig",
        "”Han kan nog skriva själv.” Så sätt upp mig",
        '"Han kan nog skriva själv." Så sätt upp mig',
    ],
)
def test_a_full_stop_ends_it_inside_brackets_and_quotation_marks_too(text: str) -> None:
    assert sentences(text) == ["han kan nog skriva själv", "så sätt upp mig"]


@pytest.mark.parametrize(
    "text", ["kl. 9 den 24 maj", "d. 24 maj kl.9", "mötet (24 maj.) passar", "den 24.5 kl. 9"]
)
def test_an_abbreviation_does_not(text: str) -> None:
    assert len(sentences(text)) == 1

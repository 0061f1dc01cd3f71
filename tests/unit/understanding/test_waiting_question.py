"""The one question that is answered with what waits, and its neighbours that are read as ever."""

import pytest

from mailservice.message.mail import OwnWords
from mailservice.understanding.waiting_question import read_waiting_question


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Vad väntar?", "sv"),
        ("Hej! Vad väntar nu? Tack", "sv"),
        ("vad är det som väntar på godkännande", "sv"),
        ("Vad ligger och väntar?", "sv"),
        ("Vilka texter väntar på att godkännas?", "sv"),
        ("Vilka utskick står på tur?", "sv"),
        ("What is waiting?", "en"),
        ("What’s pending now?", "en"),
        ("which texts are waiting", "en"),
    ],
)
def test_the_question(text: str, language: str) -> None:
    asked = read_waiting_question(OwnWords(text))
    assert asked is not None
    assert asked.language == language
    in_subject = read_waiting_question(OwnWords("", subject=text))
    assert in_subject is not None


@pytest.mark.parametrize(
    "text",
    [
        "Vad väntar ni på?",
        "Vem väntar?",
        "Vad händer?",
        "Vad väntar på mig den 24 maj?",
        "Vad väntar? Jag vill avsluta min prenumeration.",
        "What is waiting for me?",
        "",
    ],
)
def test_another_question(text: str) -> None:
    assert read_waiting_question(OwnWords(text)) is None


@pytest.mark.parametrize(
    "words",
    [OwnWords("Vad väntar?", forwarded=True), OwnWords("Vad väntar?", alternatives_differ=True)],
)
def test_what_somebody_else_may_have_asked(words: OwnWords) -> None:
    assert read_waiting_question(words) is None

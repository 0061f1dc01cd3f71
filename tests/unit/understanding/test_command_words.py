"""The words that our letters give for an answer, said in a sentence."""

import pytest

from mailservice.understanding.acts import Act
from mailservice.understanding.command_words import hear_commands
from tests.unit.understanding.scenes import said, seen


@pytest.mark.parametrize(
    ("text", "leaves"),
    [
        ("Då svarar jag stopp", True),
        ("I hereby answer STOP to this", True),
        ("I fredags svarade jag STOPP", False),
        ("Om jag svarar STOPP, får jag då inga fler", False),
        ("Svarar jag stopp nu?", False),
        ("Jag svarar inte STOPP", False),
        ("Ni svarar STOPP", False),
        ("Jag svarar er så gott jag kan innan alla säger stopp", False),
    ],
)
def test_who_answers_stop_leaves(text: str, leaves: bool) -> None:
    heard = hear_commands(seen(text), [])
    assert [each.act for each in heard] == [Act.UNSUBSCRIBE] * leaves


def test_what_one_answers_elsewhere_leaves_nothing() -> None:
    scene = seen("I usually answer stop to such mails, but yours are good")
    text = "I usually answer stop to such mails but yours are good"
    kept = said(scene, Act.KEEP, text, 0.5)
    assert hear_commands(scene, [said(scene, Act.UNSUBSCRIBE, text, 0.9), kept]) == [kept]


def test_it_outdoes_what_else_was_half_heard_there() -> None:
    scene = seen("Då svarar jag stopp. Tack")
    half = said(scene, Act.REGISTER, "Då svarar jag stopp", 0.5)
    thanks = said(scene, Act.PAST, "Tack", 0.9)
    assert [each.act for each in hear_commands(scene, [half, thanks])] == [thanks.act, Act.UNSUBSCRIBE]


def test_what_was_surely_heard_stays() -> None:
    scene = seen("Då svarar jag stopp")
    sure = said(scene, Act.UNSUBSCRIBE, "Då svarar jag stopp", 0.99)
    assert hear_commands(scene, [sure]) == [sure]

"""Examples as a letter-writer writes them, and what is told where one is wrong."""

from pathlib import Path

import pytest

import mailservice.understanding
from mailservice.domain.errors import ConfigurationFaults
from mailservice.understanding.acts import Act
from mailservice.understanding.examples import read_examples

EXAMPLES = Path(mailservice.understanding.__file__).parent / "phrases" / "examples"

WHOLE = """\
===
Subject: [unsubscribe] Avanmälan
Context: reminder 24
= act subscribe:po register:24 human /also ask
[chat] Hej!
[subscribe:po] Jag vill ha breven

+[register:24 delivery:weekly] och kommer.
"""


def test_every_file_of_examples_can_be_read() -> None:
    files = sorted(EXAMPLES.rglob("*.txt"))
    assert {"examples", "wholes"} <= {each.parent.name for each in files}
    assert read_examples({each.name: each.read_text(encoding="utf-8") for each in files})


def test_a_whole_mail() -> None:
    [mail] = read_examples({"a.txt": WHOLE})
    assert mail.subject == "Avanmälan"
    assert mail.subject_acts == {Act.UNSUBSCRIBE}
    assert (mail.answers, mail.outcome, mail.also_human) == ("reminder", "act", True)
    assert mail.wished == {Act.SUBSCRIBE, Act.REGISTER}
    assert (mail.also, mail.untold) == (frozenset({"ask"}), False)
    assert mail.about == {(Act.SUBSCRIBE, "po"), (Act.REGISTER, "24")}
    assert mail.answered == ("24",)
    assert mail.text == "Hej!\nJag vill ha breven och kommer."
    parts = [(mail.text[p.start : p.end], set(p.acts)) for p in mail.parts]
    assert parts == [
        ("Hej!", set()),
        ("Jag vill ha breven", {Act.SUBSCRIBE}),
        ("och kommer.", {Act.REGISTER, Act.WEEKLY}),
    ]


def test_lines_alone_come_before_the_mails() -> None:
    alone, mail = read_examples(
        {"a.txt": "[language:sv] På svenska, tack.\n===\nSubject: Hej\n= ask\n[chat] Hej"}
    )
    assert (alone.text, alone.parts[0].acts) == ("På svenska, tack.", frozenset({Act.TO_SWEDISH}))
    assert (alone.about, mail.answered) == (frozenset(), ())
    assert (mail.subject, mail.subject_acts, mail.answers) == ("Hej", frozenset(), "")


def test_a_mail_whose_parts_nobody_has_told() -> None:
    [mail] = read_examples({"a.txt": "===\nSubject: Hej\n= act delivery:weekly\n[?] En bunt i veckan"})
    assert mail.wished == {Act.WEEKLY}
    assert (mail.untold, mail.text) == (True, "En bunt i veckan")


def test_what_a_letter_says_that_is_answered() -> None:
    text = "===\nContext: none tj po\n= ask\n[>] Vill du stå kvar?\n[>] Svara JA.\n[?] Kanske"
    [mail] = read_examples({"a.txt": text})
    assert (mail.quoted, mail.text) == ("Vill du stå kvar?\nSvara JA.", "Kanske")
    assert (mail.answers, mail.answered, len(mail.parts)) == ("", ("tj", "po"), 1)


def test_one_wish_can_be_about_several_things() -> None:
    [alone] = read_examples({"a.txt": "[register:24,26 keep] Båda i maj, och breven som förut."})
    assert alone.about == {(Act.REGISTER, "24"), (Act.REGISTER, "26")}


def test_every_fault_is_told() -> None:
    with pytest.raises(ConfigurationFaults) as told:
        read_examples({"a.txt": "no bracket\n[dance] Hej\n===\nContext:\nno bracket\n[chat] Hej"})
    says = "\n".join(told.value.faults)
    assert "a.txt, line 1: 'no bracket' must begin with what it does in brackets" in says
    assert "a.txt, line 2: [dance] is not known; there are subscribe," in says
    assert "a.txt, line 3: 'no bracket' must begin" in says
    assert "a.txt, line 3: a line such as '= ask' must say what is to be done" in says

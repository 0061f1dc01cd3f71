"""Choices that are told by number, letter or place."""

import pytest

from mailservice.domain.readings import Unclear, Wishes
from mailservice.domain.wishes import Cancel, Register, SetDelivery, Unsubscribe
from mailservice.understanding.choices_told import spelled_out
from tests.unit.understanding.corpus import examined, written

OFTEN = (
    "Hej!\n\nHur ofta vill du att vi skriver?\n\n"
    "1. Varje gång\n2. En gång i veckan.\n3. En gång i månaden\n\nForumet"
)
TWO = "Which one?\nA) The first list\nB) The second list\nReply with the letter."


@pytest.mark.parametrize(
    ("text", "letter", "read"),
    [
        ("Tvåan.", OFTEN, "En gång i veckan."),
        ("Hej! Trean, tack.\nTvåan har jag nu.", OFTEN, "En gång i månaden.\nTvåan har jag nu."),
        ("alternativ 1 och 3 tack", OFTEN, "Varje gång. En gång i månaden."),
        ("Jag tar mellanalternativet!", OFTEN, "En gång i veckan."),
        ("the middle one please", OFTEN, "En gång i veckan."),
        ("Det första av era förslag, tack. Tätt och färskt.", OFTEN, "Varje gång.\nTätt och färskt."),
        ("Den nedersta raden\n\nKalle", OFTEN, "En gång i månaden.\nKalle"),
        (
            "Fyran lockade, men det får bli tvåan. Skyll på tiden.",
            OFTEN,
            "En gång i veckan.\nSkyll på tiden.",
        ),
        ("The latter, please.", TWO, "The second list."),
        ("B. I keep A.", TWO, "The second list.\nI keep A."),
    ],
)
def test_a_choice_is_read_as_the_words_of_the_letter(text: str, letter: str, read: str) -> None:
    assert spelled_out(text, letter) == read


@pytest.mark.parametrize(
    ("text", "letter"),
    [
        ("Tvåan.", ""),
        ("Tvåan.", "Hej!\n1. Bara ett förslag"),
        ("Fyran.", OFTEN),
        ("Det senare, tack.", OFTEN),  # of three
        ("mellanalternativet", TWO),  # of two
        ("Två av oss kommer.", OFTEN),
        ("24 maj passar bra.", OFTEN),
        ("A colleague wants this.", TWO),
        ("1. Ja", "1. Vill du ha breven?\n2. Vill du komma?"),
        ("2", "1. Ett\n2. Två\n\nOch:\n1. Annat\n2. Till"),
    ],
)
def test_what_is_no_choice_stays_as_it_is(text: str, letter: str) -> None:
    assert spelled_out(text, letter) == text


@pytest.mark.parametrize(
    ("asked", "begins"),
    [
        ("Vilken lista vill du lämna?", "Jag vill lämna "),
        ("Vilken träff ska vi avboka?", "Jag vill avboka "),
        ("Which one do you want to leave?", "I want to leave "),
        ("Which seat shall we cancel?", "I want to cancel "),
        ("Vilken vill du stå kvar på, och vilken lämna?", ""),
        ("Vilken vill du ha?", ""),
    ],
)
def test_what_the_letter_asks_about_its_choices_is_answered(asked: str, begins: str) -> None:
    assert spelled_out("2", f"Hej! {asked}\n1. Den ena\n2. Den andra\nHej") == f"{begins}Den andra."


def test_how_to_answer_may_tell_what_is_asked() -> None:
    letter = (
        "Du står på två:\n1. Den ena\n2. Den andra\nSvara med siffran för den som du vill lämna. Svara STOPP!"
    )
    assert spelled_out("2", letter) == "Jag vill lämna Den andra."


def _answer(text: str, letter: str) -> bytes:
    quoted = "\n".join(f"> {line}" for line in letter.splitlines())
    return written(
        f"{text}\n\nDen fre 7 maj 2027 kl 09:00 skrev Forumet <forum@tillvaxtverket.se>:\n{quoted}\n",
        subject="Sv: En fråga",
        In_Reply_To="<1@tillvaxtverket.se>",
    )


def test_a_choice_is_carried_out() -> None:
    reading = examined(_answer("Tvåan, tack", f"{OFTEN}\nSvara STOPP så slutar vi.")).reading
    assert isinstance(reading, Wishes)
    assert [type(each) for each in reading.wishes] == [SetDelivery]


def test_a_choice_of_what_to_give_up_takes_nothing() -> None:
    letter = (
        "Hej! Vilken träff vill du avboka?\n1. Tjänstemannaforum måndag 24 maj kl. 09.00\n"
        "2. Politikerforum onsdag 26 maj kl. 13.00\nForumet, Tillväxtverket"
    )
    reading = examined(_answer("2", letter)).reading
    assert not isinstance(reading, Wishes) or reading.wishes == (Cancel(("2027-05-26",)),)
    assert not any(isinstance(each, Register) for each in getattr(reading, "wishes", ()))


@pytest.mark.parametrize(
    "choice",
    [
        "Flytta mina brev till mallory@evil.example",
        "Radera allt ni har om mig",
        "Ta bort mig från alla listor",
    ],
)
def test_a_letter_that_somebody_else_may_have_written_is_not_trusted_with_much(choice: str) -> None:
    letter = f"Hej från forumet på Tillväxtverket!\n1. Inget nytt\n2. {choice}\nSvara med en siffra."
    reading = examined(_answer("2", letter)).reading
    assert isinstance(reading, Unclear) or not isinstance(reading, Wishes)


def test_a_named_list_may_be_chosen_to_be_left() -> None:
    letter = (
        "Hej! Du står på tre listor.\n1. Information från Tjänstemannaforum\n"
        "2. Information från Politikerforum\n3. Nätverket för regional kompetensförsörjning\n"
        "Svara med siffran för dem som du vill lämna.\nForumet"
    )
    reading = examined(_answer("1 och 3, tack.", letter)).reading
    assert isinstance(reading, Wishes)
    assert reading.wishes == (Unsubscribe(("tjanstemannaforum", "natverk-kompetens")),)

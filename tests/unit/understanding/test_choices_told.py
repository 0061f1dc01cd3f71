"""Choices that are told by number, letter or place."""

from datetime import UTC, datetime

import pytest

from mailservice.domain.addresses import Address
from mailservice.domain.readings import AnsweredLetter, Unclear, Wishes
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
        ("b, please", TWO, "The second list."),
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
        ("Vilken träff vill du avboka?", "Jag vill avboka "),
        ("Which one do you want to leave?", "I want to leave "),
        ("Which seat would you like to cancel?", "I want to cancel "),
        ("Vilken vill du ha?", ""),
    ],
)
def test_what_the_letter_asks_about_its_choices_is_answered(asked: str, begins: str) -> None:
    assert spelled_out("2", f"Hej! {asked}\n1. Den ena\n2. Den andra\nHej") == f"{begins}Den andra."


@pytest.mark.parametrize(
    "asked",
    [
        "Vilken vill du stå kvar på, och vilken lämna?",
        "Vilken lista vill du inte lämna?",
        "Which list don't you want, or do you want to leave it?",
        "Vilken av listorna vill du ha? Övriga kommer att tas bort.",
        "Du kan när som helst avsluta. Vilken lista vill du ha?",
        "Vilken lista gäller synpunkten du vill lämna?",
        "Before you leave for the summer, which list do you read?",
        "Du behöver inte avboka själv. Vilket möte kommer du på?",
    ],
)
def test_a_letter_that_speaks_of_leaving_without_asking_for_it_offers_nothing(asked: str) -> None:
    assert spelled_out("2", f"Hej! {asked}\n1. Den ena\n2. Den andra\nHej") == "2"


@pytest.mark.parametrize(
    "text",
    [
        "1.5 år sedan bad jag er sluta med enkäter.",
        "A. Berg här. Ni har redan fått mitt svar.",
        "Tack!\n\nB",
        "1. Vad händer om jag lämnar?\n2. Kan jag komma tillbaka?",
        "1.\nLäser jag varje vecka.\n2.\nLäser jag aldrig.",
        "Ettan! vill jag absolut ha kvar.",
        "Vi skulle ha varit fyra från kommunen, men det blir 2.",
        "Det blir 1.",
    ],
)
def test_what_only_looks_like_a_choice_is_none(text: str) -> None:
    letter = "Vilken lista vill du lämna?\n1. Politikerforum\n2. Tjänstemannaforum\n"
    assert spelled_out(text, letter) == text


def test_a_row_that_is_wrapped_is_read_to_its_end() -> None:
    letter = "Vad gäller?\n1. Den 24 maj om det\nfinns plats\n2. Den 26 maj\n   efter lunch"
    assert spelled_out("Ettan", letter) == "Den 24 maj om det finns plats."
    assert spelled_out("Tvåan", letter) == "Den 26 maj efter lunch."


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


def test_a_colleagues_choices_are_none_of_ours() -> None:
    letter = "Vilken träff tar du i forumet?\n> 1. Tjänstemannaforum 24 maj\n> 2. Politikerforum 26 maj"
    mail = written(
        f"Tvåan\n\nDen fre 7 maj 2027 kl 09:00 skrev Bo Ek <bo.ek@region.example>:\n> {letter}\n",
        subject="Sv: Forumet",
        In_Reply_To="<1@tillvaxtverket.se>",
    )
    assert not isinstance(examined(mail).reading, Wishes)


def test_a_number_in_answer_to_a_stored_question_is_left_to_its_choices() -> None:
    wishes = (Register(("2027-05-24",)), Register(("2027-05-26",)))
    asked = AnsweredLetter(
        "ask",
        Address.of("anna@region.example"),
        datetime(2027, 5, 9, tzinfo=UTC),
        "a@b.example",
        options=wishes,
    )
    letter = "Hej! Vilken träff menar du?\n1. Tjänstemannaforum 24 maj\n2. Politikerforum 26 maj\nForumet"
    reading = examined(_answer("2", letter), asked).reading
    assert isinstance(reading, Wishes)
    assert reading.wishes == (wishes[1],)


def test_a_choice_above_a_hundred_thousand_empty_lines_is_read() -> None:
    assert spelled_out("Tvåan\n" + "\n" * 100_000 + "Kalle", OFTEN) == "En gång i veckan.\nKalle"

"""Attackers and bad luck: what they get out of the whole service."""

import pytest

from tests.end_to_end.house import House

EVE, VERA = "eve@evil.example", "vera@region.example"
OFFICE = "kansliet@tillvaxtverket.se"
QUESTION = "Hur fördelas medlen för projekten nästa år?"


async def test_a_flood_of_questions_does_not_silence_the_secretariat(house: House) -> None:
    await house.write(VERA, "Jag vill gå med i nätverket för regional kompetensförsörjning")
    for number in range(25):
        await house.write(f"q{number}@region.example", QUESTION, subject=f"Fråga {number}")
    await house.write(OFFICE, "Ja", answers=house.latest(OFFICE, "approve"))
    assert house.letters(VERA) == ["receipt", "receipt"]
    assert house.letters(OFFICE)[-1] == "approval_settled"


async def test_nobody_is_bombed_with_questions_whether_they_move(house: House) -> None:
    for number in range(3):
        mover = f"eve{number}@evil.example"
        await house.write(mover, "Jag vill prenumerera på information", subject=f"Hej {number}")
        await house.write(mover, f"Jag har bytt adress, flytta allt till {VERA}", subject=f"Flytt {number}")
    assert house.letters(VERA) == ["confirm_move"]


async def test_a_forgers_words_are_not_sent_on_in_our_name(house: House) -> None:
    await house.write(VERA, QUESTION, subject="Ring 0900-12345 och uppge din kod", vouched=False)
    assert house.letters(VERA) == ["handed_over"]
    assert "0900" not in house.latest(VERA).text
    assert "0900" not in str(house.latest(VERA).message["Subject"])


@pytest.mark.parametrize("local_part", ["forum", "forum+x", "abuse", "natverk-kompetens+1"])
async def test_nobody_writes_to_us_in_our_own_name(house: House, local_part: str) -> None:
    await house.write(f"{local_part}@tillvaxtverket.se", "Jag vill prenumerera på information")
    assert house.mailbox.taken == []


async def test_what_comes_to_our_return_path_is_not_answered(house: House) -> None:
    await house.write(VERA, "Anmäl mig till den 24 maj")
    await house.go_to("2027-05-21T15:00:00+02:00")
    return_path = house.latest(VERA, "reminder").reverse_path
    before = house.letters(VERA)
    await house.write(VERA, "Jag vill avanmäla mig från den 24 maj", to=return_path)
    assert house.letters(VERA) == before


@pytest.mark.parametrize("vouched", [True, False])
async def test_a_case_system_without_marks_gets_one_receipt(house: House, vouched: bool) -> None:
    await house.write(VERA, QUESTION, vouched=vouched)
    for number in range(3):
        words = f"Ditt ärende har fått nummer {number}. Hur nöjd är du med oss?"
        await house.write(VERA, words, answers=house.latest(VERA), vouched=vouched)
    assert house.letters(VERA) == ["handed_over"]

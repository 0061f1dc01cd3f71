"""One word from a phone."""

from datetime import UTC, datetime

import pytest

from mailservice.understanding.publishing_times import find_day
from mailservice.understanding.publishing_words import read_word

NOW = datetime(2027, 5, 10, 6, 30, tzinfo=UTC)  # Monday 08.30 in Stockholm


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("skicka", "send"),
        ("Skicka!", "send"),
        ("SKICKA NU", "send"),
        ("Ok, skicka iväg det tack", "send"),
        ("skciaka", ""),
        ("skika", "send"),
        ("Godkänt", "send"),
        ("godkänner", "send"),
        ("Send it please", "send"),
        ("Approved, thanks", "send"),
        ("Ser bra ut, skicka!", "send"),
        ("Hej Anna! Ser jättebra ut. Skicka gärna.\n\nHälsningar Bo", "send"),
        ("Toppen, nu kan du skicka\n/Bo", "send"),
        ("Godkänt. Mvh Bo Ek", "send"),
        ("Looks good, send it", "send"),
        ("Skicka / stoppa", ""),
        ("Kan jag skicka?", ""),
        ("Skicka om det ser bra ut", ""),
        ("Ser bra ut förutom rubriken, skicka", ""),
        ("ser inte bra ut, skicka", ""),
        ("skicka till bo också", ""),
        ("skicka när du har tid", ""),
        ("skicka om 5 minuter", ""),
        ("ok", ""),
        ("ja", ""),
        ("👍", ""),
        ("", ""),
        ("nej, inga problem, skicka", ""),
        ("Nej", "stop"),
        ("no", "stop"),
        ("nej tack", ""),
        ("stopp", "stop"),
        ("Stopp!!", "stop"),
        ("STOP", "stop"),
        ("stoppa utskicket", "stop"),
        ("avbryt", "stop"),
        ("Vänta, jag hittade ett fel", "stop"),
        ("Vänta, skicka inte än", "stop"),
        ("skicka inte", "stop"),
        ("inte skicka", "stop"),
        ("Don't send it", "stop"),
        (
            "stopp\n\nJag hittade ett fel i andra stycket. Jag återkommer med en rättad text i eftermiddag.",
            "stop",
        ),
        (
            "Stoppa utskicket! Det står fel dag i andra stycket och lokalen är inte klar än, så vi måste"
            " vänta med det här till på måndag.",
            "stop",
        ),
        ("Stoppa bidragen inte blev det, för i går beslutade regeringen om nya medel till alla län.", ""),
        ("stoppa inte, skicka", "stop"),  # not what is meant, but the side on which to err
        ("testa", "test"),
        ("Skicka ett test till mig först", "test"),
        ("Testskicka till mig", "test"),
        ("test av ny rubrik", ""),
        ("Skicka måndag", "when"),
        ("skicka 08.00 i går", "when"),
        ("Skicka den 9 maj kl 8", "when"),
        ("Kan du byta den första rubriken och sedan skicka det här till alla som vill ha det?", ""),
        ("Stopp " + "ord " * 12, ""),
    ],
)
def test_word(text: str, word: str) -> None:
    assert read_word(text, NOW).word == word


@pytest.mark.parametrize(
    ("text", "at"),
    [
        (
            "skicka måndag 08.00",
            "2027-05-17T06:00",
        ),  # today's eight o'clock is past, and today is no "Monday"
        ("Skicka på tisdag kl 8", "2027-05-11T06:00"),
        ("skicka imorgon 9:30", "2027-05-11T07:30"),
        ("skicka i morgon kl. 13", "2027-05-11T11:00"),
        ("skicka idag 15.00", "2027-05-10T13:00"),
        ("skicka kl 15", "2027-05-10T13:00"),
        ("skicka 08.00", "2027-05-11T06:00"),
        ("skicka den 24 maj kl. 13.00", "2027-05-24T11:00"),
        ("Skicka måndag den 24 maj 08.00", "2027-05-24T06:00"),
        ("skicka 24/5 08.00", "2027-05-24T06:00"),
        ("skicka 2027-11-30 08:00", "2027-11-30T07:00"),  # winter
        ("send tomorrow at 8 am", "2027-05-11T06:00"),
        ("Send Friday 2 pm", "2027-05-14T12:00"),
        ("Please send it on 24 May at 13:00", "2027-05-24T11:00"),
        ("send 3 January 2028 12:15 pm", "2028-01-03T11:15"),
        ("skicka fredagen 08.00", "2027-05-14T06:00"),
        ("skicka tosdag 08.00", "2027-05-13T06:00"),
    ],
)
def test_send_at(text: str, at: str) -> None:
    said = read_word(text, NOW)
    assert (said.word, said.at) == ("send", datetime.fromisoformat(at + "+00:00"))


def test_a_date_of_another_year() -> None:
    assert read_word("skicka 3 januari 2028 08.00", NOW).at == datetime(2028, 1, 3, 7, 0, tzinfo=UTC)
    assert find_day("3 januari 2028", NOW.date()) == datetime(2028, 1, 3, tzinfo=UTC).date()


@pytest.mark.parametrize(
    "text", ["skicka 31/2 08.00", "skicka 13 pm", "skicka 2027-02-31 08:00", "skicka 40 maj 08.00"]
)
def test_times_that_are_none(text: str) -> None:
    assert read_word(text, NOW).word in {"", "when"}

"""Days and times in words, against a Monday: 10 May 2027."""

from datetime import date, time

import pytest

from mailservice.understanding import slots_dates
from mailservice.understanding.day_mentions import DayMention
from mailservice.understanding.slots_dates import find_days
from mailservice.understanding.words import read_words
from tests.unit.understanding.corpus import PHRASES, lexicon

TODAY = date(2027, 5, 10)


def days(text: str, language: str = "sv") -> list[DayMention]:
    return find_days(read_words(text, lexicon().vocabularies[language].tags_of), TODAY)


@pytest.mark.parametrize(
    ("text", "language", "wanted"),
    [
        ("den 24 maj", "sv", date(2027, 5, 24)),
        ("24/5", "sv", date(2027, 5, 24)),
        ("24/5-27", "sv", date(2027, 5, 24)),
        ("2027-09-13", "sv", date(2027, 9, 13)),
        ("0000-01-01", "sv", None),
        ("den 24:e", "sv", date(2027, 5, 24)),
        ("jag kommer den 24. September vet jag inget om", "sv", date(2027, 5, 24)),
        ("24. mai", "sv", date(2027, 5, 24)),
        ("den 5:e", "sv", date(2027, 6, 5)),
        ("tjugofjärde maj", "sv", date(2027, 5, 24)),
        ("andra måndagen i september", "sv", date(2027, 9, 13)),
        ("i dag", "sv", None),
        ("idag", "sv", TODAY),
        ("imorgon", "sv", date(2027, 5, 11)),
        ("om fjorton dagar", "sv", date(2027, 5, 24)),
        ("på måndag om två veckor", "sv", date(2027, 5, 24)),
        ("om två katter", "sv", None),
        ("onsdag v. 21", "sv", date(2027, 5, 26)),
        ("onsdag v21", "sv", date(2027, 5, 26)),
        ("måndag v. 2", "sv", date(2028, 1, 10)),
        ("måndag v2", "sv", date(2028, 1, 10)),
        ("den 31 juni", "sv", None),
        ("den 3 januari", "sv", date(2028, 1, 3)),
        ("sista augusti", "sv", date(2027, 8, 31)),
        ("a fortnight from now", "en", date(2027, 5, 24)),
        ("May 24th", "en", date(2027, 5, 24)),
        ("the 24th of May 2027", "en", date(2027, 5, 24)),
        ("vecka 80", "sv", None),
        ("i maj", "sv", None),
        ("den andra juni", "sv", date(2027, 6, 2)),
        ("på den andra sidan", "sv", None),
        ("måndagen efter midsommar", "sv", date(2027, 6, 28)),
        ("fredagen före midsommar", "sv", date(2027, 6, 25)),
        ("lördagen efter midsommar", "sv", date(2027, 7, 3)),
        ("dagen efter pingstdagen", "sv", date(2027, 5, 17)),
        ("dagen före annandag pingst", "sv", date(2027, 5, 16)),
        ("en vecka efter annandag pingst", "sv", date(2027, 5, 24)),
        ("precis två veckor efter pingst", "sv", date(2027, 5, 30)),
        ("veckan efter pingst", "sv", date(2027, 5, 17)),
        ("the week after Easter", "en", date(2028, 4, 17)),
        ("Easter Monday", "en", date(2028, 4, 17)),
        ("midsommarafton", "sv", date(2027, 6, 25)),
        ("måndagen direkt efter midsommarhelgen", "sv", date(2027, 6, 28)),
        ("direkt efter midsommar", "sv", None),
        ("nationaldagen", "sv", date(2027, 6, 6)),
        ("efter midsommar", "sv", None),
        ("lagom efter midsommar", "sv", None),
        ("någon vecka efter midsommar", "sv", None),
        ("några enstaka veckor efter midsommar", "sv", None),
        ("dagen efter", "sv", None),
        ("annandag. Pingst", "sv", None),
    ],
)
def test_a_day(text: str, language: str, wanted: date | None) -> None:
    assert next((day.on(TODAY) for day in days(text, language)), None) == wanted


@pytest.mark.parametrize(
    ("text", "language", "at"),
    [
        ("kl. 13.00", "sv", time(13)),
        ("klockan nio", "sv", time(9)),
        ("13:00", "sv", time(13)),
        ("1 pm", "en", time(13)),
        ("kl 25", "sv", None),
        ("sidan 3.17", "sv", None),
        ("den 9.30", "sv", None),
    ],
)
def test_a_time(text: str, language: str, at: time | None) -> None:
    assert next((day.at for day in days(text, language)), None) == at


def test_a_month_is_shared() -> None:
    assert [day.on(TODAY) for day in days("den 24 och 26 maj")] == [date(2027, 5, 24), date(2027, 5, 26)]


def test_two_days_told_from_today_are_two() -> None:
    assert len(days("idag imorgon")) == 2


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("den 26 maj nej två dagar tidigare", [date(2027, 5, 26), date(2027, 5, 24)]),
        ("the 24th of May or a week later", [date(2027, 5, 24), date(2027, 5, 31)]),
        ("den 26 maj nej två timmar tidigare", [date(2027, 5, 26)]),
        ("två dagar tidigare", []),
    ],
)
def test_days_told_from_the_one_before(text: str, wanted: list[date]) -> None:
    language = "en" if "the" in text else "sv"
    assert [each.on(TODAY) for each in days(text, language)] == wanted


def test_a_word_that_is_passed_over_begins_no_day(monkeypatch: pytest.MonkeyPatch) -> None:
    files = (*PHRASES.glob("*.toml"), *PHRASES.glob("examples/mails-hard*.txt"))
    texts = [each.read_text(encoding="utf-8") for each in files]
    texts += ["alla i vår såväl som i höst", "veckorna 28 till 31", "ukene 28 og 29", "in the fall"]
    passing_over = [days(text, "mixed") for text in texts]
    monkeypatch.setattr(slots_dates, "may_begin", lambda _word: True)
    assert [days(text, "mixed") for text in texts] == passing_over
    assert sum(map(len, passing_over)) > 500

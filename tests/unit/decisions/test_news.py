"""News at once: who gets what, for which reason."""

from datetime import timedelta

from mailservice.decisions.facts import Publication, WaitingNews
from mailservice.decisions.news import decide_news
from mailservice.domain.effects import SendLetter, SettleNews
from mailservice.domain.people import Person
from tests.given import ANNA, NOW, WORLD, person

FIRST = Publication(
    "p1", ("tjanstemannaforum", "politikerforum"), "Nytt i maj", "# Hej", "sv", NOW - timedelta(days=1)
)
SECOND = Publication("p2", ("politikerforum",), "Mer", "Text", "sv", NOW)


def waiting(who: Person, *publications: Publication) -> WaitingNews:
    return WaitingNews(who, publications)


def test_each_publication_is_a_mail_with_the_reason_why_one_gets_it() -> None:
    decision = decide_news(waiting(person(on=("politikerforum",)), FIRST, SECOND), WORLD)
    first, second, *settled = decision.effects
    assert isinstance(first, SendLetter)
    assert isinstance(second, SendLetter)
    assert [each["id"] for each in first.values["lists"]] == ["politikerforum"]
    assert first.values["publication"]["subject"] == "Nytt i maj"
    assert first.bulk
    assert first.once != second.once
    assert settled == [
        SettleNews(ANNA, ("p1",), "sent", letter=0),
        SettleNews(ANNA, ("p2",), "sent", letter=1),
    ]


def test_who_has_left_since_gets_nothing() -> None:
    assert decide_news(waiting(person(), FIRST), WORLD).effects == (SettleNews(ANNA, ("p1",), "ended"),)

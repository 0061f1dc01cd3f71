"""Digests: what is in them, for which reason, in how many letters, and never an empty one."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailservice.decisions.digests import Occasion, decide_digest, decide_return, in_parts
from mailservice.decisions.facts import Publication
from mailservice.domain.archive import KeptFile
from mailservice.domain.briefings import SeatState
from mailservice.domain.effects import Effect, PauseUntil, SendLetter, SettleNews
from mailservice.domain.lists import DeliveryMode
from mailservice.domain.people import Person
from tests.given import ANNA, MAY_26, NOW, WORLD, person, seat
from tests.unit.decisions.test_news import FIRST, SECOND, waiting

WEEKLY = Occasion("weekly", "weekly:2027-W19", 80_000)
LONG = Publication("long", ("politikerforum",), "Lång", "ord " * 10_000, "sv", NOW)  # 60 kB of HTML


def digest(who: Person, *publications: Publication) -> tuple[Effect, ...]:
    return decide_digest(waiting(who, *publications), WORLD, occasion=WEEKLY, now=NOW).effects


def letters(effects: tuple[Effect, ...]) -> list[SendLetter]:
    return [each for each in effects if isinstance(each, SendLetter)]


def told(letter: SendLetter) -> list[str]:
    return [each["id"] for each in letter.values["items"]]


def test_one_digest_over_all_lists_with_ones_own_seats() -> None:
    anna = person(
        on=("tjanstemannaforum",), seats=(seat(MAY_26, SeatState.TENTATIVE),), mode=DeliveryMode.WEEKLY
    )
    letter, settled, ended = digest(anna, FIRST, SECOND)
    assert isinstance(letter, SendLetter)
    lists = [{"id": "tjanstemannaforum", "name": "Tjänstemannaforum"}]
    assert (letter.values["lists"], letter.values["items"]) == (lists, [{"id": "p1"}])
    assert [(each["id"], each["seat"]) for each in letter.values["briefings"]] == [
        ("2027-05-24", None),
        ("2027-05-26", "tentative"),
    ]
    assert letter.about_lists == ("tjanstemannaforum",)
    assert letter.once == f"digest weekly:2027-W19 {ANNA} p1"
    assert settled == SettleNews(ANNA, ("p1",), "sent", letter=0)
    assert ended == SettleNews(ANNA, ("p2",), "ended")  # of a list that Anna is not on


def test_a_text_names_its_lists_where_they_are_not_those_of_the_first() -> None:
    again = replace(FIRST, id="p3")
    [letter] = letters(digest(person(on=("tjanstemannaforum", "politikerforum")), FIRST, SECOND, again))
    assert [each["id"] for each in letter.values["lists"]] == ["tjanstemannaforum", "politikerforum"]
    assert letter.values["items"] == [
        {"id": "p1"},
        {"id": "p2", "lists": [{"id": "politikerforum", "name": "Politikerforum"}]},
        {"id": "p3"},
    ]


def test_briefings_of_other_lists_are_left_out() -> None:
    letter, _ = digest(person(on=("politikerforum",)), SECOND)
    assert isinstance(letter, SendLetter)
    assert [each["id"] for each in letter.values["briefings"]] == ["2027-05-26"]


@pytest.mark.parametrize("publications", [(FIRST,), (FIRST, SECOND)])
def test_never_an_empty_digest(publications: tuple[Publication, ...]) -> None:
    ids = tuple(each.id for each in publications)
    assert digest(person(), *publications) == (SettleNews(ANNA, ids, "ended"),)
    assert digest(person()) == ()


def test_what_is_too_large_for_one_letter_comes_in_several() -> None:
    both = replace(LONG, id="long 2")
    effects = digest(person(on=("politikerforum",)), LONG, both, SECOND)
    first, second = letters(effects)
    assert effects[2:] == (
        SettleNews(ANNA, ("long",), "sent", letter=0),
        SettleNews(ANNA, ("long 2", "p2"), "sent", letter=1),
    )
    assert (told(first), told(second)) == (["long"], ["long 2", "p2"])
    assert [(each.values["part"], each.values["parts"]) for each in (first, second)] == [(1, 2), (2, 2)]
    assert first.values["briefings"]
    assert not second.values["briefings"]  # told once
    assert first.once != second.once


@pytest.mark.parametrize("kind", ["attachment", "picture"])
def test_files_that_many_mailboxes_would_refuse_together_are_parted(kind: str) -> None:
    file = KeptFile(kind, "stor.png", "image/png", 4_000_000)
    heavy = [replace(SECOND, id=str(n), files=(file,)) for n in range(2)]
    first, second = letters(digest(person(on=("politikerforum",)), *heavy))
    assert (told(first), told(second)) == (["0"], ["1"])


def test_attachments_are_named_and_pictures_shown() -> None:
    pdf, picture = (
        KeptFile("attachment", "stor.pdf", "application/pdf", 9),
        KeptFile("picture", "p.png", "image/png", 9),
    )
    [letter] = letters(digest(person(on=("politikerforum",)), replace(SECOND, files=(pdf, picture)), LONG))
    first, second = letter.values["items"]
    assert (first["files"], first["pictures"]) == (["stor.pdf"], True)
    assert not {"files", "pictures"} & set(second)


def test_what_came_while_somebody_was_away_is_one_digest_whatever_their_mode() -> None:
    anna = person(on=("politikerforum",), paused_until=NOW - timedelta(minutes=1))
    effects = decide_return(waiting(anna, FIRST, SECOND), WORLD, max_bytes=80_000, now=NOW).effects
    [letter] = letters(effects)
    assert (letter.values["mode"], told(letter)) == ("return", ["p1", "p2"])
    assert effects[1:] == (SettleNews(ANNA, ("p1", "p2"), "sent", letter=0), PauseUntil(ANNA, None))


def test_who_has_missed_nothing_gets_nothing_when_a_pause_ends() -> None:
    decision = decide_return(waiting(person(paused_until=NOW)), WORLD, max_bytes=80_000, now=NOW)
    assert decision.effects == (PauseUntil(ANNA, None),)


SIZES = st.lists(st.integers(0, 3000), max_size=30)


@given(SIZES, st.integers(1000, 20_000))
def test_parts_hold_everything_once_in_order_and_are_no_larger_than_they_may(
    sizes: list[int], max_bytes: int
) -> None:
    texts = [replace(SECOND, id=str(number), markdown="x" * size) for number, size in enumerate(sizes)]
    parts = in_parts(texts, max_bytes)
    assert [each for part in parts for each in part] == texts
    assert all(parts)

    def html_bytes(part: tuple[Publication, ...]) -> int:
        return sum(round(len(each.markdown) * 1.5) + 500 for each in part)

    assert all(html_bytes(part) <= max_bytes or len(part) == 1 for part in parts)
    joined = [html_bytes((*one, next_part[0])) for one, next_part in pairwise(parts)]
    assert all(size > max_bytes for size in joined)  # as few as can be

"""Addresses, wishes and the world: what two spellings share, what is written and read back."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailservice.domain.addresses import Address
from mailservice.domain.briefings import BriefingState, SeatState
from mailservice.domain.lists import DeliveryMode
from mailservice.domain.people import SubscriptionState
from mailservice.domain.wishes import (
    EVERYTHING,
    AskStatus,
    Cancel,
    Erase,
    Move,
    Pause,
    Register,
    Resume,
    SetDelivery,
    SetLanguage,
    Subscribe,
    Unsubscribe,
    Wish,
    wish_from_json,
    wish_to_json,
)
from tests.given import MAY_24, MAY_26, NOW, OFFICIALS, WORLD, person, seat


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("Anna@Example.ORG", "anna@example.org"),
        (" anna@example.org ", "anna@example.org"),
        ("åsa@växa.example", "åsa@xn--vxa-qla.example"),
        ("a\u030asa@example.org", "åsa@example.org"),  # NFC
        ("anna@example.org.", "anna@example.org"),
        ("forum+ja@example.org", "forum+ja@example.org"),
    ],
)
def test_two_spellings_of_one_mailbox_are_one(text: str, normal: str) -> None:
    assert str(Address.of(text)) == normal
    assert Address.of(str(Address.of(text))) == Address.of(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "anna",
        "@example.org",
        "anna@",
        "an na@example.org",
        "anna@exa\x00mple.org",
        "anna\u200b@example.org",
        "<anna@example.org>",
        "a@b@example.org",
        "x" * 65 + "@example.org",
        "anna@" + "y" * 64 + ".org",
        "anna@" + "abc." * 70 + "org",
        "anna@example..org",
        "anna@" + "ö" * 70 + ".se",
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"address|domain"):
        Address.of(text)


def test_detail_of_an_address() -> None:
    address = Address.of("forum+stop-abc@example.org")
    assert (address.base_local_part, address.detail) == ("forum", "stop-abc")
    assert Address.of("forum@example.org").detail == ""


_IDS = st.lists(st.text(min_size=1, max_size=9), max_size=3).map(tuple)
_WISHES = st.one_of(
    _IDS.map(Subscribe),
    _IDS.map(Unsubscribe),
    _IDS.map(Register),
    _IDS.map(Cancel),
    st.sampled_from(DeliveryMode).map(SetDelivery),
    st.sampled_from(["sv", "en"]).map(SetLanguage),  # type: ignore[arg-type]
    st.dates().map(Pause),
    st.text().map(Move),
    st.sampled_from([Resume(), AskStatus(), Erase()]),
)


@given(_WISHES)
def test_a_wish_is_read_back_as_it_was_written(wish: Wish) -> None:
    assert wish_from_json(wish_to_json(wish)) == wish


def test_a_wish_in_the_shape_of_the_labels() -> None:
    assert wish_to_json(Pause(date(2027, 8, 9))) == {"do": "pause", "until": "2027-08-09"}
    assert wish_to_json(Unsubscribe(EVERYTHING)) == {"do": "unsubscribe", "lists": ["*"]}
    assert wish_to_json(SetDelivery(DeliveryMode.WEEKLY)) == {"do": "delivery", "mode": "weekly"}


@pytest.mark.parametrize(
    "wish", [Pause(date(2027, 8, 9)), Unsubscribe(EVERYTHING), SetDelivery(DeliveryMode.WEEKLY)]
)
def test_a_wish_with_a_value_that_json_has_not_comes_back(wish: Wish) -> None:
    assert wish_from_json(wish_to_json(wish)) == wish


@pytest.mark.parametrize("stored", [{}, {"do": "dance"}, {"do": "pause"}, {"do": "resume", "until": "x"}])
def test_what_no_wish_writes_is_not_read(stored: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="no wish"):
        wish_from_json(stored)


def test_the_world_knows_its_own() -> None:
    assert WORLD.list_("tjanstemannaforum") is OFFICIALS
    assert WORLD.list_("nothing") is None
    assert WORLD.briefing("2027-05-24") is MAY_24
    assert WORLD.briefing("nothing") is None


def test_a_briefing_is_to_come_until_it_has_ended() -> None:
    during = MAY_24.start + timedelta(minutes=44)
    assert WORLD.to_come(during) == (MAY_24, MAY_26)
    assert WORLD.to_come(MAY_24.end) == (MAY_26,)


def test_a_briefing_called_off_takes_no_seats() -> None:
    off = replace(MAY_24, state=BriefingState.CALLED_OFF)
    assert replace(WORLD, briefings=(off, MAY_26)).open_to_come(NOW) == (MAY_26,)


def test_what_a_person_stands_for() -> None:
    anna = person(on=("tjanstemannaforum",), seats=(seat(),))
    assert anna.subscription_to("tjanstemannaforum") is SubscriptionState.ACTIVE
    assert anna.subscription_to("politikerforum") is SubscriptionState.ENDED
    assert anna.seat_at("2027-05-24") == seat()
    assert anna.seat_at("2027-05-26") is None


@pytest.mark.parametrize(
    ("state", "holds"),
    [
        (SeatState.TAKEN, True),
        (SeatState.TENTATIVE, True),
        (SeatState.WAITING, False),
        (SeatState.GIVEN_UP, False),
    ],
)
def test_which_states_count_against_the_capacity(state: SeatState, holds: bool) -> None:
    assert state.holds_a_seat is holds


def test_names_in_both_languages() -> None:
    assert OFFICIALS.name.in_("sv") == "Tjänstemannaforum"
    assert OFFICIALS.name.in_("en") == "Forum for senior officials"
    assert datetime(2027, 5, 24, 7, 45, tzinfo=UTC) == MAY_24.end

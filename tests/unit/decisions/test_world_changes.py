"""Lists and briefings brought to what a file says, and who is told."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mailservice.decisions.waiting_line import offer_until
from mailservice.decisions.world_changes import ByBriefing, decide_world, describe
from mailservice.domain.addresses import Address
from mailservice.domain.briefings import Briefing, BriefingState, Seat, SeatState
from mailservice.domain.effects import (
    Decision,
    Effect,
    PlanReminder,
    SaveBriefing,
    SaveList,
    SendInvitation,
    SendLetter,
    SetSeat,
)
from mailservice.domain.lists import Bilingual
from mailservice.domain.world import World
from tests.given import ANNA, BO, MAY_24, MAY_26, NOW, OFFICIALS, WORLD, person, seat, world_with

HOUR = timedelta(hours=1)
CIA = Address.of("cia@region.example")
EMPTY = replace(WORLD, lists=(), briefings=())
HELD: ByBriefing = {
    MAY_24.id: (
        person(seats=(seat(),)),
        person(BO, seats=(seat(state=SeatState.WAITING, invited=None),)),
    )
}


def decided(
    current: World,
    wanted: World,
    audience: ByBriefing = HELD,
    *,
    followers: ByBriefing | None = None,
    **how: bool,
) -> Decision:
    return decide_world(current, wanted, audience=audience, followers=followers or {}, now=NOW, **how)


def changed(
    briefing: Briefing, before: Briefing = MAY_24, audience: ByBriefing = HELD, **more: Any
) -> tuple[Effect, ...]:
    return decided(world_with(before), world_with(briefing), audience, **more).effects


def test_a_new_world_is_created_and_then_stands() -> None:
    decision = decided(EMPTY, WORLD, {})
    assert decision.effects == (
        *(SaveList(each) for each in WORLD.lists),
        *(SaveBriefing(each) for each in WORLD.briefings),
    )
    assert decided(WORLD, WORLD).because == "world-unchanged"


def test_a_moved_briefing_raises_the_sequence_and_tells_those_with_a_seat() -> None:
    moved = replace(MAY_24, start=MAY_24.start + timedelta(days=1))
    saved, invitation, *reminders, news = changed(moved)
    assert saved == SaveBriefing(replace(moved, sequence=1))
    assert isinstance(invitation, SendInvitation)
    assert (invitation.to, invitation.method, invitation.sequence, invitation.updated) == (
        ANNA,
        "REQUEST",
        1,
        True,
    )
    assert reminders
    assert all(isinstance(each, PlanReminder) and each.sequence == 1 for each in reminders)
    assert isinstance(news, SendLetter)  # to who waits: another day may not suit them
    assert (news.to, news.letter, news.values["news"]) == (BO, "briefing_news", "moved")


def test_a_briefing_called_off_is_taken_out_of_calendars() -> None:
    off = replace(MAY_24, state=BriefingState.CALLED_OFF)
    _, cancellation, news = changed(off)
    assert isinstance(cancellation, SendInvitation)
    assert cancellation.method == "CANCEL"
    assert isinstance(news, SendLetter)
    assert (news.to, news.values["news"]) == (BO, "called-off")
    _, again, *_, news = changed(MAY_24, before=off)
    assert isinstance(again, SendInvitation)
    assert again.method == "REQUEST"
    assert isinstance(news, SendLetter)
    assert news.values["news"] == "on-again"


def test_another_title_keeps_the_sequence_and_another_uid_is_ignored() -> None:
    saved, *_ = changed(replace(MAY_24, title=Bilingual("Ny", "New"), uid="other"))
    assert isinstance(saved, SaveBriefing)
    assert (saved.briefing.sequence, saved.briefing.uid) == (0, MAY_24.uid)


def test_what_is_past_tells_nobody() -> None:
    past = replace(MAY_24, start=datetime(2027, 5, 3, 7, tzinfo=UTC))
    assert changed(replace(past, link="https://new.example"), before=past) == (
        SaveBriefing(replace(past, link="https://new.example", sequence=1)),
    )


@pytest.mark.parametrize(
    ("effect", "line"),
    [
        (SaveList(OFFICIALS), "changed list tjanstemannaforum (Tjänstemannaforum)"),
        (SaveList(replace(OFFICIALS, id="new")), "created list new (Tjänstemannaforum)"),
        (SaveBriefing(MAY_24), "changed briefing 2027-05-24 (Nytt från Tjänstemannaforum)"),
        (
            SaveBriefing(replace(MAY_24, id="2028-01-01")),
            "created briefing 2028-01-01 (Nytt från Tjänstemannaforum)",
        ),
    ],
)
def test_changes_in_words(effect: SaveList | SaveBriefing, line: str) -> None:
    assert describe(effect, world_with(replace(MAY_24, minutes=1), MAY_26), WORLD) == line


def test_somebody_never_invited_is_not_told() -> None:
    never = {MAY_24.id: (person(seats=(seat(invited=None),)), person(BO))}
    moved = replace(MAY_24, start=MAY_24.start + timedelta(days=1))
    assert len(changed(moved, audience=never)) == 1


def test_what_no_calendar_shows_tells_nobody() -> None:
    other = replace(
        MAY_24, capacity=40, deadline=NOW, materials=("https://a.example",), lists=("politikerforum",)
    )
    assert changed(other) == (SaveBriefing(other),)
    assert changed(replace(MAY_24, state=BriefingState.CLOSED)) == (
        SaveBriefing(replace(MAY_24, state=BriefingState.CLOSED)),
    )
    longer = changed(replace(MAY_24, minutes=60))  # the calendar shows it, the line does not care
    assert [each.to for each in longer if isinstance(each, SendInvitation)] == [ANNA]
    assert not [each for each in longer if isinstance(each, SendLetter)]


def test_an_offer_moves_with_the_briefing() -> None:
    offered = {MAY_24.id: (person(seats=(Seat(MAY_24.id, SeatState.OFFERED, 2, NOW, NOW + HOUR),)),)}
    _, seat_set, invitation, *_ = changed(replace(MAY_24, start=MAY_24.start + HOUR), audience=offered)
    assert isinstance(seat_set, SetSeat)
    assert seat_set.offered_until == offer_until(MAY_24, now=NOW)
    assert isinstance(invitation, SendInvitation)
    assert (invitation.sequence, invitation.why) == (3, "offer")
    _, cancelled = changed(replace(MAY_24, state=BriefingState.CALLED_OFF), audience=offered)
    assert isinstance(cancelled, SendInvitation)
    assert cancelled.method == "CANCEL"


def test_who_follows_gets_a_seat_once_it_opens_and_then_the_line() -> None:
    draft, small = replace(MAY_24, state=BriefingState.DRAFT), replace(MAY_24, capacity=1)
    declined = person(CIA, seats=(seat(state=SeatState.GIVEN_UP),))
    followers = {MAY_24.id: (declined, person(BO), person(ANNA, language="en"))}
    for opened in (
        changed(small, before=draft, audience={}, followers=followers),
        decided(EMPTY, world_with(small), {}, followers=followers).effects[len(WORLD.lists) :],
    ):
        assert opened[0] == SaveBriefing(small)
        assert [(each.address, each.state, each.why) for each in opened if isinstance(each, SetSeat)] == [
            (BO, SeatState.TAKEN, "standing"),
            (ANNA, SeatState.WAITING, "standing"),
        ]
        assert [each.why for each in opened if isinstance(each, SendInvitation)] == ["standing"]
        [told] = [each for each in opened if isinstance(each, SendLetter)]
        assert (told.to, told.values["outcomes"][0]["place"]) == (ANNA, 1)
    assert changed(draft, before=draft, followers=followers) == ()
    closed = replace(MAY_24, capacity=1, state=BriefingState.CLOSED)  # opened again: behind who waits there
    line = {MAY_24.id: (person(seats=(seat(state=SeatState.WAITING, invited=None),)), person(CIA))}
    again = changed(small, before=closed, audience=line, followers={MAY_24.id: (person(BO),)})
    [told] = [each for each in again if isinstance(each, SendLetter)]
    assert (told.to, told.values["outcomes"][0]["place"]) == (BO, 2)
    assert len(decided(EMPTY, world_with(draft), {}, followers=followers).effects) == len(WORLD.lists) + 1


def test_a_start_keeps_what_was_changed_by_mail_since() -> None:
    of_file, by_mail = replace(MAY_24, entry="1"), replace(MAY_24, entry="1", minutes=60)
    current, wanted = world_with(by_mail), world_with(of_file)
    assert decided(current, wanted, keeping_later_changes=True).effects == ()
    assert decided(current, wanted).effects != ()
    newer = world_with(replace(of_file, entry="2"))
    assert decided(current, newer, keeping_later_changes=True).effects != ()
    [marked] = decided(
        world_with(MAY_24), wanted, keeping_later_changes=True
    ).effects  # the mark alone is new
    assert isinstance(marked, SaveBriefing)
    assert describe(marked, world_with(MAY_24), wanted) == ""


def test_a_file_takes_no_seat_from_anybody() -> None:
    current, wanted = world_with(replace(MAY_24, capacity=5)), world_with(replace(MAY_24, capacity=1))
    two = {MAY_24.id: (person(seats=(seat(),)), person(BO, seats=(seat(),)))}
    [saved] = decided(current, wanted, two).effects
    assert isinstance(saved, SaveBriefing)
    assert saved.briefing.capacity == 2
    assert describe(saved, current, wanted).endswith("; 2 seats are held already, so it keeps as many")

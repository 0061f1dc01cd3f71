"""Clear wishes: what each changes, what the receipt says, and what takes it back."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

import pytest

from mailservice.decisions.wishes import decide_wishes
from mailservice.domain.briefings import Briefing, BriefingState, Seat, SeatState
from mailservice.domain.days import end_of_day
from mailservice.domain.effects import (
    AwaitAnswer,
    ChooseDelivery,
    ChooseLanguage,
    Decision,
    Effect,
    ErasePerson,
    PauseUntil,
    PlanReminder,
    SendInvitation,
    SendLetter,
    SetSeat,
    SetSubscription,
)
from mailservice.domain.lists import DeliveryMode
from mailservice.domain.people import SubscriptionState
from mailservice.domain.readings import Wishes
from mailservice.domain.wishes import (
    EVERYTHING,
    AskExport,
    AskHelp,
    AskStatus,
    Cancel,
    Erase,
    LeaveLine,
    MaterialsOnly,
    Move,
    Pause,
    Register,
    Resume,
    SetDelivery,
    SetLanguage,
    Subscribe,
    Unsubscribe,
    Wish,
)
from tests.given import (
    ANNA,
    BO,
    MAY_24,
    MAY_26,
    NOW,
    POLICY,
    SECRETARIAT,
    WORLD,
    facts,
    person,
    seat,
    world_with,
)

BOTH = ("tjanstemannaforum", "politikerforum")
Kind = TypeVar("Kind")
ALL_OF_IT = ("tjanstemannaforum", "politikerforum", "natverk-kompetens")


def decided(*wishes: Wish, language: Any = "sv", also_human: bool = False, **given: Any) -> Decision:
    reading = Wishes(wishes, language, also_human)
    return decide_wishes(reading, facts(**given), now=NOW, policy=POLICY)


def of(decision: Decision, kind: type[Kind]) -> list[Kind]:
    return [each for each in decision.effects if isinstance(each, kind)]


def receipt(decision: Decision) -> SendLetter:
    return next(each for each in of(decision, SendLetter) if each.letter == "receipt" and each.to == ANNA)


def kinds(decision: Decision) -> list[str]:
    return [line["kind"] for line in receipt(decision).values["outcomes"]]


# --- lists -------------------------------------------------------------------------------------


def test_somebody_new_subscribes_to_both() -> None:
    decision = decided(Subscribe(BOTH))
    assert decision.because == "carried-out"
    assert decision.effects[:3] == (
        ChooseLanguage(ANNA, "sv"),
        SetSubscription(ANNA, "tjanstemannaforum", SubscriptionState.ACTIVE),
        SetSubscription(ANNA, "politikerforum", SubscriptionState.ACTIVE),
    )
    assert kinds(decision) == ["subscribed", "subscribed"]
    assert receipt(decision).undo == (Unsubscribe(BOTH),)
    assert receipt(decision).in_reply_to == "m1@region.example"
    assert receipt(decision).about_lists == BOTH


def test_subscribing_again_changes_nothing() -> None:
    decision = decided(Subscribe(("politikerforum",)), person=person(on=("politikerforum",)))
    assert kinds(decision) == ["already_subscribed"]
    assert decision.effects == (receipt(decision),)
    assert receipt(decision).undo == ()
    assert receipt(decision).values["undo_until"] is None


def test_a_closed_list_asks_the_secretariat() -> None:
    decision = decided(Subscribe(("natverk-kompetens",)))
    assert kinds(decision) == ["approval_asked"]
    [asked] = of(decision, AwaitAnswer)
    assert (asked.purpose, asked.asked, asked.about_person) == ("approve", (SECRETARIAT,), ANNA)
    [letter] = [each for each in of(decision, SendLetter) if each.letter == "approve"]
    assert (letter.to, letter.token) == (SECRETARIAT, asked.token)
    assert SetSubscription(ANNA, "natverk-kompetens", SubscriptionState.REQUESTED) in decision.effects


def test_asking_a_closed_list_twice_does_not_ask_the_secretariat_twice() -> None:
    decision = decided(Subscribe(("natverk-kompetens",)), person=person(requested=("natverk-kompetens",)))
    assert kinds(decision) == ["approval_pending"]
    assert not of(decision, AwaitAnswer)


def test_leaving_one_list_keeps_the_other() -> None:
    decision = decided(Unsubscribe(("politikerforum",)), person=person(on=BOTH))
    assert of(decision, SetSubscription) == [SetSubscription(ANNA, "politikerforum", SubscriptionState.ENDED)]
    assert receipt(decision).undo == (Subscribe(("politikerforum",)),)


def test_leaving_everything_withdraws_a_request_too() -> None:
    anna = person(on=BOTH, requested=("natverk-kompetens",))
    decision = decided(Unsubscribe(EVERYTHING), person=anna)
    assert [each.list_id for each in of(decision, SetSubscription)] == list(ALL_OF_IT)
    assert receipt(decision).undo == (Subscribe(BOTH),)


@pytest.mark.parametrize(
    ("lists", "kind"), [(EVERYTHING, "no_subscriptions"), (("politikerforum",), "not_subscribed")]
)
def test_leaving_what_one_is_not_on(lists: tuple[str, ...], kind: str) -> None:
    decision = decided(Unsubscribe(lists))
    assert kinds(decision) == [kind]
    assert len(decision.effects) == 1


def test_changing_lists_in_one_mail_builds_on_itself() -> None:
    decision = decided(
        Unsubscribe(EVERYTHING), Subscribe(("politikerforum",)), person=person(on=("politikerforum",))
    )
    assert kinds(decision) == ["unsubscribed", "subscribed"]
    assert receipt(decision).undo == (Unsubscribe(("politikerforum",)), Subscribe(("politikerforum",)))


# --- seats -------------------------------------------------------------------------------------


def test_the_seeds_own_case() -> None:
    decision = decided(Subscribe(BOTH), Register(("2027-05-24",)))
    [invitation] = of(decision, SendInvitation)
    assert (invitation.method, invitation.sequence, invitation.updated) == ("REQUEST", 0, False)
    assert of(decision, SetSeat) == [SetSeat(ANNA, "2027-05-24", SeatState.TAKEN, NOW)]
    assert [each.kind for each in of(decision, PlanReminder)] == ["day-before", "last-hour"]
    assert [each.letter for each in of(decision, SendLetter)] == ["receipt"]
    assert kinds(decision) == ["subscribed", "subscribed", "registered"]
    assert receipt(decision).undo == (Cancel(("2027-05-24",)), Unsubscribe(BOTH))


def test_signing_up_again_changes_nothing() -> None:
    decision = decided(Register(("2027-05-24",)), person=person(seats=(seat(),)))
    assert kinds(decision) == ["already_registered"]
    said_again, receipt = decision.effects  # an older no that is still on its way must not outdo it
    assert said_again == SetSeat(ANNA, "2027-05-24", SeatState.TAKEN, NOW)
    assert isinstance(receipt, SendLetter)
    assert receipt.undo == ()
    stranger = decided(Register(("2027-05-24",)), person=person(seats=(seat(),)), vouched=False)
    assert len(stranger.effects) == 1


def test_a_maybe_becomes_a_yes_without_a_second_invitation() -> None:
    anna = person(seats=(seat(state=SeatState.TENTATIVE),))
    decision = decided(Register(("2027-05-24",)), person=anna)
    assert kinds(decision) == ["registered"]
    assert not of(decision, SendInvitation)


def test_coming_back_after_a_cancellation_raises_the_sequence() -> None:
    anna = person(seats=(seat(state=SeatState.GIVEN_UP, invited=1),))
    [invitation] = of(decided(Register(("2027-05-24",)), person=anna), SendInvitation)
    assert (invitation.sequence, invitation.updated) == (2, False)  # an invitation, to the same meeting


@pytest.mark.parametrize(
    ("briefing", "kind"),
    [
        (replace(MAY_24, state=BriefingState.CALLED_OFF), "briefing_called_off"),
        (replace(MAY_24, start=datetime(2027, 5, 3, 7, tzinfo=UTC)), "briefing_past"),
    ],
)
def test_what_one_cannot_sign_up_for(briefing: Briefing, kind: str) -> None:
    decision = decided(Register((briefing.id,)), world=world_with(briefing))
    assert kinds(decision) == [kind]
    assert len(decision.effects) == 1


def test_a_full_briefing_gives_a_place_in_line() -> None:
    full = replace(MAY_24, capacity=2)
    decision = decided(Register((full.id,)), world=world_with(full), taken={full.id: 2}, in_line={full.id: 3})
    assert receipt(decision).values["outcomes"][0]["place"] == 4
    assert of(decision, SetSeat) == [SetSeat(ANNA, full.id, SeatState.WAITING, NOW)]
    assert not of(decision, SendInvitation)


def test_standing_in_line_already() -> None:
    full = replace(MAY_24, capacity=2)
    decision = decided(
        Register((full.id,)),
        world=world_with(full),
        person=person(seats=(seat(full, SeatState.WAITING, None),)),
        place_in_line={full.id: 2},
    )
    assert kinds(decision) == ["already_waiting"]
    assert receipt(decision).undo == ()
    assert receipt(decision).values["outcomes"][0]["place"] == 2


def test_the_last_seat_is_taken() -> None:
    nearly_full = replace(MAY_24, capacity=2)
    decision = decided(Register((nearly_full.id,)), world=world_with(nearly_full), taken={nearly_full.id: 1})
    assert kinds(decision) == ["registered"]


def test_giving_up_a_seat_takes_it_out_of_the_calendar() -> None:
    decision = decided(Cancel(("2027-05-24",)), person=person(seats=(seat(),)))
    [removal] = of(decision, SendInvitation)
    assert (removal.method, removal.sequence) == ("CANCEL", 1)
    assert of(decision, SetSeat) == [SetSeat(ANNA, "2027-05-24", SeatState.GIVEN_UP, NOW)]
    assert receipt(decision).undo == (Register(("2027-05-24",)),)


def test_leaving_the_line_sends_no_calendar_and_frees_no_seat() -> None:
    anna = person(seats=(seat(state=SeatState.WAITING, invited=None),))
    decision = decided(Cancel(EVERYTHING), person=anna, next_in_line={MAY_24.id: person(BO)})
    assert kinds(decision) == ["left_line"]
    assert not of(decision, SendInvitation)


@pytest.mark.parametrize(
    "wish", [Register(("2027-05-24",)), Cancel(("2027-05-24",)), MaterialsOnly(("2027-05-24",))]
)
@pytest.mark.parametrize("state", [SeatState.TAKEN, SeatState.WAITING, SeatState.MATERIALS])
def test_a_mail_that_was_overtaken_by_a_later_word_changes_nothing_and_says_so(
    wish: Wish, state: SeatState
) -> None:
    late = NOW - timedelta(hours=2)
    held = Seat("2027-05-24", state, 0, NOW - timedelta(hours=1))
    decision = decided(wish, person=person(seats=(held,)), said_at=late)
    assert not of(decision, SetSeat)
    [line] = receipt(decision).values["outcomes"]
    assert (line["kind"], line["state"]) == ("later_word", state)
    assert (line["written"], line["later"]) == (late.isoformat(), (NOW - timedelta(hours=1)).isoformat())


def test_an_overtaken_no_of_somebody_without_a_seat_leaves_the_time_of_the_later_word() -> None:
    gone = Seat("2027-05-24", SeatState.GIVEN_UP, 0, NOW - timedelta(hours=1))
    decision = decided(
        Cancel(("2027-05-24",)), person=person(seats=(gone,)), said_at=NOW - timedelta(hours=2)
    )
    assert kinds(decision) == ["not_registered"]
    assert not of(decision, SetSeat)


def test_a_no_of_somebody_without_a_seat_is_noted_where_they_are_vouched_for() -> None:
    noted = SetSeat(ANNA, "2027-05-24", SeatState.GIVEN_UP, NOW)
    assert noted in decided(Cancel(("2027-05-24",)), person=person()).effects
    assert not of(decided(Cancel(("2027-05-24",)), person=person(), vouched=False), SetSeat)


def test_leaving_the_line_is_never_leaving_a_seat() -> None:
    waits, offered = seat(state=SeatState.WAITING, invited=None), seat(MAY_26, SeatState.OFFERED)
    both = decided(LeaveLine(EVERYTHING), person=person(seats=(waits, offered)))
    assert kinds(both) == ["left_line", "left_line"]
    assert [(e.briefing_id, e.state) for e in of(both, SetSeat)] == [
        (MAY_24.id, SeatState.GIVEN_UP),
        (MAY_26.id, SeatState.GIVEN_UP),
    ]
    assert [each.method for each in of(both, SendInvitation)] == ["CANCEL"]
    assert receipt(both).undo == (Register((MAY_24.id, MAY_26.id)),)
    comes = decided(LeaveLine((MAY_24.id,)), person=person(seats=(seat(),)))
    [line] = receipt(comes).values["outcomes"]
    assert (line["kind"], line["seat"], len(comes.effects)) == ("not_in_line", True, 1)
    assert kinds(decided(LeaveLine(EVERYTHING), person=person(seats=(seat(),)))) == ["in_no_line"]
    later = Seat(MAY_24.id, SeatState.WAITING, None, NOW)
    late = decided(LeaveLine((MAY_24.id,)), person=person(seats=(later,)), said_at=NOW - timedelta(hours=1))
    assert kinds(late) == ["later_word"]


def test_a_freed_seat_goes_to_the_first_in_line() -> None:
    heir = person(BO, seats=(seat(state=SeatState.WAITING, invited=None),), language="en")
    decision = decided(
        Cancel(("2027-05-24",)), person=person(seats=(seat(),)), next_in_line={MAY_24.id: heir}
    )
    until = datetime(2027, 5, 11, 6, 30, tzinfo=UTC)  # a working day to answer in
    assert SetSeat(BO, "2027-05-24", SeatState.OFFERED, NOW, until, "offer") in decision.effects
    [invited] = [each for each in of(decision, SendInvitation) if each.to == BO]
    assert (invited.method, invited.language) == ("REQUEST", "en")
    assert (invited.why, invited.answer_by) == ("offer", until)
    assert [each.to for each in of(decision, SendLetter)] == [ANNA]  # the invitation is the offer


@pytest.mark.parametrize(
    ("sessions", "kind"), [(EVERYTHING, "no_seats"), (("2027-05-26",), "not_registered")]
)
def test_giving_up_what_one_does_not_have(sessions: tuple[str, ...], kind: str) -> None:
    gave_up = person(seats=(seat(state=SeatState.GIVEN_UP),))
    assert kinds(decided(Cancel(sessions), person=gave_up)) == [kind]


def test_giving_up_a_seat_at_a_briefing_that_was() -> None:
    past = replace(MAY_24, start=datetime(2027, 5, 3, 7, tzinfo=UTC))
    decision = decided(Cancel((past.id,)), world=world_with(past, MAY_26))
    assert kinds(decision) == ["briefing_past"]


# --- choices -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wish", "before", "effect", "undo"),
    [
        (
            SetDelivery(DeliveryMode.WEEKLY),
            {},
            ChooseDelivery(ANNA, DeliveryMode.WEEKLY),
            SetDelivery(DeliveryMode.EACH),
        ),
        (SetLanguage("en"), {}, ChooseLanguage(ANNA, "en"), SetLanguage("sv")),
        (
            Pause(date(2027, 8, 9)),
            {},
            PauseUntil(ANNA, datetime(2027, 8, 9, 5, tzinfo=UTC)),
            Resume(),
        ),
        (
            Pause(date(2027, 8, 9)),
            {"paused_until": datetime(2027, 5, 31, 22, tzinfo=UTC)},
            PauseUntil(ANNA, datetime(2027, 8, 9, 5, tzinfo=UTC)),
            Pause(date(2027, 6, 1)),
        ),
        (
            Resume(),
            {"paused_until": datetime(2027, 5, 31, 22, tzinfo=UTC)},
            PauseUntil(ANNA, NOW),
            Pause(date(2027, 6, 1)),
        ),
    ],
)
def test_choices_are_made_and_taken_back(
    wish: Wish, before: dict[str, Any], effect: Effect, undo: Wish
) -> None:
    decision = decided(wish, person=person(**before))
    assert decision.effects[0] == effect
    assert receipt(decision).undo == (undo,)


@pytest.mark.parametrize(
    ("wish", "before", "kind"),
    [
        (SetDelivery(DeliveryMode.EACH), {}, "delivery"),
        (SetLanguage("sv"), {}, "language"),
        (Pause(date(2027, 5, 10)), {}, "not_paused"),
        (Resume(), {}, "not_paused"),
        (Resume(), {"paused_until": NOW - timedelta(days=1)}, "not_paused"),
    ],
)
def test_choices_that_change_nothing(wish: Wish, before: dict[str, Any], kind: str) -> None:
    decision = decided(wish, person=person(**before))
    assert kinds(decision) == [kind]
    assert len(decision.effects) == 1


def test_the_answer_comes_in_the_language_just_chosen() -> None:
    decision = decided(SetLanguage("en"), AskStatus(), person=person(on=("politikerforum",)))
    assert receipt(decision).language == "en"
    status = receipt(decision).values["outcomes"][1]
    assert status["subscriptions"] == [{"id": "politikerforum", "name": "Forum for elected politicians"}]


def test_somebody_new_chooses_a_language() -> None:
    decision = decided(SetLanguage("sv"))
    assert decision.effects[0] == ChooseLanguage(ANNA, "sv")


# --- one's own row -----------------------------------------------------------------------------


def test_status_shows_what_is_and_what_is_to_come() -> None:
    anna = person(
        on=("politikerforum",),
        requested=("natverk-kompetens",),
        seats=(seat(), seat(MAY_26, SeatState.GIVEN_UP)),
        paused_until=datetime(2027, 5, 31, 22, tzinfo=UTC),
    )
    [status] = receipt(decided(AskStatus(), person=anna)).values["outcomes"]
    assert [each["id"] for each in status["subscriptions"]] == ["politikerforum"]
    assert [each["id"] for each in status["requested"]] == ["natverk-kompetens"]
    assert [(each["id"], each["state"]) for each in status["seats"]] == [("2027-05-24", "taken")]
    assert status["paused_until"] == "2027-06-01"
    assert (status["mode"], status["language"]) == ("each", "sv")


@pytest.mark.parametrize("paused_until", [None, NOW - timedelta(days=1)])
def test_status_of_somebody_who_is_not_paused(paused_until: datetime | None) -> None:
    [status] = receipt(decided(AskStatus(), person=person(paused_until=paused_until))).values["outcomes"]
    assert status["paused_until"] is None


def test_help_names_what_there_is() -> None:
    [help_] = receipt(decided(AskHelp(), language="en")).values["outcomes"]
    assert [each["name"] for each in help_["lists"]] == [each.name.en for each in WORLD.lists]
    assert [each["id"] for each in help_["briefings"]] == ["2027-05-24", "2027-05-26"]


def test_an_extract_of_the_register() -> None:
    [line] = receipt(decided(AskExport(), stored={"person": "anna"})).values["outcomes"]
    assert line == {"kind": "export", "data": {"person": "anna"}}
    assert kinds(decided(AskExport())) == ["nothing_stored"]


def test_being_forgotten() -> None:
    decision = decided(Erase(), person=person(on=BOTH))
    assert decision.effects[0] == ErasePerson(ANNA)  # no seat, so no calendar to clear
    assert receipt(decision).undo == ()
    assert kinds(decided(Erase())) == ["nothing_stored"]


def test_who_is_forgotten_hands_the_seat_on() -> None:
    heir = person(BO, seats=(seat(state=SeatState.WAITING, invited=None),))
    forgotten = person(seats=(seat(), seat(MAY_26, SeatState.GIVEN_UP)))
    decision = decided(Erase(), person=forgotten, next_in_line={MAY_24.id: heir, MAY_26.id: heir})
    assert [each.briefing_id for each in of(decision, SetSeat)] == [MAY_24.id]
    assert of(decision, SetSeat)[0].address == BO
    assert [(each.to, each.method) for each in of(decision, SendInvitation)] == [
        (ANNA, "CANCEL"),
        (BO, "REQUEST"),
    ]


def test_moving_asks_the_new_address_first() -> None:
    decision = decided(Move("Anna.Ny@region.example"), person=person(on=BOTH))
    [asked] = of(decision, AwaitAnswer)
    assert [str(each) for each in asked.asked] == ["anna.ny@region.example"]
    assert asked.about_person == ANNA
    [letter] = [each for each in of(decision, SendLetter) if each.letter == "confirm_move"]
    assert letter.token == asked.token
    assert kinds(decision) == ["move_asked"]


@pytest.mark.parametrize(
    ("to", "known", "kind"),
    [
        ("no address", True, "bad_address"),
        ("ANNA@region.example", True, "same_address"),
        ("new@region.example", False, "nothing_stored"),
    ],
)
def test_moves_that_do_not_happen(to: str, known: bool, kind: str) -> None:
    decision = decided(Move(to), person=person() if known else None)
    assert kinds(decision) == [kind]
    assert len(decision.effects) == 1


# --- proof -------------------------------------------------------------------------------------


def test_a_sender_nobody_vouches_for_is_asked_first() -> None:
    decision = decided(Subscribe(BOTH), Pause(date(2027, 8, 9)), vouched=False, vouched_by_mta=False)
    waiting, letter = decision.effects
    assert isinstance(waiting, AwaitAnswer)
    assert isinstance(letter, SendLetter)
    assert decision.because == "unconfirmed"
    assert waiting.wishes == (Subscribe(BOTH), Pause(date(2027, 8, 9)))
    assert waiting.valid_until == end_of_day(NOW + timedelta(days=7))
    assert (letter.letter, letter.token, letter.to) == ("confirm", waiting.token, ANNA)
    assert [line["kind"] for line in letter.values["wishes"]] == ["subscribe", "pause"]


@pytest.mark.parametrize("wish", [AskHelp(), AskStatus(), Subscribe(("politikerforum",))])
def test_what_changes_nothing_needs_no_proof(wish: Wish) -> None:
    anna = person(on=("politikerforum",))
    decision = decided(wish, vouched=False, vouched_by_mta=False, person=anna)
    assert decision.because == "carried-out"


@pytest.mark.parametrize(
    ("wish", "because"),
    [
        (Unsubscribe(EVERYTHING), "carried-out"),
        (Erase(), "unconfirmed"),
        (Move("x@y.example"), "unconfirmed"),
    ],
)
def test_holding_a_letter_of_ours_proves_all_but_what_is_grave(wish: Wish, because: str) -> None:
    decision = decided(wish, vouched=True, vouched_by_mta=False, person=person(on=BOTH))
    assert decision.because == because


def test_every_wish_can_be_asked_about() -> None:
    wishes: tuple[Wish, ...] = (
        Subscribe(BOTH),
        Unsubscribe(EVERYTHING),
        Register(("2027-05-24",)),
        Cancel(EVERYTHING),
        SetDelivery(DeliveryMode.MONTHLY),
        SetLanguage("en"),
        Pause(date(2027, 8, 9)),
        Resume(),
        Move("ny@region.example"),
        AskStatus(),
        AskHelp(),
        AskExport(),
        Erase(),
    )
    decision = decided(*wishes, vouched=False, vouched_by_mta=False, person=person(on=BOTH))
    lines = of(decision, SendLetter)[0].values["wishes"]
    assert [each["kind"] for each in lines] == [
        "subscribe",
        "unsubscribe",
        "register",
        "cancel",
        "delivery",
        "language",
        "pause",
        "resume",
        "move",
        "status",
        "help",
        "export",
        "erase",
    ]
    assert lines[1]["all"] is True
    assert lines[2]["briefings"][0]["id"] == "2027-05-24"
    assert lines[6]["until"] == "2027-08-09"


# --- a question beside -------------------------------------------------------------------------


def test_a_question_beside_a_wish_goes_to_the_secretariat_as_well() -> None:
    decision = decided(Subscribe(BOTH), also_human=True)
    [forwarded] = [each for each in of(decision, SendLetter) if each.letter == "for_secretariat"]
    assert (forwarded.to, forwarded.reply_to, forwarded.attach_spooled) == (SECRETARIAT, str(ANNA), "mail-1")
    assert receipt(decision).values["human"] is True

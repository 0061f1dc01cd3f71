"""What the secretariat asks for: shown first where others get mail, done, told of, taken back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mailservice.decisions.answers import decide_undo, decide_yes_no
from mailservice.decisions.decide import decide
from mailservice.decisions.facts import Awaited
from mailservice.domain.addresses import Address
from mailservice.domain.arrangements import (
    NO_DEADLINE,
    NO_LIMIT,
    ArrangeBriefing,
    AskParticipants,
    Attended,
    GiveSeat,
    RemoveSeat,
)
from mailservice.domain.briefings import BriefingState, Seat, SeatState
from mailservice.domain.effects import (
    AwaitAnswer,
    Decision,
    NoteAttendance,
    PlanReminder,
    SaveBriefing,
    SendInvitation,
    SendLetter,
    SetSeat,
)
from mailservice.domain.lists import Bilingual
from mailservice.domain.readings import AnsweredLetter, Undo, Wishes, YesNo
from mailservice.domain.wishes import Subscribe, Wish, wish_from_json, wish_to_json
from tests.given import ANNA, BO, MAY_24, NOW, POLICY, SECRETARIAT, facts, person, seat, world_with

HOUR = timedelta(hours=1)
LATER = datetime(2027, 6, 14, 7, tzinfo=UTC)
HELD = {
    MAY_24.id: (person(seats=(seat(),)), person(BO, seats=(seat(state=SeatState.WAITING, invited=None),)))
}
FULL = world_with(replace(MAY_24, capacity=1))


def asked(*wishes: Wish, **given: Any) -> Decision:
    """What follows when the secretariat asks for it."""
    given = {"sender": SECRETARIAT, "audience": HELD, **given}
    return decide(Wishes(wishes, "sv"), facts(**given), now=NOW, policy=POLICY)


def line(decision: Decision) -> dict[str, Any]:
    [letter] = [e for e in decision.effects if isinstance(e, SendLetter) and e.letter == "receipt"]
    found: dict[str, Any] = letter.values["outcomes"][0]
    return found


def saved(decision: Decision) -> Any:
    return next(each.briefing for each in decision.effects if isinstance(each, SaveBriefing))


NEW = ArrangeBriefing(
    "2027-06-14", new=True, start=LATER, title_sv="Sommarläget", lists=("tjanstemannaforum",), minutes=30
)


def test_a_new_briefing_is_set_up_and_can_be_taken_back() -> None:
    decision = asked(NEW)
    assert decision.because == "office-carried-out"
    created = saved(decision)
    assert (created.id, created.uid) == ("2027-06-14", "2027-06-14@forum.example")
    assert (created.title, created.minutes, created.state) == (
        Bilingual("Sommarläget", "Sommarläget"),
        30,
        BriefingState.OPEN,
    )
    assert line(decision)["what"] == "created"
    assert decision.effects[-1].undo == (  # type: ignore[union-attr]
        ArrangeBriefing("2027-06-14", state=BriefingState.CALLED_OFF),
    )
    assert line(asked(replace(NEW, state=BriefingState.DRAFT)))["what"] == "drafted"


def test_who_follows_gets_mail_so_a_new_briefing_is_shown_first() -> None:
    decision = asked(NEW, followers={"2027-06-14": (person(BO),)})
    assert decision.because == "office-proof"
    waiting, letter = decision.effects
    assert isinstance(waiting, AwaitAnswer)
    assert (waiting.asked, waiting.wishes) == ((SECRETARIAT,), (NEW,))
    assert isinstance(letter, SendLetter)
    assert (letter.letter, letter.values["invited"], letter.about_sessions) == (
        "office_proof",
        1,
        ("2027-06-14",),
    )


@pytest.mark.parametrize(
    ("wish", "because"),
    [
        (replace(NEW, session=MAY_24.id), "exists"),
        (ArrangeBriefing("nowhere", minutes=30), "unknown"),
        (replace(NEW, start=None), "incomplete"),
        (replace(NEW, title_sv=None), "incomplete"),
        (replace(NEW, lists=("other",)), "no-such-list"),
        (replace(NEW, lists=()), "no-such-list"),
        (replace(NEW, lists=None), "no-such-list"),
        (replace(NEW, minutes=4), "odd-length"),
        (replace(NEW, minutes=481), "odd-length"),
        (replace(NEW, start=NOW), "past"),
        (replace(NEW, deadline=LATER + HOUR), "deadline-after-start"),
        (ArrangeBriefing(MAY_24.id, capacity=0 + 1), None),
    ],
)
def test_what_cannot_be_arranged_changes_nothing(wish: ArrangeBriefing, because: str | None) -> None:
    decision = asked(wish)
    if because is None:
        assert saved(decision).capacity == 1
    else:
        assert (line(decision)["kind"], line(decision)["because"]) == ("not_arranged", because)
        assert len(decision.effects) == 1


def test_nobody_loses_a_seat_to_a_smaller_number() -> None:
    two = {MAY_24.id: (person(seats=(seat(),)), person(BO, seats=(seat(state=SeatState.OFFERED),)))}
    refused = line(asked(ArrangeBriefing(MAY_24.id, capacity=1), audience=two))
    assert (refused["because"], refused["held"]) == ("too-few-seats", 2)


@pytest.mark.parametrize(
    ("wish", "what", "undo"),
    [
        (
            ArrangeBriefing(MAY_24.id, capacity=40, deadline=NOW + HOUR),
            "changed",
            ArrangeBriefing(MAY_24.id, capacity=NO_LIMIT, deadline=NO_DEADLINE),
        ),
        (
            ArrangeBriefing(MAY_24.id, materials=("https://a.example",)),
            "changed",
            ArrangeBriefing(MAY_24.id, materials=()),
        ),
        (
            ArrangeBriefing(MAY_24.id, state=BriefingState.CLOSED),
            "closed",
            ArrangeBriefing(MAY_24.id, state=BriefingState.OPEN),
        ),
        (
            ArrangeBriefing(MAY_24.id, state=BriefingState.DRAFT),
            "hidden",
            ArrangeBriefing(MAY_24.id, state=BriefingState.OPEN),
        ),
    ],
)
def test_what_nobody_else_notices_is_done_at_once(
    wish: ArrangeBriefing, what: str, undo: ArrangeBriefing
) -> None:
    decision = asked(wish)
    assert decision.because == "office-carried-out"
    assert line(decision)["what"] == what
    assert decision.effects[-1].undo == (undo,)  # type: ignore[union-attr]
    before = saved(decision)
    back = asked(undo, world=world_with(before))
    assert replace(saved(back), sequence=0) == replace(MAY_24, sequence=0)


def test_nothing_new_has_nothing_to_undo() -> None:
    decision = asked(ArrangeBriefing(MAY_24.id, minutes=45))
    assert decision.effects[-1].undo == ()  # type: ignore[union-attr]
    limited = world_with(replace(MAY_24, capacity=3, deadline=NOW + HOUR))
    undo = asked(ArrangeBriefing(MAY_24.id, capacity=NO_LIMIT, deadline=NO_DEADLINE), world=limited).effects[
        -1
    ]
    assert undo.undo == (ArrangeBriefing(MAY_24.id, capacity=3, deadline=NOW + HOUR),)  # type: ignore[union-attr]


def test_what_is_so_already_is_not_told_as_a_change() -> None:
    told = line(asked(ArrangeBriefing(MAY_24.id, state=BriefingState.OPEN)))
    assert (told["kind"], told["what"], told["invited"]) == ("arranged", "unchanged", 0)


@pytest.mark.parametrize(
    ("named", "title", "undo"),
    [
        ({"title_sv": "Ny"}, Bilingual("Ny", "The latest from the officials"), ("sv", "en")),
        ({"title_en": "New"}, Bilingual("Nytt från Tjänstemannaforum", "New"), ("en",)),
        ({"title_sv": "Ny", "title_en": "New"}, Bilingual("Ny", "New"), ("sv", "en")),
    ],
)
def test_titles(named: dict[str, str], title: Bilingual, undo: tuple[str, ...]) -> None:
    decision = asked(ArrangeBriefing(MAY_24.id, **named), audience={})  # type: ignore[arg-type]
    assert saved(decision).title == title
    back = decision.effects[-1].undo[0]  # type: ignore[union-attr]
    assert isinstance(back, ArrangeBriefing)
    assert back.changes() == {f"title_{each}": MAY_24.title.in_(each) for each in undo}  # type: ignore[arg-type]
    same = world_with(replace(MAY_24, title=Bilingual("En", "En")))
    only = saved(asked(ArrangeBriefing(MAY_24.id, title_sv="Ny"), world=same, audience={}))
    assert only.title == Bilingual("Ny", "Ny")


def test_a_move_is_shown_then_done_on_a_yes_and_taken_back() -> None:
    wish = ArrangeBriefing(MAY_24.id, start=MAY_24.start + HOUR)
    proof = asked(wish)
    assert proof.because == "office-proof"
    letter = proof.effects[1]
    assert isinstance(letter, SendLetter)
    assert (letter.values["invited"], letter.values["written_to"]) == (1, 1)
    assert letter.values["wishes"][0]["changes"] == {"start": (MAY_24.start + HOUR).isoformat()}
    waiting = Awaited("h", "confirm", (SECRETARIAT,), SECRETARIAT, (wish,), "sv", NOW + HOUR)
    given = facts(sender=SECRETARIAT, awaited=waiting, audience=HELD)
    done = decide_yes_no(YesNo(True, "sv"), given, now=NOW, policy=POLICY)
    assert line(done)["what"] == "moved"
    assert [each.to for each in done.effects if isinstance(each, SendInvitation)] == [ANNA]
    receipt = AnsweredLetter("receipt", SECRETARIAT, NOW, "m")
    undone = decide_undo(
        Undo("sv"),
        facts(
            sender=SECRETARIAT,
            answered=receipt,
            undo=(ArrangeBriefing(MAY_24.id, start=MAY_24.start),),
            audience=HELD,
            world=world_with(saved(done)),
        ),
        now=NOW,
        policy=POLICY,
    )
    assert (saved(undone).start, saved(undone).sequence) == (MAY_24.start, 2)


@pytest.mark.parametrize(
    ("who", "by_mta", "because"),
    [
        (SECRETARIAT, True, "office-proof"),
        (SECRETARIAT, False, "not-the-secretariat"),
        (ANNA, True, "not-the-secretariat"),
    ],
)
def test_only_the_secretariat_itself(who: Address, by_mta: bool, because: str) -> None:
    off = ArrangeBriefing(MAY_24.id, state=BriefingState.CALLED_OFF)
    decision = asked(off, sender=who, vouched_by_mta=by_mta)
    assert decision.because == because
    assert not any(isinstance(each, SaveBriefing) for each in decision.effects)


# --- participants, seats, attendance ------------------------------------------------------------------


def test_the_list_of_participants() -> None:
    row = {"address": str(ANNA), "state": "taken"}
    shown = line(asked(AskParticipants(MAY_24.id), participants={MAY_24.id: (row,)}))
    assert (shown["rows"], shown["counts"]["taken"], shown["counts"]["waiting"]) == ([row], 1, 0)
    assert line(asked(AskParticipants("nowhere")))["because"] == "unknown"


@pytest.mark.parametrize("give", [True, False])
@pytest.mark.parametrize(
    ("session", "to", "world", "because"),
    [
        ("nowhere", str(BO), FULL, "unknown"),
        (MAY_24.id, "no address", FULL, "bad-address"),
        (MAY_24.id, str(BO), world_with(replace(MAY_24, start=NOW - HOUR)), "past"),
        (MAY_24.id, str(BO), world_with(replace(MAY_24, state=BriefingState.CALLED_OFF)), "called-off"),
    ],
)
def test_seats_that_cannot_be_given_or_taken(
    give: bool, session: str, to: str, world: Any, because: str
) -> None:
    wish = GiveSeat(session, to) if give else RemoveSeat(session, to)
    decision = asked(wish, world=world)
    assert line(decision)["because"] == because
    assert len(decision.effects) == 1


def test_a_seat_past_the_line_but_never_past_the_capacity() -> None:
    known = {BO: person(BO, language="en", seats=(Seat(MAY_24.id, SeatState.WAITING, 3),))}
    assert line(asked(GiveSeat(MAY_24.id, str(BO)), world=FULL, named=known))["because"] == "full"
    decision = asked(GiveSeat(MAY_24.id, str(BO)), world=world_with(replace(MAY_24, capacity=2)), named=known)
    assert decision.because == "office-proof"
    offered = {BO: person(BO, seats=(Seat(MAY_24.id, SeatState.OFFERED, None),))}
    assert asked(GiveSeat(MAY_24.id, str(BO)), world=FULL, named=offered).because == "office-proof"
    taken = {ANNA: person(seats=(seat(),))}
    assert line(asked(GiveSeat(MAY_24.id, str(ANNA)), named=taken))["because"] == "has-one"


def yes_to(wish: Wish, **given: Any) -> Decision:
    waiting = Awaited("h", "confirm", (SECRETARIAT,), SECRETARIAT, (wish,), "sv", NOW + HOUR)
    given = {"sender": SECRETARIAT, "awaited": waiting, "audience": HELD, **given}
    return decide_yes_no(YesNo(True, "sv"), facts(**given), now=NOW, policy=POLICY)


@pytest.mark.parametrize(("before", "sequence"), [((), 0), ((Seat(MAY_24.id, SeatState.GIVEN_UP, 3),), 4)])
def test_a_seat_that_is_given(before: tuple[Seat, ...], sequence: int) -> None:
    decision = yes_to(GiveSeat(MAY_24.id, "Bo@kommun.example"), named={BO: person(BO, seats=before)})
    assert SetSeat(BO, MAY_24.id, SeatState.TAKEN, NOW, why="secretariat") in decision.effects
    [sent] = [each for each in decision.effects if isinstance(each, SendInvitation)]
    assert (sent.to, sent.why, sent.sequence) == (BO, "given", sequence)
    assert any(isinstance(each, PlanReminder) for each in decision.effects)
    assert line(decision)["kind"] == "seat_given"
    assert decision.effects[-1].undo == (RemoveSeat(MAY_24.id, "Bo@kommun.example"),)  # type: ignore[union-attr]


def test_a_seat_that_is_taken_away_is_offered_on() -> None:
    here = {ANNA: person(seats=(seat(),))}
    decision = yes_to(RemoveSeat(MAY_24.id, str(ANNA)), named=here)
    seats = [(each.address, each.state) for each in decision.effects if isinstance(each, SetSeat)]
    assert seats == [(ANNA, SeatState.GIVEN_UP), (BO, SeatState.OFFERED)]
    sent = [(each.to, each.method, each.why) for each in decision.effects if isinstance(each, SendInvitation)]
    assert sent == [(ANNA, "CANCEL", "removed"), (BO, "REQUEST", "offer")]
    alone = yes_to(RemoveSeat(MAY_24.id, str(ANNA)), named=here, audience={MAY_24.id: (person(),)})
    assert len([each for each in alone.effects if isinstance(each, SetSeat)]) == 1
    waits = yes_to(RemoveSeat(MAY_24.id, str(BO)), named={BO: HELD[MAY_24.id][1]})
    assert not [each for each in waits.effects if isinstance(each, SendInvitation)]
    for nobody in (person(BO), person(BO, seats=(seat(state=SeatState.GIVEN_UP),))):
        assert line(asked(RemoveSeat(MAY_24.id, str(BO)), named={BO: nobody}))["because"] == "has-none"


def test_who_was_there() -> None:
    past = replace(MAY_24, start=NOW - HOUR)
    decision = asked(Attended(past.id, (str(ANNA), "Gast@x.example", "?", str(ANNA))), world=world_with(past))
    guest = Address.of("gast@x.example")
    assert NoteAttendance(past.id, (ANNA, guest)) in decision.effects
    noted = line(decision)
    assert (noted["came"], noted["missed"], noted["unknown"]) == (1, 0, [str(guest)])
    assert line(asked(Attended(MAY_24.id, ())))["because"] == "not-held-yet"
    off = world_with(replace(past, state=BriefingState.CALLED_OFF))
    assert line(asked(Attended(past.id, ()), world=off))["because"] == "not-held-yet"
    assert line(asked(Attended("nowhere", ())))["because"] == "unknown"


@pytest.mark.parametrize(
    "wish",
    [
        NEW,
        ArrangeBriefing(
            "x", capacity=NO_LIMIT, deadline=NO_DEADLINE, materials=(), state=BriefingState.DRAFT
        ),
        AskParticipants("x"),
        GiveSeat("x", "a@b.example"),
        RemoveSeat("x", "a@b.example"),
        Attended("x", ("a@b.example",)),
    ],
)
def test_they_are_stored_and_read_back(wish: Wish) -> None:
    assert wish_from_json(wish_to_json(wish)) == wish


def test_a_question_names_what_is_meant() -> None:
    proof = asked(ArrangeBriefing(MAY_24.id, start=LATER, deadline=NO_DEADLINE, lists=("politikerforum",)))
    [shown] = proof.effects[1].values["wishes"]  # type: ignore[union-attr]
    assert shown["changes"]["lists"] == ["Politikerforum"]
    assert shown["changes"]["deadline"] is None
    both = asked(GiveSeat(MAY_24.id, "ny@x.example"), RemoveSeat("nowhere", "ny@x.example"), NEW)
    given, removed, arranged = both.effects[1].values["wishes"]  # type: ignore[union-attr]
    assert (given["kind"], given["briefing"]["id"], removed["briefing"]) == ("give", MAY_24.id, None)
    assert arranged["briefing"] is None


# --- forged: somebody holds a letter that was forwarded, and writes the secretariat's name into From ---


OFF = ArrangeBriefing(MAY_24.id, state=BriefingState.CALLED_OFF)
FORGED: dict[str, Any] = {"sender": SECRETARIAT, "vouched": True, "vouched_by_mta": False, "audience": HELD}


@pytest.mark.parametrize("purpose", ["confirm", "ask", "approve"])
def test_a_yes_in_the_secretariats_name_needs_the_word_of_our_border(purpose: str) -> None:
    wishes = (Subscribe(("natverk-kompetens",)),) if purpose == "approve" else (OFF,)
    waiting = Awaited("h", purpose, (SECRETARIAT,), ANNA, wishes, "sv", NOW + HOUR)
    decision = decide_yes_no(YesNo(True, "sv"), facts(**FORGED, awaited=waiting), now=NOW, policy=POLICY)
    assert decision.because == "not-the-secretariat"
    assert [each.to for each in decision.effects if isinstance(each, SendLetter)] == [SECRETARIAT]
    assert all(isinstance(each, SendLetter) for each in decision.effects)


@pytest.mark.parametrize(("audience", "because"), [(HELD, "office-proof"), ({}, "undone")])
def test_a_briefing_that_people_have_signed_up_for_is_not_called_off_by_one_word(
    audience: Any, because: str
) -> None:
    receipt = AnsweredLetter("receipt", SECRETARIAT, NOW, "m")
    given = facts(sender=SECRETARIAT, answered=receipt, undo=(OFF,), audience=audience)
    decision = decide_undo(Undo("sv"), given, now=NOW, policy=POLICY)
    assert decision.because == because
    saves = [each for each in decision.effects if isinstance(each, SaveBriefing)]
    if because == "undone":
        assert [each.briefing.state for each in saves] == [BriefingState.CALLED_OFF]
        return
    awaits, letter = decision.effects
    assert isinstance(awaits, AwaitAnswer)
    assert isinstance(letter, SendLetter)
    assert (awaits.wishes, letter.letter, letter.values["invited"]) == ((OFF,), "office_proof", 1)


def test_taking_back_in_the_secretariats_name_needs_it_too() -> None:
    receipt = AnsweredLetter("receipt", SECRETARIAT, NOW, "m")
    given = facts(**FORGED, answered=receipt, undo=(OFF,))
    decision = decide_undo(Undo("sv"), given, now=NOW, policy=POLICY)
    assert decision.because == "not-the-secretariat"
    assert all(isinstance(each, SendLetter) for each in decision.effects)


def test_an_unproven_mail_of_the_only_secretary_is_told_to_them() -> None:
    decision = asked(OFF, vouched_by_mta=False)
    assert [each.to for each in decision.effects if isinstance(each, SendLetter)] == [SECRETARIAT]

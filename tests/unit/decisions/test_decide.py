"""Every reading finds its decider, and nobody gets more answers than they may."""

from typing import Any

import pytest

from mailservice.decisions.decide import decide
from mailservice.decisions.evolve import after
from mailservice.decisions.handover import decide_stuck, decide_without_sender
from mailservice.decisions.tokens import token_for, token_hash
from mailservice.domain.effects import (
    ChooseDelivery,
    ErasePerson,
    PlanReminder,
    ReportFailedDelivery,
    SendInvitation,
    SendLetter,
)
from mailservice.domain.lists import DeliveryMode
from mailservice.domain.readings import (
    AnsweredLetter,
    CalendarAnswer,
    ForPerson,
    Machine,
    Reading,
    Report,
    Unclear,
    Undo,
    Wishes,
    YesNo,
)
from mailservice.domain.wishes import AskHelp, Register, Subscribe
from tests.given import ANNA, BO, MAY_24, NOW, POLICY, SECRETARIAT, WORLD, facts, person, seat


def decided(reading: Reading, **given: Any) -> Any:
    return decide(reading, facts(**given), now=NOW, policy=POLICY)


@pytest.mark.parametrize(
    ("reading", "because"),
    [
        (Machine("auto-reply"), "machine-auto-reply"),
        (Report(), "report-of-no-mail-of-ours"),
        (Report("d1", "failed", "5.1.1"), "report-failed"),
        (Report("d1"), "report-unread"),
        (Wishes((AskHelp(),), "sv"), "carried-out"),
        (YesNo(True, "sv"), "asked-yes-to-what"),
        (Undo("sv"), "nothing-to-undo"),
        (Unclear("which-briefing", "sv"), "asked-which-briefing"),
        (ForPerson("press", "sv"), "handed-over-press"),
        (CalendarAnswer(MAY_24.uid, ANNA, "accepted", "sv"), "carried-out"),
    ],
)
def test_every_reading_has_its_decider(reading: Reading, because: str) -> None:
    assert decided(reading).because == because


def test_machines_are_never_answered() -> None:
    assert decided(Machine("loop")).effects == ()
    assert decided(Report("d1", "failed", "5.1.1")).effects == (
        ReportFailedDelivery("d1", "failed", "5.1.1"),
    )


@pytest.mark.parametrize(
    ("given", "too_many"),
    [
        ({"vouched": False, "answers_in_hour": 2}, False),
        ({"vouched": False, "answers_in_hour": 3}, True),
        ({"vouched": False, "answers_in_day": 10}, True),
        ({"answers_in_hour": 19}, False),
        ({"answers_in_hour": 20}, True),
        ({"answers_in_day": 60}, True),
    ],
)
def test_answers_are_rationed(given: dict[str, Any], too_many: bool) -> None:
    decision = decided(Wishes((AskHelp(),), "sv"), **given)
    assert (decision.because == "too-many-answers") is too_many
    if too_many:  # one forward a day, and nothing to the sender
        [forwarded] = decision.effects
        assert forwarded.to == SECRETARIAT
        assert "2027-05-10" in forwarded.once


@pytest.mark.parametrize(
    ("given", "too_many"),
    [
        ({"answers_in_hour": 199, "answers_in_day": 599}, False),
        ({"answers_in_hour": 200}, True),
        ({"answers_in_day": 600}, True),
        ({"vouched_by_mta": False, "answers_in_hour": 60}, False),  # holds the letter: its "stopp" counts
        ({"vouched": False, "vouched_by_mta": False, "answers_in_hour": 3}, True),
    ],
)
def test_a_day_of_publishing_is_no_flood(given: dict[str, Any], too_many: bool) -> None:
    decision = decided(Wishes((AskHelp(),), "sv"), sender=SECRETARIAT, **given)
    assert (decision.because == "too-many-answers") is too_many


def test_a_question_goes_to_the_secretariat_and_the_sender_is_told() -> None:
    forwarded, receipt = decided(ForPerson("question", "en")).effects
    assert (forwarded.to, forwarded.reply_to, forwarded.language) == (SECRETARIAT, str(ANNA), "sv")
    assert (receipt.letter, receipt.to, receipt.language) == ("handed_over", ANNA, "en")


def test_who_answers_that_a_person_has_the_mail_is_not_told_again() -> None:
    told = AnsweredLetter("handed_over", ANNA, NOW, "told@forum.example")
    decision = decided(ForPerson("question", "sv"), answered=told)
    assert decision.because == "handed-over-again-question"
    assert [each.letter for each in decision.effects] == ["for_secretariat"]


def test_a_forgers_subject_is_not_told_to_the_person_they_name() -> None:
    for vouched, subject in ((True, "Hej"), (False, "")):
        *_, told = decided(ForPerson("question", "sv"), vouched=vouched, subject="Hej").effects
        assert told.values == {"subject": subject}


def test_a_stuck_mail_goes_to_the_secretariat_unread() -> None:
    [looked_at] = decide_stuck("mail-1", WORLD).effects
    assert isinstance(looked_at, SendLetter)
    assert (looked_at.to, looked_at.attach_spooled) == (SECRETARIAT, "mail-1")
    assert looked_at.values == {"about": "stuck", "sender": "", "subject": ""}


def test_the_secretariats_own_question_is_not_sent_back_to_them() -> None:
    effects = decided(ForPerson("question", "sv"), sender=SECRETARIAT).effects
    assert [each.letter for each in effects] == ["handed_over"]


def test_a_mail_without_a_clear_sender_is_looked_at_and_not_answered() -> None:
    decision = decide_without_sender("mail-1", WORLD, sender_text="a, b", subject="?")
    [looked_at] = decision.effects
    assert isinstance(looked_at, SendLetter)
    assert looked_at.to == SECRETARIAT


def test_what_is_unclear_is_asked_with_its_options() -> None:
    options = (Register(("2027-05-24",)), Subscribe(("politikerforum",)))
    waiting, letter = decided(Unclear("which-briefing", "en", options)).effects
    assert waiting.purpose == "ask"
    assert waiting.wishes == options
    assert [each["kind"] for each in letter.values["options"]] == ["register", "subscribe"]
    assert [each["name"] for each in letter.values["lists"]] == [
        "Forum for senior officials",
        "Forum for elected politicians",
    ]
    assert letter.token == waiting.token


def test_an_effect_on_somebody_else_changes_nobody_here() -> None:
    bo = person(BO)
    invitation = SendInvitation(BO, "sv", MAY_24, "REQUEST", sequence=3)
    for effect in (
        ChooseDelivery(ANNA, DeliveryMode.WEEKLY),
        ErasePerson(ANNA),
        PlanReminder(BO, "2027-05-24", "last-hour", 0, NOW),
        invitation,  # without a seat there is nothing to note
    ):
        assert after(bo, effect) == bo
    assert after(person(BO, seats=(seat(),)), invitation).seats[0].invited_sequence == 3


def test_tokens_differ_by_purpose_and_forget_case() -> None:
    first, second = token_for("t", "approve a"), token_for("t", "approve b")
    assert first != second
    assert len(first) == 26
    assert token_hash(first) == token_hash(first.upper())

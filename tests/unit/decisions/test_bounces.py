"""What a letter that came back says of its address."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from mailservice.decisions.bounces import Failure, FailureFacts, decide_failure, revived
from mailservice.domain.addresses import Address
from mailservice.domain.effects import (
    Decision,
    DropNews,
    JudgeFailure,
    RestoreAddress,
    RetireAddress,
    SendLetter,
    TakeBackPoints,
)
from tests.given import BO, NOW, WORLD, person

ANNA = person()
TODAY = date(2027, 5, 10)
FAILURE = Failure(7, "d1", "news", ANNA.address, "failed", "dead", "5.1.1", "550 5.1.1 unknown", NOW, NOW)
FACTS = FailureFacts(ANNA, WORLD, {}, same_mail=False, sent=100, bounced=1)


def decided(failure: Failure = FAILURE, **given: Any) -> Decision:
    return decide_failure(failure, replace(FACTS, **given), now=NOW)


def days_ago(number: int) -> date:
    return TODAY - timedelta(days=number)


@pytest.mark.parametrize(
    ("changed", "facts", "verdict"),
    [
        ({}, {}, "counted"),
        ({"action": "delayed"}, {}, "late"),
        ({"written_at": NOW - timedelta(days=31)}, {}, "too-old"),
        ({"kind": "full"}, {}, "full"),
        ({"kind": "passing"}, {}, "passing"),
        ({"kind": ""}, {}, "unread"),
        ({"kind": "refused"}, {}, "refused"),
        ({"address": Address.of("bo@forum.example")}, {}, "refused"),  # our own domain: a fault of the set-up
        ({}, {"person": None}, "nobody"),
        ({}, {"person": replace(ANNA, retired_at=NOW)}, "retired-already"),
        ({}, {"same_mail": True}, "same-mail"),
        ({}, {"days": {TODAY: 2}}, "same-day"),
        ({"kind": "full", "letter": "probe"}, {}, "full"),  # a probe to a full mailbox retires nobody
        ({"letter": "probe"}, {"sent": 9, "bounced": 9}, "retired"),
        ({"letter": "probe"}, {"sent": 1000, "bounced": 900}, "mass"),  # nor does one that a mass swept along
        ({}, {"sent": 99, "bounced": 10}, "mass"),
        ({}, {"sent": 100, "bounced": 10}, "counted"),  # more than a tenth, not a tenth
        ({}, {"sent": 9, "bounced": 9}, "counted"),  # too few to be a mass
    ],
)
def test_verdict(changed: dict[str, Any], facts: dict[str, Any], verdict: str) -> None:
    decision = decided(replace(FAILURE, **changed), **facts)
    assert decision.because == f"bounce-{verdict}"
    assert decision.effects[0] == JudgeFailure(7, verdict)


@pytest.mark.parametrize(
    ("kind", "days", "probed"),
    [
        ("dead", {}, False),
        ("dead", {days_ago(1): 2}, True),
        ("dead", {days_ago(1): 1}, False),
        ("dead", {days_ago(2): 1, days_ago(1): 1}, True),
        ("unclear", {days_ago(1): 2}, False),
        ("unclear", {days_ago(3): 1, days_ago(2): 1, days_ago(1): 1}, True),
    ],
)
def test_a_probe_goes_out_at_four_points(kind: str, days: dict[date, int], probed: bool) -> None:
    letters = [
        e for e in decided(replace(FAILURE, kind=kind), days=days).effects if isinstance(e, SendLetter)
    ]
    assert [(each.letter, each.to, each.once) for each in letters] == (
        [("probe", ANNA.address, f"probe {ANNA.address} 2027-05-10")] if probed else []
    )


def test_a_probe_that_comes_back_retires() -> None:
    assert decided(replace(FAILURE, letter="probe")).effects[1:] == (
        RetireAddress(ANNA.address, "5.1.1"),
        DropNews(ANNA.address),
    )
    unexplained = decided(replace(FAILURE, letter="probe", kind="unclear", status=""))
    assert unexplained.effects[1] == RetireAddress(ANNA.address, "unclear")


def test_a_mass_takes_points_back_and_alarms_once_a_day() -> None:
    decision = decided(sent=200, bounced=40)
    assert decision.effects[1] == TakeBackPoints(NOW - timedelta(hours=24))
    alarms = [each for each in decision.effects if isinstance(each, SendLetter)]
    assert [str(each.to) for each in alarms] == list(WORLD.secretariat)
    assert {each.letter for each in alarms} == {"bounce_alarm"}
    assert alarms[0].once.startswith("alarm mass 2027-05-10 ")
    assert (alarms[0].values["sent"], alarms[0].values["bounced"]) == (200, 40)


def test_a_mass_restores_whom_its_first_reports_have_retired() -> None:
    decision = decided(sent=200, bounced=40, retired=(ANNA.address, BO))
    assert decision.effects[2:4] == (RestoreAddress(ANNA.address), RestoreAddress(BO))
    assert not [each for each in decided(retired=(BO,)).effects if isinstance(each, RestoreAddress)]


def test_a_day_is_one_in_stockholm() -> None:
    late = datetime.fromisoformat("2027-05-09T22:30:00+00:00")  # half past midnight in Stockholm
    assert decided(replace(FAILURE, at=late), days={TODAY: 2}).because == "bounce-same-day"


def test_who_writes_is_there() -> None:
    done, retired = Decision("x"), replace(ANNA, retired_at=NOW)
    assert revived(done, retired, vouched=True).effects == (RestoreAddress(ANNA.address),)
    assert revived(done, retired, vouched=False) == done
    assert revived(done, ANNA, vouched=True) == done
    assert revived(done, None, vouched=True) == done

"""A reader calls our mail spam."""

from dataclasses import replace

from mailservice.decisions.decide import decide
from mailservice.decisions.policy import Policy
from mailservice.domain.effects import Decision, DropNews, SendLetter, SetSubscription
from mailservice.domain.people import Subscription, SubscriptionState
from mailservice.domain.readings import Complaint
from tests.given import NOW, facts, person

_LEFT = Subscription("politikerforum", SubscriptionState.ENDED)
_ANNA = person(on=("tjanstemannaforum",), requested=("natverk-kompetens",))
ANNA = replace(_ANNA, subscriptions=(*_ANNA.subscriptions, _LEFT))


def decided(kind: str, *, known: bool = True) -> Decision:
    return decide(Complaint(kind), facts(about=ANNA if known else None), now=NOW, policy=Policy())


def test_all_subscriptions_end_and_only_the_secretariat_is_told() -> None:
    decision = decided("abuse")
    ended = [each.list_id for each in decision.effects if isinstance(each, SetSubscription)]
    letters = [each for each in decision.effects if isinstance(each, SendLetter)]
    assert ended == ["tjanstemannaforum", "natverk-kompetens"]
    assert DropNews(ANNA.address) in decision.effects
    assert {each.letter for each in letters} == {"for_secretariat"}
    assert {each.values["about"] for each in letters} == {"spam-complaint"}
    assert ANNA.address not in {each.to for each in letters}


def test_a_complaint_of_nobody_known_changes_nothing() -> None:
    decision = decided("abuse", known=False)
    assert decision.because == "complaint-of-nobody-known"
    assert {type(each) for each in decision.effects} == {SendLetter}


def test_a_report_on_authentication_is_no_complaint() -> None:
    assert decided("auth-failure") == Decision("complaint-auth-failure")

"""A reader has called our mail spam: their subscriptions end, the secretariat is told, they get no answer."""

from mailservice.decisions.facts import Facts
from mailservice.decisions.handover import forward
from mailservice.domain.effects import Decision, DropNews, SetSubscription
from mailservice.domain.people import SubscriptionState
from mailservice.domain.readings import Complaint

_OF_NOTHING = frozenset({"auth-failure", "not-spam"})


def decide_complaint(complaint: Complaint, facts: Facts) -> Decision:
    """End all subscriptions of whom `facts.about` names. Seats stay: who signed up is still told.

    Where nobody can be told from what the complaint encloses, a person reads it.
    """
    if complaint.kind in _OF_NOTHING:
        return Decision(f"complaint-{complaint.kind}")
    person = facts.about
    if person is None:
        return Decision("complaint-of-nobody-known", forward(facts, about="spam-complaint-unknown"))
    ended = tuple(
        SetSubscription(person.address, each.list_id, SubscriptionState.ENDED)
        for each in person.subscriptions
        if each.state is not SubscriptionState.ENDED
    )
    told = forward(facts, about="spam-complaint")
    return Decision("complaint", (*ended, DropNews(person.address), *told))

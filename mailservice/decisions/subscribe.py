"""Joining and leaving lists."""

from mailservice.decisions.case import Case, Outcome
from mailservice.decisions.lines import Line, list_line
from mailservice.decisions.tokens import token_for
from mailservice.domain.addresses import Address
from mailservice.domain.days import end_of_day
from mailservice.domain.effects import AwaitAnswer, Effect, SendLetter, SetSubscription
from mailservice.domain.lists import MailingList
from mailservice.domain.people import SubscriptionState
from mailservice.domain.wishes import EVERYTHING, Subscribe, Unsubscribe


def decide_subscribe(wish: Subscribe, case: Case) -> Outcome:
    """Join the lists of a wish. Public ones at once; closed ones when the secretariat says yes."""
    lines: list[Line] = []
    effects: list[Effect] = []
    joined: list[str] = []
    for list_ in (each for each in case.world.lists if each.id in wish.lists):
        named = list_line(list_, case.language)
        state = case.person.subscription_to(list_.id)
        if state is SubscriptionState.ACTIVE:
            lines.append({"kind": "already_subscribed", "list": named})
        elif list_.public or case.restoring:
            lines.append({"kind": "subscribed", "list": named})
            effects.append(SetSubscription(case.address, list_.id, SubscriptionState.ACTIVE))
            joined.append(list_.id)
        elif state is SubscriptionState.REQUESTED:
            lines.append({"kind": "approval_pending", "list": named})
        else:
            lines.append({"kind": "approval_asked", "list": named})
            effects.extend(_ask_for_approval(list_, case))
            joined.append(list_.id)
    undo = (Unsubscribe(tuple(joined)),) if joined else ()
    return Outcome(tuple(lines), tuple(effects), undo)


def _ask_for_approval(list_: MailingList, case: Case) -> tuple[Effect, ...]:
    token = token_for(case.facts.token, f"approve {list_.id} {case.address}")
    valid_until = end_of_day(case.now + case.policy.confirmation_valid)  # noted; a later answer counts too
    asked = tuple(Address.of(each) for each in case.world.secretariat)
    values = {"person": str(case.address), "list": list_line(list_, "sv")}
    letters = tuple(
        SendLetter("approve", each, "sv", values, token=token, about_lists=(list_.id,)) for each in asked
    )
    wishes = (Subscribe((list_.id,)),)
    waiting = AwaitAnswer(token, "approve", asked, case.address, wishes, case.language, valid_until)
    requested = SetSubscription(case.address, list_.id, SubscriptionState.REQUESTED)
    return (requested, waiting, *letters)


def decide_unsubscribe(wish: Unsubscribe, case: Case) -> Outcome:
    """Leave the lists of a wish, or all of them. A request that waits for approval is withdrawn too."""
    everything = wish.lists == EVERYTHING
    lines: list[Line] = []
    effects: list[Effect] = []
    left: list[str] = []
    for list_ in (each for each in case.world.lists if everything or each.id in wish.lists):
        on_it = case.person.subscription_to(list_.id) is not SubscriptionState.ENDED
        if on_it:
            lines.append({"kind": "unsubscribed", "list": list_line(list_, case.language)})
            effects.append(SetSubscription(case.address, list_.id, SubscriptionState.ENDED))
            if case.person.subscription_to(list_.id) is SubscriptionState.ACTIVE:
                left.append(list_.id)
        elif not everything:
            lines.append({"kind": "not_subscribed", "list": list_line(list_, case.language)})
    if not lines:
        lines.append({"kind": "no_subscriptions"})
    undo = (Subscribe(tuple(left)),) if left else ()
    return Outcome(tuple(lines), tuple(effects), undo)

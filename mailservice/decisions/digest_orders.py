"""Digests ordered by the secretariat: begun at once, and told of when everybody's is on its way."""

from mailservice.decisions.facts import Facts
from mailservice.decisions.handover import decide_handover
from mailservice.decisions.office import is_secretariat
from mailservice.domain.digest_orders import DigestOrder
from mailservice.domain.effects import Decision, OrderDigests, SendLetter
from mailservice.domain.readings import ForPerson, SendDigestsNow


def decide_digest_order(reading: SendDigestsNow, facts: Facts) -> Decision:
    """Nothing is asked first: every text in a digest has been approved, only its hour changes."""
    if not is_secretariat(facts):
        return decide_handover(ForPerson("digest-order", reading.language, reading.evidence), facts)
    order = OrderDigests(reading.modes, facts.sender, facts.message_id, reading.language)
    return Decision("digests-ordered", (order,))


def decide_order_done(order: DigestOrder, *, people: int) -> Decision:
    """Tell who ordered it how many have theirs. From the command line nobody waits for an answer."""
    if order.ordered_by is None:
        return Decision("order-done")
    values = {"modes": [str(each) for each in order.modes], "people": people}
    letter = SendLetter(
        "digests_sent", order.ordered_by, order.language, values, in_reply_to=order.in_reply_to
    )
    return Decision("order-done", (letter,))

"""A mail of the secretariat about a text: to its decider."""

from datetime import datetime
from typing import assert_never

from mailservice.decisions.approvals import decide_word
from mailservice.decisions.facts import Facts
from mailservice.decisions.handover import decide_handover
from mailservice.decisions.office import is_secretariat
from mailservice.decisions.policy import Policy
from mailservice.decisions.proofs import corrects, decide_draft
from mailservice.decisions.publishing_questions import decide_publish_unclear
from mailservice.domain.effects import Decision
from mailservice.domain.readings import ForPerson, PublishDraft, PublishUnclear, PublishWord


def decide_publishing(
    reading: PublishDraft | PublishWord | PublishUnclear, facts: Facts, *, now: datetime, policy: Policy
) -> Decision:
    """What a mail of the secretariat about a publication leads to."""
    match reading:
        case PublishDraft():
            return decide_draft(reading, facts, now=now, policy=policy)
        case PublishWord():
            return decide_word(reading, facts, now=now, policy=policy)
        case PublishUnclear() if not is_secretariat(facts):  # the question names every list
            return decide_handover(ForPerson("publishing-attempt", reading.language), facts)
        case PublishUnclear(perhaps=PublishDraft() as draft) if corrects(draft, facts.publication):
            return decide_draft(draft, facts, now=now, policy=policy)
        case PublishUnclear():
            return decide_publish_unclear(reading, facts)
        case _:
            assert_never(reading)

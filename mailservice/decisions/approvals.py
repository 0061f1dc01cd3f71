"""One word on a text that has a proof: send it, stop it, try it. Whatever is doubtful is asked."""

from datetime import datetime

from mailservice.decisions.facts import Facts
from mailservice.decisions.handover import decide_handover
from mailservice.decisions.policy import Policy
from mailservice.decisions.proofs import each_once, for_whom, office_of, shown
from mailservice.decisions.publishing_questions import decide_publish_unclear
from mailservice.domain.addresses import Address
from mailservice.domain.effects import ApprovePublication, Decision, Effect, SendLetter, StopPublication
from mailservice.domain.lists import Language
from mailservice.domain.publications import PublicationState, Version
from mailservice.domain.readings import ForPerson, PublishUnclear, PublishWord

_WAITING = frozenset({PublicationState.PROOF, PublicationState.HELD})
_OUT = frozenset({PublicationState.SENDING, PublicationState.SENT})


def decide_word(word: PublishWord, facts: Facts, *, now: datetime, policy: Policy) -> Decision:
    """ "skicka", "stopp" or "testa" in reply to a proof, or to a letter that tells of one."""
    version = facts.publication
    if version is None or str(facts.sender) not in facts.world.secretariat:
        return decide_handover(ForPerson("publishing-attempt", word.language), facts)
    if word.word == "stop" and facts.vouched:
        return _stop_or_ask(version, word, facts)
    if not facts.vouched_by_mta:  # whoever holds the letter may stop it, but not send it
        return decide_handover(ForPerson("publishing-attempt", word.language), facts)
    if word.word == "test":
        return _test(version, word, facts)
    return _send(version, word, facts, now=now, policy=policy)


def _send(version: Version, word: PublishWord, facts: Facts, *, now: datetime, policy: Policy) -> Decision:
    refused = _refusal(version, facts, policy)
    if refused:
        return Decision(f"not-approved-{refused}", (_told(refused, version, word, facts),))
    due_at = max(word.at or now, now + policy.hold)
    approved = ApprovePublication(version.id, facts.sender, due_at)
    told = (
        _letter("held", version, each, word.language, facts, due_at=due_at, who=facts.sender)
        for each in _concerned(version, facts, policy)
    )
    return Decision("approved", (approved, *told))


def _refusal(version: Version, facts: Facts, policy: Policy) -> str:
    """Why "skicka" is not enough, "" where it is."""
    if version.state is PublicationState.REPLACED or not facts.publication_is_newest:
        return "replaced"
    if version.state in {PublicationState.STOPPED, PublicationState.STOPPING, PublicationState.WITHDRAWN}:
        return "stopped-before"
    if version.state in _OUT:
        return "out-already"
    if policy.two_pairs_of_eyes and facts.sender == version.author:
        return "colleague-must"
    if facts.readership is None or facts.readership.total == 0:
        return "nobody"
    return ""


def _stop_or_ask(version: Version, word: PublishWord, facts: Facts) -> Decision:
    """In reply to the letter itself, when all have got it: their own subscription, perhaps. That is asked."""
    to_letter = facts.answered is not None and facts.answered.letter == "news"
    if to_letter and version.state not in _WAITING | {PublicationState.SENDING}:
        return decide_publish_unclear(PublishUnclear("stop-what", "", word.language), facts)
    return _stop(version, word, facts)


def _stop(version: Version, word: PublishWord, facts: Facts) -> Decision:
    """Nothing more goes. What had gone is told once nothing is under way."""
    if version.state not in _WAITING | _OUT:
        known = "replaced" if version.state is PublicationState.REPLACED else "stopped-already"
        return Decision("nothing-to-stop", (_told(known, version, word, facts),))
    left = version.state in _OUT
    state = PublicationState.STOPPING if left else PublicationState.WITHDRAWN
    stop = StopPublication(version.id, facts.sender, state)
    people = each_once((facts.sender, version.author, *((version.approver,) if version.approver else ())))
    told = (
        _letter("stopping" if left else "withdrawn", version, each, word.language, facts, who=facts.sender)
        for each in people
    )
    return Decision("stopped", (stop, *told))


def _test(version: Version, word: PublishWord, facts: Facts) -> Decision:
    """The letter itself, to who asks for it, as a recipient gets it."""
    test = SendLetter(
        "news",
        facts.sender,
        version.language,
        {
            "publication": shown(version, facts, word.language)["publication"],
            **for_whom(version.segment, facts.world, version.language),
        },
        about_lists=version.segment.lists,
        once=f"test {version.id} {facts.spool_id}",
        bulk=True,
        publication=version.id,
    )
    return Decision("test-sent", (test,))


def _told(outcome: str, version: Version, word: PublishWord, facts: Facts) -> Effect:
    """The answer to who wrote."""
    return _letter(outcome, version, facts.sender, word.language, facts, due_at=version.due_at)


def _letter(
    outcome: str,
    version: Version,
    to: Address,
    language: Language,
    facts: Facts,
    *,
    due_at: datetime | None = None,
    who: Address | None = None,
) -> SendLetter:
    return SendLetter(
        "publication_told",
        to,
        language,
        {
            "outcome": outcome,
            "subject_of": version.subject,
            "due_at": due_at.isoformat() if due_at else None,
            "people": facts.readership.total if facts.readership else 0,
            "at_once": facts.readership.at_once if facts.readership else 0,
            "who": str(who or version.approver or version.author),
            "by_you": who == to,
        },
        token=facts.token,
        in_reply_to=facts.message_id if to == facts.sender else "",
        publication=version.id,
    )


def _concerned(version: Version, facts: Facts, policy: Policy) -> tuple[Address, ...]:
    office = office_of(facts.world) if policy.two_pairs_of_eyes else ()
    return each_once((facts.sender, version.author, *office))

"""The secretariat's texts, from draft to approval: what a mail of theirs leads to.

A proof never sends itself, and whatever is doubtful is asked.
"""

from datetime import datetime
from typing import assert_never

from mailservice.decisions.facts import Facts
from mailservice.decisions.handover import decide_handover
from mailservice.decisions.lines import Line, briefing_line, list_line
from mailservice.decisions.lint import Copy, Finding, lint
from mailservice.decisions.office import is_secretariat
from mailservice.decisions.policy import Policy
from mailservice.decisions.tokens import token_hash
from mailservice.domain.addresses import Address
from mailservice.domain.days import STOCKHOLM
from mailservice.domain.effects import (
    ApprovePublication,
    Decision,
    Effect,
    SaveProof,
    SendLetter,
    StopPublication,
)
from mailservice.domain.lists import Language
from mailservice.domain.publications import PublicationFile, PublicationState, Segment, Version
from mailservice.domain.readings import ForPerson, PublishDraft, PublishUnclear, PublishWord
from mailservice.domain.world import World

_WAITING = frozenset({PublicationState.PROOF, PublicationState.HELD})
_OUT = frozenset({PublicationState.SENDING, PublicationState.SENT})


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
        case PublishUnclear():
            return decide_publish_unclear(reading, facts)
        case _:
            assert_never(reading)


def decide_draft(draft: PublishDraft, facts: Facts, *, now: datetime, policy: Policy) -> Decision:
    """Keep the text and mail back its proof: to the author, and to the colleagues where one must approve."""
    earlier = facts.publication
    version = _version(draft, facts, now)
    files = _files(draft, facts.publication_files if draft.segment is None else ())
    findings = _findings(draft, version, files, facts, now=now, policy=policy)
    readers = _office(facts.world) if policy.two_pairs_of_eyes else ()
    letters = tuple(
        SendLetter(
            "proof",
            each,
            draft.language,
            {
                **_shown(version, facts, draft.language),
                "findings": [_finding_line(one) for one in findings],
                "attachments": _attachment_lines(files),
                "may_approve": not (policy.two_pairs_of_eyes and each == facts.sender),
                "two_pairs": policy.two_pairs_of_eyes,
                "hold_minutes": _minutes(policy),
                "replaces_approved": earlier is not None and earlier.state is PublicationState.HELD,
            },
            token=facts.token,
            about_lists=version.segment.lists,
            in_reply_to=facts.message_id if each == facts.sender else "",
            publication=version.id,
        )
        for each in _each_once((facts.sender, *readers))
    )
    return Decision("proof", (SaveProof(version, files), *letters))


def _version(draft: PublishDraft, facts: Facts, now: datetime) -> Version:
    """The text as it is kept. A correction keeps what it does not name: for whom, and the subject."""
    earlier = facts.publication if draft.segment is None else None
    own_id = token_hash(facts.token)[:20]
    return Version(
        id=own_id,
        origin=earlier.origin if earlier else own_id,
        number=facts.versions + 1 if earlier else 1,
        segment=draft.segment or (earlier.segment if earlier else Segment()),
        subject=draft.subject or (earlier.subject if earlier else ""),
        markdown=draft.markdown,
        language=draft.text_language,
        state=PublicationState.PROOF,
        author=facts.sender,
        written_at=now,
        spool_id=facts.spool_id,
    )


def _files(draft: PublishDraft, earlier: tuple[PublicationFile, ...]) -> tuple[PublicationFile, ...]:
    """The draft's files. A reply brings no attachments along, so a correction keeps the earlier ones."""
    brings = any(each.kind == "attachment" for each in draft.files)
    kept = () if brings else tuple(each for each in earlier if each.kind == "attachment")
    return (*draft.files, *kept)


def _findings(
    draft: PublishDraft,
    version: Version,
    files: tuple[PublicationFile, ...],
    facts: Facts,
    *,
    now: datetime,
    policy: Policy,
) -> tuple[Finding, ...]:
    audience = facts.readership
    copy = Copy(
        version.subject,
        version.markdown,
        version.language,
        files,
        readers_language=audience.language if audience else None,
        today=now.astimezone(STOCKHOLM).date(),
        heavy_kb=policy.heavy_kb,
    )
    return (*(Finding(rule, words) for rule, words in draft.notes), *lint(copy))


def _shown(version: Version, facts: Facts, language: Language) -> Line:
    """What a proof tells of a text and of its readers."""
    audience, world = facts.readership, facts.world
    return {
        "publication": {
            "id": version.id,
            "subject": version.subject,
            "language": version.language,
            "published_at": version.written_at.isoformat(),
        },
        "version": version.number,
        "author": str(version.author),
        **_for_whom(version.segment, world, language),
        "why": _for_whom(version.segment, world, version.language),
        "audience": audience.line() if audience else None,
    }


def _for_whom(segment: Segment, world: World, language: Language) -> Line:
    return {
        "lists": [list_line(each, language) for each in world.lists if each.id in segment.lists],
        "briefings": [briefing_line(b, language) for b in world.briefings if b.id in segment.briefings],
        "domains": list(segment.domains),
    }


def _finding_line(finding: Finding) -> Line:
    return {"rule": finding.rule, "words": finding.words, "number": finding.number}


def _attachment_lines(files: tuple[PublicationFile, ...]) -> list[Line]:
    return [{"name": f.name, "kb": -(-len(f.content) // 1024)} for f in files if f.kind == "attachment"]


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
    people = _each_once((facts.sender, version.author, *((version.approver,) if version.approver else ())))
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
            "publication": _shown(version, facts, word.language)["publication"],
            **_for_whom(version.segment, facts.world, version.language),
        },
        about_lists=version.segment.lists,
        once=f"test {version.id} {facts.spool_id}",
        bulk=True,
        publication=version.id,
    )
    return Decision("test-sent", (test,))


def decide_publish_unclear(reading: PublishUnclear, facts: Facts) -> Decision:
    """One question, with what is known to choose from. Nothing changes."""
    world, language = facts.world, reading.language
    version = facts.publication
    values = {
        "about": reading.about,
        "found": reading.found,
        "lists": [list_line(each, language) for each in world.lists],
        "briefings": [briefing_line(each, language) for each in world.briefings],
        "subject_of": version.subject if version else "",
    }
    asked = SendLetter(
        "publish_question",
        facts.sender,
        language,
        values,
        token=facts.token,
        in_reply_to=facts.message_id,
        publication=version.id if version else "",
    )
    return Decision(f"asked-{reading.about}", (asked,))


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
    office = _office(facts.world) if policy.two_pairs_of_eyes else ()
    return _each_once((facts.sender, version.author, *office))


def _office(world: World) -> tuple[Address, ...]:
    return tuple(Address.of(each) for each in world.secretariat)


def _each_once(people: tuple[Address, ...]) -> tuple[Address, ...]:
    return tuple(dict.fromkeys(people))


def _minutes(policy: Policy) -> int:
    return round(policy.hold.total_seconds() / 60)

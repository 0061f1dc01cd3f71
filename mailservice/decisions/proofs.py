"""A text of the secretariat: kept, judged, and mailed back as a proof. It never sends itself."""

import re
from datetime import datetime
from difflib import SequenceMatcher

from mailservice.decisions.facts import Facts
from mailservice.decisions.lines import Line, briefing_line, list_line
from mailservice.decisions.lint import Copy, Finding, lint
from mailservice.decisions.policy import Policy
from mailservice.decisions.tokens import token_hash
from mailservice.domain.addresses import Address
from mailservice.domain.days import STOCKHOLM
from mailservice.domain.effects import Decision, SaveProof, SendLetter
from mailservice.domain.lists import Language
from mailservice.domain.publications import PublicationFile, PublicationState, Segment, Version
from mailservice.domain.readings import PublishDraft
from mailservice.domain.world import World

_WORD = re.compile(r"\w+")
_ALIKE = 0.6  # of the words of both


def decide_draft(draft: PublishDraft, facts: Facts, *, now: datetime, policy: Policy) -> Decision:
    """Keep the text and mail back its proof: to the author, and to the colleagues where one must approve."""
    earlier = facts.publication
    version = _version(draft, facts, now)
    files = _files(draft, facts.publication_files if draft.segment is None else ())
    findings = _findings(draft, version, files, facts, now=now, policy=policy)
    readers = office_of(facts.world) if policy.two_pairs_of_eyes else ()
    letters = tuple(
        SendLetter(
            "proof",
            each,
            draft.language,
            {
                **shown(version, facts, draft.language),
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
        for each in each_once((facts.sender, *readers))
    )
    return Decision("proof", (SaveProof(version, files), *letters))


def corrects(draft: PublishDraft, earlier: Version | None) -> bool:
    """Whether a few words are the text before, corrected, and no remark on it: most of them are its own."""
    if earlier is None:
        return False
    new, old = (_WORD.findall(each.casefold()) for each in (draft.markdown, earlier.markdown))
    return SequenceMatcher(None, old, new, autojunk=False).ratio() >= _ALIKE


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
    notes = (Finding(rule, words) for rule, words in draft.notes)
    twins = (Finding("waits-already", each.subject) for each in facts.under_way if _is_twin(each, version))
    return (*twins, *notes, *lint(copy))


def _is_twin(other: Version, version: Version) -> bool:
    """A text that waits beside its correction, where that came as a new mail: both would go out."""
    same = (other.subject.casefold(), other.segment) == (version.subject.casefold(), version.segment)
    return same and other.origin != version.origin


def shown(version: Version, facts: Facts, language: Language) -> Line:
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
        **for_whom(version.segment, world, language),
        "why": for_whom(version.segment, world, version.language),
        "audience": audience.line() if audience else None,
    }


def for_whom(segment: Segment, world: World, language: Language) -> Line:
    """A segment in the words of a letter."""
    return {
        "lists": [list_line(each, language) for each in world.lists if each.id in segment.lists],
        "briefings": [briefing_line(b, language) for b in world.briefings if b.id in segment.briefings],
        "domains": list(segment.domains),
    }


def _finding_line(finding: Finding) -> Line:
    return {"rule": finding.rule, "words": finding.words, "number": finding.number}


def _attachment_lines(files: tuple[PublicationFile, ...]) -> list[Line]:
    return [{"name": f.name, "kb": -(-len(f.content) // 1024)} for f in files if f.kind == "attachment"]


def _minutes(policy: Policy) -> int:
    return round(policy.hold.total_seconds() / 60)


def office_of(world: World) -> tuple[Address, ...]:
    """The addresses of the secretariat."""
    return tuple(Address.of(each) for each in world.secretariat)


def each_once(people: tuple[Address, ...]) -> tuple[Address, ...]:
    """In their order."""
    return tuple(dict.fromkeys(people))

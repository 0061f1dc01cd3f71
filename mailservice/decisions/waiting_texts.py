"""What the secretariat has written that has not gone out: told to who asks."""

from mailservice.decisions.facts import Facts
from mailservice.decisions.handover import decide_handover
from mailservice.decisions.lines import Line
from mailservice.decisions.office import is_secretariat
from mailservice.decisions.proofs import for_whom
from mailservice.domain.effects import Decision, SendLetter
from mailservice.domain.publications import Version
from mailservice.domain.readings import AskWaiting, ForPerson


def decide_waiting_question(reading: AskWaiting, facts: Facts) -> Decision:
    """All of them in one letter; nothing changes."""
    if not is_secretariat(facts):
        return decide_handover(ForPerson("question", reading.language, reading.evidence), facts)
    texts = [_line(each, facts, reading) for each in facts.under_way]
    letter = SendLetter(
        "waiting_texts", facts.sender, reading.language, {"texts": texts}, in_reply_to=facts.message_id
    )
    return Decision("waiting-texts-told", (letter,))


def _line(version: Version, facts: Facts, reading: AskWaiting) -> Line:
    return {
        "subject": version.subject,
        "version": version.number,
        "state": str(version.state),
        "author": str(version.author),
        "written_at": version.written_at.isoformat(),
        "approver": str(version.approver or ""),
        "due_at": version.due_at.isoformat() if version.due_at else None,
        **for_whom(version.segment, facts.world, reading.language),
    }

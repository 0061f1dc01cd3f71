"""What is doubtful about a text is asked, and nothing changes."""

from mailservice.decisions.facts import Facts
from mailservice.decisions.lines import briefing_line, list_line
from mailservice.domain.effects import Decision, SendLetter
from mailservice.domain.readings import PublishUnclear


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

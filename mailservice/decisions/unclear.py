"""Doubt: ask the sender, offering the choices as words to reply with. Nothing changes."""

from datetime import datetime, timedelta

from mailservice.decisions.facts import Facts
from mailservice.decisions.lines import briefing_line, list_line, wish_line
from mailservice.domain.effects import AwaitAnswer, Decision, SendLetter
from mailservice.domain.readings import Unclear

ANSWER_WITHIN = timedelta(days=14)


def decide_unclear(reading: Unclear, facts: Facts, *, now: datetime) -> Decision:
    """One letter with the options numbered; a reply with the number or the words chooses."""
    world, language = facts.world, reading.language
    values = {
        "about": reading.about,
        "options": [wish_line(each, world, language) for each in reading.options],
        "lists": [list_line(each, language) for each in world.lists if each.public],
        "briefings": [briefing_line(each, language) for each in world.open_to_come(now)],
    }
    waiting = AwaitAnswer(
        facts.token, "ask", (facts.sender,), facts.sender, reading.options, language, now + ANSWER_WITHIN
    )
    letter = SendLetter(
        "ask", facts.sender, language, values, token=facts.token, in_reply_to=facts.message_id
    )
    return Decision(f"asked-{reading.about}", (waiting, letter))

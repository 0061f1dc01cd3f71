""" "Vad väntar?": the secretariat asks which texts wait. Read only where a mail says nothing else."""

import re

from mailservice.domain.lists import Language
from mailservice.domain.readings import AskWaiting, Evidence
from mailservice.message.mail import OwnWords
from mailservice.understanding.only_sentence import only_sentence

_SV = re.compile(
    r"(?i)(?:vad|vilka (?:texter|utskick|korrekturer))(?: är det)?(?: som)?"
    r" (?:väntar|(?:ligger|står) (?:och väntar|på tur))"
    r"(?: (?:nu|just nu|hos er))?(?: på (?:godkännande|att (?:bli godkän[dt]a?|godkännas|skickas|gå ut)))?\??"
)
_EN = re.compile(
    r"(?i)(?:what(?:(?:['’]s| is) (?:waiting|pending)| waits)|which texts (?:are waiting|wait))(?: now)?\??"
)


def read_waiting_question(words: OwnWords) -> AskWaiting | None:
    """The question; None for any other mail."""
    said = only_sentence(words)
    patterns: tuple[tuple[re.Pattern[str], Language], ...] = ((_SV, "sv"), (_EN, "en"))
    for pattern, language in patterns:
        if pattern.fullmatch(said):
            return AskWaiting(language, (Evidence(said, "what-waits"),))
    return None

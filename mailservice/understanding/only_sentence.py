"""The one sentence of a mail that says a single thing: greeting and thanks off."""

import re

from mailservice.message.mail import OwnWords

_GREETING = re.compile(r"(?i)^(?:hej(?:san)?|hallå|hi|hello|dear all)\b[\s,.!]*")
_COURTESY = re.compile(
    r"(?i)(?:[\s,.!]*\b(?:tack(?: så mycket)?|tackar|snälla|please|thanks|thank you))?[\s.!]*$"
)


def only_sentence(words: OwnWords) -> str:
    """On one line; of the subject where the text is empty; "" where somebody else may have said it."""
    if words.forwarded or words.alternatives_differ:
        return ""
    in_subject = words.subject if words.subject_is_new else ""
    said = " ".join((words.text.strip() or in_subject).split())
    return _COURTESY.sub("", _GREETING.sub("", said))

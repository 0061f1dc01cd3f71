"""The one sentence of a mail that says a single thing: greeting and thanks off."""

import re

from mailservice.message.mail import OwnWords

_GREETING = re.compile(r"(?i)^(?:hej(?:san)?|hallå|hi|hello|dear all)\b[\s,.!]*")
_COURTESY = re.compile(r"(?i)\b(?:tack(?: så mycket)?|tackar|snälla|please|thanks|thank you)$")
_LONGEST = 20  # characters, of a courtesy and what stands before it


def only_sentence(words: OwnWords) -> str:
    """On one line; of the subject where the text is empty; "" where somebody else may have said it."""
    if words.forwarded or words.alternatives_differ:
        return ""
    in_subject = words.subject if words.subject_is_new else ""
    said = " ".join((words.text.strip() or in_subject).split())
    greeting = _GREETING.match(said)
    said = said[greeting.end() :] if greeting else said
    said = said.rstrip(" .!")
    courtesy = _COURTESY.search(said[-_LONGEST:])
    return said.removesuffix(courtesy[0]).rstrip(" ,.!") if courtesy else said

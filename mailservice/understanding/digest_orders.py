""" "Skicka sammanfattningen nu": the one sentence with which the secretariat has digests sent.

Only a mail that says this and nothing else is read so; anything more is read as any other mail.
"""

import re

from mailservice.domain.lists import DeliveryMode, Language
from mailservice.domain.readings import Evidence, SendDigestsNow
from mailservice.message.mail import OwnWords
from mailservice.understanding.only_sentence import only_sentence

_ALL = (DeliveryMode.WEEKLY, DeliveryMode.MONTHLY)
_SV = re.compile(
    r"(?i)(?:kan du |kan ni |vill du )?(?:skicka|sänd)(?: ut)? (?:den |det |de )?"
    r"(?:(?P<when>vecko|månads)?(?:sammanfattning(?:en|ar|arna)?|sammandrag(?:et|en)?|digest(?:en|s)?)"
    r"|(?P<letter>vecko|månads)brev(?:et|en)?) (?:nu|direkt|genast)\??"
)
_EN = re.compile(
    r"(?i)(?:can you |could you )?(?:please )?send(?: out)? (?:the )?(?:(?P<when>weekly|monthly) )?"
    r"(?:digests?|summary|summaries) (?:now|at once|right away)\??"
)
_MODES = {
    "vecko": (DeliveryMode.WEEKLY,),
    "weekly": (DeliveryMode.WEEKLY,),
    "månads": (DeliveryMode.MONTHLY,),
    "monthly": (DeliveryMode.MONTHLY,),
}


def read_digest_order(words: OwnWords) -> SendDigestsNow | None:
    """The order, in the text or, where that is empty, in the subject; None for any other mail."""
    bare = only_sentence(words)
    for pattern, language in ((_SV, "sv"), (_EN, "en")):
        found = pattern.fullmatch(bare)
        if found is not None:
            return _order(found, "en" if language == "en" else "sv")
    return None


def _order(found: re.Match[str], language: Language) -> SendDigestsNow:
    named = next((each for each in found.groups() if each), "").lower()
    return SendDigestsNow(_MODES.get(named, _ALL), language, (Evidence(found[0], "digests-now"),))

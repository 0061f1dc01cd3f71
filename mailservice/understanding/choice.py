"""A number in answer to a letter that offered numbered choices."""

import re

from mailservice.domain.lists import Language
from mailservice.domain.readings import AnsweredLetter, Evidence, Wishes
from mailservice.message.mail import OwnWords

_NUMBER = re.compile(r"\A(?:alternativ|nummer|nr|number|option|val)?\.?\s*([1-9])[.)!]?\Z", re.IGNORECASE)


def read_choice(words: OwnWords, *, answered: AnsweredLetter | None, language: Language) -> Wishes | None:
    """The wish behind a bare number; None where the mail is no such answer or the number offers nothing."""
    if answered is None or not answered.options:
        return None
    found = _NUMBER.match(words.text.strip())
    if found is None or int(found[1]) > len(answered.options):
        return None
    chosen = answered.options[int(found[1]) - 1]
    return Wishes((chosen,), language, evidence=(Evidence(words.text.strip(), "chosen-number"),))

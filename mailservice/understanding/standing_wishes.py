"""Standing wishes of participants, in their plainest words; everything else is left to `understand`. Pure.

"Anmäl mig till alla genomgångar efter Tjänstemannaforum", "skicka bara materialet". Only short mails that
say nothing else are read: who writes more is read by the one reader that weighs everything.
"""

import re
from datetime import datetime

from mailservice.domain.days import STOCKHOLM
from mailservice.domain.lists import Language
from mailservice.domain.readings import AnsweredLetter, Evidence, Reading, Unclear, Wishes
from mailservice.domain.wishes import EVERYTHING, Follow, MaterialsOnly, Unfollow
from mailservice.domain.world import World
from mailservice.message.mail import OwnWords
from mailservice.understanding.lexicon import Lexicon
from mailservice.understanding.office_fields import Tags, read_when
from mailservice.understanding.slots_lists import find_topics
from mailservice.understanding.words import read_words

_MOST_WORDS = 30
_SAID = re.compile(r"\s+")
_EACH = r"(?:alla|varje|samtliga|all|every|each)(?:\s+(?:nya?|kommande|framtida|new|future))*"
_BRIEFINGS = r"(?:genomgång(?:ar|arna)?|briefings?)"
_FOLLOW = re.compile(
    r"\b(?:anmäl(?:er)? mig|sätt upp mig|jag vill vara med|boka in mig|sign me up|register me)\b[^.?!]{0,30}?"
    rf"\b{_EACH}\s+{_BRIEFINGS}\s+(?:efter|om|från|after|on|about)\b"
    rf"|\A\W*(?:hej\W+)?{_EACH}\s+{_BRIEFINGS}\s+(?:efter|after)\b",
    re.IGNORECASE,
)
_UNFOLLOW = re.compile(
    r"\banmäl mig inte(?: längre)? (?:automatiskt|av er själva)|\bsluta anmäla mig automatiskt"
    r"|\b(?:do not|don't|stop) sign(?:ing)? me up (?:automatically|by yourselves?)",
    re.IGNORECASE,
)
_MATERIALS = re.compile(
    r"\b(?:skicka|jag vill(?: gärna)? ha|nöjer mig med|räcker med)\s+(?:då\s+)?(?:bara|enbart|endast)?\s*"
    r"(?:material(?:et)?|bilder(?:na)?)\b|\bbara materialet\b"
    r"|\b(?:just|only) (?:send (?:me )?)?the (?:materials|slides)\b"
    r"|\bsend (?:me )?(?:just|only) the (?:materials|slides)\b",
    re.IGNORECASE,
)
_TOLD_BY = ("genomgång", "briefing", "material", "bilder", "slides", "automati", "själva", "yoursel")
_ONLY = re.compile(r"\b(?:bara|enbart|endast|just|only|nöjer|räcker)\b", re.IGNORECASE)
_NOT = re.compile(r"\b(?:inte|not|don't|ej|varför|why|om jag|if i)\b|\?", re.IGNORECASE)


def read_standing_wish(
    words: OwnWords,
    *,
    world: World,
    now: datetime,
    answered: AnsweredLetter | None,
    lexicon: Lexicon,
) -> Reading | None:
    """A standing wish, or a wish for the materials alone; None where it is anything else."""
    said = _SAID.sub(" ", words.text).strip()
    if len(said.split()) > _MOST_WORDS or words.forwarded:
        return None
    low = said.lower()
    if not any(each in low for each in _TOLD_BY):  # as nearly all; each of them holds one
        return None
    language: Language = "en" if re.search(r"\b(?:the|me|all|every)\b", said, re.IGNORECASE) else "sv"
    tags = lexicon.vocabularies[language].tags_of
    found = _UNFOLLOW.search(said)
    if found and not _NOT.search(said[: found.start()]):
        lists = _lists(said, world, lexicon, tags)
        return _read(Unfollow(lists or EVERYTHING), language, found[0], "unfollow")
    if _NOT.search(said):
        return None
    found = _FOLLOW.search(said)
    if found:
        lists = _lists(said, world, lexicon, tags)
        if not lists:
            return Unclear("which-list", language, (), (Evidence(found[0], "follow"),))
        return _read(Follow(lists), language, found[0], "follow")
    found = _MATERIALS.search(said)
    if found and _ONLY.search(said):
        sessions = _sessions(said, world, now, answered, tags)
        if len(sessions) == 1:
            return _read(MaterialsOnly(sessions), language, found[0], "materials")
    return None


def _read(wish: Follow | Unfollow | MaterialsOnly, language: Language, said: str, tag: str) -> Wishes:
    return Wishes((wish,), language, evidence=(Evidence(said, tag),))


def _lists(said: str, world: World, lexicon: Lexicon, tags: Tags) -> tuple[str, ...]:
    named = {each.list_id for each in find_topics(read_words(said, tags), world.lists, lexicon.topics)}
    return tuple(each.id for each in world.lists if each.id in named)


def _sessions(
    said: str, world: World, now: datetime, answered: AnsweredLetter | None, tags: Tags
) -> tuple[str, ...]:
    """The briefing on the day that is named, else that of the answered letter."""
    when = read_when(said, tags, now.astimezone(STOCKHOLM).date())
    if when.contradicts:
        return ()
    if when.day is not None:
        return tuple(
            each.id for each in world.briefings if each.start.astimezone(STOCKHOLM).date() == when.day
        )
    return answered.sessions if answered is not None else ()

"""Answers that somebody wrote between the quoted lines of our letter, each to the paragraph above it."""

import re
from collections.abc import Callable

from mailservice.domain.lists import Language
from mailservice.domain.readings import Evidence, ForPerson, Reading, Unclear, Wishes
from mailservice.domain.wishes import Register, Subscribe, Unsubscribe, Wish
from mailservice.message.mail import OwnWords
from mailservice.understanding.doubts import contradiction
from mailservice.understanding.scene import Letter, Scene
from mailservice.understanding.weigh import merged

_STAYS = re.compile(
    r"(?i)\b(?:fortsätta|fortfarande|(?:ha|har|vara|stå|ligga) kvar|behåll\w*|still|continue|keep|remain"
    r"|stay)\b"
)
_LEAVES = re.compile(
    r"(?i)\b(?:stopp|stop|slutar?|tar? bort|stryk(?:er)?|avslut\w*|avanmäl\w*|avbok\w*|avregistrera\w*"
    r"|unsubscribe|cancel\w*)\b"
)
_FILLED_IN = re.compile(r"(?i)kryss|bocka|fyll|talong|blankett|formulär|nedan|tick|form\b|below|answer|svar")
_FEW = 12  # words of an answer that begins with yes or no and says no more
_FEWEST = 2  # answers: a single block below a quotation answers the whole letter


ReadPart = Callable[[str, Letter | None], tuple[Scene, Reading | None]]


def read_between(words: OwnWords, language: Language, read: ReadPart) -> Reading | None:
    """What the answers wish together; None where there are none, or one of them is not clear.

    read   a text as a mail that answers a letter; None stands for the one that the mail answers
    """
    if words.forwarded:
        return None  # somebody else's answers
    if words.ticked and (not words.text.strip() or _FILLED_IN.search(words.text)):
        return _of_form(words, language, read)
    answers = [(above, own) for above, own in words.between if own.strip() in words.text]
    rest = words.text
    for _, own in answers:
        rest = rest.replace(own.strip(), "", 1)
    if len(answers) < _FEWEST:
        return None
    found: list[Wish] = []
    told: list[Evidence] = []
    beside = False
    for above, own in answers:
        wishes = _answer(above, own, read)
        if wishes is None:
            return None
        found += wishes.wishes
        beside = beside or wishes.also_human
        told += wishes.evidence
    _, around = read(rest, None) if rest.strip() else (None, None)
    if isinstance(around, Wishes):
        found += around.wishes
    found = list(dict.fromkeys(found))
    if not found or contradiction(found) or (isinstance(around, Unclear) and around.options):
        return None
    beside = beside or (isinstance(around, ForPerson) and around.about != "no-wish")
    return Wishes(merged(found), language, beside, tuple(told))


def _of_form(words: OwnWords, language: Language, read: ReadPart) -> Reading | None:
    """What the ticked lines of a form wish; None where one of them is not clear, or the mail says more."""
    found: list[Wish] = []
    for line in words.ticked:
        _, reading = read(line, Letter())
        if not isinstance(reading, Wishes):
            return None
        found += reading.wishes
    _, around = read(words.text, None) if words.text.strip() else (None, None)
    if contradiction(list(dict.fromkeys(found))) or isinstance(around, Wishes):
        return None
    beside = isinstance(around, ForPerson) and around.about != "no-wish"
    return Wishes(merged(found), language, beside, tuple(Evidence(line, "ticked") for line in words.ticked))


_NOTHING = Wishes((), "sv")


def _answer(above: str, own: str, read: ReadPart) -> Wishes | None:
    """The wishes of one answer, none of them where it only says no; None where it is not clear."""
    quoted, _ = read(above, Letter())
    sessions = tuple(dict.fromkeys(i for day in quoted.days for i in quoted.sessions_on(day).ids))
    lists = quoted.topics_in(0, len(quoted.words))
    kind = "invitation" if sessions else "news" if lists else ""
    scene, reading = read(own, Letter(kind, () if sessions else lists, sessions))
    leaves = _LEAVES.search(above) is not None
    stays, keeps = (_STAYS.search(each) is not None for each in (above, own))
    one = len(sessions) == 1 and not leaves and not _declines(scene)
    if one and not isinstance(reading, Wishes) and _gladly(scene):
        return Wishes((Register(sessions),), "sv", evidence=(Evidence(own, "yes"),))
    first = next((word for word in scene.words if not word.is_("hello", "please")), None)
    if first is None:
        return reading if isinstance(reading, Wishes) and one else _NOTHING
    plain = first.is_("yes", "no") and len(scene.words) <= _FEW and not leaves
    open_ = first.is_("yes") and (bool(sessions) or _in_doubt(reading))
    if plain and not open_ and not isinstance(reading, Wishes):
        about = () if sessions else lists
        return _yes_or_no(first.is_("yes"), own, about, stays=stays, keeps=keeps)
    match reading:
        case Wishes():
            return None if leaves and first.is_("yes", "no") else reading
        case ForPerson("no-wish") | None:
            return None if one and len(scene.words) <= _FEW else _NOTHING
        case ForPerson():
            return Wishes((), "sv", also_human=True)
        case _:
            return None


def _declines(scene: Scene) -> bool:
    """ "Nej, då är jag i Bryssel", "den hoppar jag över"."""
    return any(w.is_("no", "neg") or w.low in _PASSES for w in scene.words)


def _gladly(scene: Scene) -> bool:
    """ "Gärna", "den också, tack": a yes in other words, and nothing more."""
    words = scene.words
    plain = all(w.low in _GLADLY | _FILLS or w.is_("yes", "thanks", "please", "hello") for w in words)
    return plain and not any(w.asked for w in words) and any(w.low in _GLADLY for w in words)


_PASSES = frozenset({"hoppar", "avstår", "skippar", "tyvärr", "förhinder", "skip", "pass", "unfortunately"})
_GLADLY = frozenset(
    {"gärna", "absolut", "självklart", "visst", "javisst", "jajamän", "jadå", "okej", "ok", "också", "likaså"}
    | {"gladly", "sure", "certainly", "definitely", "absolutely", "too", "likewise", "okay"}
)
_FILLS = frozenset(
    {"den", "det", "dit", "här", "jag", "kommer", "för", "mig", "med", "då"}
    | {"that", "this", "one", "it", "i", "will", "come", "be", "there", "me", "also", "then", "my", "part"}
)  # words that may stand beside such a yes and turn nothing


def _in_doubt(reading: Reading | None) -> bool:
    """ "Ja, om jag får barnvakt": more is unclear than what the paragraph above tells."""
    return isinstance(reading, Unclear) and reading.about not in _TOLD_ABOVE


_TOLD_ABOVE = frozenset({"yes-to-what", "which-briefing", "which-object"})


def _yes_or_no(yes: bool, own: str, lists: tuple[str, ...], *, stays: bool, keeps: bool) -> Wishes:
    """A yes to a list that one does not have takes it; a no to keeping it leaves it, unless it keeps it."""
    found: tuple[Wish, ...] = ()
    if lists and yes and not (stays or keeps):
        found = (Subscribe(lists),)
    elif lists and stays and not (yes or keeps):
        found = (Unsubscribe(lists),)
    return Wishes(found, "sv", evidence=(Evidence(own, "yes" if yes else "no"),))

"""What is given up or taken that is no seat: a talk, an item, a question; and who comes all the same.

"Stryk mitt anförande", "tack för frågan om att hålla föredrag, jag måste tacka nej": a person sees to the
programme. "Börja utan mig", "vi ses på mötet" beside what sounds like giving a seat up: the sender is asked.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from mailservice.domain.wishes import EVERYTHING, Cancel, Register
from mailservice.understanding.acts import Act
from mailservice.understanding.said import Said
from mailservice.understanding.scene import Scene
from mailservice.understanding.standing import Meant
from mailservice.understanding.words import Word

_ITEMS = frozenset(
    {"fråga", "frågan", "frågor", "punkt", "punkter", "inlägg", "inlägget", "föredragning", "dragning"}
    | {"question", "item", "talk", "speech", "presentation", "keynote"}
)  # beside the words for talking
_ASKED_TO = re.compile(
    r"\b(?:fråg\w+|förfrågan|erbjudandet|inbjudan|invit\w+|asking|asked|request|offer)\b"
    r"(?: \S+){0,4} (?:att|to) (?:\S+ )?"
    r"(?:hålla (?:ett |en )?(?:föredrag\w*|anförande\w*|föreläsning\w*|tal)|tala|inleda|medverka|föreläsa"
    r"|presentera|moderera|(?:sitta|delta) i (?:en |er )?panel\w*|speak|present|moderate"
    r"|(?:join|sit on) (?:the|your|a) panel|give (?:a|the) (?:talk|speech|keynote|lecture))\b"
)
_ALL_THE_SAME = "(?:själv )?(?:som (?:vanligt|planerat)|ändå|förstås|naturligtvis)"
_COMES = re.compile(
    rf"\b(?:jag (?:\S+ )?(?:deltar|kommer|är med) {_ALL_THE_SAME}"
    rf"|(?:deltar|kommer|är) jag (?:med )?{_ALL_THE_SAME}"
    r"|jag (?:\S+ )?(?:finns|är) på plats|(?:finns|är) jag på plats"
    r"|(?:ses|syns) (?:på (?:själva )?(?:mötet|träffen)|där|då)|börja (?:\S+ )?utan mig"
    r"|start (?:\S+ )?without me|see you (?:there|at the (?:meeting|briefing))"
    r"|i(?:'ll| will) (?:still|of course) (?:be there|attend|come|join))\b"
)
_ELSEWHERE = frozenset(
    {"inte", "ej", "not", "nästa", "next", "annan", "annat", "andra", "other", "another", "hösten", "höst"}
    | {"gången", "gång", "time", "om", "if", "igen", "again", "hoppas", "hope"}
)  # near it: then it is not this briefing to which they come, or not sure
_NEAR = 3  # words before and behind


def is_another_role(scene: Scene, said: Said) -> bool:
    """Whether what is given up is what the sender would say there, not their seat."""
    if said.act is not Act.CANCEL:
        return False
    own = scene.words[said.first : said.last + 1]
    item = any(one.is_("my") and _is_item(other) for one, other in pairwise(own))
    number = own[0].sentence
    near = [word for word in scene.words[scene.body :] if number - 1 <= word.sentence <= number]
    seat = any(word.is_("meeting", "seat") for word in own)
    return item or (not seat and _ASKED_TO.search(_text(near)) is not None)


def _is_item(word: Word) -> bool:
    return word.is_("talk") or word.low in _ITEMS


def comes_all_the_same(scene: Scene, meant: Sequence[Meant]) -> str:
    """Whether a seat is given up, none taken, and the sender says that they come: which fault that is."""
    given_up = {i for m in meant if isinstance(m.wish, Cancel) for i in m.wish.sessions}
    if not given_up or any(isinstance(m.wish, Register) for m in meant):
        return ""
    for sentence in (each for each in scene.sentences if not each.subject):
        days = scene.days_in(sentence.first, sentence.last)
        on = {i for day in days for i in scene.sessions_on(day).ids}
        here = not days or bool(on & given_up) or given_up == {*EVERYTHING}
        if here and _says_so([word.low for word in scene.words[sentence.first : sentence.last + 1]]):
            return "contradiction"
    return ""


def _says_so(lows: Sequence[str]) -> bool:
    text = " ".join(lows)
    found = _COMES.search(text)
    if found is None:
        return False
    around = [*text[: found.start()].split()[-_NEAR:], *text[found.end() :].split()[:_NEAR]]
    return _ELSEWHERE.isdisjoint(around) and text[found.end() :].split()[:1] not in (["i"], ["hos"])


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.low for word in words)

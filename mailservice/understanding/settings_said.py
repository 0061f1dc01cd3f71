"""How often mail comes and in which language: which of these a mail speaks of, and which it does not want.

"En gång i månaden är för lite", "veckobrev i stället för månadsbrev", "I am writing this in English", "don't
translate for my sake": such words name a setting, and say that it is not to be.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from mailservice.understanding.acts import Act
from mailservice.understanding.said import Said
from mailservice.understanding.scene import Scene
from mailservice.understanding.words import Word

_NAMED: dict[Act, tuple[str, ...]] = {
    Act.MONTHLY: ("månad", "month"),
    Act.WEEKLY: ("veck", "week"),
    Act.TO_ENGLISH: ("engelsk", "english"),
    Act.TO_SWEDISH: ("svensk", "swedish"),
}  # what the words begin with that name a setting
_RIVAL_OF = {
    Act.MONTHLY: frozenset({Act.WEEKLY}),
    Act.WEEKLY: frozenset({Act.MONTHLY}),
    Act.TO_ENGLISH: frozenset({Act.TO_SWEDISH}),
    Act.TO_SWEDISH: frozenset({Act.TO_ENGLISH}),
}
_LANGUAGES = frozenset({Act.TO_ENGLISH, Act.TO_SWEDISH})
_OFTENER = frozenset({Act.EACH, Act.WEEKLY})  # than every other week
_BEFORE, _BEHIND = 3, 6  # words around such a word that turn it


@dataclass(frozen=True, slots=True)
class _Named:
    """A word that names a setting; unwanted: what stands around it says that it is not to be."""

    act: Act
    place: int
    unwanted: bool


def rightly_heard(scene: Scene, said: Sequence[Said]) -> list[Said]:
    """What was heard, without settings that are named only to say that they are not to be.

    Where the same words name the other of the two as one that is to be, that one was meant.
    """
    named = _named(scene)
    heard: list[Said] = []
    for each in said:
        if each.act in _OFTENER and _between_ours(scene):
            continue
        if (rather := _corrected(scene, each, said, named)) is not None:
            heard.append(replace(each, act=rather))
            continue
        own = [n for n in named if each.first <= n.place <= each.last]
        if any(n.act is each.act for n in own) and each.act not in (wanted := _wanted(own)):
            heard += [replace(each, act=rival) for rival in _RIVAL_OF[each.act] if rival in wanted]
        else:
            heard.append(each)
    return heard


def _corrected(scene: Scene, each: Said, said: Sequence[Said], named: Sequence[_Named]) -> Act | None:
    """ "Varje vecka. Nej, varje månad": the other of the two, where a "no" behind names that."""
    behind = scene.sentences[each.sentence + 1 : each.sentence + 2]
    if each.act not in _RIVAL_OF or not behind or not scene.words[behind[0].first].is_("no"):
        return None
    words = scene.words[behind[0].first : behind[0].last + 1]
    if not words[1:2] or not words[1].cut or any(w.is_("neg") or w.low in _NONE for w in words[1:]):
        return None  # "No one here reads Swedish", "nej, svenska förstår ingen"
    if any(s.sentence == each.sentence + 1 for s in said):
        return None
    rather = _wanted([n for n in named if behind[0].first <= n.place <= behind[0].last])
    return next(iter(rather & _RIVAL_OF[each.act]), None)


def _wanted(named: Sequence[_Named]) -> set[Act]:
    return {each.act for each in named if not each.unwanted}


def told_apart(scene: Scene, said: Sequence[Said], likely: Mapping[str, float]) -> dict[str, float]:
    """How likely each act is of a mail as a whole, without settings named only to say they are not to be.

    What the whole mail thought of such a one it thinks of its rival, where the mail speaks of that one too.
    """
    named = _named(scene)
    wanted, heard = _wanted(named), {each.act for each in said}
    told = dict(likely)
    for one in ({each.act for each in named} - wanted) | (_OFTENER if _between_ours(scene) else set()):
        told[one] = 0.0
        for rival in _RIVAL_OF.get(one, frozenset()) & wanted & heard:
            told[rival] = max(likely[one], likely[rival])
    return told


def _between_ours(scene: Scene) -> bool:
    """ "Varannan vecka", "every other week": neither how often mail comes weekly, nor monthly.

    Not where a month is spoken of as well, which may be what is wished instead.
    """
    words = scene.words
    other = any(w.low in _OTHER and v.low.startswith(_NAMED[Act.WEEKLY]) for w, v in pairwise(words))
    return other and not any(w.low.startswith(_NAMED[Act.MONTHLY]) for w in words)


def _named(scene: Scene) -> list[_Named]:
    return [
        _Named(act, at, _unwanted(scene.words, at, act))
        for at, word in enumerate(scene.words)
        for act, beginnings in _NAMED.items()
        if word.low.startswith(beginnings)
    ]


def _unwanted(words: Sequence[Word], at: int, act: Act) -> bool:
    before = [w for w in words[max(0, at - _BEFORE) : at] if w.sentence == words[at].sentence]
    if _instead_of(words, at) or _has_now(words, at):
        return True
    if act not in _LANGUAGES:
        return _too_much(words, at)
    return _not_that(before) or _both(words, at) or _of_oneself(words, at) or _not_for_me(words, at)


def _instead_of(words: Sequence[Word], at: int) -> bool:
    """ "Veckobrev i stället för ett brev i månaden", "rather than monthly"."""
    before = words[max(_clause(words, at)[0], at - _BEHIND) : at]
    given = [n for n, (one, other) in enumerate(pairwise(before)) if one.low in _INSTEAD and other.low in _OF]
    between = before[given[-1] :] if given else ()
    return bool(given) and not any(w.low.startswith(names) for w in between for names in _NAMED.values())


def _has_now(words: Sequence[Word], at: int) -> bool:
    """ "En gång i månaden (som jag har nu)", "I get the weekly one now": not how it is to be."""
    first, last = _clause(words, at)
    behind = words[last + 1 : last + 2]
    if behind and behind[0].low in _WHICH and behind[0].sentence == words[at].sentence:
        last = _clause(words, last + 1)[1]
    clause = words[first : last + 1]
    now = any(w.low in _NOW and not (n and clause[n - 1].is_("from-day")) for n, w in enumerate(clause))
    mine = any(w.low in _HAVE for w in clause) and any(w.is_("me-subject") for w in clause)
    return now and mine and not _wishes(clause)


def _not_that(before: Sequence[Word]) -> bool:
    """ "Inte på engelska", "I don't read Swedish"; not "not only in Swedish", "why not in English"."""
    denied = any(w.is_("neg") and not w.asked for w in before)
    return denied and not any(w.is_("only") or w.low in {"varför", "why"} for w in before)


def _both(words: Sequence[Word], at: int) -> bool:
    """ "Både svenska och engelska": of two that exclude each other neither is told."""
    first, last = _clause(words, at)
    clause = words[first : last + 1]
    named = [act for act in _LANGUAGES for w in clause if w.low.startswith(_NAMED[act])]
    return len(set(named)) > 1 and any(w.is_("both") for w in clause)


def _of_oneself(words: Sequence[Word], at: int) -> bool:
    """ "My Swedish", or what one writes oneself: "I am writing this in English"."""
    if at and words[at - 1].low in _MINE:
        return True
    first, last = _clause(words, at)
    clause = words[first : last + 1]
    writes = any(w.low in _WRITING for w in words[first:at]) and any(w.is_("me-subject") for w in clause)
    verbs = [n for n, w in enumerate(clause) if w.low in _WRITING]
    by_us = any(w.low in _OURS for n in verbs for w in _without_adverbs(clause[:n])[-1:])
    return writes and not by_us and not _wishes(clause)


def _without_adverbs(words: Sequence[Word]) -> list[Word]:
    return [w for w in words if w.low not in _ADVERBS]


def _wishes(clause: Sequence[Word]) -> bool:
    return any(w.is_("want", "volition", "please", "send") for w in clause)


def _not_for_me(words: Sequence[Word], at: int) -> bool:
    """ "Ni behöver inte översätta något", "don't go translating anything for my sake"."""
    sentence = [w for w in words if w.sentence == words[at].sentence]
    verbs = [at for at, w in enumerate(sentence) if w.low.startswith(_TRANSLATING)]
    return any(w.is_("neg") or w.low == "no" for at in verbs for w in sentence[max(0, at - _BEFORE) : at])


def _too_much(words: Sequence[Word], at: int) -> bool:
    """ "En gång i månaden är för lite", "weekly is too often", "once a month isn't enough"."""
    behind = words[at + 1 : min(at + _BEHIND, _clause(words, at)[1]) + 1]
    denied = any(w.is_("neg") for w in behind)
    if any(one.low in _TOO and other.low in _MEASURES for one, other in pairwise(behind)):
        return not denied
    return denied and any(w.low in _ENOUGH for w in behind)


def _clause(words: Sequence[Word], at: int) -> tuple[int, int]:
    """The first and the last word between the commas and the "men" around a place."""
    first = last = at
    while first and not (words[first].cut or words[first].is_("conj") or _new(words, first)):
        first -= 1
    while last + 1 < len(words):
        following = words[last + 1]
        if following.cut or following.is_("conj") or _new(words, last + 1):
            break
        last += 1
    return first, last


def _new(words: Sequence[Word], at: int) -> bool:
    return words[at].sentence != words[at - 1].sentence


_OTHER = frozenset({"varannan", "other", "second", "two", "tredje", "third"})
_NONE = frozenset({"ingen", "inget", "inga", "nobody", "none", "no"})
_INSTEAD = frozenset({"stället", "istället", "instead", "rather", "hellre", "snarare"})
_OF = frozenset({"för", "of", "than", "än"})
_MINE = frozenset({"min", "my"})
_WHICH = frozenset({"som", "which", "that", "det"})
_HAVE = frozenset({"har", "får", "have", "get", "receive"})
_NOW = frozenset({"nu", "idag", "now", "today", "currently", "presently"})
_WRITING = frozenset({"skriver", "skrev", "skrivit", "writing", "write", "wrote", "written"})
_ADVERBS = frozenset({"also", "even", "often", "always", "now", "också", "även", "ofta", "alltid", "nu"})
_OURS = frozenset({"you", "ni"})  # "as I see you write in English"
_TRANSLATING = ("translat", "översätt")
_TOO = frozenset({"för", "too", "alldeles"})
_MEASURES = frozenset(
    {"lite", "litet", "mycket", "ofta", "sällan", "glest", "tätt", "much", "often", "little", "seldom"}
    | {"rarely", "rare", "few", "many", "infrequent"}
)
_ENOUGH = frozenset({"räcker", "nog", "enough"})

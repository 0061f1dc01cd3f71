"""What sounds like the sender's wish and is a report: others' advice, one's own doing, how things are."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from mailservice.understanding.acts import WISHES, Act
from mailservice.understanding.others_words import in_others_words
from mailservice.understanding.said import SURE, Said
from mailservice.understanding.scene import Scene
from mailservice.understanding.words import Word

_ADVISED = 0.5  # what others advise is heard, not said


def without_reports(scene: Scene, said: Sequence[Said]) -> list[Said]:
    """What was heard, without what the sender does themselves; what others say is told as theirs.

    What they advise is half heard.
    """
    heard = [
        each
        for each in said
        if not (
            _does_oneself(scene, each)
            or _rather_kept(each, said)
            or _goes_on(scene, each, said)
            or _asks_nothing(scene, each)
        )
    ]
    return [_as_told(scene, each) for each in heard]


def _as_told(scene: Scene, said: Said) -> Said:
    if said.act in WISHES and in_others_words(scene, said):
        return replace(said, act=Act.THIRD)
    return replace(said, likely=min(said.likely, _ADVISED)) if _advised(scene, said) else said


def _advised(scene: Scene, said: Said) -> bool:
    """ "Min bror tycker att ett brev i månaden är lagom": not what the sender thinks."""
    words = scene.words[said.first : said.last + 1]
    thinks = [at for at, w in enumerate(words) if w.low in _THINKS]
    if said.act not in WISHES or not thinks:
        return False
    at = thinks[0]
    others = any(w.is_("kin", "third", "title", "name", "my", "ours") for w in words[:at])
    mine = any(w.is_("me-subject", "you") or w.low in _SUBJECTS for w in words[:at])
    own = any(w.is_("conj", "and", "please") or w.low in _THEREFORE for w in words[at + 1 :])
    return others and not mine and not own and not words[0].asked


_THINKS = frozenset(
    {"tycker", "anser", "menar", "säger", "föreslår", "rekommenderar", "tyckte", "föreslog", "rådde"}
    | {"thinks", "says", "suggests", "recommends", "advises", "reckons", "suggested", "recommended"}
)
_THEREFORE = frozenset({"så", "därför", "alltså", "so", "therefore", "hence"})


def _does_oneself(scene: Scene, said: Said) -> bool:
    """ "… so that I can stop guessing", "så kan hon sluta med det": not for us to do."""
    words = scene.words[said.first : said.last + 1]
    if said.act is not Act.UNSUBSCRIBE or scene.topics_in(said.first, said.last):
        return False
    for at, word in enumerate(words):
        before = words[max(0, at - _REACH) : at]
        who = any(w.is_("me-subject", "third") for w in before) and not any(w.is_("you") for w in before)
        if word.is_("cease") and who and any(w.low in _SO for w in before):
            return not any(w.is_("news", "roll", "subscription", "give", "send") for w in words[at:])
    return False


_REACH = 4  # words before a "stop" among which it is told whose it is
_SO = frozenset({"så", "so"})


def _rather_kept(each: Said, said: Sequence[Said]) -> bool:
    """Whether the same words keep it more surely, and others leave something."""
    kept = any(
        s.act is Act.KEEP and (s.first, s.last) == (each.first, each.last) and s.likely > each.likely
        for s in said
    )
    left = any(s.act is each.act and s.sentence != each.sentence and s.likely >= SURE for s in said)
    return each.act is Act.UNSUBSCRIBE and kept and left


def _goes_on(scene: Scene, each: Said, said: Sequence[Said]) -> bool:
    """ "I would like to go on reading the officials' news", where something else is left: it is there."""
    if each.act is not Act.SUBSCRIBE:
        return False
    left = any(
        s.act is Act.UNSUBSCRIBE and s.likely >= SURE and (s.first, s.last) != (each.first, each.last)
        for s in said
    )
    words = scene.words[each.first : each.last + 1]
    going = any(one.low in _GO and other.low == "on" for one, other in pairwise(words))
    kept = any(s.act is Act.KEEP and s.sentence == each.sentence and s.likely > each.likely for s in said)
    return left and (going or kept or any(w.low in _GO_ON for w in words))


_GO = frozenset({"go", "going", "carry", "carrying"})
_GO_ON = frozenset({"fortsätta", "fortsätter", "fortsatt", "continue", "continuing", "behålla"})


def _asks_nothing(scene: Scene, said: Said) -> bool:
    """ "Säg till om ni behöver något från mig", "Till den som svarar för registret" ask nothing."""
    if said.act not in {Act.QUESTION, Act.HUMAN}:
        return False
    words = scene.words[said.first : said.last + 1]
    lows = [w.low for w in words]
    offers = any([one, other] in _TELL_ME for one, other in pairwise(lows))
    needs = any(one.is_("you") and other.low in _NEED for one, other in pairwise(words))
    needs = needs or any(one.low in _NEED and other.is_("you") for one, other in pairwise(words))
    if offers and needs and not words[0].asked and any(low.startswith(_MORE) for low in lows):
        return True
    first = next((s for s in scene.sentences if not s.subject), None)
    opens = first is not None and said.first == first.first and said.last == first.last
    return opens and lows[0] in _TO and not any(w.asked or w.is_("me-subject", "want") for w in words)


_TELL_ME = (["säga", "till"], ["säg", "till"], ["hör", "av"], ["höra", "av"], ["me", "know"], ["just", "ask"])
_NEED = frozenset({"behöver", "need", "saknar"})
_MORE = ("något", "nåt", "mer", "uppgift", "underlag", "intyg", "anything", "more", "detail")
_TO = frozenset({"till", "to", "attn"})


def tells_what_comes(scene: Scene, said: Said) -> bool:
    """ "Jag får breven från båda", "ett från vartdera dimper ner": how things are, with no word of a wish."""
    words = scene.words[said.first : said.last + 1]
    if words[0].asked or any(w.is_("want", "volition", "please") for w in words):
        return False
    return any(
        (_acts(one) and other.low in _COMES) or (one.low in _COMES and _acts(other))
        for one, other in pairwise(words)
    )


def _acts(word: Word) -> bool:
    return word.is_("me-subject", "name") or word.low in _SUBJECTS


_SUBJECTS = frozenset({"vi", "we", "ni", "you", "det", "de", "it", "they", "there"})
_COMES = frozenset(
    {"får", "har", "tar", "läser", "prenumererar", "skickar", "sänder", "kommer", "dimper", "landar"}
    | {"trillar", "ramlar", "get", "receive", "have", "take", "read", "send", "comes", "come", "arrive"}
)

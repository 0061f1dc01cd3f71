"""Whose share of a sentence is whose: "Per tar den 24 maj och jag tar den 26 maj".

Where a clause tells what somebody else does, and another what the sender does, the lists and briefings of the
first are not the sender's; unless theirs points at them: "Per går den 24 maj och jag vill gå dit också".
"""

from collections.abc import Sequence

from mailservice.understanding.said import cut_parts
from mailservice.understanding.scene import Scene
from mailservice.understanding.unmarked_ifs import is_present
from mailservice.understanding.word_forms import lemma
from mailservice.understanding.words import Word

_CALENDAR = ("weekday-", "month-")
_OF_NAMES = frozenset({"name", "every-word", "other"})  # of names as well: "Per", "Anna"

Share = tuple[int, int]  # the places of its first and its last word

_MINE = frozenset({"vi", "we"})
_POINTS = frozenset({"dit", "samma", "båda", "bägge", "both", "same", "dem", "dom"})
_AUXILIARIES = frozenset({"ska", "skall", "vill", "kan", "är", "will", "is", "has", "wants", "can", "goes"})


def others_shares(scene: Scene, number: int) -> list[Share]:
    """The clauses of a sentence that tell what somebody else does, beside one that tells of the sender."""
    sentence = scene.sentences[number]
    if sentence.asked:
        return []
    parts = [
        (sentence.tokens[first].first, sentence.tokens[last].last)
        for first, last in cut_parts(sentence, scene.words)
    ]
    whose = [_whose(scene, part) for part in parts]
    for at in range(1, len(parts)):
        coming = _is_me(scene.words[parts[at - 1][1]])  # "jag och Bo tar den 26 maj"
        whose[at] = whose[at - 1] if coming or not whose[at] else whose[at]
    mine = [
        word for part, who in zip(parts, whose, strict=True) if who == "mine" for word in _of(scene, part)
    ]
    if any(word.low in _POINTS for word in mine) or not mine:
        return []
    return [part for part, who in zip(parts, whose, strict=True) if who == "others"]


def of_others(scene: Scene) -> frozenset[str]:
    """The lists and briefings that are named in such shares alone, each beside one in the sender's own."""
    lists = [(topic.place, topic.list_id) for topic in scene.topics]
    briefings = [(day.first, i) for day in scene.days for i in scene.sessions_on(day).ids]
    return frozenset(_theirs(scene, lists) | _theirs(scene, briefings))


def _theirs(scene: Scene, named: Sequence[tuple[int, str]]) -> set[str]:
    theirs: set[str] = set()
    own: set[str] = set()
    for number, sentence in enumerate(scene.sentences):
        here = [(at, i) for at, i in named if sentence.first <= at <= sentence.last]
        shares = others_shares(scene, number) if here else []
        mine = {i for at, i in here if not in_any(at, shares)}
        theirs |= {i for _, i in here} - mine if mine else set()
        own |= mine
    return theirs - own


def in_any(place: int, shares: Sequence[Share]) -> bool:
    """Whether a place is in one of these."""
    return any(first <= place <= last for first, last in shares)


def _of(scene: Scene, part: Share) -> Sequence[Word]:
    return scene.words[part[0] : part[1] + 1]


def _whose(scene: Scene, part: Share) -> str:
    """Whose a clause is: who does it, else to whom it is done; "" where it tells neither."""
    words = _of(scene, part)
    if any(map(_is_me, words)):
        return "mine"
    if _is_others(scene, part):
        return "others"
    return "mine" if any(word.is_("me-object") and not word.is_("my") for word in words) else ""


def _is_me(word: Word) -> bool:
    subject = word.is_("me-subject") and word.written != "i" and not word.is_("my")
    return subject or word.low in _MINE


def _is_others(scene: Scene, part: Share) -> bool:
    """Whether a verb in the present stands beside somebody: "Ahmed går", "kommer Olof Krans"."""
    return any(
        is_finite(scene.words[at])
        and any(
            _is_somebody(scene, each) or (each > at and scene.words[each].is_("themselves"))
            for each in (at - 1, at + 1)
            if part[0] <= each <= part[1]
        )
        for at in range(part[0], part[1] + 1)
    )


def is_finite(word: Word) -> bool:
    """Whether a word may be a verb in the present, in Swedish or in English."""
    english = word.low.endswith("s") and lemma(word.low) == word.low.removesuffix("s")
    return word.written.islower() and (word.low in _AUXILIARIES or is_present(word.low) or english)


def _is_somebody(scene: Scene, at: int) -> bool:
    word = scene.words[at]
    if scene.is_topic(word) or word.is_("my", "you") or any(tag.startswith(_CALENDAR) for tag in word.tags):
        return False
    return word.is_("kin", "third", "title", "name") or (word.written[:1].isupper() and _is_name(scene, at))


def _is_name(scene: Scene, at: int) -> bool:
    """Whether a word with a capital is a name: at the beginning of a sentence if it means nothing else."""
    word = scene.words[at]
    begins = word.told or at == 0 or scene.words[at - 1].sentence != word.sentence
    known = any(tag[0] != "=" and tag not in _OF_NAMES for tag in word.tags)
    return not begins or (not known and lemma(word.low) == word.low)

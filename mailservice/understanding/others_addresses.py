"""Addresses that are somebody else's: a successor's, a colleague's, one to answer to.

Who hands over their task has their letters sent on to another: that is no move of the sender's, who may be
wrong about what the other wants. An address that bears the sender's name, or is told as theirs, is not so.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from mailservice.understanding.acts import Act
from mailservice.understanding.said import Said
from mailservice.understanding.scene import Scene
from mailservice.understanding.shares import is_finite
from mailservice.understanding.slots_addresses import new_address
from mailservice.understanding.word_forms import fold
from mailservice.understanding.words import Word

_SHORTEST = 3  # letters of a name by which somebody is known
_NEAR = 4  # words before an address that tell whose it is
_SIGNED = 5  # words of a last sentence that is a signature
_TAKES = frozenset({"ta", "tar", "tog", "tagit", "take", "takes", "taking", "took", "tager"})
_OVERTAKES = ("övertar", "övertog", "efterträder", "avlöser", "overtar", "overtager", "afløser", "avløser")
_OVER = frozenset({"över", "over"})
_SUCCESSORS = (
    "efterträdare",
    "ersättare",
    "etterfølger",
    "efterfølger",
    "afløser",
    "successor",
    "replacement",
)
_REACH = 5  # words from a "tar" to its "över": "tar Nora Sjöö över"
_ME, _AT = frozenset({"mig", "mej", "meg", "me"}), frozenset({"på", "at", "via", "under", "genom"})
_ANSWER = frozenset(
    {"svara", "svar", "svaret", "svarar", "svare", "reply", "respond", "answer", "återkom", "återkoppla"}
)


def to_somebody_else(scene: Scene, said: Said) -> bool:
    """Whether what is said would send to an address that is somebody else's."""
    return any(
        not _is_own(scene, at)
        and (_answers_to(scene, at) or _is_handed_over(scene, at) or _bears_a_name(scene, at))
        for at in _addresses(scene, said)
    )


def _addresses(scene: Scene, said: Said) -> list[int]:
    """The places of the address of a move, in its own words if it stands there, or of those of a wish."""
    near = (said.first, said.last)
    inside = range(said.first, said.last + 1)
    if said.act is Act.SUBSCRIBE:
        ours = {scene.sender, scene.world.address}
        return [at for at in inside if scene.words[at].is_("at") and scene.words[at].low not in ours]
    to = new_address(scene.words, near=near, sender=scene.sender, ours=scene.world.address)
    if said.act is not Act.MOVE or to is None:
        return []
    places = [at for at, word in enumerate(scene.words) if word.low == to.lower()]
    return [at for at in places if at in inside] or places[:1]


def _is_own(scene: Scene, at: int) -> bool:
    """Whether it bears the sender's name, or is told as theirs: "min nya adress", "når mig på"."""
    before = _before(scene.words, at)
    mine = any(word.is_("my") for word in before) and any(word.is_("address") for word in before)
    reaches = any(one.low in _ME and other.low in _AT for one, other in pairwise(before))
    return mine or reaches or not _names(scene.words[at].low).isdisjoint(_names(scene.sender))


def _answers_to(scene: Scene, at: int) -> bool:
    """ "Svara till c@d": not where to send to; "svara inte hit, skicka till c@d" is."""
    before = [word for word in scene.words[:at] if word.sentence == scene.words[at].sentence]
    verb = next((n for n, word in enumerate(before) if word.low in _ANSWER), len(before))
    return verb < len(before) and not any(
        word.is_("send", "exchange", "news") or word.cut for word in before[verb + 1 :]
    )


def _is_handed_over(scene: Scene, at: int) -> bool:
    """Whether it is told beside it that somebody takes over, or whose successor it is."""
    number = scene.words[at].sentence
    near = [word for word in scene.words[scene.body :] if abs(word.sentence - number) <= 1]
    return _hands_over(near)


def _hands_over(words: Sequence[Word]) -> bool:
    return any(_takes_over(words, at) or _is_successor(words, at) for at in range(len(words)))


def _takes_over(words: Sequence[Word], at: int) -> bool:
    """ "hon tar över", "tar Nora Sjöö över", "as Sam is taking over"; not "jag tar över", "tar jag över"."""
    word = words[at]
    behind = [w for w in words[at + 1 : at + 1 + _REACH] if w.sentence == word.sentence]
    over = next((n for n, w in enumerate(behind) if w.low in _OVER), None)
    if not word.low.startswith(_OVERTAKES) and (word.low not in _TAKES or over is None):
        return False
    around = [w for w in words[max(0, at - _NEAR) : at] if w.sentence == word.sentence] + behind[: over or 1]
    return not any(_is_me(w) for w in around)


def _is_successor(words: Sequence[Word], at: int) -> bool:
    """ "min efterträdare", "til min etterfølger"; not "jag är hans efterträdare"."""
    own = words[at].low.startswith(_SUCCESSORS)
    return own and at > 0 and (words[at - 1].is_("my", "ours") or words[at - 1].low in {"ny", "new"})


def _bears_a_name(scene: Scene, at: int) -> bool:
    """Whether it bears a name that the mail tells as somebody else's: "regionråd Stig Holm", "Sam is …"."""
    names = _names(scene.words[at].low)
    last = scene.words[-1].sentence
    signed = [fold(w.low) for w in scene.words if w.sentence == last]
    if len(signed) <= _SIGNED and not names.isdisjoint(signed):
        return False
    return any(
        fold(word.low) in names and word.written[:1].isupper() and _is_told(scene.words, place)
        for place, word in enumerate(scene.words)
        if place >= scene.body and not word.is_("at")
    )


def _is_told(words: Sequence[Word], at: int) -> bool:
    """Whether a name stands behind "min kollega", "regionråd", or before a verb that is not the sender's."""
    if any(word.is_("kin", "title") for word in _before(words, at)[-2:]):
        return True
    behind = [word for word in words[at + 1 : at + 4] if word.sentence == words[at].sentence]
    verb = next((n for n, word in enumerate(behind[:2]) if is_finite(word)), None)
    return verb is not None and not any(_is_me(word) for word in behind[verb:])


def _is_me(word: Word) -> bool:
    return word.low in {"jag", "jeg", "vi", "we"} or word.written == "I"


def _names(address: str) -> set[str]:
    """The parts of its local part that may be a name: "nora" and "sjoo"."""
    parts = re.split(r"[^a-zåäöæøé]+", address.partition("@")[0].lower())
    return {fold(part) for part in parts if len(part) >= _SHORTEST}


def _before(words: Sequence[Word], at: int) -> list[Word]:
    return [word for word in words[max(0, at - _NEAR) : at] if word.sentence == words[at].sentence]

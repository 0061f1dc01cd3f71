"""Whose a wish is, and whether it is about ours: the sender's, somebody else's, another meeting's."""

from collections.abc import Sequence

from mailservice.understanding.acts import Act
from mailservice.understanding.others_addresses import to_somebody_else
from mailservice.understanding.said import SURE, Said
from mailservice.understanding.scene import SPOKEN_OF, Scene, frames_of
from mailservice.understanding.shares import others_shares
from mailservice.understanding.words import Word

_OURS = ("news", "roll", "meeting", "seat", "network", "name-word", "data", "subscription")
_REACH = 4  # words behind an act among which its object is looked for


def upon_something_else(scene: Scene, said: Said) -> bool:
    """Whether the act is upon something that is none of ours: "avboka rummet", "avregistrera min firma"."""
    for frame in frames_of(scene, said.sentence):
        behind = [
            w
            for w in scene.words[frame.hit.last + 1 : frame.hit.last + 1 + _REACH]
            if w.sentence == scene.words[frame.hit.last].sentence
        ]
        for word in behind:
            if word.is_(*_OURS, "me") or word.cut or scene.is_topic(word):
                break
            if word.is_("foreign"):
                return True
    return False


def of_somebody_else(scene: Scene, said: Said, spoken: Sequence[Said]) -> bool:
    """Whether a wish is somebody else's: it names their address, or speaks of them and not of the sender."""
    if said.act in {Act.MOVE, Act.SUBSCRIBE} and to_somebody_else(scene, said):
        return True
    if said.act not in _PERSONAL:
        return False
    if any(first <= said.first and said.last <= last for first, last in others_shares(scene, said.sentence)):
        return True
    sentence = scene.sentences[said.sentence]
    whole = scene.words[sentence.first : sentence.last + 1]
    me = any(w.is_("me", "my", "me-object", "me-subject") for w in whole)
    if not me and (_lists_people(whole) or _adds_them(said, whole)):
        return True
    mine = me or any(w.is_("us") for w in whole)
    others = any(w.is_("at") and w.low not in {scene.sender, scene.world.address} for w in whole)
    thirds = [each for each in spoken if each.act is Act.THIRD and not sees_to_it(scene, each)]
    others = others or (any(w.low in _THEM for w in whole) and _names_others(scene))
    here = any(each.sentence == said.sentence and each.likely >= said.likely for each in thirds)
    return here or (not mine and (others or any(each.likely >= SURE for each in thirds)))


def _adds_them(said: Said, words: Sequence[Word]) -> bool:
    """ "lägg gärna till dem bland mottagarna"; not "börja skicka dem igen"."""
    them = any(w.low in _THEM for w in words)
    return (
        them and said.act in {Act.SUBSCRIBE, Act.REGISTER} and not any(w.is_("send", "give") for w in words)
    )


def _lists_people(words: Sequence[Word]) -> bool:
    """ "från oss deltar följande", "vill följande vara med"; not "följande möten"."""
    behind = [words[at + 1 : at + 2] for at, w in enumerate(words) if w.low in _FOLLOWING]
    return any(not each or not each[0].is_(*_OURS) for each in behind)


_FOLLOWING = frozenset({"följande", "nedanstående", "following"})


def _names_others(scene: Scene) -> bool:
    """Whether the body gives the address of somebody else."""
    ours = {scene.sender, scene.world.address}
    return any(w.is_("at") and w.low not in ours for w in scene.words[scene.body :])


_THEM = frozenset({"dem", "dom", "them"})


def sees_to_it(scene: Scene, said: Said) -> bool:
    """ "henne ska ni inte göra något med", "he will write to you himself": nothing is asked for them."""
    words = scene.words[said.first : said.last + 1]
    needless = any(w.is_("neg") for w in words) and any(w.low in _NEED for w in words)
    mine = any(w.is_("me-subject") for w in words)
    return said.act is Act.THIRD and (needless or (not mine and any(w.low in _SELF for w in words)))


_NEED = frozenset({"behöver", "göra", "tänka", "do", "need", "nothing"})
_SELF = frozenset({"själv", "själva", "himself", "herself", "themselves"})
_PERSONAL = frozenset({*SPOKEN_OF, Act.ERASE, Act.EXPORT})  # what only somebody themselves may ask for

"""Which lists an act is about: by its own words, the letter that it answers, the words around."""

from collections.abc import Sequence, Set
from dataclasses import dataclass

from mailservice.understanding.acts import Act
from mailservice.understanding.clauses import Clause
from mailservice.understanding.said import Said
from mailservice.understanding.scene import SPOKEN_OF, Scene, frames_of
from mailservice.understanding.slots import Part, around, says_every
from mailservice.understanding.words import Word


@dataclass(frozen=True, slots=True)
class ListSlot:
    """ids: the lists meant, ("*",) for all; named: by the act's own words; fault: why none is meant."""

    ids: tuple[str, ...]
    named: bool = False
    fault: str = ""


def list_slot(scene: Scene, said: Said, others: Sequence[Said]) -> ListSlot:
    """Which lists an act is about."""
    named = _named_for(scene, said)
    public = tuple(each.id for each in scene.world.lists if each.public)
    leaving = said.act is Act.UNSUBSCRIBE
    if named:
        return ListSlot(named, named=True)
    words = scene.words[said.first : said.last + 1]
    if any(w.is_("both") for w in words):
        return ListSlot(("*",) if leaving else public, named=True)
    if leaving and says_every(words):
        return ListSlot(("*",))
    if leaving and scene.letter.kind in {"invitation", "reminder"} and not _about_news(words):
        return ListSlot((), fault="which-object")
    if _speaks_of_the_other(words):
        return _the_other(scene, said, public)
    if scene.letter.lists and not (leaving and len(scene.letter.lists) > 1):
        return ListSlot(scene.letter.lists)
    for part in around(scene, said, others):
        near = tuple(each for each in scene.topics_in(*part) if each in public or _names_network(scene, part))
        if near:
            return ListSlot(near)
        if part[1] < scene.body and any(w.is_("both") for w in scene.words[part[0] : part[1] + 1]):
            return ListSlot(public)
    return ListSlot(("*",) if leaving else public)


def _speaks_of_the_other(words: Sequence[Word]) -> bool:
    """ "det andra kan ni sluta med", "the other one"; not "på den andra sidan", "det ena och det andra"."""
    found = [
        at
        for at, w in enumerate(words)
        if at and w.low in _OTHER and words[at - 1].low in {"den", "det", "the"}
    ]
    behind = [words[at + 1] for at in found if at + 1 < len(words)]
    fits = all(w.is_("news", "roll", "could", "you", "me", "stands") or w.low == "one" for w in behind)
    return bool(found) and fits and not any(w.low == "ena" for w in words)


_OTHER = frozenset({"andra", "other"})


def _the_other(scene: Scene, said: Said, public: tuple[str, ...]) -> ListSlot:
    """ "det andra kan ni sluta med": of two lists the one that was not just named."""
    before = [i for i in scene.topics_in(scene.body, said.first - 1) if i in public]
    named = dict.fromkeys(before or scene.letter.lists)
    left = tuple(i for i in public if i not in named)
    one = len(named) == 1 and len(left) == 1
    return ListSlot(left, named=True) if one else ListSlot((), fault="which-object")


def _named_for(scene: Scene, said: Said) -> tuple[str, ...]:
    """The lists that an act's words name, without those in a clause that speaks of another act."""
    named = _both_of(scene, said)
    if named:
        return named
    named = scene.topics_in(said.first, said.last)
    frames = [f for f in frames_of(scene, said.sentence) if said.first <= f.hit.first <= said.last]
    own = {f.clause for f in frames if f.act in SPOKEN_OF[said.act]}
    others = [scene.clauses[f.clause] for f in frames if f.clause not in own]
    elsewhere = {i for clause in others for i in scene.topics_in(clause.first, clause.last)}
    behind = _behind_but(scene, said, own)
    if said.act is Act.UNSUBSCRIBE and len(named) > 1 and behind:
        return behind
    if said.act is Act.UNSUBSCRIBE and len(named) > 1:
        elsewhere |= _only(scene, said, [scene.clauses[at] for at in own])
    return tuple(i for i in named if i not in elsewhere) or named


def _both_of(scene: Scene, said: Said) -> tuple[str, ...]:
    """ "både Tjänstemannaforum och Politikerforum", whatever else the sentence speaks of; () for none."""
    for at in range(said.first, said.last - 2):
        one, joint, other = (scene.topics_in(place, place) for place in (at + 1, at + 2, at + 3))
        if scene.words[at].is_("both") and len(one) == 1 and not joint and len(other) == 1 and one != other:
            return (*one, *other)
    return ()


def _behind_but(scene: Scene, said: Said, leaving: Set[int]) -> tuple[str, ...]:
    """ "Politikerforums läser jag men det till tjänstemännen kan ni sluta med": what stands behind."""
    acts = [scene.clauses[at].last for at in leaving]
    buts = [at for at in range(said.first + 1, said.last) if scene.words[at].low in {"men", "but"}]
    before = [at for at in buts if acts and at < max(acts)]
    return scene.topics_in(before[-1], said.last) if before else ()


def _only(scene: Scene, said: Said, leaving: Sequence[Clause]) -> set[str]:
    """ "det är bara Tjänstemannaforum som rör mitt arbete": what only is of interest is not left."""
    found = set()
    for topic in scene.topics:
        before = scene.words[max(said.first, topic.place - _NEAR) : topic.place]
        apart = not any(clause.first <= topic.place <= clause.last for clause in leaving)
        if said.first <= topic.place <= said.last and apart and any(w.is_("only") for w in before):
            found.add(topic.list_id)
    return found


_NEAR = 3  # words before a list among which its "only" stands


def _about_news(words: Sequence[Word]) -> bool:
    """Whether the words themselves speak of what is sent, so that no seat can be meant."""
    return any(w.is_("news", "roll", "subscription", "send", "network", "give") for w in words)


def _names_network(scene: Scene, part: Part) -> bool:
    return any(w.is_("network") for w in scene.words[part[0] : part[1] + 1])

"""Which lists an act is about: by its own words, the letter that it answers, the words around."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from mailservice.understanding.acts import Act
from mailservice.understanding.clauses import Clause
from mailservice.understanding.said import Said
from mailservice.understanding.scene import SPOKEN_OF, Scene, frames_of
from mailservice.understanding.shares import others_shares
from mailservice.understanding.slots import Part, around, says_every
from mailservice.understanding.slots_other_lists import set_apart, told_by_pointing
from mailservice.understanding.words import Word


@dataclass(frozen=True, slots=True)
class ListSlot:
    """ids: the lists meant, ("*",) for all; named: by the act's own words; fault: why none is meant."""

    ids: tuple[str, ...]
    named: bool = False
    fault: str = ""


def list_slot(scene: Scene, said: Said, others: Sequence[Said]) -> ListSlot:
    """Which lists an act is about."""
    words = scene.words[said.first : said.last + 1]
    named = _named_for(scene, said)
    public = tuple(each.id for each in scene.world.lists if each.public)
    leaving = said.act is Act.UNSUBSCRIBE
    joins_both = not leaving and any(w.is_("both") for w in words)
    if (joins_both or not (leaving or named)) and _of_briefings(scene, words):
        return ListSlot((), fault="which-object")
    if rest := set_apart(scene, said, public):
        return ListSlot(rest, named=True)
    if named:
        both = not leaving and _both_and_names(scene, said)
        return ListSlot(public if both else named, named=True)
    if any(w.is_("both") for w in words):
        return ListSlot(("*",) if leaving else public, named=True)
    if leaving and says_every(words):
        return ListSlot(("*",))
    if leaving and scene.letter.kind in {"invitation", "reminder"} and not _about_news(words):
        return ListSlot((), fault="which-object")
    told = told_by_pointing(scene, said, public)
    if told is not None:
        return ListSlot(told, named=True) if told else ListSlot((), fault="which-object")
    if closed := _closed_for_members(scene, said, words):
        return ListSlot(closed)
    if scene.letter.lists and not (leaving and len(scene.letter.lists) > 1):
        return ListSlot(scene.letter.lists)
    near = _from_around(scene, said, others, public)
    return ListSlot(near) if near else _told_nowhere(scene, words, () if leaving else public)


def _told_nowhere(scene: Scene, words: Sequence[Word], joined: tuple[str, ...]) -> ListSlot:
    """All that may be joined, else all that is left; open where the words point at something."""
    if not joined and not scene.letter.kind and _points(words):
        return ListSlot((), fault="which-object")
    return ListSlot(joined or ("*",))


def _points(words: Sequence[Word]) -> bool:
    """ "Take me off that one, thanks": at something that stands nowhere; not "från den här adressen"."""
    pointed = [at for at, (one, other) in enumerate(pairwise(words)) if (one.low, other.low) in _POINTERS]
    behind = [words[at + 2 : at + 3] for at in pointed]
    return any(not each or each[0].cut or each[0].is_("and", "conj") for each in behind)


_POINTERS = frozenset(
    {("that", "one"), ("this", "one"), ("den", "där"), ("det", "där"), ("den", "här"), ("det", "här")}
)


def _from_around(
    scene: Scene, said: Said, others: Sequence[Said], public: tuple[str, ...]
) -> tuple[str, ...]:
    """What the words around name."""
    for part in around(scene, said, others):
        near = tuple(each for each in scene.topics_in(*part) if each in public or _names_network(scene, part))
        if near:
            return near
        if part[1] < scene.body and any(w.is_("both") for w in scene.words[part[0] : part[1] + 1]):
            return public
    return ()


def _of_briefings(scene: Scene, words: Sequence[Word]) -> bool:
    """Whether briefings may be meant: "skriv upp mig på båda" in answer to a letter about some."""
    coming = scene.letter.kind in {"invitation", "reminder"} and bool(scene.letter.sessions)
    return coming and not _about_news(words)


def _closed_for_members(scene: Scene, said: Said, words: Sequence[Word]) -> tuple[str, ...]:
    """The closed lists named before, where somebody wishes to be a member, as one is of these alone."""
    if said.act is not Act.SUBSCRIBE or not any(w.low.startswith(("medlem", "member")) for w in words):
        return ()
    closed = {each.id for each in scene.world.lists if not each.public}
    return tuple(i for i in scene.topics_in(0, said.first) if i in closed)


def _both_and_names(scene: Scene, said: Said) -> bool:
    """ "Info från båda forumen, tjänstemän och politiker": both, though but one of the names is known."""
    for at in range(said.first, said.last):
        if scene.words[at].is_("both") and _means_lists(scene.words[at + 1]):
            places = [topic.place for topic in scene.topics if said.first <= topic.place <= said.last]
            between = scene.words[at + 2 : min(places)]
            apart = len(between) > _NEAR or any(w.is_("conj", "only", "neg", "me-subject") for w in between)
            return min(places) > at and not apart
    return False


def _means_lists(word: Word) -> bool:
    return word.is_("news", "roll") or word.low.startswith("forum")


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
    elsewhere |= _in_place_of(scene, said) | (_has_already(scene, said) if len(named) > 1 else set())
    elsewhere |= _of_somebody_else(scene, said)
    behind = _behind_but(scene, said, own)
    if said.act is Act.UNSUBSCRIBE and len(named) > 1 and behind:
        return behind
    if said.act is Act.UNSUBSCRIBE and len(named) > 1:
        elsewhere |= _only(scene, said, [scene.clauses[at] for at in own]) | _staying(scene, said, own)
    return tuple(i for i in named if i not in elsewhere) or named


def _of_somebody_else(scene: Scene, said: Said) -> set[str]:
    """ "Min sambo läser Tjänstemannaforum och jag vill få Politikerforum": what others read is not meant."""
    return {i for share in others_shares(scene, said.sentence) for i in scene.topics_in(*share)}


def _both_of(scene: Scene, said: Said) -> tuple[str, ...]:
    """ "både Tjänstemannaforum och Politikerforum", whatever else the sentence speaks of; () for none."""
    for at in range(said.first, said.last - 2):
        one, joint, other = (scene.topics_in(place, place) for place in (at + 1, at + 2, at + 3))
        if scene.words[at].is_("both") and len(one) == 1 and not joint and len(other) == 1 and one != other:
            return (*one, *other)
    return ()


def _in_place_of(scene: Scene, said: Said) -> set[str]:
    """ "Tjänstemannaforum i stället för Politikerforum": what stands behind is not meant."""
    words = scene.words
    found = [
        at
        for at in range(said.first, said.last)
        if (words[at].is_("in-stead", "instead-of") and words[at + 1].low in {"för", "of"})
        or (words[at].low in {"än", "than"} and any(w.low in _RATHER for w in words[said.first : at]))
    ]
    return {t.list_id for t in scene.topics for at in found if at < t.place <= min(at + _NEAR + 1, said.last)}


_RATHER = frozenset({"hellre", "rather"})


def _has_already(scene: Scene, said: Said) -> set[str]:
    """ "Jag har Tjänstemannaforum redan och vill ha Politikerforum": what somebody has is not begun."""
    found: set[str] = set()
    first = said.first
    for at in range(said.first, said.last + 2):
        if at <= said.last and not (scene.words[at].cut or scene.words[at].is_("and", "conj")):
            continue
        part = scene.words[first:at]
        has = any(w.low in _HAS for w in part) and any(w.low in _ALREADY for w in part)
        if has and said.act is Act.SUBSCRIBE and not any(w.is_("want") for w in part):
            found |= {*scene.topics_in(first, at - 1)}
        first = at
    return found


_HAS = frozenset({"har", "får", "have", "get", "receive"})
_ALREADY = frozenset({"redan", "idag", "dag", "already"})


def _staying(scene: Scene, said: Said, leaving: Set[int]) -> set[str]:
    """ "Ta bort mig från Politikerforum, Tjänstemannaforum räcker": what a clause of its own says to stay."""
    found: set[str] = set()
    for number, clause in enumerate(scene.clauses):
        apart = number not in leaving and said.first <= clause.first and clause.last <= said.last
        if apart and any(w.low in _STAYS for w in clause.words) and not clause.has("neg"):
            found |= {*scene.topics_in(clause.first, clause.last)}
    return found


_STAYS = frozenset(
    {"räcker", "kvar", "behåller", "behålla", "stanna", "stannar", "följa", "fortsätta", "fortsätter"}
    | {"enough", "keep", "stays", "stay", "remain", "remains", "continue", "suffices"}
)


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
    """Whether a stretch speaks of the network; "i mitt nätverk" is another one, "inte nätverket" none."""
    denied = {w.sentence for w in scene.words[part[0] : part[1] + 1] if w.is_("neg")}
    return any(
        w.is_("network") and w.sentence not in denied and not (at and scene.words[at - 1].is_("my", "ours"))
        for at, w in enumerate(scene.words)
        if part[0] <= at <= part[1]
    )

"""Lists told by words that point: "det andra", "de två andra", "det sistnämnda", "ta bort mig från den"."""

from collections.abc import Sequence
from itertools import pairwise

from mailservice.understanding.acts import Act
from mailservice.understanding.said import Said
from mailservice.understanding.scene import Scene
from mailservice.understanding.words import Word


def told_by_pointing(scene: Scene, said: Said, public: tuple[str, ...]) -> tuple[str, ...] | None:
    """The lists that the words of an act point at; () where that is open, None where they do not point."""
    if _speaks_of_others(scene.words[said.first : said.last + 1]):
        return _the_others(scene, said)
    if told := _of_two(scene, said):
        return told
    if _speaks_of_the_other(scene.words[said.first : said.last + 1]):
        return _the_other(scene, said, public)
    return _pointed_at(scene, said, public) or None


def set_apart(scene: Scene, said: Said, public: tuple[str, ...]) -> tuple[str, ...]:
    """The lists that the words of an act mean beside the one that they name; () where they mean that one."""
    rest = _all_but(scene, said, public)
    return rest or (_other_than_named(scene, said, public) if said.act is Act.UNSUBSCRIBE else ())


def _all_but(scene: Scene, said: Said, public: tuple[str, ...]) -> tuple[str, ...]:
    """ "Alla brev utom Politikerforum", "everything except the politicians' letter"."""
    for at in range(said.first + 1, said.last):
        low, before = scene.words[at].low, scene.words[said.first : at]
        two = (before[-1].low, low) in _BUT_FOR_TWO
        excepts = two or low in _BUT_FOR or (low == "but" and before[-1].is_("every"))
        if excepts and any(w.is_("every", "both") for w in before):
            kept = scene.topics_in(at + 1, said.last)
            more = any(w.low in _TOO for w in scene.words[at : said.last + 1])
            named = scene.topics_in(said.first, at)
            return tuple(i for i in public if i not in kept) if kept and not (named or more) else ()
    every = [at for at in range(said.first, said.last + 1) if scene.words[at].is_("every")]
    if every and scene.words[said.first].low in _BUT_FOR:
        kept = scene.topics_in(said.first, every[0])
        return tuple(i for i in public if i not in kept) if kept else ()
    return ()


_TOO = frozenset({"också", "även", "too", "also"})


_BUT_FOR_TWO = frozenset(
    {("apart", "from"), ("aside", "from"), ("other", "than"), ("bortsett", "från"), ("annat", "än")}
)
_BUT_FOR = frozenset({"utom", "except", "förutom", "save", "excepting"})


def _other_than_named(scene: Scene, said: Said, public: tuple[str, ...]) -> tuple[str, ...]:
    """ "Bara Tjänstemannaforum tack, det andra kan ni stryka", "… resten": the other of two is left."""
    named = [topic for topic in scene.topics if said.first <= topic.place <= said.last]
    if len({topic.list_id for topic in named}) != 1 or named[0].list_id not in public:
        return ()
    behind = scene.words[named[-1].place + 1 : said.last + 1]
    left = tuple(i for i in public if i != named[0].list_id)
    before = scene.words[said.first : named[-1].place]
    leaves = any(w.is_("cease", "drop") for w in behind) and not any(w.is_("cease", "drop") for w in before)
    leaves = leaves and not any(w.is_("neg") for w in (*before, *behind))
    other = _speaks_of_the_other(behind) or any(w.low in _REST for w in behind)
    return left if len(left) == 1 and leaves and other else ()


_REST = frozenset({"resten", "övrigt", "rest"})


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


def _the_other(scene: Scene, said: Said, public: tuple[str, ...]) -> tuple[str, ...]:
    """ "det andra kan ni sluta med": of two lists the one that was not just named; () where that is open."""
    each = [[i for i in named if i in public] for named in _named_before(scene, said)]
    told = {i for few in each for i in few}
    one_of_both = len(told) > 1 and each[-1] != each[0] and len(each[0]) > 1
    named = (each[-1] if one_of_both else told) or dict.fromkeys(scene.letter.lists)
    left = tuple(i for i in public if i not in named)
    return left if len(named) == 1 and len(left) == 1 else ()


def _speaks_of_others(words: Sequence[Word]) -> bool:
    """ "de två andra", "de övriga listorna", "the others"; not "de andra på kontoret"."""
    return any(
        one.low in _THE and other.low in _OTHERS and _ends(words, at + 2)
        for at, (one, other) in enumerate(pairwise(words))
    )


def _ends(words: Sequence[Word], at: int) -> bool:
    """Whether what is spoken of ends here, or is a letter or a list."""
    behind = words[at] if at < len(words) else None
    return (
        behind is None or behind.cut or behind.is_("news", "roll") or behind.low in {"two", "tack", "please"}
    )


_THE = frozenset({"de", "dem", "dom", "era", "the", "your", "två", "two"})


def _the_others(scene: Scene, said: Said) -> tuple[str, ...]:
    """ "En räcker, politikernas. Ta bort mig från de två andra": what was named before, without that one."""
    named = _named_before(scene, said)
    if len(named) < 2 or len(named[-1]) != 1:
        return ()
    told = dict.fromkeys(i for each in named for i in each)
    return tuple(i for i in told if i not in named[-1]) if len(told) > 2 else ()


def _named_before(scene: Scene, said: Said) -> list[tuple[str, ...]]:
    """The lists that the sentences before name, each sentence by itself, and the words before the act."""
    parts = [(s.first, s.last) for s in scene.sentences[: said.sentence] if not s.subject]
    own = scene.sentences[said.sentence].first
    named = [scene.topics_in(*part) for part in [*parts, (own, said.first - 1)]]
    return [each for each in named if each]


_OTHERS = frozenset({"andra", "övriga", "others"})


def _of_two(scene: Scene, said: Said) -> tuple[str, ...]:
    """ "Det sistnämnda kan ni sluta med", "drop the former": of the lists named before; () for none."""
    words = scene.words[said.first : said.last + 1]
    last = any(w.low.startswith(("sistnämnd", "latter")) for w in words)
    first = any(_is_the_former(words, at) for at in range(1, len(words)))
    before = [topic for topic in scene.topics if scene.body <= topic.place < said.first]
    told = {topic.list_id: topic.place for topic in before}
    order = sorted(told, key=lambda i: told[i])
    if last == first or len(order) < 2:
        return ()
    return (order[-1 if last else 0],)


def _is_the_former(words: Sequence[Word], at: int) -> bool:
    """ "Det förstnämnda", "drop the former"; not "my former boss", "the former secretary"."""
    if words[at].low.startswith("förstnämnd"):
        return True
    behind = words[at + 1 : at + 2]
    free = not behind or behind[0].cut or behind[0].is_("and", "conj", "news", "please", "thanks")
    return words[at].low == "former" and words[at - 1].low == "the" and (free or behind[0].low == "one")


def _pointed_at(scene: Scene, said: Said, public: tuple[str, ...]) -> tuple[str, ...]:
    """ "Politikerforum är inget för mig. Ta bort mig från det": the one that the sentence before names."""
    words = scene.words[said.first : said.last + 1]
    before = [s for s in scene.sentences[: said.sentence] if not s.subject][-1:]
    if not before or not any(_points_back(words, at) for at in range(1, len(words))):
        return ()
    first, last = before[0].first, before[0].last
    named = [i for i in scene.topics_in(first, last) if i in public]
    if len(named) > 1 and said.act is Act.SUBSCRIBE:
        named = _behind_but(scene, first, last)
    return tuple(named) if len(named) == 1 else ()


def _behind_but(scene: Scene, first: int, last: int) -> list[str]:
    """ "Att politikerbreven är borta är bra, men Tjänstemannaforum rör mitt jobb. Släpp in mig där igen"."""
    buts = [at for at in range(first, last) if scene.words[at].low in {"men", "but"}]
    if not buts or any(w.is_("neg") for w in scene.words[buts[-1] : last + 1]):
        return []
    return list(scene.topics_in(buts[-1], last))


def _points_back(words: Sequence[Word], at: int) -> bool:
    """ "från det", "sluta med den", "där": not "det här", "det som", "det andra"."""
    behind = words[at + 1].low if at + 1 < len(words) and not words[at + 1].cut else ""
    return words[at].low in _IT and not words[at].cut and (not behind or behind in _ENDS)


_IT = frozenset({"det", "den", "dem", "dom", "där", "dit", "it", "them", "that", "there"})
_ENDS = frozenset({"tack", "please", "igen", "again", "nu", "too", "också", "för", "men", "och", "i"})

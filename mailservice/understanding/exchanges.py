"""One briefing for another, one list for another: what is given up, and what is taken in its place."""

from collections.abc import Sequence

from mailservice.domain.wishes import Cancel, Register, Subscribe, Unsubscribe
from mailservice.understanding.acts import Act
from mailservice.understanding.said import Said
from mailservice.understanding.scene import Scene
from mailservice.understanding.slots_pointed import held_before
from mailservice.understanding.slots_sessions import SessionSlot
from mailservice.understanding.standing import Meant
from mailservice.understanding.words import Word


def exchanged(scene: Scene, wishes: Sequence[Said]) -> list[Meant]:
    """Both sides of what these wishes exchange; [] where they exchange nothing."""
    return _exchange(scene, wishes) or _for_another(scene, wishes)


def _exchange(scene: Scene, wishes: Sequence[Said]) -> list[Meant]:
    """One briefing for another, or one list for another, in the same words: the first is given up."""
    for give, take, made in (
        (Act.CANCEL, Act.REGISTER, (Cancel, Register)),
        (Act.UNSUBSCRIBE, Act.SUBSCRIBE, (Unsubscribe, Subscribe)),
    ):
        both = [s for s in wishes if s.act in {give, take}]
        stretches = {(s.first, s.last) for s in both}
        alone = len({s.act for s in both}) == 1
        rather = take is Act.SUBSCRIBE and {s.act for s in both} == {take} and _for_that_list(scene, both[0])
        if len(stretches) != 1 or (alone and not rather and not _from_to(scene, both[0])):
            continue
        things = _things(scene, both[0], sessions=give is Act.CANCEL)
        if len(things) == 2:
            old, new = things if not _second_is_old(scene, both[0]) else reversed(things)
            return [Meant(made[0]((old,)), "", both[0]), Meant(made[1]((new,)), "", both[-1])]
    return _seat_exchanged(scene, wishes)


def _seat_exchanged(scene: Scene, wishes: Sequence[Said]) -> list[Meant]:
    """ "byt min plats mot den i september": one seat for that at the one briefing that is named."""
    for said in (s for s in wishes if s.act in {Act.CANCEL, Act.REGISTER}):
        things = _things(scene, said, sessions=True)
        if len(things) != 1 or not _is_new(scene, said):
            continue
        held = [i for i in held_before(scene, said) if i not in things]
        here = [s for s in wishes if (s.first, s.last) == (said.first, said.last)]
        if len(held) != 1:
            return [Meant(None, "which-briefing", each) for each in here]
        return [Meant(Cancel((held[0],)), "", here[0]), Meant(Register((things[0],)), "", here[-1])]
    return []


def _is_new(scene: Scene, said: Said) -> bool:
    """Whether a seat is exchanged, and the briefing that is named stands behind "mot", "till", "for"."""
    words = scene.words[said.first : said.last + 1]
    mine = [
        said.first + at
        for at, w in enumerate(words)
        if w.is_("exchange") and _is_mine(words[at + 1 : at + 4])
    ]
    days = [d.first for d in scene.days_in(said.first, said.last) if scene.sessions_on(d).ids]
    between = scene.words[mine[0] + 1 : days[0]] if mine and days else ()
    return any(w.low in {"mot", "till", "to", "for"} for w in between)


def _is_mine(words: Sequence[Word]) -> bool:
    """ "byt min plats", "swap it"; not "de har bytt dag till den 26 maj"."""
    return any(w.is_("me", "my", "seat") for w in words) or (bool(words) and words[0].low in _IT)


_IT = frozenset({"det", "den", "it"})


def _from_to(scene: Scene, said: Said) -> bool:
    """ "från den 24 till den 26", "byt ut … mot": words of an exchange."""
    words = scene.words[said.first : said.last + 1]
    replaces = any(w.low.startswith(_REPLACE) for w in words) and any(w.low in _WITH for w in words)
    for_it = any(w.is_("exchange") for w in words) and any(w.low in _FOR for w in words)
    return replaces or for_it


_REPLACE, _WITH = ("ersätt", "replac"), frozenset({"med", "with", "by"})
_FOR = frozenset({"till", "mot", "to", "for"})


def _for_another(scene: Scene, wishes: Sequence[Said]) -> list[Meant]:
    """ "Politikerforum rör mig inte. Byt ut den mot Tjänstemannaforum": the one named before is given up."""
    for said in (s for s in wishes if s.act is Act.UNSUBSCRIBE and _from_to(scene, s)):
        places = range(said.first, said.last + 1)
        towards = next(at for at in places if scene.words[at].low in _FOR | _WITH)
        new = _things(scene, said, sessions=False)
        before = [i for i in scene.topics_in(scene.body, said.first - 1) if i not in new]
        old = before or [i for i in scene.letter.lists if i not in new]
        if len(old) == len(new) == 1 and not scene.topics_in(said.first, towards):
            taken = [s for s in wishes if s.act is Act.SUBSCRIBE and s.first == said.first]
            return [
                Meant(Unsubscribe((old[0],)), "", said),
                Meant(Subscribe((new[0],)), "", (taken or [said])[0]),
            ]
    return []


def _things(scene: Scene, said: Said, *, sessions: bool) -> list[str]:
    """The briefings or lists that the words name, in their order."""
    if not sessions:
        named = [t.list_id for t in scene.topics if said.first <= t.place <= said.last]
        return list(dict.fromkeys(named))
    found: list[str] = []
    for place in range(said.first, said.last + 1):
        for day in scene.days_in(place, said.last):
            if day.first == place:
                slot: SessionSlot = scene.sessions_on(day)
                found += [each for each in slot.ids if len(slot.ids) == 1 and each not in found]
    return found


def _for_that_list(scene: Scene, said: Said) -> bool:
    """ "Politikerforum i stället för Tjänstemannaforum": a list stands straight behind the "för"."""
    behind = [
        at + 2
        for at in range(said.first, said.last - 1)
        if scene.words[at].is_("instead-of") and scene.words[at + 1].low in {"för", "of", "for"}
    ]
    return any(at <= topic.place <= at + 1 for topic in scene.topics for at in behind)


def _second_is_old(scene: Scene, said: Said) -> bool:
    """ "den 26 i stället för den 24": what stands behind "instead of" is given up."""
    words = scene.words[said.first : said.last + 1]
    return any(
        w.is_("instead-of") and at + 1 < len(words) and words[at + 1].low in {"för", "of", "for"}
        for at, w in enumerate(words)
    )

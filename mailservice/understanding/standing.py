"""What stands of the wishes of a mail beside what it keeps, declines and takes back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from mailservice.domain.wishes import (
    Cancel,
    Erase,
    Move,
    Register,
    SetDelivery,
    SetLanguage,
    Subscribe,
    Unsubscribe,
    Wish,
)
from mailservice.understanding.acts import Act
from mailservice.understanding.reports import tells_what_comes
from mailservice.understanding.said import Said
from mailservice.understanding.scene import Scene

CLEAR = 0.95  # as sure as this, a wish stands


@dataclass(frozen=True, slots=True)
class Meant:
    """A wish with its slots filled, or the fault that keeps it from being one; what said so.

    named   whether its own words tell what it is about
    """

    wish: Wish | None
    fault: str
    said: Said
    named: bool = True


def kept(scene: Scene, said: Sequence[Said], meant: list[Meant]) -> list[Meant]:
    """Leaving everything but what is kept is leaving the others; to a declined day nobody is signed up."""
    lists = {i for s in said if s.act is Act.KEEP for i in scene.topics_in(s.first, s.last)}
    leaves = any(isinstance(m.wish, Unsubscribe) for m in meant)
    erased = any(isinstance(m.wish, Erase) for m in meant)
    declined = _briefings_of(scene, said, Act.DECLINE)
    stays = _briefings_of(scene, said, Act.KEEP)
    public = tuple(each.id for each in scene.world.lists if each.public)
    clear = [m.wish for m in meant if isinstance(m.wish, Unsubscribe) and m.said.likely >= CLEAR]
    left = {i for wish in clear for i in (public if wish.lists == ("*",) else wish.lists)} - lists
    mended: list[Meant] = []
    for each in meant:
        match each.wish:
            case Unsubscribe(ids) if lists:
                others = tuple(i for i in (public if ids == ("*",) else ids) if i not in lists)
                mended.append(replace(each, wish=Unsubscribe(others)) if others else _contradicts(each))
            case Subscribe() if leaves and _as_before(scene, each.said):
                continue
            case Subscribe(ids) if left & {*ids} and tells_what_comes(scene, each.said):
                continue
            case Unsubscribe(("*",)) if erased and not each.named:
                continue
            case Register(ids) if declined & {*ids} and not _told_after(said, each):
                rest = tuple(i for i in ids if i not in declined)
                mended += [replace(each, wish=Register(rest))] if rest else []
            case Cancel(ids) if stays & {*ids}:
                rest = tuple(i for i in ids if i not in stays)
                mended.append(replace(each, wish=Cancel(rest)) if rest else _contradicts(each))
            case _:
                mended.append(each)
    return mended


def _as_before(scene: Scene, said: Said) -> bool:
    """ "I'd still like the other": what somebody has, beside what they leave, is kept and not begun."""
    return any(w.low in _STILL for w in scene.words[said.first : said.last + 1])


_STILL = frozenset({"still", "fortfarande", "alltjämt", "fortsatt", "kvar", "räcker", "enough"})


def _told_after(said: Sequence[Said], meant: Meant) -> bool:
    """Whether a briefing is clearly asked for, by its name, behind all that is declined."""
    clear = meant.named and meant.said.likely >= CLEAR
    return clear and all(s.sentence < meant.said.sentence for s in said if s.act is Act.DECLINE)


def corrected(scene: Scene, meant: list[Meant]) -> list[Meant]:
    """Of two values for what can have but one, the later, where words of a correction stand before it."""
    gone: set[int] = set()
    for kind in (SetDelivery, SetLanguage, Move):
        told = sorted((m for m in meant if isinstance(m.wish, kind)), key=lambda m: m.said.first)
        for one, other in pairwise(told):
            if one.wish != other.wish and _corrects(scene, one.said, other.said):
                gone.add(id(one))
    return [m for m in meant if id(m) not in gone]


def _corrects(scene: Scene, one: Said, other: Said) -> bool:
    """Whether behind the first there is a "nej", "jag menar", "ska alltså vara"."""
    between = scene.words[one.last + 1 : other.last + 1]
    said = any(c.says("correct") for c in scene.clauses if one.last < c.first <= other.last)
    return said or any(w.is_("no") or w.low in _BUT_NO for w in between)


_BUT_NO = frozenset({"äsch", "stopp", "sorry", "alltså"})


def _contradicts(meant: Meant) -> Meant:
    return replace(meant, wish=None, fault="contradiction")


def _briefings_of(scene: Scene, said: Sequence[Said], act: Act) -> set[str]:
    """The briefings on the days that words of such an act name."""
    days = [day for s in said if s.act is act for day in scene.days_in(s.first, s.last)]
    return {
        i for day in days if not scene.denied(day) or act is Act.DECLINE for i in scene.sessions_on(day).ids
    }

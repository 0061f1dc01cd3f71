"""The slots of an act filled from the parts of the mail around it."""

from mailservice.understanding.frames import Frame
from mailservice.understanding.objects import Part, said_parts
from mailservice.understanding.scene import Scene
from mailservice.understanding.slots_sessions import SessionSlot, find_sessions


def session_slot(scene: Scene, frame: Frame) -> SessionSlot:
    """Which briefings an act is about: the nearest part of the mail that tells."""
    briefings = scene.world.open_to_come(scene.now)
    parts = said_parts(scene, frame)
    own = scene.clauses[frame.clause]
    if (
        frame.act in {"unattend", "remove"}
        and _every(scene, parts[0])
        and not scene.days_in(own.first, own.last)
    ):
        return SessionSlot(("*",), told=True)
    if own.has("this") and len(scene.letter.sessions) == 1 and not scene.days_in(own.first, own.last):
        return SessionSlot(scene.letter.sessions, told=True)
    corrected = _after_correction(scene, parts)
    if corrected:
        return find_sessions(scene.told_in(corrected), briefings, scene.now)
    sentence = scene.clauses[frame.clause].sentence
    near = [part for part in parts if scene.clause_at(part[0]).sentence == sentence]
    far = [part for part in parts if part not in near]
    first = SessionSlot()
    for part in [*near, *([] if len(scene.letter.sessions) == 1 else far)]:
        slot = find_sessions(scene.told_in([part]), briefings, scene.now)
        idle = part != parts[0] and slot.fault in {"no-such-day", "past-day"}
        if slot.told and (slot.ids or slot.fault not in {"which-briefing", "no-such-briefing"}) and not idle:
            return slot
        if slot.told and not first.told:
            first = slot
    if len(scene.letter.sessions) == 1:
        return SessionSlot(scene.letter.sessions, told=True)
    if first.told:
        return first
    everything = _every(scene, parts[0])
    return SessionSlot(("*",) if everything else (), "" if everything else "which-briefing")


def list_slot(scene: Scene, frame: Frame, kind: str) -> tuple[tuple[str, ...], bool, str]:
    """Which lists an act is about: ids, whether they are named, and the fault, "" where none."""
    public = tuple(each.id for each in scene.world.lists if each.public)
    parts = said_parts(scene, frame)
    own = scene.clauses[frame.clause]
    beside = [p for p in parts[1:] if scene.clause_at(p[0]).sentence == own.sentence]
    if not scene.topics_in(*parts[0]) and beside and kind != "keep":
        topics = tuple(x.id for x in scene.world.lists if any(x.id in scene.topics_in(*p) for p in beside))
        if topics:
            return topics, True, ""
    named = _named_lists(scene, parts, public, kind)
    if named:
        return named, True, ""
    if kind == "keep":
        return (), False, ""
    if kind == "unsubscribe" and len(scene.letter.lists) != 1:
        return ("*",), False, ""
    if scene.letter.lists:
        return scene.letter.lists, False, ""
    if kind == "weak-unsubscribe":
        return ("*",), False, ""
    return (public, False, "") if _of_news(scene, frame, beside) else ((), False, "which-list")


def _named_lists(scene: Scene, parts: list[Part], public: tuple[str, ...], kind: str) -> tuple[str, ...]:
    """The lists that the nearest part with any names; of what is kept, only the clause itself tells."""
    for number, part in enumerate(parts):
        topics = scene.topics_in(*part)
        words = scene.words[part[0] : part[1] + 1]
        if topics and not (number and kind == "keep"):
            return topics
        if number < _NEAREST and any(w.is_("both") for w in words):
            return public
        if number == 0 and kind == "unsubscribe" and any(w.is_("every") for w in words):
            return ("*",)
    return ()


_NEAREST = 2  # parts in which a "both" still speaks of the lists


def _of_news(scene: Scene, frame: Frame, beside: list[Part]) -> bool:
    """Whether the words near a wish speak of our news, so that both forums can be meant."""
    own = scene.clauses[frame.clause]
    news = any(w.is_("news") for w in scene.words)
    if frame.act in {"receive", "add"} and not own.has("news", "roll", "subscription", "thing"):
        nearby = [w for first, last in beside for w in scene.words[first : last + 1]]
        elsewhere = news and not any(w.is_("meeting") for w in scene.words)
        if not elsewhere and not any(w.is_("news", "roll", "both") for w in nearby):
            return False
    return news or frame.act == "subscribe"


def _every(scene: Scene, part: Part) -> bool:
    return any(scene.words[place].is_("every") for place in range(part[0], part[1] + 1))


def _after_correction(scene: Scene, parts: list[Part]) -> list[Part]:
    """The parts behind a "nej vänta", where they tell of days; [] where there is none."""
    places = [h.first for c in scene.clauses for h in c.hits if h.tag == "correct"]
    if not places:
        return []
    behind = [part for part in parts if part[1] >= max(places)]
    return behind if any(scene.days_in(*part) for part in behind) else []

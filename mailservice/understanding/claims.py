"""From frames to claims: each act with its polarity, what it is about, and its slots filled."""

from dataclasses import dataclass

from mailservice.understanding.frames import NOUNS, Frame
from mailservice.understanding.moods import Mood, asks, is_condition
from mailservice.understanding.objects import about, said_parts
from mailservice.understanding.scene import Scene
from mailservice.understanding.slots_sessions import SessionSlot, Told, find_sessions
from mailservice.understanding.spotting import Hit
from mailservice.understanding.words import Word

_FEW = 25  # words of a mail that has no sentence
_NEAR = 30  # words over which a wish reaches in its sentence


@dataclass(frozen=True, slots=True)
class Claim:
    """What one frame comes to.

    kind    "subscribe", "unsubscribe", "register", "cancel", "keep", "decline", "weak-unsubscribe",
            or "add"/"remove" where it is open of what
    ids     lists or briefings
    fault   why the slot could not be filled, "" where it was
    """

    kind: str
    frame: Frame
    ids: tuple[str, ...] = ()
    fault: str = ""
    named: bool = False
    exchange: bool = False


def claims_of(scene: Scene) -> list[Claim]:
    """The claims about lists and briefings, in the order of the mail."""
    found = exchanges(scene)
    exchanged = [c for c in found if c.exchange and c.ids]
    for frame in scene.frames:
        if (
            exchanged
            and scene.clauses[frame.clause].sentence == scene.clauses[exchanged[0].frame.clause].sentence
        ):
            continue
        kind = _kind(scene, frame)
        if kind in {"cancel", "unsubscribe"} and frame.act == "remove" and _from_all(scene, frame):
            found += [
                Claim("unsubscribe", frame, ("*",), named=True),
                Claim("cancel", frame, ("*",), named=True),
            ]
            continue
        if kind in {"register", "cancel"}:
            slot = session_slot(scene, frame)
            found.append(Claim(kind, frame, slot.ids, slot.fault, slot.told))
        elif kind in {"subscribe", "unsubscribe", "weak-unsubscribe", "keep"}:
            ids, named, fault = list_slot(scene, frame, kind)
            found.append(Claim(kind, frame, ids, fault, named))
        elif kind:
            found.append(Claim(kind, frame))
    return found


def _from_all(scene: Scene, frame: Frame) -> bool:
    """ "bort från alltihop, både listorna och mötena"."""
    sentence = scene.clauses[frame.clause].sentence
    words = [w for c in scene.clauses if c.sentence == sentence for w in c.words]
    lists = any(w.is_("roll", "news") for w in words)
    return (
        lists
        and any(w.is_("meeting") for w in words)
        and any(w.is_("every") for w in words)
        and any(w.is_("both", "and") for w in words)
    )


def exchanges(scene: Scene) -> list[Claim]:
    """A place or a list given for another: "flytta min anmälan från den 24 till den 26", "byt ut X mot Y"."""
    for number, clause in enumerate(scene.clauses):
        hit = clause.hit("rebook", "swap")
        if hit is None or is_condition(clause, list(scene.words)) or asks(clause):
            continue
        frame = Frame("rebook", number, hit, Mood.WISH, negated=False)
        briefings = scene.world.open_to_come(scene.now)
        days = scene.days_in(clause.first, clause.last)
        slots = [find_sessions(Told((day,)), briefings, scene.now) for day in days]
        if len(slots) == 2 and all(len(s.ids) == 1 for s in slots) and slots[0].ids != slots[1].ids:
            return [
                Claim("cancel", frame, slots[0].ids, named=True, exchange=True),
                Claim("register", frame, slots[1].ids, named=True, exchange=True),
            ]
        topics = [t.list_id for t in scene.topics if clause.first <= t.place <= clause.last]
        if hit.tag == "swap" and len(topics) == 2 and topics[0] != topics[1] and not days:
            return [
                Claim("unsubscribe", frame, (topics[0],), named=True, exchange=True),
                Claim("subscribe", frame, (topics[1],), named=True, exchange=True),
            ]
    return _moved_to(scene)


def _moved_to(scene: Scene) -> list[Claim]:
    """A wish to be moved of which it is open from where to where."""
    for number, clause in enumerate(scene.clauses):
        hit = clause.hit("rebook")
        if hit is not None and clause.first >= scene.body and not is_condition(clause, list(scene.words)):
            return [Claim("remove", Frame("rebook", number, hit, Mood.WISH, negated=False), exchange=True)]
    return []


_POLARITY = {  # act: (kind when affirmed, kind when denied)
    "add": ("add", "decline"),
    "attend": ("register", "cannot"),
    "remove": ("remove", "keep"),
    "unattend": ("cancel", ""),
    "cannot": ("cannot", "cannot"),
    "subscribe": ("subscribe", "weak-unsubscribe"),
    "receive": ("receive", "weak-unsubscribe"),
    "needs-not": ("weak-unsubscribe", ""),
    "cease-sending": ("unsubscribe", "keep"),
    "unsubscribe": ("unsubscribe", "keep"),
    "keep": ("keep", "unsubscribe"),
}


def _kind(scene: Scene, frame: Frame) -> str:
    if _addressed_to_readers(scene, frame):
        return ""
    if not _has_object(scene, frame):
        return "remove"
    act = frame.act.removeprefix("noun-")
    if act not in _POLARITY or (act != frame.act and not _headless(scene)):
        return ""
    kind = _POLARITY[act][frame.negated or _doubly_negated(scene, frame)]
    if kind in {"add", "remove", "register", "cancel", "receive", "subscribe", "unsubscribe"}:
        kind = _of_object(kind, about(scene, frame))
    if frame.act in {"subscribe", "receive"} and not frame.negated and not _wished(scene, frame):
        return ""
    if kind == "cannot":
        return "cancel" if is_registered(scene) and about(scene, frame) == "session" else "decline"
    clause = scene.clauses[frame.clause]
    if kind == "weak-unsubscribe" and clause.has("longer"):
        return "unsubscribe"
    return kind


def _doubly_negated(scene: Scene, frame: Frame) -> bool:
    """ "sluta inte att skicka": the phrase "inte att skicka" stands under a "sluta"."""
    own = [scene.words[place] for place in frame.hit.at]
    others = [
        w
        for place, w in enumerate(scene.clauses[frame.clause].words, scene.clauses[frame.clause].first)
        if place not in frame.hit.at
    ]
    return (
        frame.act == "cease-sending"
        and any(w.is_("neg") for w in own)
        and any(w.is_("cease") for w in others)
    )


def _headless(scene: Scene) -> bool:
    """Whether no verb of the mail says what is wished, so that a noun does: "Anmälan 24 maj"."""
    body = scene.words[scene.body :]
    idle = all(f.act in NOUNS for f in scene.frames)
    told = [c for c in scene.clauses if c.last < scene.body and any(h.tag in NOUNS for h in c.hits)]
    if idle and any(scene.days_in(c.first, c.last) or scene.topics_in(c.first, c.last) for c in told):
        return not any(w.asked for w in body)
    few = len(body) <= _FEW or any(f.hit.last < scene.body for f in scene.frames)
    return idle and few and not any(w.asked or w.is_("my", "volition") for w in body)


def _wished(scene: Scene, frame: Frame) -> bool:
    """Whether somebody wants it: "jag prenumererar" and "får breven" only tell how things are."""
    clause = scene.clauses[frame.clause]
    before = scene.words[clause.first : frame.hit.last + 1]
    verb = scene.words[frame.hit.first]
    if (
        frame.act == "subscribe"
        and not verb.low.endswith(("r", "es", "s", "ing", "ed"))
        and not any(w.is_("third", "kin") for w in before)
    ):
        return True
    same = [c for c in scene.clauses if c.sentence == clause.sentence and abs(c.first - clause.first) < _NEAR]
    me = any(w.is_("me-subject") for w in before)
    direct = (
        clause.has("volition")
        if verb.low not in {"får", "få"}
        else sum(w.is_("volition") for w in clause.words) > 1
    )
    polite = clause.asked and clause.words[0].is_("could")
    ordered = polite or frame.hit.first == clause.first and not verb.low.endswith(("r", "de", "s"))
    return (
        ordered or direct or (not me and any(c.has("volition") for c in same)) or clause.words[0].is_("send")
    )


_LEAVING = frozenset({"cease-sending", "unsubscribe", "needs-not"})


def _has_object(scene: Scene, frame: Frame) -> bool:
    """Whether an act of leaving says of what, or answers a letter, or speaks of "me": else nothing is left."""
    if frame.act not in _LEAVING and not (frame.act in {"keep", "receive", "subscribe"} and frame.negated):
        return True
    clause = scene.clauses[frame.clause]
    same = [c for c in scene.clauses if c.sentence == clause.sentence] if clause.has("thing") else [clause]
    named = any(
        c.has("news", "roll", "network", "subscription") or scene.topics_in(c.first, c.last) for c in same
    )
    if frame.act in {"needs-not", "keep"} or frame.negated:
        return named or scene.letter.kind == "news" and clause.has("thing", "me-subject")
    return named or clause.has("me-object", "me-subject", "your-own") or scene.letter.kind in {"news", "left"}


def _addressed_to_readers(scene: Scene, frame: Frame) -> bool:
    """Whether it is said to others: "anmäl dig", "prenumerera på vårt brev", "man kan prenumerera"."""
    clause = scene.clauses[frame.clause]
    behind = scene.words[frame.hit.first + 1 : min(frame.hit.last + 4, clause.last + 1)]
    if any(w.is_("link") for w in clause.words):
        return True
    before = scene.words[clause.first : frame.hit.first]
    if any(w.low in {"du", "you"} for w in before) and not clause.has("me", "my"):
        return True
    if frame.act in {"add", "remove", "subscribe", "unsubscribe", "noun-subscribe", "noun-add"}:
        if clause.has("man") and not clause.has("me"):
            return True
        if any(w.is_("yourself", "ours") for w in behind):
            return True
    return (
        frame.act == "subscribe"
        and frame.hit.first == clause.first
        and bool(behind)
        and behind[0].is_("willingly")
    )


def _of_object(kind: str, thing: str) -> str:
    """The kind in the light of what it is about: to "add" oneself to a list is to subscribe."""
    if kind == "add":
        return {"session": "register", "": "add"}.get(thing, "subscribe")
    if kind == "remove":
        return {"session": "cancel", "": "remove"}.get(thing, "unsubscribe")
    if kind == "receive":
        return {"session": "", "": ""}.get(thing, "subscribe")
    if kind == "register":
        return {"network": "subscribe", "list": "attend-list"}.get(thing, "register")
    if kind == "cancel":
        return {"list": "unsubscribe", "network": "unsubscribe"}.get(thing, "cancel")
    return kind


def is_registered(scene: Scene) -> bool:
    """Whether the mail, or the letter that it answers, shows that the sender has a seat."""
    if scene.letter.kind in {"reminder", "receipt"}:
        return True
    if any(h.tag == "registered" and not _denied(scene, h) for c in scene.clauses for h in c.hits):
        return True
    return any(
        (f.act in {"unattend", "remove"} and not f.negated and f.mood is Mood.WISH)
        or (f.act == "add" and f.mood is Mood.PAST and not f.negated)
        for f in scene.frames
    )


def _denied(scene: Scene, hit: Hit) -> bool:
    """Whether a negation stands in or just before the words: "jag är inte anmäld"."""
    return any(w.is_("neg") for w in scene.words[max(0, hit.first - 1) : hit.last + 1])


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
    whole = find_sessions(
        scene.told_in(near if len(scene.letter.sessions) == 1 else parts), briefings, scene.now
    )
    if whole.ids and (whole.told or not scene.letter.sessions):
        return whole
    if len(scene.letter.sessions) == 1:
        return SessionSlot(scene.letter.sessions, told=True)
    if first.told:
        return first
    everything = _every(scene, parts[0])
    return SessionSlot(("*",) if everything else (), "" if everything else "which-briefing")


def clause_words(scene: Scene, frame: Frame) -> tuple[Word, ...]:
    """The words of a frame's clause."""
    return scene.clauses[frame.clause].words


def _every(scene: Scene, part: tuple[int, int]) -> bool:
    return any(scene.words[place].is_("every") for place in range(part[0], part[1] + 1))


def _after_correction(scene: Scene, parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The parts behind a "nej vänta", where they tell of days; [] where there is none."""
    places = [h.first for c in scene.clauses for h in c.hits if h.tag == "correct"]
    if not places:
        return []
    behind = [part for part in parts if part[1] >= max(places)]
    return behind if any(scene.days_in(*part) for part in behind) else []


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
    for number, part in enumerate(parts):
        topics = scene.topics_in(*part)
        words = scene.words[part[0] : part[1] + 1]
        if topics and not (number and kind == "keep"):
            return topics, True, ""
        if number < 2 and any(w.is_("both") for w in words):
            return public, True, ""
        if number == 0 and kind in {"unsubscribe"} and any(w.is_("every") for w in words):
            return ("*",), True, ""
    if kind == "keep":
        return (), False, ""
    if scene.letter.lists and kind == "unsubscribe":
        return (scene.letter.lists if len(scene.letter.lists) == 1 else ("*",)), False, ""
    if scene.letter.lists:
        return scene.letter.lists, False, ""
    if kind in {"unsubscribe", "weak-unsubscribe"}:
        return ("*",), False, ""
    own_words = clause_words(scene, frame)
    if not any(w.is_("news", "roll", "subscription") for w in own_words) and frame.act in {"receive", "add"}:
        beside_words = [w for p in beside for w in scene.words[p[0] : p[1] + 1]]
        points = any(w.is_("thing") for w in own_words)
        if not points and not any(w.is_("news", "roll", "both") for w in beside_words):
            return (), False, "which-list"
    named_news = any(w.is_("news") for part in parts for w in scene.words[part[0] : part[1] + 1])
    if named_news or frame.act == "subscribe":
        return public, False, ""
    return (), False, "which-list"


def told_everything(told: Told) -> bool:
    return told.every

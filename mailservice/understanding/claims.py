"""From frames to claims: each act with its polarity, what it is about, and its slots filled."""

from mailservice.understanding.claim import Claim
from mailservice.understanding.exchanges import exchanges
from mailservice.understanding.filling import list_slot, session_slot
from mailservice.understanding.frames import NOUNS, Frame
from mailservice.understanding.objects import about
from mailservice.understanding.scene import Scene
from mailservice.understanding.seats_told import is_registered

_FEW = 25  # words of a mail that has no sentence


_NEAR = 30  # words over which a wish reaches in its sentence


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
    if any(f is not frame and scene.clauses[f.clause].sentence == sentence for f in scene.frames):
        return False
    words = [w for c in scene.clauses if c.sentence == sentence for w in c.words]
    lists = any(w.is_("roll", "news") for w in words)
    return (
        lists
        and any(w.is_("meeting") for w in words)
        and any(w.is_("every") for w in words)
        and any(w.is_("both", "and") for w in words)
    )


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
    ordered = polite or (frame.hit.first == clause.first and not verb.low.endswith(("r", "de", "s")))
    return (
        ordered or direct or (not me and any(c.has("volition") for c in same)) or clause.words[0].is_("send")
    )


_LEAVING = frozenset({"cease-sending", "unsubscribe", "needs-not"})


def _has_object(scene: Scene, frame: Frame) -> bool:
    """Whether an act of leaving says of what, or answers a letter, or speaks of "me"."""
    if frame.act not in _LEAVING and not (frame.act in {"keep", "receive", "subscribe"} and frame.negated):
        return True
    clause = scene.clauses[frame.clause]
    same = [c for c in scene.clauses if c.sentence == clause.sentence] if clause.has("thing") else [clause]
    named = any(
        c.has("news", "roll", "network", "subscription") or scene.topics_in(c.first, c.last) for c in same
    )
    if frame.act in {"needs-not", "keep"} or frame.negated:
        return named or (scene.letter.kind == "news" and clause.has("thing", "me-subject"))
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

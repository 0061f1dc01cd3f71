"""The reading of a mail from its claims: sure, or ask."""

from collections.abc import Sequence
from dataclasses import dataclass

from mailservice.domain.lists import Language
from mailservice.domain.readings import Evidence, ForPerson, Reading, Unclear, Wishes
from mailservice.domain.wishes import (
    AskExport,
    AskHelp,
    AskStatus,
    Cancel,
    Erase,
    Register,
    Subscribe,
    Unsubscribe,
    Wish,
)
from mailservice.understanding.claims import Claim, claims_of
from mailservice.understanding.clauses import Clause
from mailservice.understanding.frames import Frame
from mailservice.understanding.cross_check import left_over
from mailservice.understanding.handover import ForSomeone, for_someone
from mailservice.understanding.moods import Mood, is_condition
from mailservice.understanding.scene import Scene
from mailservice.understanding.spotting import Hit
from mailservice.understanding.wishes_of_mail import (
    read_delivery,
    read_move,
    read_pause,
    read_resume,
    read_tongue,
)


@dataclass(frozen=True, slots=True)
class Found:
    """One wish with the words that it was read from, or a fault that keeps it from being carried out.

    clause   the number of its clause, -1 where it has none
    """

    wish: Wish | None
    fault: str
    evidence: Evidence
    clause: int = -1


def decide_reading(scene: Scene, language: Language) -> Reading | None:
    """What the mail means; None where no act of ours is in it."""
    reasons = for_someone(scene)
    whole = next((r for r in reasons if r.whole), None)
    if whole is not None:
        return ForPerson(whole.about, language, (whole.evidence,))
    found = [*_of_mail(scene), *_about_oneself(scene)]
    found = _on_lists_and_briefings(scene, found)
    return _weighed(scene, found, reasons, language)


def _weighed(
    scene: Scene, found: list[Found], reasons: list[ForSomeone], language: Language
) -> Reading | None:
    evidence = tuple(f.evidence for f in found)
    wishes = tuple(dict.fromkeys(f.wish for f in found if f.wish is not None))
    third = next((r for r in reasons if r.about == "third-person"), None)
    strange = bool(reasons) and not all(_mine(scene, f) for f in found if f.wish is not None)
    if not wishes or strange or (third is not None and not _self_wish(scene)):
        if reasons:
            return ForPerson(reasons[0].about, language, (reasons[0].evidence,))
    fault = (
        next((f.fault for f in found if f.fault), "")
        or _doubt(scene, found)
        or _contradiction(wishes)
        or left_over(scene, wishes)
    )
    if fault:
        return Unclear(fault, language, wishes, evidence)
    if wishes:
        return Wishes(_merged(wishes), language, bool(reasons), evidence + tuple(r.evidence for r in reasons))
    return None


def _mine(scene: Scene, found: Found) -> bool:
    """Whether the words of a wish speak of the sender; wishes that stand in no clause always do."""
    if found.clause < 0:
        return True
    sentence = scene.clauses[found.clause].sentence
    return any(c.has("me", "my") for c in scene.clauses if c.sentence == sentence)


def _self_wish(scene: Scene) -> bool:
    """Whether the sender wishes something for themselves beside what they wish for others."""
    return any(
        f.mood is Mood.WISH
        and not f.negated
        and not scene.clauses[f.clause].says("third-party")
        and (
            scene.clauses[f.clause].has("me-object")
            or (scene.clauses[f.clause].has("me-subject") and f.act in {"attend", "subscribe", "receive"})
        )
        for f in scene.frames
    )


def _words(scene: Scene, hit: Hit) -> str:
    return " ".join(w.low for w in scene.words[hit.first : hit.last + 1])


def _of_mail(scene: Scene) -> list[Found]:
    found = []
    delivery, fault, hit = read_delivery(scene)
    if hit is not None:
        found.append(Found(delivery, fault, Evidence(_words(scene, hit), "delivery")))
    tongue, spoken = read_tongue(scene)
    if spoken is not None:
        found.append(Found(tongue, "", Evidence(_words(scene, spoken), "language")))
    resume, resumed = read_resume(scene)
    pause, pause_fault, paused = read_pause(scene)
    if resumed is not None:
        found.append(Found(resume, "", Evidence(_words(scene, resumed.hit), "resume")))
    elif paused is not None:
        found.append(Found(pause, pause_fault, Evidence(_words(scene, paused.hit), "pause")))
    move, move_fault, moved = read_move(scene)
    if moved is not None:
        found.append(Found(move, move_fault, Evidence(_words(scene, moved), "move")))
    return found


_ONESELF: dict[str, Wish] = {
    "status": AskStatus(),
    "help": AskHelp(),
    "export": AskExport(),
    "erase": Erase(),
}


def _about_oneself(scene: Scene) -> list[Found]:
    """Status, help, export and erasure; the question moods are their own."""
    found: dict[str, Found] = {}
    for frame in scene.frames:
        wish = _ONESELF.get(frame.act)
        if wish is None or (frame.negated and frame.act != "status"):
            continue
        if frame.mood in {Mood.PAST, Mood.THIRD, Mood.OTHERS} and frame.act in {"export", "erase"}:
            continue
        found.setdefault(frame.act, Found(wish, "", Evidence(_words(scene, frame.hit), frame.act)))
    if "status" in found or "export" in found:
        found.pop("help", None)
    if "export" in found:
        found.pop("status", None)
    if "erase" in found and "export" in found and not _both_rights(scene):
        found.pop("export")
    return list(found.values())


def _both_rights(scene: Scene) -> bool:
    """Whether a copy is asked for beside the erasure; "allt ni har sparat" is also what is to be erased."""
    return any(f.act == "export" and scene.clauses[f.clause].has("copy") for f in scene.frames)


def _asking(scene: Scene, frame: Frame) -> bool:
    """Whether a status is asked for, not told: "är jag anmäld?", not "själv är jag redan anmäld"."""
    clause = scene.clauses[frame.clause]
    before = scene.words[clause.first : frame.hit.last + 1]
    if frame.act != "status":
        return True
    return clause.asked or any(w.is_("ask-word", "if") for w in before) or clause.has("uncertain")


_QUIET = {Mood.PAST, Mood.QUESTION, Mood.CONDITION, Mood.THIRD, Mood.OTHERS}


def _on_lists_and_briefings(scene: Scene, found: list[Found]) -> list[Found]:
    claims = [c for c in claims_of(scene) if c.frame.mood not in _QUIET]
    claims = _not_taken_back(scene, claims)
    kinds = {type(f.wish).__name__ for f in found}
    faults = {f.fault for f in found if f.fault}
    if "SetDelivery" in kinds or "how-often" in faults:
        claims = [
            c
            for c in claims
            if c.kind
            not in {"unsubscribe", "subscribe", "weak-unsubscribe", "keep", "add", "remove", "attend-list"}
            or (c.named and c.frame.act in {"subscribe", "unsubscribe", "add", "remove"})
        ]
    if "SetLanguage" in kinds:
        claims = [c for c in claims if c.frame.act != "receive" and c.kind not in {"add", "attend-list"} and (c.named or c.kind != "subscribe")]
    if kinds & {"Pause", "Resume"} or "until-when" in faults:
        claims = [
            c
            for c in claims
            if c.kind not in {"subscribe", "unsubscribe", "weak-unsubscribe", "keep"}
            or c.frame.act in {"subscribe"}
        ]
    if "Move" in kinds or faults & {"which-address", "unverified-address"}:
        claims = [
            c
            for c in claims
            if c.kind not in {"subscribe", "unsubscribe", "keep", "weak-unsubscribe", "add", "remove"}
        ]
    if kinds & {"Erase", "AskExport"}:
        claims = [c for c in claims if c.kind in {"register", "cancel"} and c.named]
    if "AskStatus" in kinds:
        claims = [c for c in claims if c.frame.act != "cannot"]
    if kinds & {"AskStatus", "AskHelp"}:
        claims = [
            c
            for c in claims
            if c.frame.act not in {"add", "attend", "receive", "cannot", "subscribe"}
            or (c.named and c.frame.mood is Mood.WISH and not _asked(scene, c.frame))
        ]
    wishes = _resolved(scene, claims)
    if any(f.wish for f in wishes):
        found = [f for f in found if not isinstance(f.wish, AskHelp) or not _how(f)]
    return found + wishes


def _how(found: Found) -> bool:
    """ "hur gör jag" beside a wish that is carried out anyway."""
    return found.evidence.words.split()[0] in {"hur", "how"}


def _not_taken_back(scene: Scene, claims: list[Claim]) -> list[Claim]:
    """Without what stands before a "glöm det", where a wish comes after it."""
    backs = [
        c.first for c in scene.clauses if c.says("take-back", "correct") and not c.has("registered-noun")
    ]
    if not backs:
        return claims
    after = [c for c in claims if scene.clauses[c.frame.clause].last >= max(backs)]
    return (
        after
        if any(c.kind in {"register", "subscribe", "unsubscribe", "cancel"} and not c.fault for c in after)
        else claims
    )


def _asked(scene: Scene, frame: Frame) -> bool:
    return scene.clauses[frame.clause].asked


def _resolved(scene: Scene, claims: Sequence[Claim]) -> list[Found]:
    """Claims against one another: what is kept is not left, a weak no beside a wish is only a no."""
    named_kinds = {c.kind for c in claims if c.named and c.ids}
    claims = [c for c in claims if c.named or c.kind not in named_kinds or c.ids == ("*",)]
    kept = {i for c in claims if c.kind == "keep" for i in c.ids}
    wanted = {c.kind for c in claims if c.kind in {"subscribe", "unsubscribe", "register", "cancel"}}
    found: list[Found] = []
    for claim in claims:
        evidence = Evidence(_words(scene, claim.frame.hit), claim.kind)
        kind = claim.kind
        if kind == "weak-unsubscribe" and not wanted:
            if _other_topics(scene, claim):
                found.append(Found(None, "which-list", evidence, claim.frame.clause))
                continue
            kind = "unsubscribe"
        if kind in {"add", "remove"} and not wanted:
            found.append(Found(None, "which-object", evidence, claim.frame.clause))
        elif kind == "attend-list":
            found.append(Found(None, "which-object", evidence, claim.frame.clause)) if not wanted else None
        elif kind in {"subscribe", "unsubscribe", "register", "cancel"} and claim.fault:
            found.append(Found(None, claim.fault, evidence, claim.frame.clause))
        elif kind in {"subscribe", "unsubscribe", "register", "cancel"}:
            ids = tuple(i for i in claim.ids if not (kind == "unsubscribe" and i in kept))
            found += [Found(_wish(kind, ids), "", evidence, claim.frame.clause)] if ids else []
    named = {c.kind for c in claims if c.named and not c.fault and c.ids}
    return [f for f in found if not (f.fault in {"which-list", "which-briefing"} and _covered(f, named))]


def _other_topics(scene: Scene, claim: Claim) -> bool:
    """Whether the mail names a list that the claim is not about and that it does not ask to keep."""
    named = set(scene.topics_in(0, len(scene.words)))
    return bool(named - set(claim.ids)) and claim.ids != ("*",)


def _covered(found: Found, named: set[str]) -> bool:
    return found.evidence.taken_for in named


def _wish(kind: str, ids: tuple[str, ...]) -> Wish:
    makers = {"subscribe": Subscribe, "unsubscribe": Unsubscribe, "register": Register, "cancel": Cancel}
    return makers[kind](ids)


def _doubt(scene: Scene, found: list[Found]) -> str:
    """A doubt or a condition in a sentence with a wish, or in one on its own after it."""
    claimed = [scene.clauses[f.clause] for f in found if f.clause >= 0]
    sentences = {clause.sentence for clause in claimed}
    if any(clause.has("doubt") for clause in claimed):
        return "not-sure"
    if any(clause.says("hinges") for clause in scene.clauses if clause.sentence in sentences):
        return "condition"
    if _taken_back(scene, claimed):
        return "taken-back"
    for clause in scene.clauses:
        if clause.sentence in sentences and is_condition(clause, list(scene.words)) and _hard(scene, clause):
            return "condition"
    return ""


def _taken_back(scene: Scene, claimed: list[Clause]) -> bool:
    """Whether the mail takes something back and wishes nothing after that."""
    backs = [c.first for c in scene.clauses if c.says("take-back")]
    return bool(backs and claimed) and max(c.last for c in claimed) < max(backs)


def _hard(scene: Scene, clause: Clause) -> bool:
    """Whether a condition is one that we cannot see fulfilled: "om min chef säger ja", not "om det går"."""
    subject = scene.words[clause.first + 1]
    return clause.has("third", "kin") or (subject.is_("me") and not clause.has("could", "kind"))


def _contradiction(wishes: tuple[Wish, ...]) -> str:
    on = {i for w in wishes if isinstance(w, Subscribe) for i in w.lists}
    off = {i for w in wishes if isinstance(w, Unsubscribe) for i in w.lists}
    come = {i for w in wishes if isinstance(w, Register) for i in w.sessions}
    go = {i for w in wishes if isinstance(w, Cancel) for i in w.sessions}
    if on & off or come & go or ("*" in off and on) or ("*" in go and come):
        return "contradiction"
    return ""


def _merged(wishes: tuple[Wish, ...]) -> tuple[Wish, ...]:
    """Wishes of one kind as one: two lists to join are one Subscribe."""
    merged: list[Wish] = []
    for kind, name in (
        (Unsubscribe, "lists"),
        (Subscribe, "lists"),
        (Cancel, "sessions"),
        (Register, "sessions"),
    ):
        ids = dict.fromkeys(i for w in wishes if isinstance(w, kind) for i in getattr(w, name))
        if ids:
            merged.append(kind(("*",) if "*" in ids else tuple(ids)))
    rest = [w for w in wishes if not isinstance(w, Subscribe | Unsubscribe | Register | Cancel)]
    return tuple(merged + rest)

"""Claims about lists and briefings, sifted against one another."""

from collections.abc import Callable, Sequence

from mailservice.domain.readings import Evidence
from mailservice.domain.wishes import (
    AskHelp,
    Cancel,
    Register,
    Subscribe,
    Unsubscribe,
    Wish,
)
from mailservice.understanding.claim import Claim
from mailservice.understanding.claims import claims_of
from mailservice.understanding.found import Found, words_of
from mailservice.understanding.frames import Frame
from mailservice.understanding.moods import Mood
from mailservice.understanding.scene import Scene

_QUIET = {Mood.PAST, Mood.QUESTION, Mood.CONDITION, Mood.THIRD, Mood.OTHERS}


def on_lists_and_briefings(scene: Scene, found: list[Found]) -> list[Found]:
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
        claims = [
            c
            for c in claims
            if c.frame.act != "receive"
            and c.kind not in {"add", "attend-list"}
            and (c.named or c.kind != "subscribe")
        ]
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
    if any(c.kind == "unsubscribe" and not c.exchange for c in claims):
        claims = [c for c in claims if c.kind != "subscribe" or c.frame.act != "receive"]
    named_kinds = {c.kind for c in claims if c.named and c.ids}
    claims = [c for c in claims if c.named or c.kind not in named_kinds or c.ids == ("*",)]
    kept = {i for c in claims if c.kind == "keep" for i in c.ids}
    wanted = {c.kind for c in claims if c.kind in {"subscribe", "unsubscribe", "register", "cancel"}}
    found: list[Found] = []
    for claim in claims:
        evidence = Evidence(words_of(scene, claim.frame.hit), claim.kind)
        kind = claim.kind
        if kind == "weak-unsubscribe" and not wanted:
            if _other_topics(scene, claim):
                found.append(Found(None, "which-list", evidence, claim.frame.clause))
                continue
            kind = "unsubscribe"
        if kind in {"add", "remove"} and not wanted:
            found.append(Found(None, "which-object", evidence, claim.frame.clause))
        elif kind == "attend-list":
            found += [] if wanted else [Found(None, "which-object", evidence, claim.frame.clause)]
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
    makers: dict[str, Callable[[tuple[str, ...]], Wish]] = {
        "subscribe": Subscribe,
        "unsubscribe": Unsubscribe,
        "register": Register,
        "cancel": Cancel,
    }
    return makers[kind](ids)

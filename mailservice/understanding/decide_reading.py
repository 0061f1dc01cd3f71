"""The reading of a mail from its claims: sure, or ask."""

from mailservice.domain.lists import Language
from mailservice.domain.readings import ForPerson, Reading, Unclear, Wishes
from mailservice.domain.wishes import (
    Cancel,
    Register,
    Subscribe,
    Unsubscribe,
    Wish,
)
from mailservice.understanding.cross_check import left_over
from mailservice.understanding.doubts import contradiction, doubt
from mailservice.understanding.found import Found
from mailservice.understanding.handover import ForSomeone, for_someone
from mailservice.understanding.moods import Mood
from mailservice.understanding.own_affairs import about_oneself, of_mail
from mailservice.understanding.scene import Scene
from mailservice.understanding.sifting import on_lists_and_briefings


def decide_reading(scene: Scene, language: Language) -> Reading | None:
    """What the mail means; None where no act of ours is in it."""
    reasons = for_someone(scene)
    whole = next((r for r in reasons if r.whole), None)
    if whole is not None:
        return ForPerson(whole.about, language, (whole.evidence,))
    found = [*of_mail(scene), *about_oneself(scene)]
    found = on_lists_and_briefings(scene, found)
    return _weighed(scene, found, reasons, language)


def _weighed(
    scene: Scene, found: list[Found], reasons: list[ForSomeone], language: Language
) -> Reading | None:
    evidence = tuple(f.evidence for f in found)
    wishes = tuple(dict.fromkeys(f.wish for f in found if f.wish is not None))
    third = next((r for r in reasons if r.about == "third-person"), None)
    strange = bool(reasons) and not all(_mine(scene, f) for f in found if f.wish is not None)
    handed_over = not wishes or strange or (third is not None and not _self_wish(scene))
    if reasons and handed_over:
        return ForPerson(reasons[0].about, language, (reasons[0].evidence,))
    fault = (
        next((f.fault for f in found if f.fault), "")
        or doubt(scene, found)
        or contradiction(wishes)
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
    rest: list[Wish] = [w for w in wishes if not isinstance(w, Subscribe | Unsubscribe | Register | Cancel)]
    return tuple(merged + rest)

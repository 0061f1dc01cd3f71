"""What the mail says against what would be done: where something is left over, nothing is done."""

from mailservice.domain.days import STOCKHOLM
from mailservice.domain.wishes import Cancel, Register, Subscribe, Unsubscribe, Wish
from mailservice.understanding.clauses import Clause
from mailservice.understanding.scene import Scene


def left_over(scene: Scene, wishes: tuple[Wish, ...]) -> str:
    """Why these wishes cannot be all that the mail means, in one word-with-dashes; "" where they can."""
    joins = [w for w in wishes if isinstance(w, Subscribe)]
    leaves = [w for w in wishes if isinstance(w, Unsubscribe)]
    named = set(scene.topics_in(0, len(scene.words)))
    public = {each.id for each in scene.world.lists if each.public}
    acted = {i for w in wishes if isinstance(w, Subscribe | Unsubscribe) for i in w.lists}
    about_sessions = any(isinstance(w, Register | Cancel) for w in wishes)
    if any("*" in w.lists for w in leaves) and named and not about_sessions and not _says_all(scene):
        return "which-list"
    if joins and len(public) > 1 and acted >= public and len(named & public) == 1 and not _says_all(scene):
        return "which-list"
    comes = any(isinstance(w, Register) for w in wishes)
    goes = any(isinstance(w, Cancel) for w in wishes)
    if comes and goes and not any(c.says("rebook", "swap") or c.has("in-stead") for c in scene.clauses):
        return "contradiction"
    return "which-briefing" if _day_left_over(scene, wishes) else ""


def _says_all(scene: Scene) -> bool:
    return any(w.is_("every", "both") for w in scene.words)


def _day_left_over(scene: Scene, wishes: tuple[Wish, ...]) -> bool:
    """Whether a briefing's day stands in the mail, not denied, and nothing is done about it."""
    acted = {i for w in wishes if isinstance(w, Register | Cancel) for i in w.sessions}
    if not acted or "*" in acted:
        return False
    days = {b.start.astimezone(STOCKHOLM).date(): b.id for b in scene.world.to_come(scene.now)}
    return any(
        (day := mention.on(scene.today)) in days
        and days[day] not in acted
        and not _set_aside(scene.clause_at(mention.first))
        for mention in scene.days
    )


def _set_aside(clause: Clause) -> bool:
    """Whether the clause denies or tells of the past or leaves the day to others."""
    return clause.has("neg", "kin", "past-form", "past-verb", "had") or clause.says(
        "cannot", "needs-not", "correct"
    )

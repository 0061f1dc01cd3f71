"""What keeps a wish from being carried out: doubt, a condition, a thing taken back."""

from mailservice.domain.wishes import (
    Cancel,
    Register,
    Subscribe,
    Unsubscribe,
    Wish,
)
from mailservice.understanding.clauses import Clause
from mailservice.understanding.found import Found
from mailservice.understanding.moods import is_condition
from mailservice.understanding.scene import Scene


def doubt(scene: Scene, found: list[Found]) -> str:
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


def contradiction(wishes: tuple[Wish, ...]) -> str:
    on = {i for w in wishes if isinstance(w, Subscribe) for i in w.lists}
    off = {i for w in wishes if isinstance(w, Unsubscribe) for i in w.lists}
    come = {i for w in wishes if isinstance(w, Register) for i in w.sessions}
    go = {i for w in wishes if isinstance(w, Cancel) for i in w.sessions}
    if on & off or come & go or ("*" in off and on) or ("*" in go and come):
        return "contradiction"
    return ""

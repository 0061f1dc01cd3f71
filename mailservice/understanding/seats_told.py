"""Whether a mail shows that its sender has a seat."""

from mailservice.understanding.moods import Mood
from mailservice.understanding.scene import Scene
from mailservice.understanding.spotting import Hit


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

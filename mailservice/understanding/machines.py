"""Mail that no person wrote to us, told by its words alone: the headers were looked at before."""

from mailservice.domain.readings import Evidence, Machine
from mailservice.understanding.moods import Mood
from mailservice.understanding.scene import Scene

_AWAY = ("auto-away", "auto-back", "auto-elsewhere", "auto-unread", "auto-thanks")
_ENOUGH = 2  # signs of one kind that tell a machine
_LONG_SPAM = 3  # signs in a mail that also names one of our lists


def read_machine(scene: Scene, subject: frozenset[str]) -> Machine | None:
    """An absence notice without marks, a case system's receipt, spam; None for a person's mail.

    subject   the meanings of the phrases in the subject, the answered letter's own too
    """
    said = [hit for clause in scene.clauses for hit in clause.hits]
    tags = {hit.tag for hit in said} | subject
    if tags & {"auto-subject"} and "auto-subject" in subject:
        return Machine("auto-reply", _evidence(scene, subject, "auto-subject"))
    wishing = any(f.mood is Mood.WISH and f.act in _PERSONAL for f in scene.frames) or any(
        w.asked for w in scene.words
    )
    away = [tag for tag in _AWAY if tag in tags]
    if len(away) >= _ENOUGH and not wishing:
        return Machine("auto-reply", _evidence(scene, subject, *away))
    receipts = {hit.at for hit in said if hit.tag == "got-it"}
    if len(receipts) + ("got-it" in subject) >= _ENOUGH and not _mine(scene):
        return Machine("acknowledgement", _evidence(scene, subject, "got-it"))
    offers = {hit.first for hit in said if hit.tag == "spam"}
    if len(offers) >= (_LONG_SPAM if scene.topics else _ENOUGH):
        return Machine("spam", _evidence(scene, subject, "spam"))
    return None


_PERSONAL = frozenset(
    {"subscribe", "unsubscribe", "remove", "attend", "unattend", "cease-sending", "resume", "export", "erase"}
    | {"wait-until", "pause"}
)


def _mine(scene: Scene) -> bool:
    """Whether somebody speaks of themselves and wants something."""
    return any(f.mood is Mood.WISH and scene.clauses[f.clause].has("me-object") for f in scene.frames)


def _evidence(scene: Scene, subject: frozenset[str], *tags: str) -> tuple[Evidence, ...]:
    said = tuple(Evidence(c.text, tag) for tag in tags for c in scene.clauses if c.says(tag))
    return said or tuple(Evidence("subject", tag) for tag in tags if tag in subject)

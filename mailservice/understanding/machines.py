"""Mail that no person wrote to us, told by its words alone: the headers were looked at before."""

from mailservice.domain.readings import Evidence, Machine
from mailservice.message.mail import OwnWords, ParsedMail
from mailservice.understanding.clauses import Clause
from mailservice.understanding.moods import Mood
from mailservice.understanding.scene import Scene

_ENOUGH_SPAM = 2


def read_machine(mail: ParsedMail, words: OwnWords, scene: Scene, subject: tuple[str, ...]) -> Machine | None:
    """An absence notice without marks, a case system's receipt, spam, a recall notice; None for a person's mail.

    subject   the meanings of the phrases in the subject
    """
    evidence = _first(scene.clauses, "auto-reply")
    wishing = any(f.mood is Mood.WISH and f.act in _PERSONAL for f in scene.frames)
    if {"auto-subject"} & set(subject):
        return Machine("auto-reply", (Evidence(mail.subject, "auto-reply"),))
    count = sum(hit.tag == "auto-reply" for clause in scene.clauses for hit in clause.hits)
    if evidence and not wishing and count >= 2 and not _asks(scene):
        return Machine("auto-reply", evidence)
    if (
        (got := _first(scene.clauses, "got-it"))
        and not wishing
        and _count(scene, "got-it") >= 2
        and not _asks(scene)
    ):
        return Machine("acknowledgement", got)
    if (
        (spam := _first(scene.clauses, "spam"))
        and _count(scene, "spam") >= _ENOUGH_SPAM
        and not _of_ours(scene)
    ):
        return Machine("spam", spam)
    return None


_PERSONAL = frozenset(
    {
        "subscribe",
        "unsubscribe",
        "remove",
        "attend",
        "unattend",
        "cease-sending",
        "pause",
        "resume",
        "export",
        "erase",
        "wait-until",
        "receive",
    }
)


def _first(clauses: tuple[Clause, ...], tag: str) -> tuple[Evidence, ...]:
    return next(((Evidence(c.text, tag),) for c in clauses if c.says(tag)), ())


def _count(scene: Scene, tag: str) -> int:
    return len({hit.first for clause in scene.clauses for hit in clause.hits if hit.tag == tag})


def _asks(scene: Scene) -> bool:
    return any(clause.asked for clause in scene.clauses)


def _of_ours(scene: Scene) -> bool:
    return bool(scene.topics)

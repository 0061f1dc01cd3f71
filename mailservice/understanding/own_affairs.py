"""Wishes about the mail itself and about the sender: how often, when, where to, what is stored."""

from mailservice.domain.readings import Evidence
from mailservice.domain.wishes import (
    AskExport,
    AskHelp,
    AskStatus,
    Erase,
    Wish,
)
from mailservice.understanding.found import Found, words_of
from mailservice.understanding.frames import Frame
from mailservice.understanding.moods import Mood
from mailservice.understanding.scene import Scene
from mailservice.understanding.wishes_of_mail import (
    read_delivery,
    read_move,
    read_pause,
    read_resume,
    read_tongue,
)


def of_mail(scene: Scene) -> list[Found]:
    found = []
    delivery, fault, hit = read_delivery(scene)
    if hit is not None:
        found.append(Found(delivery, fault, Evidence(words_of(scene, hit), "delivery")))
    tongue, spoken = read_tongue(scene)
    if spoken is not None:
        found.append(Found(tongue, "", Evidence(words_of(scene, spoken), "language")))
    resume, resumed = read_resume(scene)
    pause, pause_fault, paused = read_pause(scene)
    if resumed is not None:
        found.append(Found(resume, "", Evidence(words_of(scene, resumed.hit), "resume")))
    elif paused is not None:
        found.append(Found(pause, pause_fault, Evidence(words_of(scene, paused.hit), "pause")))
    move, move_fault, moved = read_move(scene)
    if moved is not None:
        found.append(Found(move, move_fault, Evidence(words_of(scene, moved), "move")))
    return found


_ONESELF: dict[str, Wish] = {
    "status": AskStatus(),
    "help": AskHelp(),
    "export": AskExport(),
    "erase": Erase(),
}


def about_oneself(scene: Scene) -> list[Found]:
    """Status, help, export and erasure; the question moods are their own."""
    found: dict[str, Found] = {}
    for frame in scene.frames:
        wish = _ONESELF.get(frame.act)
        if wish is None or (frame.negated and frame.act != "status") or not _asking(scene, frame):
            continue
        if frame.mood in {Mood.PAST, Mood.THIRD, Mood.OTHERS} and frame.act in {"export", "erase"}:
            continue
        found.setdefault(frame.act, Found(wish, "", Evidence(words_of(scene, frame.hit), frame.act)))
    if "status" in found or "export" in found:
        found.pop("help", None)
    if "export" in found:
        found.pop("status", None)
    if "erase" in found and "export" in found and not _both_rights(scene):
        found.pop("export")
    return list(found.values())


def _asking(scene: Scene, frame: Frame) -> bool:
    """Whether a status is asked for, not told: "är jag anmäld?", not "själv är jag redan anmäld"."""
    clause = scene.clauses[frame.clause]
    before = scene.words[clause.first : frame.hit.last + 1]
    if frame.act != "status":
        return True
    return clause.asked or any(w.is_("ask-word", "if") for w in before) or clause.has("uncertain")


def _both_rights(scene: Scene) -> bool:
    """Whether a copy is asked for beside the erasure; "allt ni har sparat" is also what is to be erased."""
    return any(f.act == "export" and scene.clauses[f.clause].has("copy") for f in scene.frames)

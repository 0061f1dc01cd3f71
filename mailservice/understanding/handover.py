"""What is for a person: questions, third persons, complaints, the press, documents, proposals."""

from collections.abc import Sequence
from dataclasses import dataclass

from mailservice.domain.readings import Evidence
from mailservice.understanding.clauses import Clause
from mailservice.understanding.moods import Mood
from mailservice.understanding.scene import Scene
from mailservice.understanding.words import Word

_WHOLE = ("records-request", "rights")
_PARTLY = ("press", "proposal", "human-wish", "complaint")
_OURS = frozenset({"news", "roll", "meeting", "seat", "network", "name-word", "data"})
_ANSWERABLE = frozenset({"status", "help", "smooth"})


@dataclass(frozen=True, slots=True)
class ForSomeone:
    """about: why, in one word; whole: nothing else in the mail is to be carried out."""

    about: str
    whole: bool
    evidence: Evidence


def for_someone(scene: Scene) -> list[ForSomeone]:
    """Every reason why a person must see the mail."""
    found: list[ForSomeone] = []
    for number, clause in enumerate(scene.clauses):
        found += [
            ForSomeone(tag, tag in _WHOLE, Evidence(clause.text, tag))
            for tag in (*_WHOLE, *_PARTLY)
            if clause.says(tag)
        ]
        if _of_third(scene, number, clause):
            found.append(ForSomeone("third-person", False, Evidence(clause.text, "third-person")))
        if _foreign(scene, number, clause):
            found.append(ForSomeone("not-ours", True, Evidence(clause.text, "foreign")))
    found += _questions(scene)
    return found


def _acts(scene: Scene, number: int) -> set[str]:
    return {frame.act for frame in scene.frames if frame.clause == number}


_DONE_TO = frozenset(
    {"add", "remove", "attend", "unattend", "subscribe", "unsubscribe", "receive", "cease-sending", "keep"}
)


def _of_third(scene: Scene, number: int, clause: Clause) -> bool:
    """Whether something is to be done for or to somebody else."""
    acts = _acts(scene, number)
    if any(w.is_("themselves") for w in clause.words):
        return False
    if clause.says("third-party") and (acts & _DONE_TO or clause.asked or clause.has("could", "want")):
        return True
    moods = {frame.mood for frame in scene.frames if frame.clause == number and frame.act in _DONE_TO}
    if Mood.THIRD in moods:
        return True
    address = any(w.is_("at") and w.low != scene.sender for w in clause.words)
    return (
        address
        and bool(acts & {"add", "remove", "unsubscribe", "subscribe"})
        and "move" not in {h.tag for h in clause.hits}
    )


def _foreign(scene: Scene, number: int, clause: Clause) -> bool:
    """Whether an act is upon something that is none of ours: a room, a firm, a post."""
    frames = [f for f in scene.frames if f.clause == number and f.act in _UPON]
    for frame in frames:
        behind = scene.words[frame.hit.first + 1 : min(frame.hit.last + 4, clause.last + 1)]
        strange = next((at for at, w in enumerate(behind) if w.is_("foreign")), None)
        if _strange_possession(behind, scene):
            return True
        if strange is not None and not any(w.is_(*_OURS) and not w.is_("foreign") for w in behind[:strange]):
            return True
    return False


def _strange_possession(behind: Sequence[Word], scene: Scene) -> bool:
    """ "min uppkörning", "ett rum": something straight behind the act that is none of ours."""
    if not behind or not behind[0].is_("my", "article"):
        return False
    following = [w for w in behind[1:4] if not _is_day(w) and not w.is_("date-glue")]
    ours = any(w.is_(*_OURS, "address", "kin", "subscription", "thing", "often") for w in following)
    return bool(following) and not ours and not any(scene.words[t.place] in following for t in scene.topics)


def _is_day(word: Word) -> bool:
    return (
        any(tag.startswith(("weekday-", "month-", "season-")) for tag in word.tags) or word.low[0].isdecimal()
    )


_UPON = frozenset({"add", "remove", "unattend", "unsubscribe", "subscribe", "attend"})


def _questions(scene: Scene) -> list[ForSomeone]:
    """Sentences that ask something which is neither a wish nor answered by the service itself."""
    found = []
    for sentence in sorted({clause.sentence for clause in scene.clauses if clause.asked}):
        clauses = [(n, c) for n, c in enumerate(scene.clauses) if c.sentence == sentence]
        acts = {f.act for f in scene.frames for n, _ in clauses if f.clause == n and f.mood is Mood.WISH}
        tags = {hit.tag for _, c in clauses for hit in c.hits}
        if acts or tags & (
            _ANSWERABLE
            | {
                "weekly",
                "monthly",
                "each",
                "to-english",
                "to-swedish",
                "seldom",
                "move",
                "third-party",
                "rebook",
                "status",
                "help",
                "export",
            }
        ):
            continue
        text = " ".join(c.text for _, c in clauses)
        if clauses[0][1].first < scene.body or len(text.split()) <= 2:
            continue
        found.append(ForSomeone("question", False, Evidence(text, "question")))
    return found

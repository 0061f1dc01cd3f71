"""What a mail says that its wishes leave unexplained: a time, a denial, somebody else, a long tale."""

from mailservice.domain.readings import Wishes
from mailservice.domain.wishes import Cancel, Pause, Register, Subscribe, Unsubscribe
from mailservice.understanding.clauses import Clause
from mailservice.understanding.scene import Scene
from mailservice.understanding.slots_sessions import STOCKHOLM

_LONG = 60  # words from which on a wish must be said as one
_TOO_LONG = 90  # words that no clear wish needs
_LONG_SENTENCE = 30


def loose_end(reading: Wishes, scene: Scene) -> str:
    """Why the wishes cannot be all that is meant, in one word-with-dashes; "" where they can."""
    wishes = reading.wishes
    if not any(isinstance(w, Subscribe | Unsubscribe | Register | Cancel) for w in wishes):
        return ""
    told = _telling(reading, scene)
    words = [w for clause in told for w in clause.words]
    if len(scene.words) > _TOO_LONG or any(
        sum(w.sentence == each.sentence for w in words) > _LONG_SENTENCE for each in words
    ):
        return "long"
    if len(scene.words) > _LONG and not any(w.is_("volition", "please", "want") for w in words):
        return "no-wish"
    if any(w.is_("kin") for w in words) and not any(w.is_("me", "my", "me-subject") for w in words):
        return "third-person"
    if len(wishes) == 1 and isinstance(wishes[0], Subscribe | Register) and any(w.is_("neg") for w in words):
        return "denied"
    return _of_time(reading, scene)


def _telling(reading: Wishes, scene: Scene) -> list[Clause]:
    """The clauses of the sentences that hold the words by which the wishes were read."""
    found = []
    for clause in scene.clauses:
        whole = {w.low for each in scene.clauses if each.sentence == clause.sentence for w in each.words}
        if any(set(each.words.lower().split()) <= whole for each in reading.evidence):
            found.append(clause)
    return found


def _of_time(reading: Wishes, scene: Scene) -> str:
    """A time or a day that the wishes do not use."""
    acted = {i for w in reading.wishes if isinstance(w, Register | Cancel) for i in w.sessions}
    times = [
        (b.start.astimezone(STOCKHOLM), b.end.astimezone(STOCKHOLM))
        for b in scene.world.to_come(scene.now)
        if b.id in acted
    ]
    if times:
        against = any(
            (day.at is not None and not any(start.time() <= day.at <= end.time() for start, end in times))
            or (day.week is not None and day.week not in {start.isocalendar().week for start, _ in times})
            or (day.weekday is not None and day.weekday not in {start.weekday() for start, _ in times})
            for day in scene.days
        )
        return "which-briefing" if against and not _pauses(reading) else ""
    joins = any(isinstance(w, Subscribe) for w in reading.wishes)
    unused = joins and not acted and any(day.on(scene.today) is not None for day in scene.days)
    return "until-when" if unused and not _pauses(reading) else ""


def _pauses(reading: Wishes) -> bool:
    return any(isinstance(w, Pause) for w in reading.wishes)

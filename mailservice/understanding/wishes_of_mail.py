"""How mail comes: often or seldom, in which language, when, and to which address."""

from datetime import date, timedelta

from mailservice.domain.lists import DeliveryMode
from mailservice.domain.wishes import Move, Pause, Resume, SetDelivery, SetLanguage
from mailservice.understanding.clauses import Clause, opens_condition
from mailservice.understanding.frames import Frame
from mailservice.understanding.moods import Mood, asks
from mailservice.understanding.scene import Scene
from mailservice.understanding.slots_dates import DayMention
from mailservice.understanding.spotting import Hit

_MODES = {"weekly": DeliveryMode.WEEKLY, "monthly": DeliveryMode.MONTHLY, "each": DeliveryMode.EACH}


def read_delivery(scene: Scene) -> tuple[SetDelivery | None, str, Hit | None]:
    """How often mail shall come; a fault where it is asked for but not said how often."""
    wanted: list[tuple[Hit, DeliveryMode]] = []
    seldom = None
    for clause in scene.clauses:
        for hit in clause.hits:
            if hit.tag in _MODES and _is_wanted(scene, clause, hit):
                wanted.append((hit, _MODES[hit.tag]))
            if hit.tag == "seldom" and clause.has("want", "could", "please"):
                seldom = hit
    if any(hit.first >= scene.body and len(hit.at) > 1 for hit, _ in wanted):
        wanted = [(hit, mode) for hit, mode in wanted if len(hit.at) > 1 or hit.tag == "each"]
    if any(hit.first >= scene.body for hit, _ in wanted):
        wanted = [(hit, mode) for hit, mode in wanted if hit.first >= scene.body]
    modes = {mode for _, mode in wanted}
    if len(modes) == 1:
        return SetDelivery(wanted[-1][1]), "", wanted[-1][0]
    if modes:
        return None, "how-often", wanted[-1][0]
    return None, "how-often" if seldom is not None else "", seldom


def _is_wanted(scene: Scene, clause: Clause, hit: Hit) -> bool:
    """Whether a frequency is asked for: not "veckobreven är för sena", not "i stället för varje vecka"."""
    before = scene.words[clause.first : hit.first]
    if any(w.is_("instead-of") for w in before[-3:]) or any(w.is_("neg") for w in before):
        return False
    sentence = [c for c in scene.clauses if c.sentence == clause.sentence]
    short = len(clause.words) <= _SHORT
    ours = hit.tag != "each" or scene.letter.kind == "news" or any(w.is_("news") for w in scene.words)
    return ours and (short or any(c.has("volition", "please", "send") or c.says("bundle") for c in sentence))


_SHORT = 6  # words of a clause that may be a wish without a verb: "månadsbrev tack"


def read_tongue(scene: Scene) -> tuple[SetLanguage | None, Hit | None]:
    """The language of our mail, where it is asked for."""
    for clause in scene.clauses:
        hit = clause.hit("to-english", "to-swedish")
        if hit is None or any(w.is_("neg") for w in clause.words):
            continue
        sentence = [c for c in scene.clauses if c.sentence == clause.sentence]
        asked_for = any(c.has("want", "could", "please") or c.words[0].is_("speak-verb") for c in sentence)
        ours = clause.says("speak") or any(c.has("news", "send", "speak-verb") for c in sentence)
        if (asked_for and ours) or len(clause.words) <= 3:
            return SetLanguage("en" if hit.tag == "to-english" else "sv"), hit
    return None, None


def read_pause(scene: Scene) -> tuple[Pause | None, str, Frame | None]:
    """Until when no mail shall come; a fault where the day cannot be told."""
    pauses = [
        f
        for f in scene.frames
        if f.act in {"pause", "wait-until"} and f.mood is Mood.WISH and not (f.act == "pause" and f.negated)
    ]
    stops = [
        f
        for f in scene.frames
        if f.mood is Mood.WISH and f.negated == (f.act == "receive") and f.act in {"cease-sending", "receive"}
    ]
    chosen = pauses or stops
    if not chosen:
        return None, "", None
    sentences = {scene.clauses[f.clause].sentence + step for f in chosen for step in (-1, 0, 1)}
    ends = [
        (clause.sentence, end)
        for clause in scene.clauses
        for day in scene.days_in(clause.first, clause.last)
        if (end := _end_of_pause(scene, day, clause)) is not None
    ]
    ends += [(c.sentence, end) for c in scene.clauses if (end := _after_a_while(scene, c)) is not None]
    near = [end for sentence, end in ends if sentence in sentences]
    far = {end for _, end in ends} if pauses else set()
    until = near[-1] if near else far.pop() if len(far) == 1 else None
    until = _corrected_end(scene) or until
    if not pauses and until is None:
        return None, "", None
    if until is None or until <= scene.today:
        return None, "until-when", chosen[0]
    return Pause(until), "", chosen[0]


def _corrected_end(scene: Scene) -> date | None:
    """The last day named after a "nä vänta"; None where nothing is corrected."""
    places = [hit.first for clause in scene.clauses for hit in clause.hits if hit.tag == "correct"]
    behind = scene.days_in(max(places), len(scene.words)) if places else ()
    return behind[-1].on(scene.today) if behind else None


_UNITS = {"day-unit": 1, "week": 7}


def _after_a_while(scene: Scene, clause: Clause) -> date | None:
    """ "i fyra veckor", "for a month": so long from today."""
    for at, word in enumerate(clause.words[:-2]):
        unit = clause.words[at + 2]
        count = next((int(t[4:]) for t in clause.words[at + 1].tags if t.startswith("num-")), None)
        if clause.words[at + 1].low.isdecimal():
            count = int(clause.words[at + 1].low[:3])
        elif count is None and clause.words[at + 1].low in {"en", "a", "ett", "one"}:
            count = 1
        if not word.is_("for-time") or count is None or count > _LONGEST_PAUSE:
            continue
        if unit.is_("month-unit"):
            month = scene.today.month - 1 + count
            year, month = scene.today.year + month // 12, month % 12 + 1
            return date(year, month, min(scene.today.day, 28))
        days = next((days for tag, days in _UNITS.items() if unit.is_(tag)), None)
        if days is not None:
            return scene.today + timedelta(days=days * count)
    return None


_LONGEST_PAUSE = 400  # units that are still taken for a pause


def _end_of_pause(scene: Scene, day: DayMention, clause: Clause) -> date | None:
    """The first day with mail again, told by a day and the words before it."""
    place = day.first - 1
    while (
        place > clause.first and scene.words[place].is_("until-glue") and not scene.words[place].is_("until")
    ):
        place -= 1
    before = scene.words[max(clause.first, place) : day.first]
    until = any(w.is_("until") for w in before)
    through = any(w.is_("through") or w.low in {"med", "including"} for w in before)
    again = any(w.is_("from-day") for w in before)
    if not (until or through or again):
        return None
    found = day.on(scene.today)
    if found is None and day.month is not None and day.day is None:
        year = scene.today.year + (day.month < scene.today.month)
        found = date(year, day.month, 1)
        if through:
            return (found + timedelta(days=32)).replace(day=1)
    if found is None and day.week is not None:
        found = date.fromisocalendar(scene.today.year, 1, 1) + timedelta(weeks=day.week - 1)
        return found + timedelta(days=7) if through else found
    if found is None:
        return None
    return found + timedelta(days=1) if through else found


def read_resume(scene: Scene) -> tuple[Resume | None, Frame | None]:
    """The end of a pause, where the mail shows that there is one."""
    frames = [f for f in scene.frames if f.act == "resume" and f.mood is Mood.WISH and not f.negated]
    paused = any(c.has("pause-noun", "free-day") or c.says("pause", "wait-until") for c in scene.clauses)
    later = any(
        scene.days_in(c.first, c.last)
        for f in frames
        for c in scene.clauses
        if c.sentence == scene.clauses[f.clause].sentence
    )
    asks_for_rest = any(
        f.act in {"pause", "wait-until"} and f.mood is Mood.WISH and not f.negated for f in scene.frames
    )
    if later and asks_for_rest:
        return None, None
    left = any(f.act in {"unsubscribe", "remove"} and f.mood is Mood.PAST for f in scene.frames)
    return (Resume(), frames[0]) if frames and paused and not left else (None, None)


def read_move(scene: Scene) -> tuple[Move | None, str, Hit | None]:
    """The new address, where the sender changes it; a fault where it is missing or not theirs to tell."""
    given = [place for place, word in enumerate(scene.words) if word.is_("at")]
    hits = [(c, h) for c in scene.clauses for h in c.hits if h.tag == "move"]
    moving = [
        h
        for c, h in hits
        if not asks(c)
        and not opens_condition(list(scene.words), c.first)
        and not c.has("neg")
        and not c.says("third-party")
    ]
    others = list(dict.fromkeys(scene.words[p].low for p in given if scene.words[p].low != scene.sender))
    others = [each for each in others if each != scene.world.address]
    strong = [h for h in moving if h.tag == "move"]
    if not strong:
        return None, "", None
    if not others:
        return None, "which-address", strong[0]
    named = [a for a in others if any(w.low == a for c, h in hits if h in strong for w in c.words)]
    if len(others) > 1 and len(named) == 1:
        others = named
    if len(others) == 1 and not _is_old(scene, others[0]):
        return Move(_as_written(scene, others[0])), "", strong[0]
    return None, "unverified-address", strong[0]


def _as_written(scene: Scene, address: str) -> str:
    return next(w.written for w in scene.words if w.low == address)


def _is_old(scene: Scene, address: str) -> bool:
    """Whether the given address is the one that is left: the mail comes from the new one."""
    place = next(p for p, w in enumerate(scene.words) if w.low == address)
    clause = scene.clause_at(place)
    before = scene.words[max(clause.first, place - 3) : place]
    return any(w.is_("old-address") for w in before) and not any(w.is_("new-address") for w in before)

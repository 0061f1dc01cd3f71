"""What an act is about: a list, a briefing, the network. Looked for near the act first."""

from collections.abc import Iterator

from mailservice.understanding.frames import Frame
from mailservice.understanding.scene import Scene

Part = tuple[int, int]
_SLOT_ACTS = frozenset(
    {
        "add",
        "remove",
        "subscribe",
        "unsubscribe",
        "receive",
        "cease-sending",
        "keep",
        "needs-not",
        "attend",
        "unattend",
        "cannot",
    }
)


def about(scene: Scene, frame: Frame) -> str:
    """ "session", "list", "network", or "" where the mail does not say."""
    for part in widening(scene, frame):
        kind = _kind(scene, part, frame)
        if kind:
            return kind
    if scene.letter.kind in {"invitation", "reminder"} or (scene.letter.sessions and not scene.letter.lists):
        return "session"
    return "list" if scene.letter.kind in {"news", "left"} else ""


def widening(scene: Scene, frame: Frame) -> Iterator[Part]:
    """Parts of the mail, the nearest first: the clause, idle ones around it, the subject, the rest."""
    own = scene.clauses[frame.clause]
    yield own.first, own.last
    busy = {f.clause for f in scene.frames if f.act in _SLOT_ACTS}
    idle = [n for n in range(len(scene.clauses)) if n not in busy]
    same = [n for n in idle if scene.clauses[n].sentence == own.sentence]
    body = [n for n in idle if scene.clauses[n].first >= scene.body and n not in same]
    before = [n for n in reversed(body) if n < frame.clause]
    after = [n for n in body if n > frame.clause]
    subject = [
        n for n in range(len(scene.clauses)) if scene.clauses[n].last < scene.body and n != frame.clause
    ]
    busy_here = [
        n
        for n in sorted(busy, reverse=True)
        if n < frame.clause and scene.clauses[n].sentence == own.sentence
    ]
    if own_points_back(scene, frame):
        for number in range(frame.clause - 1, -1, -1):
            if scene.clauses[number].sentence == own.sentence:
                yield scene.clauses[number].first, scene.clauses[number].last
    for number in [
        *(n for n in same if n > frame.clause),
        *(n for n in reversed(same) if n < frame.clause),
        *busy_here,
        *before[:1],
        *subject,
        *before[1:],
        *after,
        *(n for n in sorted(busy, reverse=True) if n < frame.clause and n not in busy_here),
    ]:
        yield scene.clauses[number].first, scene.clauses[number].last


def own_points_back(scene: Scene, frame: Frame) -> bool:
    """Whether the clause has a word such as "den" or "it" for something named before."""
    clause = scene.clauses[frame.clause]
    days = scene.days_in(clause.first, clause.last)
    return any(
        w.is_("thing") and not any(d.first - 1 == place for d in days)
        for place, w in enumerate(clause.words, clause.first)
    )


def _kind(scene: Scene, part: Part, frame: Frame) -> str:
    first, last = part
    words = scene.words[first : last + 1]
    sent = any(w.is_("send") for w in words) and any(w.is_("you") for w in words)
    news = sent or any(w.is_("news") for w in words)
    roll = any(w.is_("roll") for w in words)
    meeting = any(w.is_("meeting", "seat") for w in words)
    days = [
        d
        for d in scene.days_in(first, last)
        if d.day or d.weekday is not None or (d.exact and d.exact != scene.today) or d.week or d.at
    ]
    season = any(d.month or d.season for d in scene.days_in(first, last)) and any(
        w.is_("next", "first", "thing") for w in words
    )
    topics = scene.topics_in(first, last)
    closed = [t for t in topics if (found := scene.world.list_(t)) and not found.public]
    if closed and len(topics) == len(closed) and not days:
        return "network"
    if (meeting or days) and not news:
        return "session"
    if news and (meeting or days):
        return "list" if _nearer(scene, part, frame, "news") else "session"
    if news or roll:
        return "list"
    return "session" if season else "list" if topics else ""


def _nearer(scene: Scene, part: Part, frame: Frame, tag: str) -> bool:
    """Whether the first word of news stands nearer behind the act than the first of a meeting or day."""
    start = max(frame.hit.first, part[0])
    days = {day.first for day in scene.days}
    behind = (
        scene.words[place].is_(tag)
        for place in range(start, part[1] + 1)
        if scene.words[place].is_(tag, "meeting", "seat") or place in days
    )
    return next(behind, True)


def said_parts(scene: Scene, frame: Frame) -> list[Part]:
    """All the parts around an act, the nearest first."""
    return list(widening(scene, frame))

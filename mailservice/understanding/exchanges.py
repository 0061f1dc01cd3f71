"""One briefing or list given for another."""

from mailservice.understanding.claim import Claim
from mailservice.understanding.frames import Frame
from mailservice.understanding.moods import Mood, asks, is_condition
from mailservice.understanding.scene import Scene
from mailservice.understanding.seats_told import is_registered
from mailservice.understanding.slots_sessions import Told, find_sessions


def exchanges(scene: Scene) -> list[Claim]:
    """A place or a list given for another: "flytta min anmälan från den 24 till den 26", "byt ut X mot Y"."""
    for number, clause in enumerate(scene.clauses):
        hit = clause.hit("rebook", "swap")
        if hit is None or is_condition(clause, list(scene.words)) or asks(clause):
            continue
        frame = Frame("rebook", number, hit, Mood.WISH, negated=False)
        briefings = scene.world.open_to_come(scene.now)
        days = scene.days_in(clause.first, clause.last)
        if len(days) == 1 and is_registered(scene):
            told = [c for c in scene.clauses if c.sentence == clause.sentence and c.says("registered")]
            days = tuple(d for c in told for d in scene.days_in(c.first, c.last) if d != days[0])[:1] + days
        slots = [find_sessions(Told((day,)), briefings, scene.now) for day in days]
        if len(slots) == 2 and all(len(s.ids) == 1 for s in slots) and slots[0].ids != slots[1].ids:
            return [
                Claim("cancel", frame, slots[0].ids, named=True, exchange=True),
                Claim("register", frame, slots[1].ids, named=True, exchange=True),
            ]
        topics = [t.list_id for t in scene.topics if clause.first <= t.place <= clause.last]
        if hit.tag == "swap" and len(topics) == 2 and topics[0] != topics[1] and not days:
            return [
                Claim("unsubscribe", frame, (topics[0],), named=True, exchange=True),
                Claim("subscribe", frame, (topics[1],), named=True, exchange=True),
            ]
    return _moved_to(scene)


def _moved_to(scene: Scene) -> list[Claim]:
    """A wish to be moved of which it is open from where to where."""
    for number, clause in enumerate(scene.clauses):
        hit = clause.hit("rebook")
        if hit is not None and clause.first >= scene.body and not is_condition(clause, list(scene.words)):
            return [Claim("remove", Frame("rebook", number, hit, Mood.WISH, negated=False), exchange=True)]
    return []

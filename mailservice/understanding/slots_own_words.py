"""Which of the words of an act tell its briefings, and which tell of other days."""

import re

from mailservice.understanding.acts import Act
from mailservice.understanding.day_mentions import DayMention
from mailservice.understanding.said import Said
from mailservice.understanding.scene import SPOKEN_OF, Scene, frames_of
from mailservice.understanding.shares import in_any, others_shares


def own_side(scene: Scene, said: Said) -> tuple[int, int]:
    """ "Måndagen är jag på kurs, men onsdagen kommer jag": of two sides with days the one that would come."""
    buts = [at for at in range(said.first + 1, said.last) if scene.words[at].low in {"men", "but"}]
    if len(buts) != 1:
        return said.first, said.last
    sides = [(said.first, buts[0] - 1), (buts[0] + 1, said.last)]
    frames = [f for f in frames_of(scene, said.sentence) if f.act in SPOKEN_OF[Act.REGISTER] and f.affirms]
    come = [side for side in sides if any(side[0] <= f.hit.first <= side[1] for f in frames)]
    return (
        come[0] if len(come) == 1 and all(scene.days_in(*side) for side in sides) else (said.first, said.last)
    )


def without_beginnings(scene: Scene, days: tuple[DayMention, ...]) -> tuple[DayMention, ...]:
    """ "från och med den 17 är jag borta, stryk mig den 24": without the day from which something else is."""
    begins = [day for day in days if not scene.sessions_on(day).ids and _from_on(scene, day)]
    rest = tuple(day for day in days if day not in begins)
    return rest if any(scene.sessions_on(day).ids for day in rest) else days


def without_rejected(scene: Scene, days: tuple[DayMention, ...]) -> tuple[DayMention, ...]:
    """ "hellre den 24 maj än den 26 maj", "rather the 26th than the 24th": without what is liked less."""

    def less(day: DayMention) -> bool:
        same = [w.low for w in scene.words[: day.first] if w.sentence == scene.words[day.first].sentence]
        rather = next((at for at, low in enumerate(same) if low in {"hellre", "rather"}), len(same))
        return any(low in {"än", "than"} for low in same[rather:])

    return tuple(day for day in days if not less(day)) or days


def without_others(scene: Scene, said: Said, days: tuple[DayMention, ...]) -> tuple[DayMention, ...]:
    """ "Per tar den 24 maj och jag tar den 26 maj": the days of the sender's share, where it names any."""
    shares = others_shares(scene, said.sentence)
    sentence = scene.sentences[said.sentence]
    own = tuple(day for day in days if not in_any(day.first, shares))
    if own or not days:
        return own
    whole = scene.days_in(sentence.first, sentence.last)
    return tuple(day for day in whole if not in_any(day.first, shares)) or days


def _from_on(scene: Scene, day: DayMention) -> bool:
    before = " ".join(w.low for w in scene.words[max(0, day.first - 4) : day.first])
    return _FROM_ON.search(before) is not None


_FROM_ON = re.compile(r"(?:från och med|fr\.?o\.?m\.?|sedan|since|as of|as from)(?: (?:den|the|i))*\Z")


def without_kept(scene: Scene, days: tuple[DayMention, ...]) -> tuple[DayMention, ...]:
    """ "stryk mig i höst, men behåll platserna i maj", "September stands": without what is kept."""
    kept = [c for at, c in enumerate(scene.clauses) if _keeps(scene, at)]
    rest = tuple(day for day in days if not any(c.first <= day.first <= c.last for c in kept))
    return rest or days


def _keeps(scene: Scene, clause: int) -> bool:
    acts = {frame.act for frame in scene.frames if frame.clause == clause}
    stands = any(w.low in _STAND for w in scene.clauses[clause].words)
    return "keep" in acts or (stands and not acts & SPOKEN_OF[Act.CANCEL])


_STAND = frozenset({"stands", "stand", "remains", "kvarstår", "orörd"})

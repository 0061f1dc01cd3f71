"""Which briefings an act is about, and the words around it that tell of lists as well."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from mailservice.domain.days import STOCKHOLM
from mailservice.understanding.acts import Act
from mailservice.understanding.day_mentions import DayMention
from mailservice.understanding.said import Said
from mailservice.understanding.scene import AS_WELL_AS, Scene
from mailservice.understanding.slots_own_words import (
    own_side,
    without_beginnings,
    without_kept,
    without_others,
    without_rejected,
)
from mailservice.understanding.slots_pointed import all_but, by_place, from_another
from mailservice.understanding.slots_sessions import SessionSlot, Told, find_sessions, fits
from mailservice.understanding.words import Word

Part = tuple[int, int]

_ELSEWHERE = frozenset({Act.KEEP, Act.DECLINE, Act.MAYBE, Act.THIRD, Act.CORRECT})


def session_slot(scene: Scene, said: Said, others: Sequence[Said]) -> SessionSlot:
    """Which briefings an act is about: its own words first, then what stands around them.

    Returns   a slot; `told` says whether the act's own words tell them
    """
    coming = scene.world.open_to_come(scene.now)
    joining = said.act is Act.REGISTER
    own = scene.told_in([own_side(scene, said) if joining else (said.first, said.last)], coming=joining)
    days = without_beginnings(scene, without_rejected(scene, own.days) if joining else own.days)
    days = without_others(scene, said, days)
    own = replace(own, days=without_kept(scene, days) if said.act is Act.CANCEL else days)
    if own.next and not joining and _another_time(scene, said):
        own = replace(own, next=False)
    slot = find_sessions(own, coming, scene.now)
    words = scene.words[said.first : said.last + 1]
    if pointed := _pointed_at(scene, said, own):
        return pointed
    if said.act is Act.CANCEL and _all_of_them(scene, words) and (all_ := _all_within(scene, own.days)):
        return SessionSlot(all_, told=True)
    if joining and _numbered(scene, said) and len(slot.ids) < _SECOND:
        return SessionSlot(fault="no-such-briefing", told=True)
    if slot.told and len(slot.ids) > 1 and not (own.both or own.every or _listed(scene, said)):
        return SessionSlot(fault="which-briefing", told=True)
    if joining and len(slot.ids) == 1 and (own.both or _days_later(words)):
        return SessionSlot(fault="which-briefing", told=True)
    if not slot.ids and (bounded := _bounded(scene, said, own)):
        return bounded
    if slot.told and (slot.ids or slot.fault not in _OPEN):
        return slot if slot.ids else _by_number(scene, own.days) or slot
    return _from_around(scene, said, others, own, slot)


def _pointed_at(scene: Scene, said: Said, own: Told) -> SessionSlot | None:
    """What is told by its place in a row or from another one, and what points at a month without any."""
    if len(own.days) > 1 and _names_none(scene, own.days):
        return SessionSlot(fault="no-such-briefing", told=True)
    return (
        all_but(scene, said)
        or from_another(scene, said)
        or (None if own.topics else by_place(scene, said, own.days))
    )


def _names_none(scene: Scene, days: Sequence[DayMention]) -> bool:
    """ "den 24 maj och mötet i juni": beside another day, a month to come in which there is no briefing."""
    coming = scene.world.open_to_come(scene.now)
    for day in (d for d in days if d.month is not None and d.day is None and d.weekday is None):
        near = scene.words[max(0, day.first - 2) : day.first]
        named = len(near) > 1 and near[1].low in _IN and (near[0].is_("meeting") or near[0].low in _THE_ONE)
        ahead = (day.month - scene.today.month) % 12 <= _AHEAD if day.month else False
        if named and ahead and not any(fits(b, replace(day, season=())) for b in coming):
            return True
    return False


_IN = frozenset({"i", "in"})
_THE_ONE = frozenset({"den", "det", "one"})
_AHEAD = 8  # months in which a month without a year is one to come
_SECOND = 2


def _numbered(scene: Scene, said: Said) -> bool:
    """ "höstens andra träff": the second of a season, which is not the first."""
    words = scene.words[said.first : said.last + 1]
    season = {day.first for day in scene.days_in(said.first, said.last) if day.season or day.month}
    return any(
        said.first + at in season and two.is_("second") and three.is_("meeting")
        for at, (two, three) in enumerate(pairwise(words[1:]))
    )


def _another_time(scene: Scene, said: Said) -> bool:
    """ "jag försöker igen nästa gång": some other time, not the next briefing."""
    words = scene.words[said.first : said.last + 1]
    return any(one.is_("next") and other.low in {"gång", "time"} for one, other in pairwise(words))


def _from_around(
    scene: Scene, said: Said, others: Sequence[Said], own: Told, slot: SessionSlot
) -> SessionSlot:
    """What an act's own words leave open, from the letter that is answered, then from the words around.

    own, slot   what its own words say, and what they point at
    """
    coming = scene.world.open_to_come(scene.now)
    joining = said.act is Act.REGISTER
    left_open = slot.fitting if own.days else ()
    answered = [i for i in scene.letter.sessions if not left_open or i in left_open]
    set_aside = joining and any(
        each.act in {Act.DECLINE, Act.MAYBE} and scene.days_in(each.first, each.last) for each in others
    )
    if len(answered) == 1 and not (slot.told and own.topics) and not set_aside:
        if _points_elsewhere(scene, said):
            return SessionSlot(fault="which-briefing")
        return SessionSlot(tuple(answered))
    fault = slot.fault if slot.told else ""
    for part in around(scene, said, others):
        told = _on_briefing_days(scene, scene.told_in([part], coming=joining))
        near = find_sessions(told, coming, scene.now)
        if near.ids and left_open and not set(near.ids) <= set(left_open):
            continue
        if near.told and near.ids and _but_for(scene, part):
            return SessionSlot(fault="which-briefing")
        if near.told and near.ids:
            several = len(near.ids) > 1 and not (own.both or (joining and _speaks_of_several(scene, part)))
            return SessionSlot((), "which-briefing") if several else SessionSlot(near.ids)
        if near.told and near.fault not in _OPEN | {"past-day", "no-such-day"}:
            return SessionSlot(fault=near.fault)
        fault = fault or (near.fault if near.told else "")
    only = slot.ids if not fault else ()
    if not only and _that_weekday(scene, own.days):
        only = slot.fitting[:1]
    bounds = joining and own.days and not own.topics and all(day.month or day.season for day in own.days)
    if not only and bounds and len(slot.fitting) > 1:
        fault = "several-briefings"  # "mötet i maj": only the sender knows which
    return SessionSlot(only, "" if only else fault or "which-briefing")


def _but_for(scene: Scene, part: Part) -> bool:
    """ "Jag kan komma på alla utom den 26 maj": what is named is what is not meant."""
    return any(w.low in {"utom", "förutom", "except"} for w in scene.words[part[0] : part[1] + 1])


def _speaks_of_several(scene: Scene, part: Part) -> bool:
    """Whether a stretch speaks of both or of all; "både dag och ämne" is no such both."""
    words = scene.words[part[0] : part[1] + 1]
    told = scene.told_in([part])
    both = any(w.is_("both") and (w.low not in AS_WELL_AS or told.days[1:]) for w in words)
    return both or told.every


def _points_elsewhere(scene: Scene, said: Said) -> bool:
    """ "Den 13:e drar ni i gång hösten. Dit kommer jag": a day just told, and not that of the letter."""
    words = scene.words[said.first : said.last + 1]
    before = [s for s in scene.sentences[: said.sentence] if not s.subject][-2:]
    days = [day for s in before for day in scene.days_in(s.first, s.last)]
    there = {i for day in days for i in scene.sessions_on(day).ids} & {*scene.letter.sessions}
    return any(w.low in _THERE for w in words) and bool(days) and not there


_THERE = frozenset({"dit", "där", "there"})


def _all_of_them(scene: Scene, words: Sequence[Word]) -> bool:
    """Whether the words speak of all briefings: "alla", not in answer to a letter about one, or "mötena"."""
    several = len(scene.letter.sessions) != 1 or _and_others(words)
    return (several and says_every(words)) or any(w.is_("meetings") for w in words)


def _and_others(words: Sequence[Word]) -> bool:
    """ "den här och alla andra"; not "avboka den här, alla andra går jag på"."""
    return any(
        w.is_("every")
        and any(x.is_("and") for x in words[max(0, at - 2) : at])
        and any(x.low in _OTHERS for x in words[at + 1 : at + 2])
        for at, w in enumerate(words)
    )


_OTHERS = frozenset({"annat", "andra", "övriga", "övrigt", "other", "others", "else"})


def _all_within(scene: Scene, days: Sequence[DayMention]) -> tuple[str, ...]:
    """ "alla": each briefing, or each of the month or season that is named; none where a day of one is.

    Another day, such as the one from which somebody is away, says nothing of them.
    """
    if any(day.on(scene.today) is not None and scene.sessions_on(day).ids for day in days):
        return ()
    bounds = [day for day in days if day.on(scene.today) is None and _bounds(scene, day)]
    coming = scene.world.open_to_come(scene.now)
    within = tuple(b.id for b in coming if not bounds or any(fits(b, day) for day in bounds))
    return ("*",) if len(within) == len(coming) else within


def _bounds(scene: Scene, day: DayMention) -> bool:
    """ "alla i maj", "alla måndagar", "every Monday briefing"; not "avboka alla, jag slutar på måndag".

    Nor "både före och efter sommaren".
    """
    near = scene.words[max(0, day.first - 2) : day.first]
    if _both_sides(scene, day):
        return False
    several = scene.words[day.first].low.endswith(_SEVERAL) or any(w.is_("every") for w in near)
    return bool(day.month or day.season) or (several and not scene.words[day.first].cut)


def _both_sides(scene: Scene, day: DayMention) -> bool:
    """Whether a time is named as that between what lies before and what lies after it."""
    before = [w.low for w in scene.words[max(0, day.first - 3) : day.first]]
    return len(before) == 3 and before[0] in _BEFORE and before[1] in _AND and before[2] in _AFTER


_AND = frozenset({"och", "and", "samt"})
_BEFORE, _AFTER = frozenset({"före", "innan", "before"}), frozenset({"efter", "after"})
_SEVERAL = ("dagar", "dagarna", "days")


def _bounded(scene: Scene, said: Said, own: Told) -> SessionSlot | None:
    """ "Vecka 21 är vikt åt er. Räkna med mig både måndag och onsdag": the week was told just before."""
    if len(own.days) < 2 or any(day.weekday is None or day.day for day in own.days):
        return None
    before = [s for s in scene.sentences[: said.sentence] if not s.subject][-1:]
    bounds = tuple(
        day
        for s in before
        for day in scene.days_in(s.first, s.last)
        if day.week or (day.month and not day.day)
    )
    coming = scene.world.open_to_come(scene.now)
    slot = find_sessions(replace(own, days=own.days + bounds), coming, scene.now) if bounds else SessionSlot()
    return slot if slot.ids else None


def _by_number(scene: Scene, days: Sequence[DayMention]) -> SessionSlot | None:
    """ "den 13" in answer to an invitation to the 13th of another month, or behind that month."""
    answered = [b for b in scene.world.briefings if b.id in scene.letter.sessions]
    numbers = {day.day for day in days if day.month is None and day.weekday is None}
    if len(answered) == 1 and numbers == {answered[0].start.astimezone(STOCKHOLM).day}:
        return SessionSlot((answered[0].id,), told=True)
    named = [day.month for day in scene.days if day.month and days and day.last < days[0].first]
    if len(days) == 1 and None not in numbers and numbers and named:
        found = scene.sessions_on(replace(days[0], month=named[-1]))
        return found if found.ids else None
    return None


def _that_weekday(scene: Scene, days: Sequence[DayMention]) -> bool:
    """ "måndagens genomgång", "the Monday one": the next on that weekday; "på måndag" is a day of its own."""
    if len(days) != 1 or (days[0].first and scene.words[days[0].first - 1].is_("second")):
        return False  # "den andra måndagen": of which month?
    return scene.words[days[0].first].low.endswith(("dagen", "dagens", "day's"))


def _days_later(words: Sequence[Word]) -> bool:
    """ "och den två dagar senare": a second one, told from the first."""
    return any(
        w.low in {"senare", "later"} and words[at - 1].is_("day-unit") for at, w in enumerate(words) if at
    )


def _on_briefing_days(scene: Scene, told: Told) -> Told:
    """What a stretch further off says, without days that have no briefing where it names others."""
    briefings = tuple(day for day in told.days if scene.sessions_on(day).ids)
    return replace(told, days=briefings) if briefings else told


def _listed(scene: Scene, said: Said) -> bool:
    """Whether the days stand in one row: "den 24 och 26 maj", not "den 24 men inte den 26", "… eller …"."""
    days = scene.days_in(said.first, said.last)
    inside = {place for day in days for place in range(day.first, day.last + 1)}
    between = {place for one, other in pairwise(days) for place in range(one.last + 1, other.first)} - inside
    either = said.act is Act.REGISTER and any(scene.words[place].low in {"eller", "or"} for place in between)
    return not either and not any(
        scene.words[place].is_("neg", "conj", "in-stead", "instead-of", "only") for place in between
    )


_OPEN = frozenset({"which-briefing", "no-such-briefing"})  # faults that words nearby may still settle


def says_every(words: Sequence[Word]) -> bool:
    """Whether the words speak of all there is; "after all" and "för all del" do not."""
    return any(
        w.is_("every") and not (w.low == "all" and (at == 0 or words[at - 1].low in {"after", "at", "för"}))
        for at, w in enumerate(words)
    )


def around(scene: Scene, said: Said, others: Sequence[Said]) -> Iterator[Part]:
    """Stretches of the mail that no other act speaks in, the nearest first: before, behind, the subject."""
    taken = [
        (each.first, each.last)
        for each in others
        if each is not said
        and each.act in (_ELSEWHERE | _SLOTTED)
        and not (each.act is Act.DECLINE and said.act is Act.CANCEL)
        and not _shares(each, said)
    ]
    sentences = scene.sentences
    order = [said.sentence]
    for step in range(1, len(sentences)):
        order += [said.sentence - step, said.sentence + step]
    subject = [n for n in order if 0 <= n < len(sentences) and sentences[n].subject]
    body = [n for n in order if 0 <= n < len(sentences) and not sentences[n].subject]
    for number in [*body[:3], *subject, *body[3:]]:
        sentence = sentences[number]
        for part in _free(sentence.first, sentence.last, taken):
            if part != (said.first, said.last):
                yield part


_SLOTTED = frozenset({Act.SUBSCRIBE, Act.UNSUBSCRIBE, Act.REGISTER, Act.CANCEL, Act.PAUSE})


def _shares(one: Said, other: Said) -> bool:
    return (one.first, one.last) == (other.first, other.last)


def _free(first: int, last: int, taken: Sequence[Part]) -> list[Part]:
    """What is left of a stretch without the taken ones."""
    free = [(first, last)]
    for start, end in taken:
        cut: list[Part] = []
        for a, b in free:
            if end < a or start > b:
                cut.append((a, b))
            else:
                cut += [(a, start - 1)] * (a < start) + [(end + 1, b)] * (end < b)
        free = cut
    return free

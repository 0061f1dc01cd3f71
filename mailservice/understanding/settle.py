"""From what a mail says to what is to be done: slots filled, doubts kept, one reading."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from mailservice.domain.lists import DeliveryMode
from mailservice.domain.wishes import (
    EVERYTHING,
    AskExport,
    AskHelp,
    AskStatus,
    Cancel,
    Erase,
    LeaveLine,
    Move,
    Pause,
    Register,
    Resume,
    SetDelivery,
    SetLanguage,
    Subscribe,
    Unsubscribe,
    Wish,
)
from mailservice.understanding.acts import WISHES, Act
from mailservice.understanding.day_mentions import DayMention
from mailservice.understanding.exchanges import exchanged
from mailservice.understanding.queue_words import leaves_queue
from mailservice.understanding.said import Said
from mailservice.understanding.scene import Scene, frames_of
from mailservice.understanding.slots import session_slot
from mailservice.understanding.slots_addresses import new_address
from mailservice.understanding.slots_of_lists import list_slot
from mailservice.understanding.slots_pauses import carried_on, pause_end
from mailservice.understanding.standing import CLEAR, Meant, corrected, kept

PLAIN: dict[Act, Wish] = {
    Act.EACH: SetDelivery(DeliveryMode.EACH),
    Act.WEEKLY: SetDelivery(DeliveryMode.WEEKLY),
    Act.MONTHLY: SetDelivery(DeliveryMode.MONTHLY),
    Act.TO_ENGLISH: SetLanguage("en"),
    Act.TO_SWEDISH: SetLanguage("sv"),
    Act.RESUME: Resume(),
    Act.STATUS: AskStatus(),
    Act.HELP: AskHelp(),
    Act.EXPORT: AskExport(),
    Act.ERASE: Erase(),
}  # wishes that need no list, day or address


def settle(scene: Scene, said: Sequence[Said]) -> list[Meant]:
    """Every wish that the mail says and does not take back, each with its slots."""
    standing = _not_replaced(scene, _not_taken_back(said))
    wishes = [each for each in standing if each.act in WISHES]
    meant = exchanged(scene, wishes)
    done = {(m.said.first, m.said.last, m.said.act) for m in meant}
    meant += [
        _meant(scene, each, standing) for each in wishes if (each.first, each.last, each.act) not in done
    ]
    meant = corrected(scene, kept(scene, standing, meant))
    return _without_stray(_without_echoes(scene, _without_admission(scene, meant)))


def _not_taken_back(said: Sequence[Said]) -> list[Said]:
    """Without the wishes of the last words before a "nej förresten"."""
    corrections = [each for each in said if each.act is Act.CORRECT]
    gone: set[int] = set()
    for correction in corrections:
        before = [
            s for s in said if s.act in WISHES and s.last < correction.last and s.first < correction.first
        ]
        nearest = max((s.last for s in before), default=None)
        gone |= {id(s) for s in before if s.last == nearest}
    return [each for each in said if id(each) not in gone]


def _not_replaced(scene: Scene, said: Sequence[Said]) -> list[Said]:
    """Without a sign-up before "ta den två dagar tidigare i stället": what is said later is wished."""
    instead = [
        s
        for s in said
        if s.act is Act.REGISTER
        and any(w.is_("in-stead", "instead-of") for w in scene.words[s.first : s.last + 1])
        and scene.days_in(s.first, s.last)
    ]
    last = max((s.sentence for s in instead), default=0)
    return [s for s in said if not (s.act is Act.REGISTER and scene.body <= s.first and s.sentence < last)]


def _meant(scene: Scene, said: Said, others: Sequence[Said]) -> Meant:
    if said.act is Act.RESUME and (again := _again_from(scene, said, others)) is not None:
        return Meant(Pause(again), "", said)
    if said.act in PLAIN:
        return Meant(PLAIN[said.act], "", said)
    if said.act is Act.CANCEL and leaves_queue(scene, said.sentence):
        return _leave_line(scene, said, others)
    if said.act in {Act.REGISTER, Act.CANCEL}:
        slot = session_slot(scene, said, others)
        kind = Register if said.act is Act.REGISTER else Cancel
        return Meant(kind(slot.ids) if slot.ids else None, slot.fault, said, slot.told)
    if said.act in {Act.SUBSCRIBE, Act.UNSUBSCRIBE}:
        lists = list_slot(scene, said, others)
        change = Subscribe if said.act is Act.SUBSCRIBE else Unsubscribe
        return Meant(change(lists.ids) if lists.ids else None, lists.fault, said, lists.named)
    if said.act is Act.PAUSE:
        return _pause(scene, said)
    address = new_address(
        scene.words, near=(said.first, said.last), sender=scene.sender, ours=scene.world.address
    )
    if any(f.act == "cease-sending" for f in frames_of(scene, said.sentence)):
        address = None  # "sluta skicka till …": where it shall not go
    return Meant(Move(address) if address else None, "" if address else "which-address", said)


def _leave_line(scene: Scene, said: Said, others: Sequence[Said]) -> Meant:
    """The line that is named, or that the answered letter is about; else every line, and no seat."""
    slot = session_slot(scene, said, others)
    if slot.told and not slot.ids:
        return Meant(None, slot.fault, said)
    sessions = slot.ids if slot.told else scene.letter.sessions
    return Meant(LeaveLine(sessions or EVERYTHING), "", said, bool(sessions))


def pause_told(scene: Scene) -> Pause | None:
    """The pause that the mail tells the end of, if it wishes one; None where no day is told as an end.

    A day of a briefing is none.
    """
    words, first = scene.words[scene.body :], scene.body
    days = [day for day in scene.days if day.first >= first and not scene.sessions_on(day).ids]
    carried = [day.shifted(-first) for day in carried_on(days, scene.today)]
    end = pause_end(words, carried, scene.today, told=True)
    return Pause(end) if end is not None else None


def _pause(scene: Scene, said: Said) -> Meant:
    others = carried_on([day for day in scene.days if not scene.sessions_on(day).ids], scene.today)
    known = {day.first: day for day in others}
    for reach in (0, 1, len(scene.sentences)):  # its own sentence, those beside it, the whole mail
        near = scene.sentences[max(0, said.sentence - reach) : said.sentence + reach + 1]
        first, last = near[0].first, near[-1].last
        words = scene.words[first : last + 1]
        own = scene.sentences[said.sentence]
        days = [
            known.get(day.first, day).shifted(-first)
            for day in scene.days_in(first, last)
            if not scene.sessions_on(day).ids
            or (own.first <= day.first <= own.last and not _of_briefing(scene, day))
        ]
        end = pause_end(words, days, scene.today)
        if end is not None:
            return Meant(Pause(end), "", said)
    return Meant(None, "until-when", said)


def _of_briefing(scene: Scene, day: DayMention) -> bool:
    """ "Anmälan till den 13 september står jag fast vid": a day of a briefing, not of a pause."""
    before = scene.words[max(0, day.first - _BEFORE_A_DAY) : day.first]
    return any(w.is_("meeting", "seat") for w in before if w.sentence == scene.words[day.first].sentence)


_BEFORE_A_DAY = 4  # words before a day among which it is told that a briefing is meant


def _again_from(scene: Scene, said: Said, others: Sequence[Said]) -> date | None:
    """ "Börja skicka igen måndag v. 33": until then nothing shall come."""
    if any(s.act in {Act.REGISTER, Act.CANCEL} and s.sentence == said.sentence for s in others):
        return None
    days = [d for d in scene.days_in(said.first, said.last) if d.day or d.week or d.exact]
    if not days or any(scene.sessions_on(day).ids for day in days):
        return None
    words = scene.words[said.first : said.last + 1]
    return pause_end(words, [day.shifted(-said.first) for day in days], scene.today)


def _without_admission(scene: Scene, meant: list[Meant]) -> list[Meant]:
    """Without the "släpp in mig" behind a wish for a closed list, which names no briefing."""
    closed = {each.id for each in scene.world.lists if not each.public}
    wished = {
        m.said.sentence + 1
        for m in meant
        if isinstance(m.wish, Subscribe) and closed.issuperset(m.wish.lists)
    }

    def admits(m: Meant) -> bool:
        words = scene.words[m.said.first : m.said.last + 1]
        bare = not any(w.is_("meeting", "seat") for w in words)
        return bare and not (m.wish or scene.days_in(m.said.first, m.said.last))

    return [m for m in meant if not (m.said.act is Act.REGISTER and m.said.sentence in wished and admits(m))]


def _without_echoes(scene: Scene, meant: list[Meant]) -> list[Meant]:
    """A wish told twice is one: the one that names its object counts, the body before the subject.

    It is as sure as the surest that is said of it.
    """
    surest = {m.said.act: m.said.likely for m in sorted(meant, key=lambda m: m.said.likely)}
    unnamed = {m.said.act for m in meant if not m.named}
    meant = [
        replace(m, said=replace(m.said, likely=surest[m.said.act])) if m.said.act in unnamed else m
        for m in meant
    ]
    named = [m for m in meant if m.wish is not None and m.named]
    told = {m.said.act for m in named}
    filled = {m.said.act for m in meant if m.wish is not None}
    meant = [m for m in meant if m.wish is not None or m.named or m.said.act not in filled]
    in_body = {m.said.act for m in named if m.said.first >= scene.body}
    return [
        m
        for m in meant
        if not (in_body and m.said.act in _ASKED and m.said.first < scene.body)
        and (m.named or m.said.act not in told)
        and (m.said.first >= scene.body or m.said.act not in in_body)
    ]


_ASKED = frozenset({Act.STATUS, Act.HELP})  # a subject of such words is that of the wish below it
_STRAY = 0.75  # less sure than this, another wish in another sentence is none


def _without_stray(meant: list[Meant]) -> list[Meant]:
    """Without what was hardly heard in another sentence, where a wish is clear and not contradicted."""
    clear = [m for m in meant if m.wish is not None and m.said.likely >= CLEAR]
    elsewhere = {m.said.sentence for m in clear}
    against = {act for m in clear for act in _OPPOSITE.get(m.said.act, ())}
    return [
        m
        for m in meant
        if not clear or m.said.likely >= _STRAY or m.said.sentence in elsewhere or m.said.act in against
    ]


_OPPOSITE: dict[Act, tuple[Act, ...]] = {
    Act.SUBSCRIBE: (Act.UNSUBSCRIBE,),
    Act.UNSUBSCRIBE: (Act.SUBSCRIBE,),
    Act.REGISTER: (Act.CANCEL,),
    Act.CANCEL: (Act.REGISTER,),
    Act.EACH: (Act.WEEKLY, Act.MONTHLY),
    Act.WEEKLY: (Act.EACH, Act.MONTHLY),
    Act.MONTHLY: (Act.EACH, Act.WEEKLY),
    Act.TO_ENGLISH: (Act.TO_SWEDISH,),
    Act.TO_SWEDISH: (Act.TO_ENGLISH,),
}  # what is never but hardly heard beside the other

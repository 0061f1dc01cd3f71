"""A mail looked at as a whole, where its sentences leave doubt: what it asks for, and what becomes of it.

Sentences are judged one by one, and rules join them. What only the whole tells (a story before its point,
a wish taken back between the lines, a matter that is none of ours) an encoder of its own, the overseer, has
learned from whole mails. It began as the one that reads sentences and shares its words. It may hold a wish
back, bear out one that the sentences did not say surely enough, leave out one of several or put others in
their place, and tell a matter for a person from a question for the sender. It does so only where all that is
wished is beyond doubt to it; and nobody loses what they have where no sentence spoke of that. It never finds
addresses or the end of a pause. What contradicts itself (a day and its weekday) or hangs on something it
leaves to the sender.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mailservice.domain.lists import DeliveryMode
from mailservice.domain.readings import Evidence, ForPerson, Machine, Reading, Unclear, Wishes
from mailservice.domain.wishes import (
    EVERYTHING,
    AskExport,
    AskHelp,
    AskStatus,
    Cancel,
    Erase,
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
from mailservice.understanding.encoder import Encoder
from mailservice.understanding.learning import sigmoid
from mailservice.understanding.said import Said
from mailservice.understanding.scene import Scene
from mailservice.understanding.settle import PLAIN
from mailservice.understanding.things import BRIEFING, LIST, Thing, with_things
from mailservice.understanding.weigh import contradiction

OUTCOMES = ("act", "ask", "human", "ignore")
BESIDE = "beside"  # something in it is for a person, beside what is done
LABELS = (*OUTCOMES, BESIDE, *(str(act) for act in Act if act in WISHES))

_FEW, _PLAIN = 16, 0.9  # words of a mail that needs no second look, where all its wishes are as sure
_HELD_BACK = 0.1  # less likely than this, a wish is not carried out
_NOT_TO_ACT = 0.2  # less likely than this to be one to act on, or than one for a person, nothing of it is
_BORNE_OUT = 0.97  # as likely as this, a wish is carried out though its sentence was not sure enough
_THIS, _NOT_THAT = 0.85, 0.2  # a thing is meant, is not meant
_NOT_TAKEN, _NOT_LOST = 0.1, 0.4  # less likely than this, a thing is not meant that the sentences mean
_NOT_LOST_ALONE, _NO_OTHER = 0.15, 0.1  # the same, where it is one and no other is as likely as that
_ALL_TAKEN, _ALL_LOST = 0.9, 0.2  # likelier than this, all things may be meant, not some
_MUCH = 0.5  # so much likelier another thing or wish, and what the sentences wish is not carried out
_ANOTHER = 0.4  # as likely as this, something else is wished as well
_FOR_PERSON, _FOR_SENDER = 0.85, 0.8  # from here on it is told whose turn it is
_DOUBTS = frozenset(
    {"no-wish", "not-sure", "denied", "contradiction", "which-briefing", "until-when"}
)  # why nothing was carried out that may still be; of contradictions those between settings
_NOBODY = 0.9  # as likely to be for nobody, a mail in which a machine is heard is one's


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the encoder makes of a whole mail.

    likely   how likely each of LABELS is
    things   of each thing how likely it is that it is taken, and that it is given up
    """

    likely: Mapping[str, float]
    things: Mapping[Thing, tuple[float, float]]


def opinion_on(scene: Scene, encoder: Encoder) -> Opinion:
    """What the encoder makes of the whole mail."""
    seen = with_things(scene, encoder)
    said, of_things = (sigmoid(each) for each in encoder.says_of([seen.text]))
    return Opinion(
        dict(zip(encoder.labels, said[0].tolist(), strict=True)),
        {thing: (each[0], each[1]) for thing, each in zip(seen.things, of_things.tolist(), strict=True)},
    )


def leaves_doubt(reading: Reading, said: Sequence[Said], words: int) -> bool:
    """Whether a second look is worth its time: not where a few words surely wish.

    words   of the mail
    """
    if not isinstance(reading, Wishes):
        return isinstance(reading, Unclear | ForPerson)
    surest = {each.act: each.likely for each in sorted(said, key=lambda each: each.likely)}
    return words > _FEW or any(likely < _PLAIN for act, likely in surest.items() if act in WISHES)


def in_its_light(reading: Reading, opinion: Opinion, auto: tuple[Evidence, ...] = ()) -> Reading:
    """The reading of the sentences as the whole mail lets it stand.

    auto   sentences that sound like a machine: without one no mail is taken for a machine's
    """
    likely = opinion.likely
    if auto and likely["ignore"] > _NOBODY:
        return Machine("auto-reply", auto)
    beside = likely[BESIDE] > _FOR_PERSON
    match reading:
        case Wishes():
            return _held_back(reading, opinion)
        case Unclear(about) if about in _DOUBTS and (told := _borne_out(reading, opinion)):
            return Wishes(told, reading.language, beside, reading.evidence)
        case ForPerson("no-wish") if told := _told(opinion, ()):
            return Wishes(told, reading.language, beside, reading.evidence)
        case Unclear() if likely["human"] > _FOR_PERSON:
            return ForPerson("matter", reading.language, reading.evidence)
        case ForPerson("no-wish" as about) if likely["ask"] > _FOR_SENDER and not _says(reading, Act.KEEP):
            return Unclear(about, reading.language, (), reading.evidence)
        case _:
            return reading


def _says(reading: Unclear | ForPerson, act: Act) -> bool:
    """Whether a sentence was surely taken for that."""
    return any(each.taken_for == act for each in reading.evidence)


def _borne_out(reading: Unclear, opinion: Opinion) -> tuple[Wish, ...]:
    """What the whole mail makes sure of; nothing where a sentence surely wishes and does not say what."""
    if _says(reading, Act.VAGUE) or (reading.about == "contradiction" and not _of_settings(reading.options)):
        return ()
    return _told(opinion, reading.options)


def _of_settings(wishes: Sequence[Wish]) -> bool:
    """Whether what contradicts itself is how often or in which language: nothing is taken away."""
    settings = [each for each in wishes if isinstance(each, SetDelivery | SetLanguage)]
    others = [each for each in wishes if each not in settings]
    return bool(contradiction(settings)) and not contradiction(others)


def _loses_no_more(told: Sequence[Wish], heard: Sequence[Wish]) -> bool:
    """Whether a sender leaves a list or gives a seat up only where a sentence seems to wish such a thing."""
    kinds = {type(each) for each in heard}
    return all(type(each) in kinds for each in told if isinstance(each, Unsubscribe | Cancel))


def _held_back(reading: Wishes, opinion: Opinion) -> Reading:
    likely = opinion.likely
    least = min((likely[act] for act in _acts(reading.wishes)), default=1.0)
    fits = all(_fits(each, opinion) for each in reading.wishes) and not _rather_another(reading, opinion)
    beside = reading.also_human or likely[BESIDE] > _FOR_PERSON
    if least >= _HELD_BACK and likely["act"] >= max(_NOT_TO_ACT, likely["human"]) and fits:
        return replace(reading, also_human=beside)
    told = _told(opinion, reading.wishes)
    if told:
        left = tuple(each for each in reading.wishes if each in told or _act(each) is None)
        rather = tuple(each for each in told if each not in left)
        return replace(reading, wishes=(*left, *rather), also_human=beside)
    if likely["human"] > likely["ask"]:
        return ForPerson("matter", reading.language, reading.evidence)
    return Unclear("not-sure", reading.language, reading.wishes, reading.evidence)


def _rather_another(reading: Wishes, opinion: Opinion) -> bool:
    """Whether the whole mail wishes something else much rather than what the sentences wish."""
    acts = _acts(reading.wishes)
    least = min((opinion.likely[act] for act in acts), default=1.0)
    return any(opinion.likely[act] - least > _MUCH for act in WISHES if act not in acts)


def _fits(wish: Wish, opinion: Opinion) -> bool:
    """Whether the whole mail may mean each thing of a wish, not another much rather, and not all of them."""
    of = _OF_THINGS.get(type(wish))
    if of is None:
        return True
    kind, at = of
    ids = _ids(wish)
    if ids == EVERYTHING:
        return True
    likely = {name: each[at] for (of_kind, name), each in opinion.things.items() if of_kind == kind}
    all_of_them = likely.pop(EVERYTHING[0])
    least, most = (of(likely.get(name, 1.0) for name in ids) for of in (min, max))
    another = max((each for name, each in likely.items() if name not in ids), default=0.0)
    if max(another, most) - least > _MUCH:
        return False
    if isinstance(wish, Unsubscribe | Cancel):
        alone = len(ids) == 1 and another <= _NO_OTHER
        return least >= (_NOT_LOST_ALONE if alone else _NOT_LOST) and all_of_them <= _ALL_LOST
    return least >= _NOT_TAKEN and all_of_them <= _ALL_TAKEN


def _told(opinion: Opinion, heard: Sequence[Wish]) -> tuple[Wish, ...]:
    """All wishes that the whole mail tells beyond doubt, with what each is about; () where any is in doubt.

    heard   what the sentences seem to wish: only they tell until when a pause is and where a move goes,
            nobody is erased whom they do not name, and nobody loses a kind of thing that they do not give up
    """
    likely = opinion.likely
    if likely["act"] < _BORNE_OUT or any(_ANOTHER < likely[act] < _BORNE_OUT for act in WISHES):
        return ()
    wished = [act for act in Act if act in WISHES and likely[act] >= _BORNE_OUT]
    found = tuple(each for act in wished if (each := _filled(act, opinion, heard)) is not None)
    whole = len(found) == len(wished) and not any(_against(each, (*heard, *found)) for each in found)
    return found if whole and _loses_no_more(found, heard) and not _goes_beyond(found, heard) else ()


def _goes_beyond(told: Sequence[Wish], heard: Sequence[Wish]) -> bool:
    """Whether a wish takes all the things that the sentences name for it, and others as well."""
    named = {type(each): set(_ids(each)) for each in heard if type(each) in _OF_THINGS}
    return any(named[type(each)] < set(_ids(each)) for each in told if type(each) in named)


def _against(wish: Wish, heard: Sequence[Wish]) -> bool:
    """Whether the sentences seem to wish the opposite for the same thing."""
    opposite = _OPPOSITE.get(type(wish))
    against = {i for each in heard if type(each) is opposite for i in _ids(each)}
    return bool(against) and (not against.isdisjoint(_ids(wish)) or EVERYTHING[0] in {*against, *_ids(wish)})


_OPPOSITE: Mapping[type, type] = {
    Subscribe: Unsubscribe,
    Unsubscribe: Subscribe,
    Register: Cancel,
    Cancel: Register,
}


def _filled(act: Act, opinion: Opinion, heard: Sequence[Wish]) -> Wish | None:
    if act in _MAKES:
        make = _MAKES[act]
        kind, at = _OF_THINGS[make]
        chances = {name: each[at] for (of, name), each in opinion.things.items() if of == kind}
        sure = tuple(name for name, likely in chances.items() if likely > _THIS)
        open_ = [name for name, likely in chances.items() if _NOT_THAT < likely <= _THIS]
        if EVERYTHING[0] in sure and act in _LEAVING:
            return make(EVERYTHING)
        sure = tuple(name for name in sure if name not in EVERYTHING)
        return make(sure) if sure and not open_ else None
    if act in {Act.PAUSE, Act.MOVE, Act.ERASE}:
        return next((each for each in heard if _act(each) is act), None)
    return PLAIN.get(act)


_MAKES: Mapping[Act, type[Subscribe | Unsubscribe | Register | Cancel]] = {
    Act.SUBSCRIBE: Subscribe,
    Act.UNSUBSCRIBE: Unsubscribe,
    Act.REGISTER: Register,
    Act.CANCEL: Cancel,
}
_OF_THINGS: Mapping[type, tuple[str, int]] = {
    Subscribe: (LIST, 0),
    Unsubscribe: (LIST, 1),
    Register: (BRIEFING, 0),
    Cancel: (BRIEFING, 1),
}  # what a wish is about, and which of the two likelihoods of a thing tells it
_LEAVING = frozenset({Act.UNSUBSCRIBE, Act.CANCEL})


def _ids(wish: Any) -> tuple[str, ...]:
    ids: tuple[str, ...] = wish.lists if isinstance(wish, Subscribe | Unsubscribe) else wish.sessions
    return ids


def _acts(wishes: Sequence[Wish]) -> set[Act]:
    return {act for each in wishes if (act := _act(each)) is not None}


def _act(wish: Wish) -> Act | None:
    """The act that wishes so; None for what the encoder has not learned."""
    match wish:
        case SetDelivery(mode):
            return _MODES[mode]
        case SetLanguage(to):
            return Act.TO_ENGLISH if to == "en" else Act.TO_SWEDISH
        case _:
            return _WISHED_BY.get(type(wish))


_MODES = {
    DeliveryMode.EACH: Act.EACH,
    DeliveryMode.WEEKLY: Act.WEEKLY,
    DeliveryMode.MONTHLY: Act.MONTHLY,
}
_WISHED_BY: Mapping[type, Act] = {
    Subscribe: Act.SUBSCRIBE,
    Unsubscribe: Act.UNSUBSCRIBE,
    Register: Act.REGISTER,
    Cancel: Act.CANCEL,
    Pause: Act.PAUSE,
    Resume: Act.RESUME,
    Move: Act.MOVE,
    AskStatus: Act.STATUS,
    AskHelp: Act.HELP,
    AskExport: Act.EXPORT,
    Erase: Act.ERASE,
}

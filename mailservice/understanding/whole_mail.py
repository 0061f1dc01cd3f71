"""A mail looked at as a whole, where its sentences leave doubt: what it asks for, and what becomes of it.

Sentences are judged one by one, and rules join them. What only the whole tells (a story before its point,
a wish taken back between the lines, a matter that is none of ours) an encoder of its own, the overseer, has
learned from whole mails. It began as the one that reads sentences and shares its words. It never finds lists,
days or addresses: it may hold a wish back, bear out one that the sentences did not say surely enough, or tell
a matter for a person from a question for the sender. Of itself it hears a wish only where it is beyond doubt,
needs no list, day or address, and can be undone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from mailservice.domain.lists import DeliveryMode
from mailservice.domain.readings import Evidence, ForPerson, Machine, Reading, Unclear, Wishes
from mailservice.domain.wishes import (
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
from mailservice.understanding.judging import CALLED
from mailservice.understanding.learning import sigmoid
from mailservice.understanding.said import Said
from mailservice.understanding.scene import Scene
from mailservice.understanding.settle import PLAIN

OUTCOMES = ("act", "ask", "human", "ignore")
BESIDE = "beside"  # something in it is for a person, beside what is done
LABELS = (*OUTCOMES, BESIDE, *(str(act) for act in Act if act in WISHES))

_LONGEST = (180, 30)  # pieces that are read of the body and of the subject
_PLAIN = 0.97  # a wish that is said as surely, and alone, needs no second look
_FEW, _CLEAR = 12, 0.9  # words of a mail, and how sure its wishes must be then
_HELD_BACK = 0.1  # less likely than this, a wish is not carried out
_NOT_TO_ACT = 0.2  # less likely than this to be one to act on, nothing of the mail is
_BORNE_OUT = 0.97  # as likely as this, a wish is carried out though its sentence was not sure enough
_BEYOND_DOUBT = 0.985  # as likely as this, a wish that no sentence said is carried out
_ANOTHER = 0.3  # as likely as this, something else is wished as well
_FOR_PERSON, _FOR_SENDER = 0.85, 0.8  # from here on it is told whose turn it is
_NOBODY = 0.9  # as likely to be for nobody, a mail in which a machine is heard is one's
_DOUBTS = frozenset({"not-sure", "denied"})  # why a wish with all its slots was not carried out

Opinion = Mapping[str, float]  # of each of LABELS how likely it is


def whole_of(scene: Scene) -> tuple[str, str, str]:
    """A mail as the encoder is given it: its body, what it answers, its subject."""
    said = [
        (
            each.subject,
            " ".join(w.written for w in scene.words[each.first : each.last + 1])
            + ("?" if each.asked else "."),
        )
        for each in scene.sentences
    ]
    subject, body = (" ".join(words for of, words in said if of is part) for part in (True, False))
    return body, CALLED.get(scene.letter.kind, ""), subject


def numbered_whole(encoder: Encoder, scene: Scene) -> list[int]:
    """The pieces of a mail."""
    return encoder.numbered(*whole_of(scene), longest=_LONGEST)


def opinion_on(scene: Scene, encoder: Encoder) -> Opinion:
    """What the encoder makes of the whole mail."""
    said = encoder.says([numbered_whole(encoder, scene)])[0]
    return dict(zip(encoder.labels, sigmoid(said).tolist(), strict=True))


def leaves_doubt(reading: Reading, said: Sequence[Said], words: int) -> bool:
    """Whether a second look is worth its time: not where wishes are plain and stand alone.

    words   of the mail: in a few the sentences tell all, and the whole no more than they
    """
    if not isinstance(reading, Wishes):
        return isinstance(reading, Unclear | ForPerson)
    if words <= _FEW and all(each.likely >= _CLEAR for each in said if each.act in WISHES):
        return False
    return any(each.act not in WISHES or each.likely < _PLAIN for each in said)


def in_its_light(reading: Reading, opinion: Opinion, auto: tuple[Evidence, ...] = ()) -> Reading:
    """The reading of the sentences as the whole mail lets it stand.

    auto   sentences that sound like a machine: without one no mail is taken for a machine's
    """
    if auto and opinion["ignore"] > _NOBODY:
        return Machine("auto-reply", auto)
    match reading:
        case Wishes():
            return _held_back(reading, opinion)
        case Unclear() if _bears_out(reading, opinion):
            return Wishes(reading.options, reading.language, opinion[BESIDE] > _FOR_PERSON, reading.evidence)
        case Unclear("no-wish") | ForPerson("no-wish") if (wish := _plainly(opinion)) is not None:
            return Wishes((wish,), reading.language, opinion[BESIDE] > _FOR_PERSON, reading.evidence)
        case Unclear() if opinion["human"] > _FOR_PERSON:
            return ForPerson("matter", reading.language, reading.evidence)
        case ForPerson("no-wish" as about) if opinion["ask"] > _FOR_SENDER:
            return Unclear(about, reading.language, (), reading.evidence)
        case _:
            return reading


def _held_back(reading: Wishes, opinion: Opinion) -> Reading:
    least = min((opinion[act] for act in _acts(reading.wishes)), default=1.0)
    if least >= _HELD_BACK and opinion["act"] >= _NOT_TO_ACT:
        return replace(reading, also_human=reading.also_human or opinion[BESIDE] > _FOR_PERSON)
    if opinion["human"] > opinion["ask"]:
        return ForPerson("matter", reading.language, reading.evidence)
    return Unclear("not-sure", reading.language, reading.wishes, reading.evidence)


def _bears_out(reading: Unclear, opinion: Opinion) -> bool:
    """Whether just what the sentences seem to wish is what the mail as a whole wishes."""
    if not reading.options or reading.about not in _DOUBTS or opinion["act"] < _BORNE_OUT:
        return False
    acts = _acts(reading.options)
    others = [opinion[act] for act in WISHES if act not in acts]
    return all(opinion[act] > _BORNE_OUT for act in acts) and max(others) < _ANOTHER


def _plainly(opinion: Opinion) -> Wish | None:
    """The one wish that the whole mail says beyond doubt, that needs no list or day and can be undone."""
    first, second = sorted(WISHES, key=lambda act: -opinion[act])[:2]
    alone = opinion[second] < _HELD_BACK and opinion["act"] > _BORNE_OUT
    sure = alone and opinion[first] > _BEYOND_DOUBT
    return PLAIN.get(first) if sure and first is not Act.ERASE else None


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

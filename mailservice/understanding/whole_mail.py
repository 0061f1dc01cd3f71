"""What the whole mail tells where its sentences leave doubt: what it asks for, what becomes of each thing.

Sentences are judged one by one, and rules join them. What only the whole tells (a story before its point,
a wish taken back between the lines, a matter that is none of ours) an encoder of its own, the overseer, has
learned from whole mails. It began as the one that reads sentences and shares its words. It never finds
addresses or the end of a pause. What comes of its opinion, `second_look.py` tells.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from mailservice.domain.lists import DeliveryMode
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
from mailservice.understanding.acts import OPPOSITE, WISHES, Act
from mailservice.understanding.encoder import Encoder
from mailservice.understanding.learning import sigmoid
from mailservice.understanding.scene import Scene
from mailservice.understanding.settle import PLAIN
from mailservice.understanding.standing import Meant
from mailservice.understanding.things import BRIEFING, LIST, Thing, with_things

OUTCOMES = ("act", "ask", "human", "ignore")
BESIDE = "beside"  # something in it is for a person, beside what is done
LABELS = (*OUTCOMES, BESIDE, *(str(act) for act in Act if act in WISHES))

_BORNE_OUT = 0.95  # as likely as this, a wish is carried out though its sentence was not sure enough
_THIS, _THIS_LOST, _NOT_THAT = 0.85, 0.9, 0.2  # a thing is meant, is given up, is not meant
_NOT_TAKEN, _NOT_LOST = 0.15, 0.2  # less likely than this, a thing is not meant that the sentences mean
_NOT_LOST_ALONE, _NO_OTHER = 0.1, 0.1  # the same, where it is one and no other is as likely as that
_ALL_TAKEN, _ALL_LOST = 0.9, 0.2  # likelier than this, all things may be meant, not some
_SOME_LOST = 0.7  # as likely lost, one thing may be meant and not all
_MUCH_LESS = 0.6  # so much likelier than that all are lost, what the sentences give up may be meant
_SURELY_NOT = 0.05  # likelier than this, a thing is not left out that a sentence names
_UNSEEN = (1.0, 1.0)  # of a thing that it was not shown
_THIS_ALONE = 0.95  # as _THIS, where no sentence seems to wish so
_MUCH = 0.4  # so much likelier another thing, and what the sentences wish is not carried out
_RATHER = 0.2  # so much likelier another than the one that is named to be taken, the sender is asked
_AS_LIKELY = 0.7  # likelier than this, the opposite may be meant as well
_MORE_LIKELY = 0.5  # than not: enough for what the sentences wish already
_ANOTHER = 0.4  # as likely as this, something else is wished as well
_NEVER = 0.03  # less likely than this, what a sentence seems to wish is not wished
_MISSED = 0.9  # likelier than this, a thing is taken as well that the sentences do not name
_MISSED_NAMED = 0.97  # the same, where the mail names it, however plain the sentences are


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the encoder makes of a whole mail.

    likely   how likely each of LABELS is
    things   of each thing how likely it is that it is taken, and that it is given up
    answered whether words of the letter that is answered were read as well
    bare     whether the mail begins with a yes or a no alone
    corrected   whether words of it take back what it has just said
    named    the lists and briefings that its own words name, the last one last
    pause    what the mail tells the end of, should it wish a pause: that the encoder does not find
    """

    likely: Mapping[str, float]
    things: Mapping[Thing, tuple[float, float]]
    answered: bool = False
    bare: bool = False
    corrected: bool = False
    named: tuple[str, ...] = ()
    pause: Pause | None = None


def opinion_on(scene: Scene, encoder: Encoder) -> Opinion:
    """What the encoder makes of the whole mail."""
    seen = with_things(scene, encoder)
    said, of_things = (sigmoid(each) for each in encoder.says_of([seen.text]))
    return Opinion(
        dict(zip(encoder.labels, said[0].tolist(), strict=True)),
        {thing: (each[0], each[1]) for thing, each in zip(seen.things, of_things.tolist(), strict=True)},
        answered=seen.text.quoted > 0,
    )


def may_mean(wishes: Sequence[Wish], opinion: Opinion, *, plain: bool) -> bool:
    """Whether the whole mail may mean these wishes, with their things, and no other things much rather.

    plain   whether sentences say so beyond doubt
    """
    if not plain and _as_well_the_opposite(wishes, opinion):
        return False
    return all(_fits(each, opinion, plain=plain) for each in wishes)


def _as_well_the_opposite(wishes: Sequence[Wish], opinion: Opinion) -> bool:
    """Whether the whole mail may wish the opposite of one of these, which the sentences do not wish."""
    acts = acts_of(wishes)
    opposites = [OPPOSITE[act] for act in acts if act in OPPOSITE]
    return any(opinion.likely[act] > _AS_LIKELY for act in opposites if act not in acts)


def _fits(wish: Wish, opinion: Opinion, *, plain: bool) -> bool:
    """Whether the whole mail may mean each thing of a wish, not another much rather, and not all of them."""
    of = _OF_THINGS.get(type(wish))
    if of is None:
        return True
    kind, at = of
    ids = ids_of(wish)
    likely = {name: each[at] for (of_kind, name), each in opinion.things.items() if of_kind == kind}
    all_of_them = likely.pop(EVERYTHING[0])
    if ids == EVERYTHING:
        return all_of_them > _ALL_LOST or max(likely.values(), default=0.0) < _SOME_LOST
    least, most = (end(likely.get(name, 1.0) for name in ids) for end in (min, max))
    another = max((each for name, each in likely.items() if name not in ids), default=0.0)
    if (
        (at == 0 and len(ids) == 1 and another - least > _RATHER)
        or max(another, most) - least > _MUCH
        or (not plain and at == 0 and another > _MISSED)
        or (at == 0 and any(likely.get(name, 0.0) > _MISSED_NAMED for name in {*opinion.named} - {*ids}))
    ):
        return False
    if isinstance(wish, Unsubscribe | Cancel):
        alone = len(ids) == 1 and (plain or another <= _NO_OTHER)
        all_are_named = not likely.keys() - {*ids}
        some = all_of_them <= max(_ALL_LOST, least - _MUCH_LESS) or all_are_named
        return least >= (_NOT_LOST_ALONE if alone else _NOT_LOST) and some
    return (plain or least >= _NOT_TAKEN) and all_of_them <= _ALL_TAKEN


def told_by(
    opinion: Opinion,
    heard: Sequence[Wish],
    meant: Sequence[Meant] = (),
    *,
    enough: float = _BORNE_OUT,
    sure: Set[Act] = frozenset(),
    by_letter: bool = False,
    anew: bool = False,
) -> tuple[Wish, ...]:
    """All wishes that the whole mail tells beyond doubt, with what each is about; () where any is in doubt.

    heard    what the sentences seem to wish: only they tell where a move goes, nobody is erased whom they do
             not name, and nobody loses a kind of thing that they do not give up
    meant    the wishes of the sentences: where they name the things, the whole adds none
    enough   how likely is beyond doubt
    sure     what the sentences wish already: more likely than not is enough for that
    by_letter   only the letter that is answered tells what is given up: "nej" to "vill du stå kvar?"
    anew        it may be about other things than the sentences name
    """
    likely = opinion.likely
    needed = {act: _MORE_LIKELY if act in sure else enough for act in WISHES}
    if likely["act"] < enough or any(_ANOTHER < likely[act] < needed[act] for act in WISHES):
        return ()
    wished = [act for act in Act if act in WISHES and likely[act] >= needed[act]]
    found = tuple(each for act in wished if (each := _filled(act, opinion, heard)) is not None)
    whole = len(found) == len(wished) and not any(_against(each, heard, found, opinion) for each in found)
    within = by_letter or _loses_no_more(found, heard, meant)
    within = within and (anew or not _goes_beyond(found, heard, meant))
    whole = whole and (anew or not _falls_short(found, meant, opinion))
    return found if whole and within else ()


def _loses_no_more(told: Sequence[Wish], heard: Sequence[Wish], meant: Sequence[Meant]) -> bool:
    """Whether a sender leaves a list or gives a seat up only where a sentence seems to wish such a thing."""
    acts = {*acts_of(heard), *(each.said.act for each in meant if each.fault == "which-briefing")}
    return all(act_of(each) in acts for each in told if isinstance(each, Unsubscribe | Cancel))


def _goes_beyond(told: Sequence[Wish], heard: Sequence[Wish], meant: Sequence[Meant]) -> bool:
    """Whether a wish is about a thing other than those that the sentences name for it.

    A seat that they seem to wish they name; a list only where they say so.
    """
    named = [each.wish for each in meant if each.named and each.wish is not None]
    named += [each for each in heard if isinstance(each, Register | Cancel)]
    things: dict[type, set[str]] = {}
    for each in named:
        if type(each) in _OF_THINGS and ids_of(each) != EVERYTHING:
            things.setdefault(type(each), set()).update(ids_of(each))
    return any(not things[type(each)] >= set(ids_of(each)) for each in told if type(each) in things)


def _falls_short(told: Sequence[Wish], meant: Sequence[Meant], opinion: Opinion) -> bool:
    """Whether of what a sentence wishes by name something is missing that the whole mail may well mean."""
    for wish in (each.wish for each in meant if each.named and each.wish is not None):
        of = _OF_THINGS.get(type(wish))
        among = [ids_of(each) for each in told if of is not None and type(each) is type(wish)]
        if of is None or not among or EVERYTHING in (ids_of(wish), *among):
            continue
        missing = {*ids_of(wish)} - {i for ids in among for i in ids}
        if any(opinion.things.get((of[0], i), _UNSEEN)[of[1]] > _SURELY_NOT for i in missing):
            return True
    return False


def _against(wish: Wish, heard: Sequence[Wish], found: Sequence[Wish], opinion: Opinion) -> bool:
    """Whether the opposite is found for the same thing, or the sentences seem to wish it.

    Where they seem to wish both, what the whole surely does not mean does not count.
    """
    opposite = _OPPOSITE.get(type(wish))
    against = {i for each in found if type(each) is opposite for i in ids_of(each)}
    both = any(type(each) is type(wish) for each in heard)
    for each in heard:
        if type(each) is opposite:
            against.update(i for i in ids_of(each) if not both or _may_be(each, i, opinion))
    return bool(against) and (
        not against.isdisjoint(ids_of(wish)) or EVERYTHING[0] in {*against, *ids_of(wish)}
    )


def _may_be(wish: Wish, name: str, opinion: Opinion) -> bool:
    """Whether the whole mail may wish so for a thing, or for any where all are named."""
    kind, at = _OF_THINGS[type(wish)]
    act = act_of(wish)
    every = [each[at] for (of, i), each in opinion.things.items() if of == kind and name in {i, *EVERYTHING}]
    return act is None or (opinion.likely[act] >= _NEVER and max(every, default=1.0) >= _NEVER)


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
        alone = act not in acts_of(heard)
        enough = _THIS_LOST if act in LEAVING else _THIS_ALONE if alone else _THIS
        sure = tuple(name for name, likely in chances.items() if likely > enough)
        open_ = [name for name, likely in chances.items() if _NOT_THAT < likely <= enough]
        if EVERYTHING[0] in sure and act in LEAVING:
            return make(EVERYTHING)
        sure = tuple(name for name in sure if name not in EVERYTHING)
        return make(sure) if sure and not open_ else None
    if act in {Act.PAUSE, Act.MOVE, Act.ERASE}:
        told = {each for each in heard if act_of(each) is act}
        if not told and act is Act.PAUSE:
            return opinion.pause
        return told.pop() if len(told) == 1 else None
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
LEAVING = frozenset({Act.UNSUBSCRIBE, Act.CANCEL})


def ids_of(wish: Any) -> tuple[str, ...]:
    """The lists or briefings that a wish is about."""
    ids: tuple[str, ...] = wish.lists if isinstance(wish, Subscribe | Unsubscribe) else wish.sessions
    return ids


def acts_of(wishes: Sequence[Wish]) -> set[Act]:
    """The acts that wish so, of those that the encoder has learned."""
    return {act for each in wishes if (act := act_of(each)) is not None}


def act_of(wish: Wish) -> Act | None:
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

"""A second look at a mail whose sentences leave doubt: their reading, as the whole mail lets it stand.

What the overseer (`whole_mail.py`) makes of the whole may hold a wish back, bear out one that the sentences
did not say surely enough, leave out one of several or add one, and tell a matter for a person from a question
for the sender. It carries out only what is beyond doubt to it, or what sentences wish as well; where these
name what a wish is about, it is about nothing else; and nobody loses what they have where no sentence spoke
of that, but one thing by a bare yes or no to a letter that asked. What a sentence plainly wishes, naming what
it is about, is done where the whole is fairly sure. A day that contradicts its weekday, and what hangs on
something, it leaves to the sender.
"""

from collections.abc import Sequence
from dataclasses import replace

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
    SetDelivery,
    SetLanguage,
    Subscribe,
    Unsubscribe,
    Wish,
)
from mailservice.understanding.acts import WISHES, Act
from mailservice.understanding.doubts import contradiction
from mailservice.understanding.said import Said
from mailservice.understanding.standing import Meant
from mailservice.understanding.whole_mail import (
    BESIDE,
    LEAVING,
    Opinion,
    act_of,
    acts_of,
    ids_of,
    may_mean,
    told_by,
)

_FEW, _PLAIN = 16, 0.9  # words of a mail that needs no second look, where all its wishes are as sure
_PLAINLY = 0.97  # a sentence as sure as this wishes plainly, where it names what it is about
_BEYOND_DOUBT = 0.995  # a sentence as sure as this is as plain as can be
_NOT_TO_ACT_BUT_THAT = 0.4  # less likely, a mail that wishes that and nothing else is not acted on
_AS_WELL = 0.5  # less likely, a setting is not changed
_HELD_BACK, _NOT_TO_ACT = 0.3, 0.8  # less likely than this, a wish, and a mail, is not acted on
_NOT_TO_ACT_PLAIN, _HARMLESS = 0.6, 0.5  # the same, what is plainly wished, and where nothing changes
_NOT_TO_MOVE_PLAIN, _NOT_TO_MOVE = 0.25, 0.5  # the same, where both addresses must agree to what is wished
_ALIKE, _ALIKE_LOST = 0.8, 0.9  # as likely, what sentences and whole wish alike is done
_MAY_BE_BESIDE = 0.2  # less likely, what a sentence seems to ask beside a wish is nothing for a person
_LIKELY, _HARDLY = 0.85, 0.1  # a sentence wishes so; the whole hardly does: between, nothing is dropped
_BESIDE_PLAIN = 0.3  # as likely a matter for a person, they see what was plainly wished as well
_FOR_PERSON, _FOR_SENDER = 0.85, 0.8  # from here on it is told whose turn it is
_SURELY_FOR_SENDER = 0.97  # the same, whatever a sentence says of its own
_SOMEBODY = 0.1  # less likely to be for nobody, a mail with a plain wish is a person's
_NOBODY = 0.9  # as likely to be for nobody, a mail in which a machine is heard is one's
_SURELY_NOBODY = 0.97  # the same, where none is heard
_ADDED = 0.97  # as likely, a list or a briefing is taken beside what the sentences wish
_WHICH = frozenset({"which-briefing", "several-briefings"})  # nothing is amiss but that it is not told
_OF_THINGS = Register | Cancel | Subscribe | Unsubscribe  # wishes that are about lists or briefings
_TELLS_MORE = "no-such-day"  # its answer says what there is: more than the secretariat would
_OPEN = "yes-to-what"  # of which only the letter that is answered may tell the meaning
_DOUBTS = frozenset(
    {"no-wish", "not-sure", "denied", "contradiction", "which-briefing", "until-when"}
    | {"taken-back", "no-such-briefing", _OPEN}
)  # why nothing was carried out that may still be; of contradictions those between wishes


def leaves_doubt(reading: Reading, said: Sequence[Said], words: int) -> bool:
    """Whether a second look is worth its time: not where a few words surely wish.

    words   of the mail
    """
    if isinstance(reading, Machine):
        return wishes_plainly(said)
    if not isinstance(reading, Wishes):
        return isinstance(reading, Unclear | ForPerson)
    if any(isinstance(each, Unsubscribe) and each.lists != EVERYTHING for each in reading.wishes):
        return True  # which list may be told by the answered letter alone
    surest = {each.act: each.likely for each in sorted(said, key=lambda each: each.likely)}
    return words > _FEW or any(likely < _PLAIN for act, likely in surest.items() if act in WISHES)


def wishes_plainly(said: Sequence[Said]) -> bool:
    """Whether some words wish beyond doubt."""
    return any(each.act in WISHES and each.likely >= _PLAINLY for each in said)


def by_a_person(opinion: Opinion) -> bool:
    """Whether a mail of which most sounds like a machine is a person's: "I am on leave. Hold everything"."""
    return opinion.likely["ignore"] < _SOMEBODY and opinion.likely["act"] > _FOR_SENDER


def in_its_light(
    reading: Reading, opinion: Opinion, auto: tuple[Evidence, ...] = (), meant: Sequence[Meant] = ()
) -> Reading:
    """The reading of the sentences as the whole mail lets it stand.

    auto    sentences that sound like a machine: without one only what the whole surely takes for nobody's is
    meant   the wishes of the sentences, each with how sure it is
    """
    likely = opinion.likely
    if likely["ignore"] > (_NOBODY if auto else _SURELY_NOBODY):
        return Machine("auto-reply", auto)
    beside = likely[BESIDE] > _FOR_PERSON
    match reading:
        case Wishes():
            return _held_back(reading, opinion, meant)
        case Unclear(about) if about in _DOUBTS and (told := _borne_out(reading, opinion, meant)):
            return Wishes(told, reading.language, beside, reading.evidence)
        case ForPerson("question" | "no-wish" as about) if told := _beside_it(opinion, meant):
            return Wishes(told, reading.language, beside or about == "question", reading.evidence)
        case ForPerson("matter") if beside and (told := _beside_it(opinion, meant)):
            return Wishes(told, reading.language, True, reading.evidence)
        case Unclear(about) if about != _TELLS_MORE and likely["human"] > _FOR_PERSON:
            return ForPerson("matter", reading.language, reading.evidence)
        case ForPerson("no-wish" as about) if likely["ask"] > _FOR_SENDER and not _says(reading, Act.KEEP):
            return Unclear(about, reading.language, (), reading.evidence)
        case ForPerson("question" | "no-wish") if likely["ask"] > _SURELY_FOR_SENDER:
            return Unclear("no-wish", reading.language, (), reading.evidence)
        case ForPerson("not-ours") if told := _plain_and_sure(opinion, meant):
            return Wishes(told, reading.language, beside, reading.evidence)
        case _:
            return reading


def _plain_and_sure(opinion: Opinion, meant: Sequence[Meant]) -> tuple[Wish, ...]:
    """What sentences wish plainly and the whole tells alike: nothing, where one says less than the other."""
    plain = tuple(each.wish for each in meant if each.wish is not None)
    told = told_by(opinion, plain, meant) if _is_plain(plain, meant) else ()
    return told if len(plain) == len(meant) and set(told) == set(plain) else ()


def _says(reading: Unclear | ForPerson, act: Act) -> bool:
    """Whether a sentence was surely taken for that."""
    return any(each.taken_for == act for each in reading.evidence)


def _borne_out(reading: Unclear, opinion: Opinion, meant: Sequence[Meant]) -> tuple[Wish, ...]:
    """What the whole mail makes sure of; nothing where a sentence surely wishes and does not say what.

    Of what contradicts itself only two wishes are settled that exclude each other. Which briefing is meant,
    where a sentence wishes for one and does not say, is not answered with several; where they name one that
    is not, the whole tells of none. What is taken back is about other things than what is done. Nothing that
    is plainly wished is left out, unless it is taken back.
    """
    options = reading.options
    if _says(reading, Act.VAGUE) or (reading.about == "contradiction" and not contradiction(options)):
        return ()
    if reading.about == _OPEN:
        return _answering(opinion, meant)
    told = told_by(opinion, options, meant)
    if not told and reading.about == "no-wish" and opinion.bare:
        told = _answering(opinion, meant)
    if not told and reading.about in {"not-sure", "no-wish"}:
        return _agreed(options, opinion, meant, barely=reading.about == "no-wish")
    seats = [each.sessions for each in told if isinstance(each, Register | Cancel)]
    if reading.about == "which-briefing" and any(len(each) > 1 or each == EVERYTHING for each in seats):
        return ()
    if reading.about == "no-such-briefing" and seats:
        return ()
    if reading.about == "taken-back" and not (told and _takes_others(told, options)):
        return _chosen_instead(options, opinion)
    left_out = [each for each in options if each not in told and _is_plain([each], meant)]
    return () if left_out and reading.about not in {"contradiction", "taken-back"} else told


def _answering(opinion: Opinion, meant: Sequence[Meant]) -> tuple[Wish, ...]:
    """What a bare yes or no means, by the letter that it answers."""
    if not opinion.answered:
        return ()
    told = told_by(opinion, (), meant, enough=_ALIKE_LOST, by_letter=True)
    return told if _is_little(told) else ()


def _is_little(told: Sequence[Wish]) -> bool:
    """Whether no more than one thing is taken or given up: who asked may not be who they say."""
    about = [ids_of(each) for each in told if isinstance(each, _OF_THINGS)]
    return all(len(ids) == 1 and ids != EVERYTHING for ids in about) and len(about) <= 1


def _takes_others(told: Sequence[Wish], options: Sequence[Wish]) -> bool:
    """Whether only other lists and briefings than those spoken of are taken, or other settings changed."""
    takes = all(isinstance(each, Register | Subscribe | SetDelivery | SetLanguage | Pause) for each in told)
    settings = {type(each) for each in told if not isinstance(each, _OF_THINGS)}
    others = settings.isdisjoint(type(each) for each in options)
    return takes and others and _things_of(told).isdisjoint(_things_of(options))


def _chosen_instead(heard: Sequence[Wish], opinion: Opinion) -> tuple[Wish, ...]:
    """What a mail that corrects itself takes in the end, where the sentences name what it took at first.

    Only what it names last: "No wait, Bo takes the 26th and I take the 24th".
    """
    kinds = {type(each) for each in heard}
    if not opinion.corrected or kinds not in ({Register}, {Subscribe}):
        return ()
    told = told_by(opinion, heard, anew=True)
    last = {*opinion.named[-1:]}
    one = len(told) == 1 and {type(each) for each in told} == kinds and _things_of(told) == last
    return told if one and last != _things_of(heard) else ()


def _things_of(wishes: Sequence[Wish]) -> set[str]:
    """The lists and briefings that these are about."""
    return {name for each in wishes if isinstance(each, _OF_THINGS) for name in ids_of(each)}


def _beside_it(opinion: Opinion, meant: Sequence[Meant]) -> tuple[Wish, ...]:
    """What the whole mail makes sure of beside a question, or where sentences wish nothing or not which.

    Several seats, or all, are not given up where it is not told which.
    """
    told = told_by(opinion, (), meant) if all(each.fault in _WHICH for each in meant) else ()
    given_up = [each.sessions for each in told if isinstance(each, Cancel)]
    return () if any(len(each) > 1 or each == EVERYTHING for each in given_up) else told


def _agreed(
    options: Sequence[Wish], opinion: Opinion, meant: Sequence[Meant], *, barely: bool
) -> tuple[Wish, ...]:
    """What sentences and whole wish alike, neither of them beyond doubt; surer where something is lost.

    barely   heard by the sentences: nothing is given up for that
    """
    lost = any(isinstance(each, Unsubscribe | Cancel | Erase | Move) for each in options)
    told = told_by(opinion, options, meant, enough=_ALIKE_LOST if lost else _ALIKE)
    return told if set(told) == set(options) and not (lost and barely) else ()


def _may_add(wish: Wish, opinion: Opinion) -> bool:
    """Whether a wish of which no sentence speaks is carried out beside those of which one does.

    A list or a briefing only where the mail names it, and the whole is surer than it must be elsewhere.
    """
    if isinstance(wish, Register | Subscribe):
        act = act_of(wish)
        return act is not None and opinion.likely[act] > _ADDED and {*ids_of(wish)} <= {*opinion.named}
    return not (opinion.answered or isinstance(wish, _OF_THINGS))


def _is_plain(wishes: Sequence[Wish], meant: Sequence[Meant]) -> bool:
    """Whether sentences wish each of these beyond doubt, and name what it is about."""
    plain = [each.wish for each in meant if each.named and each.said.likely >= _PLAINLY]
    return all(each in plain for each in wishes)


def _something_else(told: Sequence[Wish], heard: Sequence[Wish]) -> bool:
    """Whether nothing of what the sentences wish is among it: how often or in which language may differ."""
    return {type(each) for each in told}.isdisjoint(type(each) for each in heard)


def _narrows(told: Sequence[Wish], heard: Sequence[Wish]) -> bool:
    """Whether the sentences give all up, and the whole only some: rather than that the sender is asked."""
    whole = {
        type(each) for each in heard if isinstance(each, Unsubscribe | Cancel) and ids_of(each) == EVERYTHING
    }
    return any(
        type(each) in whole and ids_of(each) != EVERYTHING for each in told if isinstance(each, _OF_THINGS)
    )


def _drops(told: Sequence[Wish], opinion: Opinion, meant: Sequence[Meant]) -> bool:
    """Whether a kind of wish is missing that a sentence likely wishes, by name, and the whole may mean."""
    kept = acts_of(told)
    likely = {each.said.act: each.said.likely for each in meant if each.named and each.wish is not None}
    return any(
        act in WISHES and act not in kept and sure >= _LIKELY and opinion.likely[act] > _HARDLY
        for act, sure in likely.items()
    )


def _says_nothing_else(reading: Wishes, meant: Sequence[Meant]) -> bool:
    """Whether one wish is beyond all doubt, and nothing else is wished or asked."""
    return not reading.also_human and all(each.said.likely >= _BEYOND_DOUBT for each in meant)


def _outdone(wishes: Sequence[Wish], opinion: Opinion) -> bool:
    """Whether the whole rather means another setting than one of these, or hardly it; or a pause's end."""
    rivals = {SetDelivery: (Act.EACH, Act.WEEKLY, Act.MONTHLY), SetLanguage: (Act.TO_ENGLISH, Act.TO_SWEDISH)}
    pauses = any(isinstance(each, Pause) for each in wishes)
    if pauses and opinion.likely[Act.RESUME] > opinion.likely[Act.PAUSE]:
        return True
    for each in wishes:
        act, others = act_of(each), rivals.get(type(each), ())
        if act in others and opinion.likely[act] < max(_AS_WELL, *(opinion.likely[it] for it in others)):
            return True
    return False


def _held_back(reading: Wishes, opinion: Opinion, meant: Sequence[Meant]) -> Reading:
    """What the whole mail lets stand of what the sentences wish, or tells beyond doubt instead, or beside it.

    What is plainly wished is done where the whole is fairly sure of it, unless it means other things or all.
    A seat or a list that no sentence speaks of is not added, and nothing that a letter may speak of.
    """
    likely = opinion.likely
    least = min((likely[act] for act in acts_of(reading.wishes)), default=1.0)
    beside = likely[BESIDE] > (_MAY_BE_BESIDE if reading.also_human else _FOR_PERSON)
    harmless = all(isinstance(each, AskStatus | AskHelp | AskExport) for each in reading.wishes)
    plain = _is_plain(reading.wishes, meant)
    bound = _HARMLESS if harmless else _NOT_TO_ACT_PLAIN if plain else _NOT_TO_ACT
    if plain and _says_nothing_else(reading, meant):
        bound = _NOT_TO_ACT_BUT_THAT
    if all(isinstance(each, Move) for each in reading.wishes):
        bound = _NOT_TO_MOVE_PLAIN if plain else _NOT_TO_MOVE
    likely_enough = least >= _HELD_BACK and likely["act"] >= bound and not _outdone(reading.wishes, opinion)
    told = told_by(opinion, reading.wishes, meant, sure=acts_of(reading.wishes) - LEAVING)
    heard = {*acts_of(reading.wishes), *(each.said.act for each in meant)}
    told = tuple(each for each in told if act_of(each) in heard or _may_add(each, opinion))
    more = set(told) > {each for each in reading.wishes if act_of(each) is not None}
    rather = likely_enough and likely["act"] >= likely["human"]
    if rather and not more and may_mean(reading.wishes, opinion, plain=False):
        return replace(reading, also_human=beside)
    other = plain and _something_else(told, reading.wishes)
    less = _narrows(told, reading.wishes) or _drops(told, opinion, meant)
    if told and not other and not less:
        left = tuple(each for each in reading.wishes if each in told or act_of(each) is None)
        others = tuple(each for each in told if each not in left)
        return replace(reading, wishes=(*left, *others), also_human=beside)
    if plain and likely_enough and may_mean(reading.wishes, opinion, plain=True):
        return replace(reading, also_human=beside or likely["human"] > _BESIDE_PLAIN)
    if instead := _chosen_instead(reading.wishes, opinion):
        return replace(reading, wishes=instead, also_human=beside)
    if likely["human"] > likely["ask"]:
        return ForPerson("matter", reading.language, reading.evidence)
    return Unclear("not-sure", reading.language, reading.wishes, reading.evidence)

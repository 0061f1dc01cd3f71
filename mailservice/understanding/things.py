"""A mail with the things that it may be about beside it: what the overseer reads.

Every list and every briefing to come has a sign, a letter that no mail holds. Where words of the mail name
one thing alone its sign stands behind them, or in the place of its day; behind the mail stands each sign with
what is known of its thing. So the overseer learns what a mail does with the things it names, not their dates.
Between them stands what the letter says that is answered, where it is quoted: of "yes" and "the second" only
that tells what is meant.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mailservice.domain.briefings import Briefing
from mailservice.domain.days import STOCKHOLM
from mailservice.domain.lists import MailingList
from mailservice.domain.wishes import EVERYTHING
from mailservice.understanding.day_mentions import DayMention
from mailservice.understanding.encoder import Encoder, Text
from mailservice.understanding.judging import CALLED
from mailservice.understanding.scene import Scene
from mailservice.understanding.sentences import Sentence
from mailservice.understanding.slots_sessions import fits

SIGNS = "ħŧŋĸƙǝƣȋƊƸǿǵ"  # each a piece of its own, and in no mail of ours
_MOST = 5  # lists, and briefings, that are looked at
_LONGEST = (180, 30)  # pieces that are read of the body and of the subject
_KNOWN = 14  # pieces of what is known of a thing: however long its name, all fit into PLACES_OF_MAILS
_READ = 212  # pieces of a mail and of the letter that it answers, together
_LONGEST_ANSWERED = 90  # pieces of the letter
_LETTER = "brevet"  # what the answered letter is about
_EVERY_LIST, _EVERY_BRIEFING = "alla brev", "alla träffar"
_WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
_MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip

Thing = tuple[str, str]  # LIST or BRIEFING, and its id, "*" for all
LIST, BRIEFING = "list", "briefing"


@dataclass(frozen=True, slots=True)
class Seen:
    """A mail as pieces, and its things in the order of their places there."""

    text: Text
    things: tuple[Thing, ...]


def with_things(scene: Scene, encoder: Encoder, signs: str = SIGNS) -> Seen:
    """The mail, what it answers, its subject, and behind them each thing that it may be about."""
    lists = scene.world.lists[:_MOST]
    briefings = scene.world.open_to_come(scene.now)[:_MOST]
    things: list[Thing] = [
        *((LIST, each.id) for each in lists),
        *((BRIEFING, each.id) for each in briefings),
        (LIST, EVERYTHING[0]),
        (BRIEFING, EVERYTHING[0]),
    ]
    of = dict(zip(things, signs, strict=False))
    body, subject = (_said(scene, part, of, briefings) for part in (False, True))
    pieces = encoder.numbered(body, CALLED.get(scene.letter.kind, ""), subject, longest=_LONGEST)
    own, places = len(pieces), []
    pieces += _answered(scene, encoder, of, briefings, most=min(_LONGEST_ANSWERED, _READ - own))
    read = len(pieces)
    told = [
        *(_of_list(each, scene) for each in lists),
        *(_of_briefing(at, each, scene, of) for at, each in enumerate(briefings)),
        _EVERY_LIST,
        _EVERY_BRIEFING,
    ]
    for thing, words in zip(things, told, strict=True):
        places.append(len(pieces))
        pieces += [encoder.pieces.number[of[thing]], *encoder.pieces.cut(words)[:_KNOWN]]
    return Seen(Text(pieces, own, tuple(places), read - own), tuple(things))


def _answered(
    scene: Scene, encoder: Encoder, of: Mapping[Thing, str], briefings: Sequence[Briefing], *, most: int
) -> list[int]:
    """Pieces of the letter that is answered: its beginning, and its end, where it says what to answer."""
    if scene.answered is None or most <= 0:
        return []
    pieces = encoder.pieces.cut(_said(scene.answered, False, of, briefings))
    return pieces if len(pieces) <= most else [*pieces[: most // 2], *pieces[-(most - most // 2) :]]


def _said(scene: Scene, subject: bool, of: Mapping[Thing, str], briefings: Sequence[Briefing]) -> str:
    """The words of the body, or of the subject, with the signs of what they name."""
    instead, behind = _signed(scene, of, briefings)
    return " ".join(
        " ".join(_words(scene, each, instead, behind)).replace(" , ", ", ") + ("?" if each.asked else ".")
        for each in scene.sentences
        if each.subject is subject
    )


def _words(
    scene: Scene, sentence: Sentence, instead: Mapping[int, str], behind: Mapping[int, str]
) -> Iterator[str]:
    for place in range(sentence.first, sentence.last + 1):
        word = instead.get(place, scene.words[place].written)
        if word:
            yield f", {word}" if scene.words[place].cut and place > sentence.first else word
        if place in behind:
            yield behind[place]


def _signed(
    scene: Scene, of: Mapping[Thing, str], briefings: Sequence[Briefing]
) -> tuple[dict[int, str], dict[int, str]]:
    """Signs in the place of words, and signs behind words, each by its place."""
    instead: dict[int, str] = {}
    behind: dict[int, str] = {}
    for day in scene.days:
        found = _meant(day, scene, briefings)
        if len(found) != 1 or (BRIEFING, found[0].id) not in of:
            continue
        sign = of[BRIEFING, found[0].id]
        if day.on(scene.today) is None:
            behind[day.last] = sign
            continue
        instead |= dict.fromkeys(range(day.first, day.last), "")
        instead[day.last] = sign
    for topic in scene.topics:
        sign = of.get((LIST, topic.list_id), "")
        if sign and topic.place not in instead:
            behind[topic.place] = f"{behind.get(topic.place, '')} {sign}".strip()
    return instead, behind


def _meant(day: DayMention, scene: Scene, briefings: Sequence[Briefing]) -> list[Briefing]:
    """The briefings that a mention of a day or time can mean, and that it does not contradict."""
    on = day.on(scene.today)
    there = [each for each in briefings if on in {None, each.start.astimezone(STOCKHOLM).date()}]
    return [each for each in there if fits(each, day)]


def _of_list(each: MailingList, scene: Scene) -> str:
    answered = _LETTER if each.id in scene.letter.lists else ""
    return f"{answered} {each.name.sv}"


def _of_briefing(at: int, each: Briefing, scene: Scene, of: Mapping[Thing, str]) -> str:
    start = each.start.astimezone(STOCKHOLM)
    answered = _LETTER if each.id in scene.letter.sessions else ""
    topics = " ".join(of[LIST, i] for i in each.lists if (LIST, i) in of)
    day = f"{_WEEKDAYS[start.weekday()]} {_MONTHS[start.month - 1]} {start:%H.%M}"
    return f"{answered} {topics} {at + 1} {day} {each.minutes} min"

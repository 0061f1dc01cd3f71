"""For whom a text is, from the words after "Publicera till": lists, participants, domains."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from rapidfuzz import fuzz

from mailservice.domain.briefings import Briefing
from mailservice.domain.days import STOCKHOLM
from mailservice.domain.lists import MailingList
from mailservice.domain.publications import Segment
from mailservice.domain.world import World
from mailservice.understanding.publishing_times import find_day

_ALIKE = 88  # of 100: a slip of the finger, not another name
_BETWEEN = re.compile(r"[,;+&]|\b(?:och|samt|and)\b")
_DOMAIN = re.compile(r"(?<![\w.@-])@?((?:[a-z0-9-]{1,63}\.)+[a-z]{2,24})(?![\w-])")
_PADDING = re.compile(
    r"\b(?:listan|listorna|listor|prenumeranterna|prenumeranter|alla som prenumererar|på|hos|för|i|the"
    r"|list|lists|subscribers|of|to|till|de|dem|den|det|som|alla|all|everyone|bara|endast|enbart|only|med|with|adresser"
    r"|addresses|domänen|domain|at|från|from|både|both)\b"
)
_EVERY_LIST = re.compile(
    r"(?:alla|samtliga)(?: (?:listor|prenumeranter))?|all(?: the)?(?: lists| subscribers)?|everyone"
)
_YEAR = re.compile(r"\b20\d\d\b")
_PARTICIPANTS = re.compile(r"\b(?:deltagar\w*|anmäld\w*|participants?|attendees?|registered)\b")


@dataclass(frozen=True, slots=True)
class Target:
    """What the words name. doubt: "which-list", "which-briefing" or ""; found: the words in doubt."""

    segment: Segment
    doubt: str = ""
    found: str = ""


def find_target(text: str, world: World, now: datetime) -> Target:
    """Read for whom a text is. Every word must be understood: to publish is not a matter of likelihood."""
    low = " ".join(text.casefold().replace("”", " ").replace('"', " ").split())
    domains = tuple(dict.fromkeys(_DOMAIN.findall(low)))
    named = _DOMAIN.sub(" ", low)
    if _PARTICIPANTS.search(named):
        return _participants(named, domains, world, now)
    lists, unknown = _lists(named, world.lists)
    if unknown or not (lists or domains):
        return Target(Segment(), "which-list", ", ".join(unknown) or text.strip())
    return Target(Segment(lists or tuple(each.id for each in world.lists), (), domains))


def _lists(text: str, known: tuple[MailingList, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ids of the lists, and the words that name none."""
    found: list[str] = []
    unknown: list[str] = []
    whole = _one_list(text, known)
    for piece in [text] if whole else _BETWEEN.split(text):
        bare = piece.strip(" .!:")
        if _EVERY_LIST.fullmatch(bare):
            found += [each.id for each in known]
        elif _PADDING.sub("", bare).strip(" ."):
            list_ = _one_list(bare, known)
            (unknown if list_ is None else found).append(bare if list_ is None else list_.id)
    return tuple(dict.fromkeys(found)), tuple(unknown)


def _one_list(text: str, known: tuple[MailingList, ...]) -> MailingList | None:
    """The only list whose name or id this is, give or take a slip."""
    candidates = {" ".join(text.split()), " ".join(_PADDING.sub(" ", text).split())}
    near = {
        each.id: max(
            fuzz.ratio(said.strip(" .!:"), name.casefold())
            for said in candidates
            for name in (each.id, each.name.sv, each.name.en)
        )
        for each in known
    }
    alike = [each for each in known if near[each.id] >= _ALIKE]
    exact = [each for each in alike if near[each.id] == max(near.values())]
    return exact[0] if len(exact) == 1 else None


def _participants(text: str, domains: tuple[str, ...], world: World, now: datetime) -> Target:
    """Who has a seat at a briefing, named by its day or its title."""
    day = find_day(text, now.astimezone(STOCKHOLM).date())
    if day is not None:
        meant = _on(day, world) or ([] if _YEAR.search(text) else _in_any_year(day, world))
    else:
        meant = [each for each in world.briefings if _titled(each, text)]
    if len(meant) != 1:
        return Target(Segment(), "which-briefing", text.strip())
    return Target(Segment((), (meant[0].id,), domains))


def _on(day: date, world: World) -> list[Briefing]:
    return [each for each in world.briefings if each.start.astimezone(STOCKHOLM).date() == day]


def _in_any_year(day: date, world: World) -> list[Briefing]:
    """A day without its year is the nearest one; half a year off that may be the wrong one."""
    days = [(each, each.start.astimezone(STOCKHOLM)) for each in world.briefings]
    return [each for each, start in days if (start.month, start.day) == (day.month, day.day)]


def _titled(briefing: Briefing, text: str) -> bool:
    return any(
        fuzz.partial_ratio(title.casefold(), text) >= _ALIKE and len(text) >= len(title)
        for title in (briefing.title.sv, briefing.title.en)
    )

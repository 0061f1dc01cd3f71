"""What the secretariat writes about briefings: create, move, call off, lists, seats, materials. Pure.

Read before anything else, and only where the border MTA vouches for a member of the secretariat. What is
not plainly one of these is None, and read as anybody's mail. Where others would get mail, the reading is
shown to its sender before it is done: this reader need not be clever, it must be predictable.
"""

import re
from collections.abc import Callable
from datetime import datetime

from mailservice.domain.arrangements import (
    ArrangeBriefing,
    AskParticipants,
    Attended,
    GiveSeat,
    RemoveSeat,
)
from mailservice.domain.briefings import BriefingState
from mailservice.domain.days import STOCKHOLM
from mailservice.domain.readings import AnsweredLetter, Evidence, Reading, Unclear, Wishes
from mailservice.domain.wishes import Wish
from mailservice.domain.world import World
from mailservice.message.mail import OwnWords
from mailservice.understanding.language import read_language
from mailservice.understanding.lexicon import Lexicon
from mailservice.understanding.office_desk import (
    Desk,
    default_title,
    lists_named,
    meant,
    merged,
    named_changes,
)
from mailservice.understanding.office_fields import (
    When,
    read_addresses,
    read_fields,
    read_links,
    read_number,
)

_BRIEFING = r"(?:genomgång\w*|träff\w*|möte\w*|briefing\w*|session\w*)"


def _pattern(*words: str) -> re.Pattern[str]:
    """Any of these; BRIEFING stands for its words."""
    return re.compile("|".join(words).replace("BRIEFING", _BRIEFING), re.IGNORECASE)


_NOUN = _pattern(r"\bBRIEFING")
_LIST = _pattern(
    r"\A\W*(?:(?:skicka|send|visa|show)\s+(?:me\s+)?)?(?:lista|listan|deltagarlista\w*|deltagare|deltagarna)\b",
    r"\A\W*(?:(?:send|show)\s+(?:me\s+)?)?(?:the\s+)?(?:list|participants?(?:\s+list)?)\b",
)
_NEW = _pattern(
    r"\b(?:ny|skapa|lägg (?:upp|in)|planera|new|create|set up)\b(?:\s+\w+){0,3}?\s+(?:utkast|draft|BRIEFING)"
)
_DRAFT = _pattern(r"\b(?:utkast|draft)\b")
_CALL_OFF = _pattern(
    r"\b(?:ställ in|ställer in|avlys|call off|cancel)\b(?!\s+(?:my|min|mig)\b)(?:\s+\w+){0,2}?\s+BRIEFING",
    r"BRIEFING.{0,40}\b(?:är inställ\w+|ställs in|is called off)\b",
)
_MOVE = _pattern(r"\b(?:flytta|flyttas|skjut upp|move|reschedule|postpone)\b")
_TO = _pattern(r"\s(?:till|to)\s")
_OPEN = _pattern(r"\b(?:öppna|open)\b.{0,30}\b(?:anmälan|sign-?up|registration|BRIEFING)")
_CLOSE = _pattern(r"\b(?:stäng|close)\b.{0,30}\b(?:anmälan|sign-?up|registration|BRIEFING)")
_CHANGE = _pattern(r"\b(?:ändra|uppdatera|byt|höj|sänk|change|update|raise|lower)\b")
_MATERIALS = _pattern(r"\b(?:material\w*|bilder\w*|slides)\b")
_GIVE = _pattern(r"\b(?:ge|anmäl|boka in|give|add|book)\b[^.\n]{0,20}?[\w.+-]+@")
_REMOVE = _pattern(r"\b(?:ta bort|avanmäl|avboka|remove|take off)\b[^.\n]{0,20}?[\w.+-]+@")
_CAME = _pattern(r"\b(?:deltog|närvarande|närvaro\w*|var med|attended|present)\b")
_AGAIN = _pattern(r"\b(?:blir av|is on|takes place) (?:ändå|trots allt|after all|again)\b")
_QUOTED = re.compile(r"[”\"“»]([^”\"“»«]{3,200})[”\"“«]")
_SHORT = 8  # words of a mail that only asks for the list
_LONGEST = 150  # words of a mail that arranges something; what is longer is a text to publish, or a letter
_FIRST_LINES = 3  # an act stands at the beginning


def read_for_secretariat(
    words: OwnWords, *, world: World, now: datetime, answered: AnsweredLetter | None, lexicon: Lexicon
) -> Reading | None:
    """The reading of a mail of the secretariat's about briefings; None where it is about anything else.

    world   with drafts
    """
    subject = words.subject if words.subject_is_new else ""
    fields = read_fields(words.text)
    tongue = read_language(f"{subject}\n{words.text}", lexicon.languages)
    desk = Desk(
        said="\n".join((subject, *[each for each in fields.rest if each.strip()][:_FIRST_LINES])).strip(),
        fields=fields,
        about=answered.sessions if answered is not None else (),
        world=world,
        today=now.astimezone(STOCKHOLM).date(),
        tags=lexicon.vocabularies[tongue.vocabulary].tags_of,
        topics=lexicon,
        language=answered.language if answered is not None else tongue.language,
    )
    body = " ".join(words.text.split())
    if len(body.split()) > _LONGEST:
        return None
    if _LIST.match(body) and len(body.split()) <= _SHORT and not fields.named:
        return _about_one(desk, body, AskParticipants, "office-list")
    for act, read in _ACTS:
        found = act.search(desk.said)
        if found:
            reading = read(desk, found[0])
            if reading is not None:
                return reading
    return _by_fields(desk)


def _create(desk: Desk, evidence: str) -> Reading | None:
    named = desk.fields.named
    when = merged(desk.when(named.get("when", "")), desk.when(desk.said))
    if when.contradicts:
        return Unclear("date-and-weekday-differ", desk.language, (), (Evidence(evidence, "office-create"),))
    start = when.start()
    if start is None:
        return Unclear("office-when", desk.language, (), (Evidence(evidence, "office-create"),))
    lists = lists_named(desk, f"{desk.said} {named.get('lists', '')}")
    changes = named_changes(desk)
    quoted = _QUOTED.search(desk.said)
    title = changes.pop("title_sv", None) or changes.pop("title_en", None) or (quoted[1] if quoted else None)
    titled = default_title(desk, lists) if title is None else {"title_sv": title, **_english(changes)}
    changes.pop("title_en", None)
    state = BriefingState.DRAFT if _DRAFT.search(desk.said) else BriefingState.OPEN
    session = _free_id(desk.world, start)
    values = {**changes, **titled, "start": start, "lists": lists, "state": state}
    if when.minutes is not None:
        values.setdefault("minutes", when.minutes)
    return _wish(desk, ArrangeBriefing(session, new=True, **values), evidence, "office-create")  # type: ignore[arg-type]


def _english(changes: dict[str, object]) -> dict[str, object]:
    return {"title_en": changes["title_en"]} if changes.get("title_en") else {}


def _free_id(world: World, start: datetime) -> str:
    """The day; with the time where that day has a briefing already."""
    local = start.astimezone(STOCKHOLM)
    day = f"{local:%Y-%m-%d}"
    return day if world.briefing(day) is None else f"{day}-{local:%H%M}"


def _move(desk: Desk, evidence: str) -> Reading | None:
    """ "Flytta genomgången den 24 maj till den 25 maj kl. 10": from before "till" to after it."""
    parts = _TO.split(desk.said, maxsplit=1)
    if len(parts) < 2 or not (_NOUN.search(parts[0]) or desk.about or desk.when(parts[0]).day):
        return None
    source, target = parts[0], desk.when(parts[1])
    briefing = meant(desk, source)
    if isinstance(briefing, str):
        return Unclear(briefing, desk.language, (), (Evidence(evidence, "office-move"),))
    if target.contradicts:
        return Unclear("date-and-weekday-differ", desk.language, (), (Evidence(evidence, "office-move"),))
    if target.day is None and target.at is None:
        return Unclear("office-when", desk.language, (), (Evidence(evidence, "office-move"),))
    local = briefing.start.astimezone(STOCKHOLM)
    start = When(target.day or local.date(), target.at or local.time()).start()
    changes = {**named_changes(desk), "start": start}
    if target.minutes is not None:
        changes["minutes"] = target.minutes
    return _wish(desk, ArrangeBriefing(briefing.id, **changes), evidence, "office-move")  # type: ignore[arg-type]


def _state(state: BriefingState, tag: str) -> Callable[[Desk, str], Reading | None]:
    def read(desk: Desk, evidence: str) -> Reading | None:
        return _about_one(desk, desk.said, lambda session: ArrangeBriefing(session, state=state), tag)

    return read


def _change(desk: Desk, evidence: str) -> Reading | None:
    """ "Ändra antalet platser den 24 maj till 50", or a line for each thing."""
    named = named_changes(desk)
    changes = named or _change_in_words(desk)
    if not changes:
        return None
    source = desk.said if named else _TO.split(desk.said, maxsplit=1)[0]
    return _about_one(desk, source, lambda s: ArrangeBriefing(s, **changes), "office-change")  # type: ignore[arg-type]


def _change_in_words(desk: Desk) -> dict[str, object]:
    parts = _TO.split(desk.said, maxsplit=1)
    if len(parts) < 2:
        return {}
    what, to = parts[0].lower(), parts[1]
    if "plats" in what or "seats" in what:
        number = read_number(to)
        return {} if number is None else {"capacity": number}
    links = read_links(to)
    if links and ("länk" in what or "link" in what):
        return {"link": links[0]}
    quoted = _QUOTED.search(to)
    if quoted and ("rubrik" in what or "titel" in what or "title" in what):
        return {"title_en" if "title" in what or "engelsk" in what else "title_sv": quoted[1]}
    return {}


def _give_materials(desk: Desk, evidence: str) -> Reading | None:
    links = read_links(desk.said)
    if not links or not (desk.about or _NOUN.search(desk.said)):
        return None
    return _about_one(desk, desk.said, lambda s: ArrangeBriefing(s, materials=links), "office-materials")


def _seat(kind: type[GiveSeat] | type[RemoveSeat], tag: str) -> Callable[[Desk, str], Reading | None]:
    def read(desk: Desk, evidence: str) -> Reading | None:
        addresses = [each for each in read_addresses(desk.said) if each.lower() != desk.world.address]
        if len(addresses) != 1:
            return None
        without = desk.said.replace(addresses[0], " ")
        return _about_one(desk, without, lambda session: kind(session, addresses[0]), tag)

    return read


def _attended(desk: Desk, evidence: str) -> Reading | None:
    came = read_addresses(f"{desk.fields.named.get('came', '')}\n{desk.said}")
    if not came:
        return None
    without = desk.said
    for each in came:
        without = without.replace(each, " ")
    return _about_one(desk, without, lambda session: Attended(session, came), "office-attended")


def _by_fields(desk: Desk) -> Reading | None:
    """Named lines alone, in answer to a letter of ours about one briefing, say what to change."""
    if "came" in desk.fields.named:
        return _attended(desk, "came")
    changes = named_changes(desk)
    if not changes or len(desk.about) != 1:
        return None
    return _about_one(desk, "", lambda s: ArrangeBriefing(s, **changes), "office-change")  # type: ignore[arg-type]


_ACTS: tuple[tuple[re.Pattern[str], Callable[[Desk, str], Reading | None]], ...] = (
    (_GIVE, _seat(GiveSeat, "office-give")),
    (_REMOVE, _seat(RemoveSeat, "office-remove")),
    (_NEW, _create),
    (_CALL_OFF, _state(BriefingState.CALLED_OFF, "office-call-off")),
    (_AGAIN, _state(BriefingState.OPEN, "office-on-again")),
    (_OPEN, _state(BriefingState.OPEN, "office-open")),
    (_CLOSE, _state(BriefingState.CLOSED, "office-close")),
    (_CAME, _attended),
    (_MOVE, _move),
    (_CHANGE, _change),
    (_MATERIALS, _give_materials),
)


def _about_one(desk: Desk, text: str, wish: Callable[[str], Wish], tag: str) -> Reading:
    """A wish about the one briefing that the words, or the answered letter, point at."""
    briefing = meant(desk, text)
    evidence = " ".join(text.split())[:80]
    if isinstance(briefing, str):
        return Unclear(briefing, desk.language, (), (Evidence(evidence, tag),))
    return _wish(desk, wish(briefing.id), evidence, tag)


def _wish(desk: Desk, wish: Wish, evidence: str, tag: str) -> Wishes:
    return Wishes((wish,), desk.language, evidence=(Evidence(evidence, tag),))

"""A second opinion on what would be done: it looks at the mail's plain text, and may only say "rather not".

The reading comes from words, clauses and frames. This comes from the sentences as they stand, and
shares nothing with it: where a condition, a complaint, somebody else, an unused date or a machine's
own words stand in the mail, nothing is done and the sender is asked, or a person looks at it.
"""

import re
from collections.abc import Callable

from mailservice.domain.days import STOCKHOLM
from mailservice.domain.readings import Evidence, ForPerson, Machine, Reading, Unclear, Wishes
from mailservice.domain.wishes import (
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
from mailservice.understanding.scene import Scene


def _any(*alternatives: str) -> Callable[[str], re.Match[str] | None]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})", re.IGNORECASE).search


_SAYS_IT_IS_A_MACHINE = _any(
    r"(?:detta|det här) är ett auto\w+ (?:svar|meddelande|mejl|mail|utskick)",
    r"this is an? auto\w+ (?:reply|response|message|e-?mail)",
    r"det går inte att svara på det(?:ta| här) (?:mejlet|mailet|meddelandet)",
)
_ACKNOWLEDGES = _any(
    r"tack för (?:ditt|er?t) (?:mejl|mail|e-?post\w*|meddelande|brev|ärende)",
    r"thank you for (?:your (?:e-?mail|message|letter)|contacting)",
)
_WILL_COME_BACK = _any(
    r"vi har (?:tagit emot|mottagit)",
    r"vi (?:återkommer|svarar|besvarar)",
    r"(?:ärende|diarie|referens)nummer",
    r"(?:har|är|blev) (?:nu )?(?:registrerat|diarieför|mottag)\w*",
    r"(?:has|have) been (?:logged|registered|received|assigned)",
    r"we (?:have received|will (?:get back|reply|respond))",
    r"(?:case|reference|ticket) (?:number|id)",
)
_AWAY = _any(
    r"(?:komp|tjänst|föräldra)?ledig\w*",
    r"semester\w*",
    r"frånvarande",
    r"inte på plats",
    r"out of (?:the )?office",
    r"on (?:annual |parental )?leave",
)
_NOT_READ = _any(
    r"brådskande",
    r"(?:läses|läser|besvaras|besvarar) (?:inte|inget|ej)",
    r"(?:inget|inte|ej) (?:läses|besvaras)",
    r"vid (?:akuta|brådskande) ärenden",
    r"urgent",
    r"(?:limited|no) access to",
    r"not be (?:read|checked|monitored)",
)
_NO_CONDITION = r"möjligt|\w+ (?:dagar|veckor|månader)|det går|det är möjligt|ni kan|du kan|ni har möjlighet"
_HANGS_ON = _any(
    rf"(?<=[.!?\n] )om (?!{_NO_CONDITION})",
    rf"(?<=[.!?\n])om (?!{_NO_CONDITION})",
    r"(?<=[.!?\n] )if (?!possible|you (?:can|could|would)|that is possible)",
    r"annars\b",
    r"ifall\b",
    r"såvida\b",
    r"förutsatt\b",
    r"under förutsättning\b",
    r"beroende på\b",
    r"eventuellt\b",
    r"möjligen\b",
    r"kanske\b",
    r"lika gärna\b",
    r"är (?:lite )?(?:osäker|tveksam)\b",
    r"otherwise\b",
    r"unless\b",
    r"provided (?:that)?\b",
    r"in case\b",
    r"depend(?:s|ing) on\b",
    r"maybe\b",
    r"perhaps\b",
    r"might as well\b",
    r"not sure\b",
)
_COMPLAINS = _any(
    r"klagomål",
    r"under all kritik",
    r"oacceptabel\w*",
    r"bedrövlig\w*",
    r"skandal\w*",
    r"complaint",
    r"unacceptable",
    r"disgrace\w*",
    r"so-called",
    r"så kallade",
    r"(?:en|a) (?:riktig |named |real |levande )?(?:människa|person|human)\b",
)
_FOR_A_GROUP = _any(
    r"(?:anmäl\w*|prenumer\w*|avanmäl\w*|avregistr\w*)(?: \w+){0,3} (?:från|för|åt|av)(?: \w+)? "
    r"\w*(?:enheten|avdelningen|gruppen|teamet|kontoret|förvaltningen|kollegor\w*|medarbetar\w*)\b",
    r"(?:sign|register|add|subscribe)(?: \w+){0,3} (?:team|department|unit|colleagues?)\b",
)
_FOR_SOMEBODY = _any(
    r"(?:åt|för) (?:henne|honom|dem)\b",
    r"(?:min|vår) (?:chef|kollega|man|fru|sambo|mamma|pappa)\b",
    r"(?:dem|de|henne|honom) (?:kan|får|ska) ni\b",
    r"(?:stryk|anmäl|avanmäl|lägg till|ta bort) (?:henne|honom|dem)\b",
    r"(?:for|on behalf of) (?:her|him|them)\b",
    r"(?:she|he) (?:has )?ask(?:s|ed)\b",
    r"(?:my|our) (?:boss|manager|colleague|husband|wife)\b",
    r"(?:register|remove|add|subscribe|unsubscribe) (?:her|him|them|mayor|minister|mr|mrs|ms|dr)\b",
)
_ON_THE_STAGE = _any(
    r"föredrag\w*",
    r"föreläs\w*",
    r"(?:som )?talare\b",
    r"på scen\w*",
    r"(?:hålla|ge) en presentation",
    r"on (?:the )?stage",
    r"as a speaker",
    r"(?:could|can|would like to|want to) present\b",
)
_IS_PRESS = _any(
    r"(?:är|som) (?:frilans)?(?:journalist|reporter)\w*",
    r"vill ha en kommentar\b",
    r"(?:få|göra|boka) en intervju\b|intervjua\b",
    r"(?:am|as) an? (?:freelance )?(?:journalist|reporter)\b",
    r"to interview\b|an interview with\b",
)
_MAILBOX = r"(?:e-?post|e-?mail|mejl|mail|adress|address)\w*"
_CHANGES_ADDRESS = _any(
    r"by(?:t|tt|ta|ter|te) (?:\w+ ){0,3}(?:jobb|namn|domän|arbetsgivare|tjänst)\w*",
    rf"(?:ny|nya|nytt|bytt|gamla|gammal|endre|ændre|skift) (?:\w+ ){{0,4}}{_MAILBOX}",
    rf"(?:new|old) (?:\w+ ){{0,4}}{_MAILBOX}",
    r"(?:flytta|ändra|uppdatera|byt)\w*",
    r"i ?stället\b",
    r"(?:hädanefter|framöver|från och med|fr\.? ?o\.? ?m\.?)",
    r"(?:moved?|moving|chang(?:e[ds]?|ing)|switch\w*|updated?)\b",
    r"(?:instead|from now on)\b",
)
_MORE_THAN_ONE = _any(r"båda\b", r"bägge\b", r"both\b", r"twice\b", r"days? later\b", r"dagen efter\b")
_HOLDS_ALREADY = _any(
    r"(?:ska|skall|får|kan|bör) (?:\w+ )?(?:ligga|stå|vara|finnas|gälla)(?: \w+)? kvar\b",
    r"(?:ligger|står|kvarstår) (?:\w+ )?kvar\b",
    r"redan (?:\w+ ){0,2}(?:anmäl|prenumer|registrer|avanmäl|avregistr|uppskriv)\w*",
    r"already (?:\w+ ){0,2}(?:signed|registered|subscri|unsubscri|booked|cancel)\w*",
    r"still (?:coming|attending|registered|on the list)\b",
)
_SAYS_HOW_OFTEN = _any(
    r"(?:en|ett|1) gång\b",
    r"(?:varje|var|per|om|i) (?:vecka|månad)\b",
    r"(?:vecko|månads)\w*",
    r"(?:vecko|månads)vis\b",
    r"sam(?:lat|lade|manfatt|mandrag|mans)\w*",
    r"(?:varje|vart|enskil\w+) (?:\w+ )?(?:mejl|mail|brev|utskick|nyhet)\w*",
    r"(?:gång|brev|mejl|mail|utskick)\w* (?:i|om) (?:veckan|månaden)\b",
    r"direkt\b",
    r"löpande\b",
    r"(?:ett|en) och (?:ett|en)\b",
    r"så (?:fort|snart) (?:de|det|något|nåt)",
    r"digest\w*",
    r"weekly\b",
    r"monthly\b",
    r"once\b",
    r"(?:every|each|per|a) (?:week|month|e-?mail|mail|message|update|item)\b",
    r"as (?:they|it) (?:come|happen)s?\b",
    r"glesare|sällan|oftare|mindre ofta|less often",
)
_IN_A_LANGUAGE = re.compile(r"\b(?:in|på|into|till)\s+(english|engelska|swedish|svenska)\b", re.IGNORECASE)
_LANGUAGES = {"english": "en", "engelska": "en", "swedish": "sv", "svenska": "sv"}
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")


def second_opinion(reading: Reading, text: str, scene: Scene) -> Reading:
    """The reading, or a more careful one. `text`: the person's own words, the subject where it is new."""
    if isinstance(reading, Wishes):
        machine = _is_machine(text)
        if machine is not None:
            return machine
        return _for_a_person(reading, text, scene) or _asked_first(reading, text, scene) or reading
    if isinstance(reading, ForPerson | Unclear):
        return _is_machine(text) or reading
    return reading


def _is_machine(text: str) -> Machine | None:
    if found := _SAYS_IT_IS_A_MACHINE(text):
        return Machine("auto-reply", (Evidence(found[0], "says-it-is-a-machine"),))
    thanks = _ACKNOWLEDGES(text)
    if thanks and _WILL_COME_BACK(text) and not re.search(r"\b(?:[Jj]ag|[Mm]ig|I|me)\b", text):
        return Machine("acknowledgement", (Evidence(thanks[0], "acknowledges"),))
    away = _AWAY(text)
    if away and _NOT_READ(text):
        return Machine("auto-reply", (Evidence(away[0], "away"),))
    return None


def _for_a_person(reading: Wishes, text: str, scene: Scene) -> ForPerson | None:
    """A complaint, or several people: not for the service to settle."""
    if found := _COMPLAINS(text):
        return ForPerson("complaint", reading.language, (Evidence(found[0], "complaint"),))
    if found := _FOR_A_GROUP(text) or _FOR_SOMEBODY(text):
        return ForPerson("third-person", reading.language, (Evidence(found[0], "somebody-else"),))
    if found := _IS_PRESS(text):
        return ForPerson("press", reading.language, (Evidence(found[0], "press"),))
    if found := _ON_THE_STAGE(text):
        return ForPerson("speaker", reading.language, (Evidence(found[0], "speaker"),))
    named = {each.lower() for each in _ADDRESS.findall(text)} - {scene.sender, scene.world.address}
    if len(named) > 1 and not any(isinstance(each, Move) for each in reading.wishes):
        return ForPerson("third-person", reading.language, (Evidence(", ".join(sorted(named)), "people"),))
    return None


def _asked_first(reading: Wishes, text: str, scene: Scene) -> Unclear | None:
    """What stands in the way of doing it, as the question that the sender gets."""
    for wish in reading.wishes:
        about = _doubt_about(wish, reading, text, scene)
        if about:
            return Unclear(about, reading.language, reading.wishes, reading.evidence)
    return None


def _doubt_about(wish: Wish, reading: Wishes, text: str, scene: Scene) -> str:
    match wish:
        case SetDelivery() if not _SAYS_HOW_OFTEN(text):
            return "how-often"
        case Move() if not _CHANGES_ADDRESS(text):
            return "which-address"
        case SetLanguage(to) if _other_language(text, to):
            return "which-language"
        case Pause() if _days_of_both_kinds(scene):
            return "until-when"
        case Register((_,)) if _MORE_THAN_ONE(text) and not _joins(reading):
            return "which-briefing"
        case Register() | Subscribe() if _HOLDS_ALREADY(text):
            return "holds-already"
        case Register() | Cancel() | Subscribe() | Unsubscribe() | Erase() if _HANGS_ON(text):
            return "condition"
        case _:
            return ""


def _joins(reading: Wishes) -> bool:
    """Whether "both" may mean lists."""
    return any(isinstance(each, Subscribe) for each in reading.wishes)


def _other_language(text: str, to: str) -> bool:
    """Whether the languages that the text asks for "in" are not just this one."""
    named = {_LANGUAGES[each.lower()] for each in _IN_A_LANGUAGE.findall(text)}
    return bool(named) and named != {to}


def _days_of_both_kinds(scene: Scene) -> bool:
    """Whether a briefing's day stands beside another day: which of them is meant is not for us to guess."""
    days = {mention.on(scene.today) for mention in scene.days}
    briefings = {each.start.astimezone(STOCKHOLM).date() for each in scene.world.to_come(scene.now)}
    return len(days) > 1 and bool(days & briefings)

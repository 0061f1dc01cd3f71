"""Whether a sentence makes what it wishes hang on something that we cannot see, or puts it off.

"Säger chefen ja kommer jag", "i så fall tar ni bort mig", "om tåget går", "provided my boss agrees", "från
och med nyår räcker månadsbrev": however sure the wish sounds, it is for its writer to tell when it holds.
Politeness only looks so: "om det går bra", "om ni har plats kvar".
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from mailservice.understanding.clauses import Clause
from mailservice.understanding.moods import is_condition
from mailservice.understanding.unmarked_ifs import is_definite, is_present, is_unmarked_if
from mailservice.understanding.words import Word

_HEDGES = re.compile(
    r"\b(?:i så(?:na|dana?|dant)? fall|isåfall|i det fallet|i annat fall|in that case|såvida|såframt"
    r"|förutsatt|under förutsättning|med (?:reservation|förbehåll)|på villkor|(?:det|den|allt) hänger på"
    r"|beroende på (?:vad|om|hur|när|vem)|unless (?!i'm|i am)"
    r"|provid(?:ed|ing) (?:that|there|my|the meeting|we|he|she)|on condition|subject to|depending on"
    r"|så länge det|så snart min|as long as|assuming|(?:bara|endast|only) (?:om|if)"
    r"|innan jag (?:vet (?:om|när|hur|vad)|bestämmer|anmäler|bokar)"
    r"|before i (?:know (?:if|whether|when|how|what)|decide|sign up|register|book|commit))\b"
)
_OPENERS = re.compile(
    r"(?:men |och |but |and )?(?:(?:annars|otherwise)(?! (?:är|is|allt?|all|fine|bra|tack))"
    r"|om (?:inte|ej)(?! (?:annat|redan))|om så är fallet|if so|if not(?! already)"
    r"|if (?:it|this|that)(?: is|'s) about)\b"
)
_MONTHS = (
    "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"
    "|january|february|march|may|june|july|august|october"
)
_WHEN = (
    r" (?:den |the |första |nästa |next |\d+ |\d+:[ae] )*"
    r"(?:nyår\w*|årsskiftet|sommar\w*|semester\w*|höst\w*|vinter\w*|våren|jul(?:en)?|påsk\w*|midsommar\w*"
    r"|valet|bokslutet|(?<=nästa )(?:år|månad|vecka|termin)|(?<=next )(?:year|month|week)|new year"
    rf"|summer|autumn|winter|spring|christmas|easter|election|holidays?|{_MONTHS})\b"
)
_LATER = re.compile(
    r"(?:hej |hello |hi |men |och |but |and )?"
    rf"(?:från och med|fom|från|from|as of|starting|efter|after|vid|till){_WHEN}"
    r"|(?:men |och |but |and )?(?:nästa (?:år|månad|vecka|termin)|next (?:year|month|week))\b"
)
_LATER_BEHIND = re.compile(rf"\b(?:från och med|fom|as of|after){_WHEN}")
_REASON = frozenset({"då", "eftersom", "för", "when", "since", "as", "because"})  # behind the time it is for

_IF = frozenset({"om", "ifall", "if", "hvis", "dersom"})
_ONLY_IF = frozenset({"ifall", "hvis", "dersom"})  # never "about", as "om" may be, nor "whether"
_NO_IF = frozenset(
    {"även", "oavsett", "fråga", "frågade", "undrar", "vet", "kolla", "se", "höra", "bry", "as", "even"}
)  # before an "om"
_TELL_US = frozenset(
    {"säg", "hör", "skriv", "ring", "meddela", "bekräfta", "tell", "let", "ber", "hjälpsamt", "kul"}
)  # some words before it: "säg till om ni behöver mer"
_POLITE = re.compile(
    r"(?:det|der|there|it) (?:nu |bara |fortfarande |är |er |is |'s |inte är |ännu )*"
    r"(?:går|gick|finns|fanns|finnes|passar|vore|möjligt|muligt|mulig|ok|okej|okay|bra|plats|possible|fine)"
    r"|(?:det (?:inte |ej )?är|it is|it's|that's|that is|there's|there is|there are)"
    r" (?:för |inte för |not too |still |any |a |till )?\w+"
    r"|(?:ni|du|de|i|you) (?:bara |nu |inte |fortfarande |ännu |still )*"
    r"(?:kan|kunde|vill|ville|vore|har|hade|hinner|orkar|tycker|får|fick|skulle|är|vil|må|behöver"
    r"|can|could|would|have|please|don't|mind|are|want|like|wish)\b"
    r"|(?:ni|du|de) (?:anteckna|skriv|sätt|bunta|sl[åa]r|samla|skick|lägg|tar bort|plocka|stryk|boka|not)\w*"
    r"|(?:ni|du|de) \w+ (?:\w+ )?(?:mig|mej|min|mitt|mina|oss)\b"
    r"|(?:möjligt|mulig\w*|possible|någon undrar|någon frågar|anyone asks|inte annat)\b"
)  # behind it
_OURS = re.compile(
    r"\b(?:plats\w*|öppen|öppet|för sent|fullt|fullbokat|fortfarande|redan|anmäld|listan|seats?|room|space"
    r"|open|too late|full|still|already)\b"
)  # of what we see ourselves: "om det finns plats", "om jag inte redan är anmäld"
_NEAR = 7  # words in which that is said

# Verbs with which a sentence begins that is an if, a request or a question.
_OF_IT = frozenset(
    {"blir", "gör", "visar", "ställs", "spelas", "filmas", "sänds", "skjuts", "flyttas", "handlar"}
)  # before "det", which elsewhere is what is done: "Tar det som en inbjudan"
_MAY_HAPPEN = _OF_IT | frozenset(
    {"låter", "säger", "kommer", "ger", "godkänner", "tillåter", "släpper", "beviljar", "löser", "mår"}
    | {"visas", "ändras", "krockar", "hinner", "orkar"}
)  # before a noun, which elsewhere is what is done: "Lämnar nämnden i juni"
_REQUESTS = frozenset(
    {"kan", "kunde", "skulle", "får", "fick", "vill", "ville", "må", "kunne", "går", "har", "finns", "passar"}
)
_LEAVE = frozenset({"ledigt", "barnvakt", "lov", "loss", "ja"})  # "Får jag ledigt kommer jag"
_SUBJECTS = frozenset({"jag", "vi", "han", "hon", "de", "man", "någon", "ingen", "alla"})
_THEIRS = frozenset({"min", "mitt", "mina", "vår", "vårt", "våra", "ert"})


def hangs(words: Sequence[Word]) -> bool:
    """Whether this sentence, from its first word to its last, wishes under a condition."""
    text = _text(words)
    hedged = _HEDGES.search(text)
    if hedged and not _OURS.search(" ".join(text[hedged.start() :].split()[:_NEAR])):
        return True
    if _OPENERS.match(text) or _verb_first(words) or is_unmarked_if(words):
        return True
    return any(_if(words, at) for at, word in enumerate(words) if word.low in _IF)


def hard_condition(clause: Clause, words: Sequence[Word]) -> bool:
    """A condition that we cannot see fulfilled: "om min chef säger ja", not "om det går"."""
    if not is_condition(clause, words):
        return False
    subject = words[clause.first + 1]
    return clause.has("third", "kin") or (subject.is_("me", "my") and not clause.has("could", "kind"))


def put_off(words: Sequence[Word]) -> bool:
    """Whether what this sentence wishes is for later: "Från och med nyår räcker månadsbrev".

    A reason may lie ahead as well: "Nästa månad slutar jag, så ta bort mig" is wished now.
    """
    text = _text(words)
    begins = _LATER.match(text)
    if begins is not None:
        said = len(begins[0].split())
        return not any(word.cut or word.low in {"så", "so"} for word in words[said:])
    behind = _LATER_BEHIND.search(text)
    if behind is None:
        return False
    cut = next((at for at, word in enumerate(words) if at and word.cut), len(words))
    reason = (
        cut < len(words) and words[cut].low in _REASON and not any(w.is_("me-object") for w in words[cut:])
    )
    return cut == len(words) or (reason and len(text[: behind.end()].split()) <= cut)


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.low for word in words)


def _verb_first(words: Sequence[Word]) -> bool:
    """ "Blir tåget inställt avbokar jag", "Should my boss agree": no question, and no request in its form."""
    if len(words) < 4 or words[0].asked or _OURS.search(_text(words[:_NEAR])):
        return False
    first, second = words[0].low, words[1].low
    if first in _REQUESTS:
        return second in {"jag", "jeg"} and ((words[2].low in _LEAVE and _turned(words)) or _then(words))
    if second in {"det", "den"}:
        happens = first in _OF_IT
    elif second in _SUBJECTS:
        happens = is_present(first) or first == "är"
    else:
        happens = first in _MAY_HAPPEN | {"är"} and (second in _THEIRS or is_definite(second))
    goes_on = _turned(words) or any(word.cut and word.low in {"så", "då"} for word in words)
    should = first == "should" and second in {"my", "the", "i", "it", "we", "he", "she"}
    return should or (happens and goes_on)


def _then(words: Sequence[Word]) -> bool:
    """ "…, så vil jeg gerne komme": what is wished hangs on what stands before."""
    return any(
        word.cut and word.low in {"så", "da", "då"} and verb.low in _WOULD and who.low in {"jag", "jeg"}
        for word, verb, who in zip(words, words[1:], words[2:], strict=False)
    )


_WOULD = frozenset({"vill", "vil", "kommer", "kan", "tar", "blir", "anmäler", "deltar", "deltager"})


def _turned(words: Sequence[Word]) -> bool:
    """Whether a verb stands before its subject behind the first words: "… kommer jag"; not "är ni snälla"."""
    return any(
        other.low in {"jag", "ni", "vi"} and (is_present(verb.low) or verb.low in {"kan", "vill"})
        for verb, other in pairwise(words[2:])
        if verb.low != "är"
    )


def _if(words: Sequence[Word], at: int) -> bool:
    """Whether an "om" is an if, and one that we cannot see fulfilled."""
    rest = _text(words[at + 1 : at + _NEAR])
    before = words[max(0, at - 6) : at]
    if before and (before[-1].is_("though") or before[-1].low in _NO_IF):
        return False
    if any(word.is_("welcome-if") or word.low in _TELL_US for word in before):
        return False
    if not rest or _POLITE.match(rest) or _OURS.search(rest):
        return False
    if words[at].low != "om":
        return words[at].low in _ONLY_IF
    subject, *following = (word.low for word in words[at + 1 : at + 4])
    if subject == "det":
        return not _OF_IT.isdisjoint(following[:1])
    opens = at == 0 or words[at].cut
    return any(map(is_present, following)) and (subject == "ni" or (opens and is_definite(subject)))

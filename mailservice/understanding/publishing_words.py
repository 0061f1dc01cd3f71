"""One word from a phone in reply to a proof: "skicka", "skicka måndag 08.00", "stopp", "testa"."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from rapidfuzz import fuzz

from mailservice.understanding.publishing_times import find_moment

_WORD = re.compile(r"[^\W_]+(?:[’'.:-][^\W_]+)*")
_SEND = (
    "skicka",
    "skickas",
    "skika",
    "sänd",
    "send",
    "godkänn",
    "godkänd",
    "godkänt",
    "godkänns",
    "approve",
    "approved",
)
_STOP = ("stopp", "stoppa", "stop", "avbryt", "avbryta", "cancel", "halt", "vänta", "ångra", "undo", "wait")
_TEST = ("testa", "test", "testskicka", "provskicka", "testutskick")
_NO = frozenset({"inte", "ej", "not", "don't", "don’t", "dont", "nej", "no", "aldrig", "never"})
_POLITE = """
    ja ok okej okay yes tack thanks thank you please hej hi hello absolut visst jag vi du ni i we me mig to
    bra fint good great jättebra superbra kanonbra toppen perfekt utmärkt snyggt jobbat finfint kanon
    fine nice perfect excellent lgtm looks look ser kör på klart klartecken mycket väldigt very so så all
    nu now direkt genast den det it this detta utskicket mejlet the mail iväg ut out gärna then då till
    allt först first ett att och and med gång en är is kan can go ahead strålande
"""
_COURTESY = frozenset(_POLITE.split())
_GREETING = re.compile(r"(?i)^\W*(?:hej(?:san)?|hallå|hi|hello|dear)(?:[ \t]+[^\W\d_]+){0,2}[ \t]*[!,.\n]")
_SIGNED = re.compile(
    r"(?i)(?:(?:^|\s)/[ \t]?|\b(?:mvh|vänligen|(?:(?:med )?vänliga? )?hälsning(?:ar)?|(?:best )?regards)\b)"
    r"[\s,]*(?:[^\W\d_]+\s*){0,3}$"
)
_CLAUSE_END = re.compile(r"[,.!;:–—\n]")
_SHORT = 12  # words
_ALIKE = 86


@dataclass(frozen=True, slots=True)
class Said:
    """word: "send", "stop", "test"; "when" for a send whose time is not clear; "" for none of these."""

    word: Literal["send", "stop", "test", "when", ""]
    at: datetime | None = None


def read_word(text: str, now: datetime) -> Said:
    """What a reply says. To stop is believed at the top of any reply; to send must be all that it says."""
    text = _unsigned(_GREETING.sub("", text.strip()))
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    tokens, first = _tokens(text), _tokens(lines[0]) if lines else []
    if _is_stop(first) or (len(tokens) <= _SHORT and _is_stop(tokens)) or _begins_with_stop(text):
        return Said("stop")
    if not tokens or len(tokens) > _SHORT or _NO & set(tokens):
        return Said("")
    sends, tests = _says(tokens, _SEND), _says(tokens, _TEST)
    if tests and not _left(tokens, _SEND + _TEST):
        return Said("test")
    return _send(text, tokens, now) if sends and not tests and "?" not in text else Said("")


def _unsigned(text: str) -> str:
    """Without "/Bo" or "Mvh Bo Ek" at its end: a name, and no word that counts."""
    found = _SIGNED.search(text)
    if found is None or _says(_tokens(found[0]), (*_SEND, *_STOP, *_TEST, *_NO)):
        return text
    return text[: found.start()]


def _tokens(text: str) -> list[str]:
    return [each.casefold() for each in _WORD.findall(text)]


def _begins_with_stop(text: str) -> bool:
    """ "Stoppa utskicket! Det är fel dag i andra stycket …", however long the rest is."""
    clause = _tokens(_CLAUSE_END.split(text.lstrip(), maxsplit=1)[0])
    return _says(clause, _STOP) and not _left(clause, _STOP)


def _is_stop(tokens: list[str]) -> bool:
    """ "stopp", "vänta, skicka inte än", "don't send": without a second wish to send."""
    if len(tokens) > _SHORT:
        return False
    refused = bool(_NO & set(tokens)) and _says(tokens, _SEND) and not _no_worry(tokens)
    return refused or (_says(tokens, _STOP) and not _says(tokens, _SEND)) or tokens in (["nej"], ["no"])


def _no_worry(tokens: list[str]) -> bool:
    """ "nej, inga problem, skicka" does not clearly say either."""
    return not any(
        one in _NO - {"nej", "no"} and (_near(two, _SEND) or _near(zero, _SEND))
        for zero, one, two in zip(["", *tokens], tokens, [*tokens[1:], ""], strict=False)
    )


def _send(text: str, tokens: list[str], now: datetime) -> Said:
    left = _left(tokens, _SEND)
    if not left:
        return Said("send")
    moment = find_moment(text, now)
    unread = [each for each in _left([w for w in _WORD.findall(moment.rest)], _SEND)]
    if moment.at is not None and not unread:
        return Said("send", moment.at) if moment.at > now else Said("when")
    return Said("when" if moment.named else "")


def _left(tokens: list[str], known: tuple[str, ...]) -> list[str]:
    """The words that are neither known nor mere courtesy."""
    return [each for each in tokens if each not in _COURTESY and not _near(each, known)]


def _says(tokens: list[str], known: tuple[str, ...]) -> bool:
    return any(_near(each, known) for each in tokens)


def _near(word: str, known: tuple[str, ...]) -> bool:
    return word in known or (
        len(word) >= 5 and any(fuzz.ratio(word, each) >= _ALIKE for each in known if len(each) >= 5)
    )

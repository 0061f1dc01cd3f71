"""A choice that is told by its number, its letter or its place is read as the words of that choice.

Below a letter of ours that offers "2. Ett samlat brev i veckan", "Tvåan, tack" says "Ett samlat brev i
veckan"; where the letter asks "Vilken vill du lämna?", it says "Jag vill lämna" what is chosen. What that
wishes is judged like anything else. Where a letter speaks of leaving in any other way nothing is chosen: what
a number means there only a person can tell.
"""

import re
from collections.abc import Sequence

_LINE = re.compile(r"\s*(?P<label>[1-9]|[A-Fa-f])(?:[.):]\s*|\s{2,})(?P<words>\S.*)")
_GOES_ON = re.compile(r"\s+\S|[a-zåäöæø]")  # how a line begins that goes on with the one above
_FEWEST = 2  # choices
_BEGINNING = 400  # characters of a mail in which a choice is told
_ASKS_TO_LEAVE = (
    (re.compile(r"\b(?:vill du|du vill) lämna\b"), "Jag vill lämna "),
    (re.compile(r"\b(?:vill du|du vill) avboka\b"), "Jag vill avboka "),
    (re.compile(r"\b(?:do|would) you (?:want|like|wish) to leave\b"), "I want to leave "),
    (re.compile(r"\b(?:do|would) you (?:want|like|wish) to cancel\b"), "I want to cancel "),
)  # what a letter may ask about its choices, and how one answers
_OF_LEAVING = re.compile(
    r"\b(?:lämna|bort|avsluta|avanmäl|avregistrera|avbok|återbud|ge upp|slippa|stryk|säga upp"
    r"|leav|remov|unsubscri|cancel|give up|drop|quit)"
)
_TURNED = re.compile(
    r"\b(?:inte|ej|aldrig|kvar|stanna|behålla|fortsätta|synpunkt\w*|not|keep|stay|remain)\b|n't\b"
)
_STOP = re.compile(r"\b(?:STOPP|STOP)\b")  # what every letter of ours ends with
_HOW = re.compile(r"\b(?:siffr(?:an|orna)|num(?:ret|ren)|bokst(?:aven|äverna)|the numbers?|the letters?)\b")
_POLITE = r"(?:[\s,]*(?:tack|tak|takk|please|thanks|thank you|gärna|alltså|för mig|for me))*"
_NUMBERS = {"ettan": 1, "tvåan": 2, "trean": 3, "fyran": 4, "femman": 5}
_PLACES = {
    "första": 1, "översta": 1, "förstnämnda": 1, "first": 1, "top": 1, "andra": 2, "second": 2, "tredje": 3,
    "third": 3, "sista": -1, "nedersta": -1, "understa": -1, "last": -1, "bottom": -1,
}  # fmt: skip
_OF_TWO = {"förra": 1, "former": 1, "senare": 2, "latter": 2}
_MIDDLE = ("mittersta", "mellersta", "middle")
_CALLED = r"(?:alternativ(?:et)?|nummer|nr\.?|number|no\.?|option|val|choice|svar|rad)"
_NAMED = rf"(?:{'|'.join(_NUMBERS)}|{_CALLED}\s+(?:[1-9](?!\d)|[A-Fa-f]))"
_LABEL = rf"(?:{_NAMED}|[1-9](?!\d))"
_PLACE = (
    rf"(?:det|den|the)\s+(?:{'|'.join([*_PLACES, *_OF_TWO, *_MIDDLE])})"
    r"(?:\s+(?:alternativet|raden|valet|förslaget|punkten|option|choice|one|line|of (?:your|the) \w+"
    r"|av era (?:förslag|alternativ)))?"
)
_SEVERAL = rf"{_LABEL}(?:\s*(?:,|och|samt|and|&|\+)\s*{_LABEL})*"
_TOLD = rf"(?:{_SEVERAL}|{_PLACE}|mellanalternativet|mittenalternativet)"
_HELLO = r"(?:(?:hej|hejsan|hello|hi|tack|thanks)(?:\s+(?:igen|again|alla|all|på er))?[\s,.!]+)?"
_CHOSEN = r"(?:jag (?:tar|väljer|vill ha)|(?:i'll|i will) (?:take|have)|make it)\s+"
_IN_THE_END = rf"(?:det (?:får bli|blir)|{_CHOSEN})\s*"
_ENDS = r"\s*(?:[.!](?=[ \t]*(?:\n|\Z)|[ \t]+[A-ZÅÄÖ])|\n|\Z)"
_ALONE = (
    re.compile(rf"\A\s*(?i:{_HELLO})(?i:{_CHOSEN})?(?P<told>(?i:{_TOLD}))(?i:{_POLITE}){_ENDS}"),
    re.compile(rf"\A\s*(?P<told>[A-Fa-f])(?i:{_POLITE})[.)!]?\s*(?:\n|\Z|(?=(?:I|Jag|Den|Det|That)\b))"),
    re.compile(
        rf"\A[^.!?\n]*(?i:{_NAMED})[^.!?\n]*,\s*(?i:men|but)\s+(?i:{_IN_THE_END})(?P<told>(?i:{_NAMED})){_ENDS}"
    ),
)
_ITEM = re.compile(r"(?m)^[ \t]*(?:[1-9]|[A-Fa-f])[.):](?:\s|$)")  # of a list that the sender writes


def spelled_out(text: str, letter: str) -> str:
    """The text, with the choice that it begins with as the words of the letter; as it is where there is none.

    letter   the words of the letter that is answered
    """
    found = next(filter(None, (each.match(text, 0, _BEGINNING) for each in _ALONE)), None)
    if found is None or len(_ITEM.findall(text)) > 1:
        return text
    asked, choices = _offered(letter)
    begins = _answer_to(asked, letter)
    chosen = [choices[at] for at in _places(found["told"].lower(), len(choices)) if 0 <= at < len(choices)]
    if begins is None or len(choices) < _FEWEST or not chosen:
        return text
    said = " ".join(f"{begins}{each}." for each in chosen)
    return f"{said}\n{text[found.end() :].strip()}".strip()


def _offered(letter: str) -> tuple[str, list[str]]:
    """What a letter asks about its choices, and their words in their order.

    None of several rows, or of questions.
    """
    before: list[str] = []
    behind: list[str] = []
    choices: list[str] = []
    for line in letter.splitlines():
        found = _LINE.match(line)
        if found is None:
            if choices and not behind and _GOES_ON.match(line):
                choices[-1] += f" {line.strip()}"
            elif choices:
                behind.append(line)
            else:
                before.append(line)
            continue
        label = found["label"].lower()
        at = int(label) if label.isdigit() else ord(label) - ord("a") + 1
        if at != len(choices) + 1 or behind:
            return "", []
        choices.append(found["words"].strip())
    if any(each.endswith("?") for each in choices):
        return "", []
    how = [each for each in _SENTENCES.split(" ".join(behind)) if _HOW.search(each.lower())]
    said = [*_SENTENCES.split(" ".join(before).strip())[-1:], *how]
    return " ".join(said).lower(), [each.rstrip(".") for each in choices]


_SENTENCES = re.compile(r"(?<=[.?!])\s+")


def _answer_to(asked: str, letter: str) -> str | None:
    """How an answer begins to what is asked about the choices; None where they may be to be left."""
    leaves = [begins for words, begins in _ASKS_TO_LEAVE if words.search(asked)]
    if len(leaves) == 1 and not _TURNED.search(asked):
        return leaves[0]
    around = [each for each in _SENTENCES.split(" ".join(_not_offered(letter))) if not _STOP.search(each)]
    return None if any(_OF_LEAVING.search(each.lower()) for each in around) else ""


def _not_offered(letter: str) -> list[str]:
    return [line for line in letter.splitlines() if not _LINE.match(line)]


def _places(told: str, count: int) -> Sequence[int]:
    """Which of so many choices are told, counted from 0."""
    words = re.findall(r"\w+", told)
    if told.startswith(("mellan", "mitten")) or any(word in _MIDDLE for word in words):
        return (count // 2,) if count % 2 else ()
    numbers = [_number(word, count) for word in words]
    return [n - 1 if n > 0 else count + n for n in numbers if n is not None]


def _number(word: str, count: int) -> int | None:
    if word.isdigit():
        return int(word)
    if len(word) == 1:
        return ord(word) - ord("a") + 1
    return (
        _NUMBERS.get(word) or _PLACES.get(word) or (_OF_TWO.get(word) if count == _OF_TWO["latter"] else None)
    )

"""A choice that is told by its number, its letter or its place is read as the words of that choice.

Below a letter of ours that offers "2. Ett samlat brev i veckan", "Tvåan, tack" says "Ett samlat brev i
veckan"; where the letter asks what one will leave, it says "Jag vill lämna" what is chosen. What that wishes
is judged like anything else.
"""

import re
from collections.abc import Sequence

_LINE = re.compile(r"\s*(?P<label>[1-9]|[A-Fa-f])(?:[.):]\s*|\s{2,})(?P<words>\S.*)")
_FEWEST = 2  # choices
_LEAVING = {
    re.compile(r"\b(?:lämna|ta bort|tas bort|bort från|avsluta|avanmäla|slippa)\b"): "Jag vill lämna ",
    re.compile(r"\b(?:avboka|lämna återbud|ge upp)\b"): "Jag vill avboka ",
    re.compile(r"\b(?:leave|be removed|unsubscribe)\b"): "I want to leave ",
    re.compile(r"\b(?:cancel|give up)\b"): "I want to cancel ",
}  # what a letter may ask about its choices, and how one answers
_STAYING = re.compile(r"\b(?:kvar|behålla|fortsätta|keep|stay|remain)\b")
_HOW = re.compile(r"\b(?:siffr|numre|nummer|bokstav|number|letter|figure)")  # "Svara med siffran för …"
_POLITE = r"(?:[\s,]*(?:tack|tak|takk|please|thanks|thank you|gärna|alltså|för mig|for me))*"
_NUMBERS = {"ettan": 1, "tvåan": 2, "trean": 3, "fyran": 4, "femman": 5}
_PLACES = {
    "första": 1, "översta": 1, "förstnämnda": 1, "first": 1, "top": 1, "andra": 2, "second": 2, "tredje": 3,
    "third": 3, "sista": -1, "nedersta": -1, "understa": -1, "last": -1, "bottom": -1,
}  # fmt: skip
_OF_TWO = {"förra": 1, "former": 1, "senare": 2, "latter": 2}
_MIDDLE = ("mittersta", "mellersta", "middle")
_CALLED = r"(?:alternativ(?:et)?|nummer|nr\.?|number|no\.?|option|val|choice|svar|rad)"
_LABEL = rf"(?:{_CALLED}\s+)?(?:[1-9](?!\d)|[A-Fa-f]|{'|'.join(_NUMBERS)})"
_PLACE = (
    rf"(?:det|den|the)\s+(?:{'|'.join([*_PLACES, *_OF_TWO, *_MIDDLE])})"
    r"(?:\s+(?:alternativet|raden|valet|förslaget|punkten|option|choice|one|line|of (?:your|the) \w+"
    r"|av era (?:förslag|alternativ)))?"
)
_TOLD = (
    rf"(?:{_LABEL}(?:\s*(?:,|och|samt|and|&|\+)\s*{_LABEL})*|{_PLACE}|mellanalternativet|mittenalternativet)"
)
_HELLO = r"(?:(?:hej|hejsan|hello|hi|tack|thanks)(?:\s+(?:igen|again|alla|all|på er))?[\s,.!]+)?"
_CHOSEN = r"(?:jag (?:tar|väljer|vill ha)|det (?:får bli|blir)|(?:i'll|i will) (?:take|have)|make it)\s+"
_ALONE = re.compile(rf"\A\s*{_HELLO}(?:{_CHOSEN})?(?P<told>{_TOLD}){_POLITE}\s*(?:[.!\n]|\Z)", re.IGNORECASE)
_IN_THE_END = re.compile(
    rf"\A[^.!?\n]*,\s*(?:men|but)\s+{_CHOSEN}(?P<told>{_TOLD}){_POLITE}\s*(?:[.!\n]|\Z)", re.IGNORECASE
)


def spelled_out(text: str, letter: str) -> str:
    """The text, with the choice that it begins with as the words of the letter; as it is where there is none.

    letter   the words of the letter that is answered
    """
    found = _ALONE.match(text) or _IN_THE_END.match(text)
    if found is None:
        return text
    asked, choices = _offered(letter)
    chosen = [choices[at] for at in _places(found["told"].lower(), len(choices)) if 0 <= at < len(choices)]
    if len(choices) < _FEWEST or not chosen:
        return text
    said = " ".join(f"{_answer_to(asked)}{each}." for each in chosen)
    return f"{said}\n{text[found.end() :].strip()}".strip()


def _offered(letter: str) -> tuple[str, list[str]]:
    """What a letter asks about its choices, and their words in their order.

    None of several rows, or of questions.
    """
    before, behind = "", ""
    choices: list[str] = []
    for line in letter.splitlines():
        found = _LINE.match(line)
        if found is None:
            before, behind = (before, behind + line) if choices else (f"{before} {line}", "")
            continue
        label = found["label"].lower()
        at = int(label) if label.isdigit() else ord(label) - ord("a") + 1
        if at != len(choices) + 1 or found["words"].rstrip().endswith("?"):
            return "", []
        choices.append(found["words"].strip().rstrip("."))
    said = [*_SENTENCES.split(before.strip())[-2:], *filter(_HOW.search, _SENTENCES.split(behind))]
    return " ".join(said).lower(), choices


_SENTENCES = re.compile(r"(?<=[.?!])\s+")


def _answer_to(asked: str) -> str:
    """How an answer begins to what is asked about the choices."""
    if _STAYING.search(asked):
        return ""
    return next((begins for words, begins in reversed(_LEAVING.items()) if words.search(asked)), "")


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

"""A text as words: tokens with their meanings, told apart by sentence and by cut."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

_TOKEN = re.compile(
    r"(?P<at>[\w.+'%-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<link>(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:example|se|com|org|nu|eu)(?:/\S*)?)"
    r"|(?P<short>(?<![\w.])(?:t|fr?)\.?\s?o\.?\s?m\b\.?)"
    r"|(?P<iso>\d{4}-\d\d-\d\d)"
    r"|(?P<word>\d{1,2}[/.:]\d{1,2}(?:[-/.]\d{2,4})?(?!\d)|\d+(?::?(?:e|de|a|an|ans|st|nd|rd|th|ste))?\b|[^\W\d_]+(?:['’:-][^\W\d_]+)*)"
    r"|(?P<mark>[.!?…]+|[,;:()\n•*]|[-–—]+|\"|”|“)"
)
_END = frozenset(".!?…")
_DASHES = frozenset("-–—")
_ABBREVIATIONS = frozenset(
    [
        "kl",
        "v",
        "nr",
        "ca",
        "tel",
        "ev",
        "dvs",
        "bl",
        "t.ex",
        "ang",
        "fr",
        "inkl",
        "exkl",
        "mån",
        "tis",
        "ons",
        "tors",
        "fre",
        "lör",
        "sön",
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "d",
        "m",
        "o",
        "f",
        "st",
        "dr",
        "mr",
        "mrs",
        "ms",
        "st",
        "no",
    ]
)
_CLOSED = re.compile(r"\s|[)\]”»\"']{1,2}\s+[^a-zåäö\s]")  # behind the full stop: "(… kan det.) Så anmäl mig"
WRAPPED = 50  # a line shorter than this ended because its writer ended it


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a mail.

    low       in lower case
    tags      what it may mean, from the lexicon
    start, end  its place in the text
    sentence  the number of its sentence
    cut       something stands before it that phrases do not reach across: a comma, a dash, a bracket
    asked     its sentence ends in a question mark
    written   as the mail spells it
    quoted    it stands between quotation marks
    told      a colon stands right before it, or a dash that begins its sentence: somebody's words may follow
    """

    low: str
    tags: frozenset[str]
    start: int
    end: int
    sentence: int
    cut: bool = False
    asked: bool = False
    written: str = ""
    quoted: bool = False
    told: bool = False

    def is_(self, *tags: str) -> bool:
        """Whether it may mean any of these."""
        return not self.tags.isdisjoint(tags)


def read_words(text: str, tags_of: Callable[[str], frozenset[str]], *, sentence: int = 0) -> list[Word]:
    """The words of a text, in order; the first sentence has the number `sentence`."""
    words: list[Word] = []
    pending: list[Word] = []
    cut = quoted = told = False
    matches = list(_TOKEN.finditer(text))
    for at, match in enumerate(matches):
        kind, piece = match.lastgroup, match[0]
        if kind != "mark":
            low = piece.lower().replace("’", "'")
            if kind == "short":
                low = "".join(c for c in low if c.isalpha())
            tags = frozenset({kind}) if kind in {"at", "link"} else tags_of(low)
            if not tags and pending and piece[0].isupper() and not piece.isupper():
                tags = frozenset({"name"})
            place = (match.start(), match.end())
            pending.append(Word(low, tags, *place, sentence, cut, written=piece, quoted=quoted, told=told))
            cut = told = False
        elif _ends_sentence(text, match, matches[at + 1] if at + 1 < len(matches) else None, pending):
            words += _closed(pending, asked="?" in piece)
            sentence += bool(pending)
            pending, cut = [], False
            quoted = quoted and piece != "\n"
        elif piece not in "\n":
            cut = cut or piece not in '."”“'
            quoted ^= piece in '"”“'
            told = (told and piece != ")") or piece == ":" or (piece in _DASHES and not pending)
    return words + _closed(pending, asked=False)


def _closed(pending: list[Word], *, asked: bool) -> list[Word]:
    if not asked:
        return pending
    return [replace(word, asked=True) for word in pending]


def _ends_sentence(
    text: str, mark: re.Match[str], following: re.Match[str] | None, before: list[Word]
) -> bool:
    """Whether a mark ends its sentence: not after `kl.`, not in a line that was merely wrapped."""
    piece = mark[0]
    if following is None or piece in "•*":
        return True
    if piece == "\n":
        line = text.rfind("\n", 0, mark.start()) + 1
        gap = text[mark.start() : following.start()]
        bullet = following[0][0] in "-–•*" or re.match(r"\d+[.)]\s", text[following.start() :]) is not None
        wrapped = mark.start() - line >= WRAPPED or text[following.start()].islower()
        return gap.count("\n") > 1 or bullet or not wrapped
    if piece[0] not in _END:
        return False
    if piece == "." and before:
        last = before[-1]
        touching = last.end == mark.start()
        short = last.low in _ABBREVIATIONS or (last.low.isdecimal() and text[following.start()].islower())
        return not (touching and short) and _CLOSED.match(text, mark.end()) is not None
    return True

"""What a text to publish could do better: plain language and accessibility, before it goes to thousands.

Looks at the Markdown that is kept, since that is what people will read. Here, and not with the mail's own
markup, because it judges; the rules are told to the secretariat in docs/handbok.md.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from mailservice.domain.lists import Language
from mailservice.domain.publications import PublicationFile

LONG_SENTENCE = 30  # words; about 25 is the most that klarspråk advises
_LONG_SUBJECT = 70  # characters that telephones show
_WITHOUT_HEADINGS = 250  # words
_FEW_WORDS = 25
_LONG_ALT = 160  # characters
_WORD = re.compile(r"[^\W_]+(?:[-’'.:][^\W_]+)*")
_SENTENCE_END = re.compile(r"(?<=[.!?])[”\"')]*\s+(?=[A-ZÅÄÖ0-9”\"(])|\n")
_ABBREVIATION = re.compile(
    r"\b(?:t\.ex|bl\.a|dvs|kl|ca|nr|s\.k|m\.m|d\.v\.s|e\.g|i\.e|no|approx)\.\s", re.IGNORECASE
)
_VAGUE = frozenset(
    {
        *("här", "klicka här", "läs mer", "läs mer här", "mer", "länk", "den här länken", "mer information"),
        *("here", "click here", "read more", "more", "link", "this link", "more information", "tryck här"),
    }
)
_RUNNING = frozenset({"inline", "strong", "em", "link", "paragraph", "heading"})
_FILE_NAME = re.compile(r"(?i)^\S+\.(?:png|jpe?g|gif|bmp)$|^(?:image|bild|picture)\s*\d*$")
_ATTACHED = re.compile(r"(?i)\b(?:bifoga\w*|bilaga\w*|bilagor\w*|attach(?:ed|ment)s?)\b")
_HOST = re.compile(r"(?:[a-z0-9åäö-]+\.)+[a-z]{2,}", re.IGNORECASE)
_DATED = re.compile(
    r"(?i)\b(måndag|tisdag|onsdag|torsdag|fredag|lördag|söndag)(?:en)?\s+(?:den\s+)?(\d{1,2})\s+"
    r"(januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december)\b(?:\s+(\d{4}))?"
    r"|\b(monday|tuesday|wednesday|thursday|friday|saturday|sunday),?\s+(\d{1,2})\s+"
    r"(january|february|march|april|may|june|july|august|september|october|november|december)\b(?:\s+(\d{4}))?"
)
_DAYS = (
    "måndag tisdag onsdag torsdag fredag lördag söndag",
    "monday tuesday wednesday thursday friday saturday sunday",
)
_MONTHS = (
    "januari februari mars april maj juni juli augusti september oktober november december",
    "january february march april may june july august september october november december",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """rule: its name, told in words by templates; words: what it is about; number: of words, kilobytes, …"""

    rule: str
    words: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Copy:
    """What is looked at. readers_language: that of most of its readers, None where there are none."""

    subject: str
    markdown: str
    language: Language
    files: tuple[PublicationFile, ...] = ()
    readers_language: Language | None = None
    today: date = date(2000, 1, 1)
    heavy_kb: int = 2048


def lint(copy: Copy) -> tuple[Finding, ...]:
    """Every finding, in the order of the text; each once."""
    tree = SyntaxTreeNode(MarkdownIt("commonmark", {"html": False}).enable("table").parse(copy.markdown))
    found = (
        *_subject(copy),
        *_language(copy),
        *_headings(tree, copy),
        *_links(tree),
        *_pictures(tree),
        *_sentences(tree),
        *_dates(tree, copy.today),
        *_attachments(tree, copy),
    )
    return tuple(dict.fromkeys(found))


def words_of(node: SyntaxTreeNode) -> str:
    """What is read in a node, without marks; a picture says nothing here."""
    if node.type in {"text", "code_inline"}:
        return node.content
    if node.type in {"softbreak", "hardbreak"}:
        return " "
    between = "" if node.type in _RUNNING else " "
    return "" if node.type == "image" else between.join(words_of(each) for each in node.children)


def _subject(copy: Copy) -> Iterator[Finding]:
    if len(copy.subject) > _LONG_SUBJECT:
        yield Finding("long-subject", copy.subject, len(copy.subject))


def _language(copy: Copy) -> Iterator[Finding]:
    if copy.readers_language not in {None, copy.language}:
        yield Finding("other-language", str(copy.readers_language))


def _headings(tree: SyntaxTreeNode, copy: Copy) -> Iterator[Finding]:
    words = sum(len(_WORD.findall(words_of(each))) for each in tree.children)
    if words > _WITHOUT_HEADINGS and not any(each.type == "heading" for each in tree.walk()):
        yield Finding("no-headings", "", words)
    for each in tree.children:
        inline = (
            [one for one in each.children[0].children if words_of(one)] if each.type == "paragraph" else []
        )
        said = words_of(each)
        if (
            len(inline) == 1
            and inline[0].type == "strong"
            and len(said) < 80
            and not said.endswith((".", "!"))
        ):
            yield Finding("bold-heading", said)


def _links(tree: SyntaxTreeNode) -> Iterator[Finding]:
    for each in tree.walk():
        if each.type != "link":
            continue
        text, target = words_of(each).strip(), str(each.attrs["href"])
        if text.casefold().rstrip(".!: ") in _VAGUE:
            yield Finding("vague-link", text)
        elif text == target and len(text) > 60:
            yield Finding("address-as-text", text)
        if not is_address(target):
            yield Finding("broken-link", target)


def is_address(target: str) -> bool:
    """Whether a link can lead anywhere: a web address with a host, or a mail address."""
    if target.startswith("mailto:"):
        return bool(re.fullmatch(r"mailto:[^@\s]+@[^@\s]+\.[^@\s]+", target))
    try:
        parts = urlsplit(target)
        return parts.scheme in {"http", "https"} and bool(_HOST.fullmatch(parts.hostname or ""))
    except ValueError:
        return False


def _pictures(tree: SyntaxTreeNode) -> Iterator[Finding]:
    pictures = [each for each in tree.walk() if each.type == "image"]
    for each in pictures:
        if not each.content.strip():
            yield Finding("picture-without-alt")
        elif _FILE_NAME.match(each.content.strip()):
            yield Finding("alt-is-file-name", each.content)
        elif len(each.content) > _LONG_ALT:
            yield Finding("long-alt", each.content[:60], len(each.content))
    words = len(_WORD.findall(words_of(tree)))
    if pictures and words < _FEW_WORDS:
        yield Finding("text-as-picture", "", words)


def _sentences(tree: SyntaxTreeNode) -> Iterator[Finding]:
    for each in tree.walk():
        if each.type == "paragraph":
            whole = _ABBREVIATION.sub(lambda found: found[0].replace(".", "").strip() + " ", words_of(each))
            for sentence in _SENTENCE_END.split(whole):
                count = len(_WORD.findall(sentence))
                if count > LONG_SENTENCE:
                    yield Finding("long-sentence", " ".join(sentence.split()[:8]), count)


def _dates(tree: SyntaxTreeNode, today: date) -> Iterator[Finding]:
    """A weekday that is not that of its date. Without a year the nearest is meant."""
    for found in _DATED.finditer("\n".join(words_of(each) for each in tree.children)):
        english = found[5] is not None
        name, number, month, year = found.groups()[4:] if english else found.groups()[:4]
        weekday = _DAYS[english].split().index(name.lower())
        days = _days(today, year, 1 + _MONTHS[english].split().index(month.lower()), int(number))
        if not days:
            yield Finding("no-such-date", found[0])
        elif weekday != min(days, key=lambda day: abs(day - today)).weekday():
            yield Finding("wrong-weekday", found[0])


def _days(today: date, year: str | None, month: int, number: int) -> list[date]:
    days = []
    for each in [int(year)] if year else [today.year - 1, today.year, today.year + 1]:
        try:
            days.append(date(each, month, number))
        except ValueError:
            continue
    return days


def _attachments(tree: SyntaxTreeNode, copy: Copy) -> Iterator[Finding]:
    size = -(-sum(len(each.content) for each in copy.files) // 1024)  # rounded up, as beside each file
    if size > copy.heavy_kb:
        yield Finding("heavy", "", size)
    attached = any(each.kind == "attachment" for each in copy.files)
    mentioned = _ATTACHED.search(words_of(tree))
    if mentioned and not attached:
        yield Finding("forgotten-attachment", mentioned[0])

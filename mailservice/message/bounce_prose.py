"""Delivery reports without fields: the addresses that their prose calls undeliverable.

Every program words and lays it out in its own way. What they share is where an address stands: alone on its
line, at the beginning of one, behind a label, or in the sentence that says what failed. Time is bounded by
size: at most 400 lines of 500 characters are looked at, each a fixed number of times.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_MOST_LINES = 400
_LONGEST_LINE = 500
_MOST_RECIPIENTS = 50
_MOST_SIGNS = 10  # of @ in one line
_REASON_LINES = 8

# Where the report ends and the mail that it is about begins.
_ORIGINAL = re.compile(
    r"(?i)^[\s>*_=-]*(?:(?:this is |below (?:is |this line is )?|here is )?(?:a |the )?copy of (?:the"
    r"|your) (?:message"
    r"|mail)|below (?:this line )?is a copy|original message(?:[ :-]|$)|the (?:header|body) of the original"
    r"|message headers? follow|message body follow|unsent message|returned message|original message headers"
    r"|message headers|bounced e-?mail|your original message|begin(?:ning)? of (?:the )?(?:original|returned)"
    r"|ursprungligt meddelande|ursprungliga (?:meddelandet|meddelande)|originalmeddelande|det ursprungliga"
    r"|ursprüngliche nachricht|originalnachricht|es folgt|kopf(?:zeilen)? der|opprinnelig melding"
    r"|oprindelig meddelelse|the message content|mail header|-+ ?message header)"
)
_FIELD = re.compile(
    r"(?i)^(?:(?:received|return-path|delivered-to|x-received|dkim-signature):|(?-i:From )\S+@\S+ )"
)
_LABEL = re.compile(
    r"(?i)^[\s*>-]*(?:recipient(?: address)?|recipients|address|adress|e-?mail(?: address)?|mottagare"
    r"|mottagaradress|empfänger(?:adresse)?|modtager|failed recipient|user|mailbox|to address|rcpt to)\s*[:=]"
)
_IN_ENTRY = re.compile(r"(?i)\baddress:\s*<")
_QUOTED_TO = re.compile(r"(?i)^\s*(?:to|till|an|til)\s*:")
_HEADING = re.compile(
    r"(?i)(?:not|n't|unable|fail|error|undeliver|could ?not|cannot|delay|problem|reject|refus|no longer"
    r"|unknown|exceed|quota|full\b|no such|does not|invalid|denied"
    r"|kunde inte|inte lever|(?:levererades|hittades) inte|gick inte|fördröj|verzöger|misslyck|olevere"
    r"|nådde inte|kan inte|fel\b|nicht"
    r"|konnte|fehl|unzustell|ikke|kunne"
    r"|недоставл|не может|エラー|impossible|pas pu|no se (?:ha|pudo)|non è stato|bounce)"
)
_SENTENCE = re.compile(
    r"(?i)(?:\b(?:to|till|for|an|für|til|på|user|recipient|mottagaren|rcpt to:?)\s+|:\s*)[<\"']?$"
)
_CONTACT = re.compile(
    r"(?i)contact|assistance|kontakta|support|postmaster|questions|frågor|hilfe|hjälp av|help|reply to"
    r"|mail from:"
    r"|sender:|from:|från:|von:|envelope-from|on behalf"
)
_LEFT = re.compile(r"[^\s<>\"'(),;:\[\]|=“”‘’«»]+$")
_RIGHT = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_NOBODY = re.compile(
    r"(?i)^(?:mailer-daemon|postmaster|no-?reply|abuse|support|helpdesk|hostmaster|bounces?)$"
)
_SAID = "not delivered"
_JSON_ENTRY = re.compile(r'\{[^{}]{0,300}"emailAddress"\s*:\s*"([^"]{3,320})"[^{}]{0,1500}\}')


@dataclass(frozen=True, slots=True)
class Named:
    """An address that a report names, and the words that stand with it."""

    address: str
    words: str


def report_lines(text: str) -> list[str]:
    """The lines of the report itself: up to where the mail that it is about begins."""
    kept: list[str] = []
    for line in text.split("\n", _MOST_LINES)[:_MOST_LINES]:
        cut = line[:_LONGEST_LINE]
        if (_ORIGINAL.match(cut) or _FIELD.match(cut)) and any(each.strip() for each in kept):
            break
        kept.append(cut)
    return kept


def undeliverable(
    lines: list[str], *, besides: Iterable[str], subject: str, by_daemon: bool
) -> tuple[Named, ...]:
    """The addresses that a report calls undeliverable, with its reasons.

    lines      of `report_lines`
    besides    addresses that it may name for another reason: its own sender, its reader, in lower case
    subject    of the report
    by_daemon  a mail system wrote it: then no word of failure that we know is asked for
    Returns    what the surest layout found in it shows; () where nothing says that anything failed.
    """
    said = by_daemon or bool(_HEADING.search(subject))
    if not said and not any(_HEADING.search(line) for line in lines):
        return ()
    begun = [_SAID, *lines] if said else lines  # what follows a heading needs one
    others = frozenset(besides)
    for layout in (_standing_alone, _labelled, _in_sentence, _quoted_recipient):
        found = _unique(layout(begun, others))
        if found:
            return found
    return ()


def notified(text: str) -> tuple[Named, ...]:
    """The recipients of a notification in JSON, as Amazon SES sends them; () where it tells of no failure."""
    if '"bouncedRecipients"' not in text:
        return ()
    entries = _JSON_ENTRY.finditer(text[: _MOST_LINES * _LONGEST_LINE])
    return _unique(Named(entry[1], entry[0]) for entry in entries)


def addresses_in(line: str) -> Iterator[tuple[int, int, str]]:
    """Each address of a line: where it begins, where it ends, how it is written."""
    at = -1
    for _ in range(_MOST_SIGNS):
        at = line.find("@", at + 1)
        if at < 0:
            return
        left, right = _LEFT.search(line[max(0, at - 64) : at]), _RIGHT.match(line, at + 1)
        if left and right:
            yield at - len(left[0]), right.end(), f"{left[0]}@{right[0]}".removeprefix("mailto:")


def _standing_alone(lines: list[str], others: frozenset[str]) -> Iterator[Named]:
    """`<anna@example.se>:`, `anna@example.se`, `anna@example.se on Thu, …`, after something has failed."""
    said = False
    for number, line in enumerate(lines):
        said = said or bool(_HEADING.search(line))
        first = next(addresses_in(line), None)
        if first is None or not said:
            continue
        begin, end, address = first
        before, after = line[:begin].strip(" \t<\"'*>•-[("), line[end:].lstrip()[:1]
        smtp = line[end:].lstrip()[:6].lower()
        if before or not (
            after in {"", ">", "<", ":", '"', "(", ",", ")", "]", ".", ";"} or smtp.startswith("on ")
        ):
            continue
        if _wanted(address, others):
            yield Named(address, "\n".join(_reason(lines, number)))


def _labelled(lines: list[str], others: frozenset[str]) -> Iterator[Named]:
    """`Recipient address: anna@example.se`, `[Status: Error, Address: <anna@example.se>, …]`."""
    for number, line in enumerate(lines):
        if _LABEL.match(line) or _IN_ENTRY.search(line):
            for _, _, address in addresses_in(line):
                if _wanted(address, others):
                    yield Named(address, "\n".join(_reason(lines, number)))


def _in_sentence(lines: list[str], others: frozenset[str]) -> Iterator[Named]:
    """`There was an error delivering your mail to <anna@example.se>`, `550 <anna@example.se> unknown`."""
    for number, line in enumerate(lines):
        if _CONTACT.search(line):
            continue
        nearby = " ".join(lines[max(0, number - 1) : number + 2])
        for begin, _, address in addresses_in(line):
            fits = (
                _SENTENCE.search(line[:begin]) or re.match(r"\W*[45]\d\d[ -]", line) or _HEADING.search(line)
            )
            if fits and _HEADING.search(nearby) and _wanted(address, others):
                yield Named(address, "\n".join(lines[number : number + _REASON_LINES]))


def _quoted_recipient(lines: list[str], others: frozenset[str]) -> Iterator[Named]:
    """`To: anna@example.se` among the fields that the report quotes of the mail that failed."""
    for line in lines:
        if _QUOTED_TO.match(line):
            for _, _, address in addresses_in(line):
                if _wanted(address, others):
                    yield Named(address, "\n".join(lines))


def _reason(lines: list[str], number: int) -> Iterator[str]:
    """The line and those after it, up to the next address that begins a line."""
    yield lines[number]
    for line in lines[number + 1 : number + 1 + _REASON_LINES]:
        first = next(addresses_in(line), None)
        if first is not None and not line[: first[0]].strip(" \t<\"'*-"):
            return
        yield line


def _wanted(address: str, others: frozenset[str]) -> bool:
    return address.lower() not in others and not _NOBODY.match(address.partition("@")[0])


def _unique(found: Iterable[Named]) -> tuple[Named, ...]:
    by_address: dict[str, Named] = {}
    for each in found:
        by_address.setdefault(each.address.lower(), each)
        if len(by_address) >= _MOST_RECIPIENTS:
            break
    return tuple(by_address.values())

"""Lines that say "here begins somebody else's mail", as programs of many languages write them.

No expression here repeats a repetition, and none sees more than a few hundred characters: the text
is a stranger's.
"""

import re

_LONGEST_LINE = 400
_LONGEST_HEADER = 20  # lines
_LONGEST_ATTRIBUTION = 6  # lines, empty ones among them

_ORIGINAL = re.compile(
    r"(?i)\b(?:original message|ursprungligt meddelande|original ?meddelande|opprinnelig melding"
    r"|oprindelig (?:meddelelse|besked)"
    r"|alkuperäinen viesti|ursprüngliche nachricht|original ?nachricht|message d['’]origine"
    r"|message original|mensaje original"
    r"|messaggio originale|oorspronkelijk bericht|wiadomość oryginalna|исходное сообщение"
    r"|reply message|svarsmeddelande"
    r"|original appointment|ursprunglig avtalad tid)\b"
)
_FORWARDED = re.compile(
    r"(?i)\b(?:forwarded (?:message|by)|forwarded|begin forwarded message"
    r"|vidarebefordrat (?:meddelande|brev|mejl|mail)"
    r"|startar vidarebefordrat brev|vidarebefordrat av|videresendt (?:melding|meddelelse|besked|e-post|av|af)"
    r"|start på videresendt (?:melding|besked)|begynnelse på videresendt melding|välitetty viesti"
    r"|edelleenlähetetty viesti"
    r"|weitergeleitete nachricht|anfang der weitergeleiteten nachricht|message transféré"
    r"|début du message (?:transféré|réexpédié)"
    r"|mensaje reenviado|messaggio inoltrato|doorgestuurd bericht|wiadomość przekazana dalej"
    r"|пересланное сообщение)\b"
)
_RULED = re.compile(r"[-_=*–—]{2,} ?.{3,80}? ?[-_=*–—]{2,}")
_RULE = re.compile(r"[-_=*–—]{5,}")
_RULES = frozenset("-_=*–—")  # what both begin with

# GroupWise: ">>> Anna <anna@example.se> 2027-05-03 09:12 >>>"; Notes: "Anna ---2027-05-03 09:12:44---Hej"
_GROUPWARE = re.compile(
    r"^>>> .{3,200}\d[:.]\d\d(?::\d\d)?(?: [AP]M)? >>>"
    r"|---\d{1,4}[-./]\d{1,2}[-./]\d{1,4} \d\d[:.]\d\d(?:[:.]\d\d)?---"
)

_FIELDS: dict[str, tuple[str, ...]] = {
    "from": ("från", "from", "von", "fra", "lähettäjä", "de", "da", "van", "od", "от", "av"),
    "sent": (
        *("skickat", "skickad", "sent", "gesendet", "sendt", "lähetetty", "envoyé", "envoyé le", "enviado"),
        *("inviato", "verzonden", "wysłano", "отправлено", "datum", "date", "dato", "päivämäärä", "päiväys"),
        *("fecha", "data", "дата", "enviado el", "enviado em", "sent at"),
    ),
    "to": ("till", "to", "an", "til", "vastaanottaja", "à", "para", "a", "aan", "do", "кому"),
    "copy": (
        "kopia",
        "kopie",
        "kopi",
        "cc",
        "kopio",
        "copie",
        "bcc",
        "hemlig kopia",
        "копия",
        "svar till",
        "reply-to",
    ),
    "subject": (
        *("ämne", "subject", "betreff", "emne", "aihe", "objet", "asunto", "oggetto", "onderwerp", "temat"),
        *("тема", "ärende", "rubrik", "assunto"),
    ),
    "other": (
        "prioritet",
        "importance",
        "priority",
        "bilagor",
        "attachments",
        "wichtigkeit",
        "cc/bcc",
        "vikt",
    ),
}
_LABELS = {label: kind for kind, labels in _FIELDS.items() for label in labels}
_FIELD = re.compile(r"\s{0,12}\*{0,2}([^\W\d_][\w /-]{0,18}?) ?\*{0,2} ?[::]\*{0,2}(?:\s|$|(?=[^\s/]))(.*)")
_LABELLED = re.compile(r"(?i)\b(?:skickat|sent|gesendet|sendt|till|to|an|til|ämne|subject|betreff|emne) ?:")

_WROTE = re.compile(
    r"(?i)(?:\b(?:skrev|skreiv|wrote|schrieb|kirjoitti|a écrit|écrit|escribió|escreveu|ha scritto"
    r"|schreef|geschreven|napisał|napsal"
    r"|написал|пише|пишет|följande|writes|schrieb am|hat geschrieben)|写道|寫道)"
)
_ENDS = (":", "*", "--")  # what the last line of an attribution ends in
_CITES = re.compile(
    r"(?i)^(?:citat(?: av| från)?|citerar|quoting|quote from|zitat von|sitat|lainaus|quotation)\b"
)
_CLOCK = re.compile(r"\b\d{1,2} ?[:.] ?\d{2}\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_DAY = re.compile(r"\b\d{1,2}[./ -]{1,2}(?:\d{1,2}\b|[^\W\d_]{3})|[^\W\d_]{3} \d{1,2}\b")
_ADDRESS = re.compile(r"[^\s@<>]{1,64}@[^\s@<>]{1,255}")
_OPENS = re.compile(
    r"(?i)^(?:-{2,} )?(?:den|on|am|le|op|el|il|em|dnia|at|på|in)?[ ,]{0,2}"
    r"(?:[^\W\d_]{2,12}[.,]{0,2} )?(?:[^\W\d_]{2,12}[.,]? )?(?:the )?\d{1,4}\b"
)


def opens_original(line: str) -> bool:
    """`-----Ursprungligt meddelande-----` and its kin."""
    if ("---" in line or ">>>" in line) and _GROUPWARE.search(line[:_LONGEST_LINE]):
        return True
    bare = _bare(line)
    return not line.startswith(">") and bool(_RULED.fullmatch(bare) and _ORIGINAL.search(bare))


def opens_forward(line: str) -> bool:
    """`---------- Forwarded message ---------`, `Vidarebefordrat brev:`, `Begin forwarded message:`."""
    bare = _bare(line)
    may = bare.endswith(":") or bare[:1] in _RULES
    found = _FORWARDED.search(bare) if may else None
    if not found:
        return False
    alone = bare.rstrip(": ").lower() == found[0].lower() and bare.endswith(":")
    return alone or bool(_RULED.fullmatch(bare)) or bool(_RULE.match(bare))


def is_rule(line: str) -> bool:
    """A line of underscores or dashes."""
    return bool(_RULE.fullmatch(_bare(line)))


def _bare(line: str) -> str:
    return line[:_LONGEST_LINE].strip(" >|*\t")


def header_block(lines: list[str], at: int) -> int:
    """How many lines from `at` are the fields of an answered mail, 0 where it is no such block.

    A block begins with a sender, a date or a subject and has three kinds of field, or two with an
    address or a time of day among them. "Från: Malmö / Till: Stockholm" is a journey.
    """
    first = _field(lines[at])
    if first is None or first[0] not in {"from", "sent", "subject"}:
        return 0
    if first[0] == "from" and len(_LABELLED.findall(lines[at][:_LONGEST_LINE])) >= 2:
        return 1  # all fields in one line, as careless HTML leaves them
    kinds: dict[str, str] = {}
    end = at
    for number in range(at, min(at + _LONGEST_HEADER, len(lines))):
        field = _field(lines[number])
        if field:
            if field[0] in kinds and field[0] not in {"copy", "other", "sent"}:
                break
            kinds.setdefault(*field)
            end = number + 1
        elif not _goes_on(lines, number):
            break
    return end - at if _is_header(kinds) else 0


def _field(line: str) -> tuple[str, str] | None:
    """The kind of a field and its value, None for any other line."""
    found = _FIELD.match(line[:_LONGEST_LINE]) if ":" in line else None
    kind = _LABELS.get(found[1].strip().lower()) if found else None
    return (kind, found[2]) if found and kind else None


def _goes_on(lines: list[str], at: int) -> bool:
    """An empty line between fields, or the second line of a long value."""
    line, before = lines[at].strip(), lines[at - 1].strip()
    if not line:
        return at + 1 < len(lines) and _field(lines[at + 1]) is not None
    return (
        before.endswith((";", ",", "<"))
        or line.startswith(("<", "mailto:"))
        or lines[at].startswith((" ", "\t"))
    )


def _is_header(kinds: dict[str, str]) -> bool:
    told = " ".join(kinds.values())
    is_mail = bool(_ADDRESS.search(told) or _CLOCK.search(told) or _YEAR.search(told))
    known = len(kinds.keys() - {"other", "copy"})
    named = "from" in kinds
    return named and (
        (known >= 3 and ("subject" in kinds or is_mail)) or (known == 2 and is_mail and "to" not in kinds)
    )


def attribution(lines: list[str], at: int) -> int:
    """How many lines from `at` say who wrote what comes now; 0 where none do.

    `Den mån 3 maj 2027 kl 09:12 skrev Anna <anna@example.se>:` may be wrapped over several lines.
    Where the last of those lines would do alone, the first are own words: if they are no date, or if
    an empty line parts them from a date of its own ("Anmäl mig till / 24 maj // Den 3 maj 2027 skrev").
    """
    count = _attribution_from(lines, at)
    if count > 1:
        dated = bool(_OPENS.match(lines[at].strip()))
        later = (at + skipped for skipped in range(1, count) if lines[at + skipped].strip())
        if any(
            _attribution_from(lines, start) == at + count - start and (not dated or _opens_anew(lines, start))
            for start in later
        ):
            return 0
    return count


def _opens_anew(lines: list[str], at: int) -> bool:
    """A date below an empty line: another beginning than the date above it."""
    return not lines[at - 1].strip() and bool(_OPENS.match(lines[at].strip()))


def _attribution_from(lines: list[str], at: int) -> int:
    """The same, without a look at what comes later."""
    own = [line.strip() for line in lines[at : at + _LONGEST_ATTRIBUTION]]
    if not any(line.endswith(_ENDS) for line in own):
        return 0
    joined = ""
    for count, line in enumerate(own, start=1):
        joined = f"{joined} {line}".strip()
        if len(joined) > _LONGEST_LINE or not joined:
            return 0
        opened = bool(_OPENS.match(joined))
        if not line and not opened:
            return 0
        found = _is_attribution(joined)
        if line.startswith(">") and not (found and opened and count > 1):
            return 0
        if found:
            return count
        if line.endswith((".", "!", "?")) and not _WROTE.search(joined):
            return 0
    return 0


def _is_attribution(text: str) -> bool:
    """One line, or several joined."""
    ends = text.endswith((":", ":*", ": *")) or (text.startswith("--") and text.endswith("--"))
    if not ends:
        return False
    has_address = "@" in text and bool(_ADDRESS.search(text))
    if _CITES.match(text):
        return has_address or len(text) < 80
    dated = bool(_YEAR.search(text) or _DAY.search(text))
    if _WROTE.search(text):
        return bool((dated and (_CLOCK.search(text) or _YEAR.search(text))) or has_address)
    return bool(
        has_address
        and dated
        and _CLOCK.search(text)
        and (text.rstrip(":").endswith((">", ")")) or _OPENS.match(text))
    )


def bare_attribution(line: str) -> bool:
    """`2013/7/20 Anna <anna@example.se>`: counts only where a quotation follows at once."""
    text = line[:_LONGEST_LINE].strip()
    return bool(text.endswith((">", ":")) and _OPENS.match(text) and _ADDRESS.search(text))

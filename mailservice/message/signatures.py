"""Where a person's words end and their signature begins."""

import re
from dataclasses import dataclass

_CLOSING = re.compile(
    r"(?i)^(?:(?:med )?(?:de )?(?:många |bästa |varma |soliga |glada )?vänlig(?:a|ast"
    r"|en)?(?: hälsning(?:ar|en)?)?|m(?:ed )?v(?:änliga? )?h"
    r"|mvh|vh|v ?h|(?:med |bästa |många |varma |glada |soliga |kära |hjärtliga )*hälsning(?:ar"
    r"|en)?(?: från)?|hälsn(?:ingar)?|ha det (?:bra|gott)|allt gott"
    r"|högaktningsfullt|vänligen|bästa|hej då"
    r"|(?:with )?(?:kind|best|warm|many|kindest|warmest|all the)(?: (?:best|kind|warm))?(?: (?:regards"
    r"|wishes|thanks))?"
    r"|(?:with )?regards|sincerely(?: yours)?|yours (?:sincerely|truly|faithfully)|cheers|br|kr"
    r"|all the best|warmly|respectfully"
    r"|mit (?:freundlichen|besten|lieben|herzlichen) grüßen|(?:freundliche|beste|liebe|viele"
    r"|herzliche) grüße|mfg|lg|vg"
    r"|med (?:vennlig|venlig|hjertelig) hilsen|(?:vennlig|venlig|beste|bedste|de bedste|mange"
    r"|kærlig) hilsen(?:er)?|hilsen|mvh\.?|dbh"
    r"|(?:ystävällisin |parhain |terveisin|terv\.?)(?:terveisin)?|cordialement|bien cordialement"
    r"|saludos|un saludo|cordiali saluti|met vriendelijke groet(?:en)?)"
    r"(?P<rest>[\s,.!:;/–-].*)?$"
)
_MOBILE = re.compile(
    r"(?i)^[<(\[*]*(?:"
    r"(?:skickat|skickad|sänt|sent|sendt|gesendet|lähetetty|enviado|envoyé|verzonden|inviato|wysłane"
    r"|wysłano|отправлено) "
    r"(?:från|via|med|fra|frå|from|with|by|using|von|mit|depuis|desde|de|da|van|vanaf|met|z|с|через"
    r"|iphonesta|puhelimesta|outlook)\b"
    r"|von mein(?:em|er) .{2,40} gesendet|diese nachricht wurde von .{2,60} gesendet"
    r"|(?:hämta|get|hent|hanki|obtenir|download|holen sie sich|skaffa) \[?(?:outlook|the outlook"
    r"|appen)\b|lähetetty \w+sta\b"
    r"|from my (?:iphone|ipad|phone|android|mobile)|someone from mobile|i(?:phone|pad)ista\b"
    r"|yahoo mail för\b|从我的|從我的 .{2,20} 傳送|发自我的"
    r")"
)
_DISCLAIMER = re.compile(
    r"(?i)personuppgift|dataskydd|gdpr|konfidentiell|sekretess|confidential|privileged"
    r"|intended (?:recipient|solely|only)"
    r"|avsedda mottagaren|rätt mottagare|disclaimer|privacy (?:policy|notice)|integritetspolicy"
    r"|legally|tänk på miljön"
    r"|consider the environment|virus|behandlar dina|skriv inte ut|fel mottagare|fått (?:det här"
    r"|detta) (?:meddelandet|mejlet) av misstag"
    r"|extern avsändare|external sender|external e-?mail|personvern|vertraulich|fortrolig|luottamuksell"
)
_CONTACT = re.compile(
    r"(?i)(?:^|\b)(?:tel|tfn|telefon|mobil|mob|phone|cell|växel|direkt|e-?post|mail|e-?mail|fax"
    r"|besöksadress|postadress|box \d|www\.|https?://|m:|t:|dir)"
    r"|\+?\d[\d ()/.–-]{6,18}\d|[^\s@]{1,64}@[^\s@]{3,255}|\b\d{3} ?\d{2} [A-ZÅÄÖ]"
)
_AFTERTHOUGHT = re.compile(r"(?i)^(?:p\.? ?s\.?|ps[.:!,]?|n\.?b\.?|psst)(?:[\s:.!,]|$)")
_FIRST_PERSON = re.compile(r"(?i)\b(?:jag|mig|mitt|min|mina|I|I['’](?:m|d|ll|ve)|me|my)\b")
_HOURS = re.compile(
    r"(?i)\b(?:arbetar|jobbar|arbetstid|tjänstgör|ledig|deltid|semester|föräldraledig|nås|träffas"
    r"|working|hours|office|part[- ]time|work)\b"
)
_FILLED_IN = re.compile(
    r"(?i)^\s*(?:(?:engelsk |svensk |english |swedish )?rubrik|(?:english|swedish) title|(?:antal )?platser"
    r"|seats|capacity|sista anmälan|sista anmälningsdag|deadline|datum|date|tid|time|när|when|längd|length)"
    r"\s*:\s*\S"
)
_MAX_CLOSING = 70


@dataclass(frozen=True, slots=True)
class Signed:
    """Own lines cut in two: what was said, and the signature, disclaimers and mobile footers."""

    said: tuple[str, ...]
    signature: tuple[str, ...]


def cut_signature(lines: tuple[str, ...]) -> Signed:
    """Cut the signature off the person's own lines. An afterthought below it ("PS …") is kept."""
    said: list[str] = []
    signature: list[str] = []
    signing = False
    for paragraph in _paragraphs(lines):
        for number, line in enumerate(paragraph):
            if signing and number == 0 and _is_said(paragraph):
                signing = False
            if not signing and _is_dashes(line):
                signing = True
            if signing or _MOBILE.match(line.strip()[:200]):
                signature.append(line)
                continue
            closing = _closing(line, paragraph, number)
            said.append(line[: len(line) - len(closing)] if closing else line)
            if closing:
                signature.append(closing)
                signing = True
        (signature if signing else said).append("")
    return _without_tail(said, signature)


def below_name(signed: Signed, name: str) -> Signed:
    """Cut what stands below the sender's full name on a line of its own: title, address, banner.

    name   the display name of From; one of a single word is too short to tell a signature by
    """
    wanted = " ".join(name.split()).casefold()
    lines = [" ".join(line.split()).casefold() for line in signed.said]
    if " " not in wanted or wanted not in lines[1:]:
        return signed
    at = lines.index(wanted, 1)
    if any(_AFTERTHOUGHT.match(line) for line in lines[at:]):
        return signed
    return Signed(signed.said[:at], (*signed.said[at:], *signed.signature))


def _paragraphs(lines: tuple[str, ...]) -> list[list[str]]:
    """Runs of lines between empty ones."""
    paragraphs: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            paragraphs[-1].append(line)
        elif paragraphs[-1]:
            paragraphs.append([])
    return [paragraph for paragraph in paragraphs if paragraph]


def _is_dashes(line: str) -> bool:
    """The signature mark of RFC 3676 section 4.3, with or without its space."""
    return line.rstrip() in {"--", "---", "—"} or line == "-- "


def _closing(line: str, paragraph: list[str], number: int) -> str:
    """What of this line closes the letter: all of it, or "" where it does not.

    "Mvh Anna" closes; "Bästa sättet är …" and "Hälsningar från mötet, kan jag …" do not.
    """
    text = line.strip()
    found = _CLOSING.match(text) if len(text) <= _MAX_CLOSING else None
    if not found:
        return ""
    rest = (found["rest"] or "").strip(" ,.!:;/–-")
    words = rest.split()
    if len(words) > 5 or rest.endswith("?"):
        return ""
    if words and not all(word[0].isupper() or word.lower() in _PARTICLES for word in words):
        return ""
    return line


_PARTICLES = frozenset(
    {"och", "and", "på", "i", "vid", "av", "de", "von", "af", "från", "thanks", "tack", "for", "the"}
)


def _is_said(paragraph: list[str]) -> bool:
    """Below the signature: is this a sentence of the person's after all?"""
    text = " ".join(paragraph)
    if _AFTERTHOUGHT.match(text):
        return True
    if _DISCLAIMER.search(text) or _CONTACT.search(text) or _HOURS.search(text):
        return False
    return len(text.split()) >= 4 and bool(_FIRST_PERSON.search(text))


def _without_tail(said: list[str], signature: list[str]) -> Signed:
    """Take contact lines and disclaimers off the end that no closing announced."""
    kept = _paragraphs(tuple(said))
    tail: list[list[str]] = []
    while len(kept) > 1 and _is_tail(kept[-1]):
        tail.insert(0, kept.pop())
    words = [line for paragraph in kept for line in (*paragraph, "")]
    cut = [line for paragraph in tail for line in (*paragraph, "")]
    return Signed(tuple(words), (*cut, *signature))


def _is_tail(paragraph: list[str]) -> bool:
    if any(_FILLED_IN.match(line) for line in paragraph):
        return False  # "Länk: https://…" among such lines is the meeting's, not the sender's
    text = " ".join(paragraph)
    if _DISCLAIMER.search(text) and not _FIRST_PERSON.search(text) and len(text) > 60:
        return True
    short = all(len(line.strip()) <= 60 and not line.rstrip().endswith(("?", "!")) for line in paragraph)
    contacts = sum(1 for line in paragraph if _CONTACT.search(line))
    return short and len(paragraph) >= 3 and contacts >= 1 and not _FIRST_PERSON.search(text)

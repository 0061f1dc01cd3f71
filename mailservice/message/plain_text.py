"""The words a person wrote newly: quotations, signature and markup taken off."""

import re

from mailservice.message.html_text import COLOURED, PLAIN, html_to_text
from mailservice.message.look_alikes import plain_letters
from mailservice.message.mail import OwnWords, ParsedMail
from mailservice.message.quotes import cut_quotes
from mailservice.message.signatures import below_name, cut_signature

_PREFIX = re.compile(
    r"(?i)^\s*(?:(?P<reply>re|sv|aw|antw|ang|vs|ref|odp|ynt)|(?P<forward>vb|fwd?|fw|wg|vl|tr|rv|doorst))"
    r"(?:\[\d{1,3}\]|\(\d{1,3}\))? ?[::] *"
)
_STUB = re.compile(
    r"(?i)html[- ]?(?:format|e-?post|mail|message|version|kompatibel|capable)"
    r"|(?:kräver|requires?|needs?|stöde?r inte|not support) html"
    r"|i (?:din |en )?webbläsare|in (?:your|a|the) (?:web )?browser"
    r"|visa (?:det här )?meddelandet|view this (?:e-?mail|message)"
    r"|your (?:e-?mail|mail) (?:client|program)|(?:multi-?part|mime) message|e-?postprogram"
)
_LONGEST_STUB = 400  # characters
_LINK = re.compile(
    r"<?(?:https?://|mailto:|www\.)[^\s<>]{1,2000}>?|\[(?:cid|image|bild)[^\]\n]{0,200}\]|<[^<>\s]{1,300}>"
)
_ANSWERS = ("svar", "kommentar", "answer", "repl", "comment")
_ANSWERS_IN = re.compile(
    r"(?i)(?:svar|kommentar|answer|repl(?:y|ies)|comment)[^.!?]{0,40}?"
    r"\b(rött|rødt|röd|grönt|grønt|grön|blått|blå|red|green|blue)\b"
)
_IN_COLOUR = re.compile(f"{COLOURED}([rgb])([^{COLOURED}{PLAIN}]*){PLAIN}")
_WORD = re.compile(r"[^\W_]+")
_EMPTY_LINES = re.compile(r"\n{3,}")


def own_words(mail: ParsedMail) -> OwnWords:
    """Cut the person's own words out of a mail. Never raises."""
    subject, replies, forwards = _bare_subject(plain_letters(mail.subject))
    cut = cut_quotes(read_body(mail))
    signed = below_name(cut_signature(cut.own), mail.sender_name)
    said = _tidy(signed.said)
    colour = _colour_of_answers(said)
    in_colour = _answers_in_colour(mail.html or "", colour) if colour else ()
    return OwnWords(
        text="\n\n".join([said, *(own for _, own in in_colour)]),
        subject=subject,
        subject_is_new=not (replies or forwards or mail.in_reply_to or mail.references),
        quoted="\n".join(cut.quoted).strip("\n"),
        signature=_tidy(signed.signature),
        alternatives_differ=_alternatives_differ(mail),
        between=cut.between or in_colour,
        ticked=cut.ticked,
        forwarded=cut.forwarded or (forwards and bool(cut.quoted)) or (forwards and bool(mail.enclosed)),
    )


def _colour_of_answers(said: str) -> str:
    """The colour in which the mail says that it answers, "" where it says none."""
    folded = said.casefold()
    found = _ANSWERS_IN.search(said) if any(each in folded for each in _ANSWERS) else None
    return found[1].lower() if found else ""


def _answers_in_colour(html: str, colour: str) -> tuple[tuple[str, str], ...]:
    """What is of that colour in the mail that is answered, each with the line above it."""
    found: list[tuple[str, str]] = []
    above = ""
    for line in cut_quotes(plain_letters(html_to_text(html, coloured=True))).quoted:
        own = " ".join(words for of, words in _IN_COLOUR.findall(line) if of == colour[0]).strip()
        rest = _IN_COLOUR.sub("", line).strip("> \t")
        if own:
            found.append((rest or above, own))
        elif rest:
            above = rest
    return tuple(found)


def read_body(mail: ParsedMail) -> str:
    """The body in plain letters, before anything is cut from it."""
    return _spaced(plain_letters(_body(mail)))


def _body(mail: ParsedMail) -> str:
    """The text to read: text/plain, or the HTML where the text is missing or only points to it."""
    if mail.html is None:
        return mail.text or ""
    text = (mail.text or "").strip()
    if not text or _only_points_to_html(text):
        return html_to_text(mail.html) or text
    return mail.text or ""


def _only_points_to_html(text: str) -> bool:
    return len(text) < _LONGEST_STUB and _STUB.search(text) is not None


def _alternatives_differ(mail: ParsedMail) -> bool:
    """Whether text and HTML hold different new words (a reader sees only one of the two).

    What one alternative newly says must be seen somewhere in the other; links and pictures, which
    each kind writes in its own way, do not count.
    """
    if mail.content_type.partition("/")[0] == "text" or not (mail.text or "").strip() or not mail.html:
        return False
    text = plain_letters(mail.text or "")
    html = plain_letters(html_to_text(mail.html))
    if _only_points_to_html(text.strip()) or not html.strip():
        return False
    return bool(_said(text) - _words(html) or _said(html) - _words(text))


def _said(body: str) -> frozenset[str]:
    return _words("\n".join(cut_signature(cut_quotes(_spaced(body)).own).said))


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(_LINK.sub(" ", text).casefold()))


def _bare_subject(subject: str) -> tuple[str, bool, bool]:
    """The subject without its prefixes, and whether the outermost says reply or forward."""
    bare, replies, forwards = subject.strip(), False, False
    while found := _PREFIX.match(bare):
        if not (replies or forwards):
            replies, forwards = bool(found["reply"]), bool(found["forward"])
        bare = bare[found.end() :]
    return bare.strip(), replies, forwards


def _tidy(lines: tuple[str, ...]) -> str:
    """Lines to a text: no white space at line ends, one empty line at most."""
    return _spaced("\n".join(line.rstrip() for line in lines)).strip("\n")


def _spaced(text: str) -> str:
    """One empty line at most between paragraphs."""
    return _EMPTY_LINES.sub("\n\n", text)

"""What the words of a delivery report mean: for good or for now, and whose fault it is.

Codes go before words (RFC 3463); words decide where the code is missing or says nothing.
Every pattern is a plain alternation, so its time is linear in the text.
"""

import re
from typing import Literal

# "dead": the address no longer takes mail. "full": its mailbox is. "refused": what we sent, or from where, is
# not wanted, or their own rule forbids it. "passing": not now. "unclear": for good, without a reason.
BounceKind = Literal["dead", "full", "refused", "passing", "unclear"]

_STATUS = re.compile(r"(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?<![\d.:/#-])([45][0-5]\d)(?=[ \t:;,-]|$)", re.MULTILINE)

_PASSING = re.compile(
    r"retry timeout exceeded|retry time not reached|timed? ?out|too long in|queue too long|expired"
    r"|no longer than|temporar|try(?:ing)? again later|connection refused|no route to host|host unreachable"
    r"|not reachable|greylist|deferred|delivery time|unable to deliver .{0,40} within"
    r"|kunde inte (?:nås|kontaktas)|tillfällig|försök igen|vorübergehend|zeitüberschreitung"
    r"|nicht erreichbar",
    re.IGNORECASE,
)
_DELAYED = re.compile(
    r"warning message only|this is (?:just )?a warning|warning only|has(?: been)? delayed|has been delayed"
    r"|will be retried|be retried for|still being retried|not yet been delivered|delivery delayed"
    r"|delivery is delayed|attempts will continue|will (?:continue to|keep) (?:attempt|try)"
    r"|message delayed|\(delay\)|delayed mail|have not yet been|fördröj|har ännu inte (?:kunnat )?lever"
    r"|inte levererats ännu|försöker (?:leverera )?igen|verzögert|noch nicht zugestellt"
    r"|weitere zustellversuche|wird weiter versucht|ikke levert ennå|er forsinket",
    re.IGNORECASE,
)
_FINAL = re.compile(
    r"permanent|given up|giving up|gave up|no longer retry|could not be delivered\.? *$|returned to (?:the )?"
    r"sender|definitivt|endgültig",
    re.IGNORECASE,
)
_FULL = re.compile(
    r"quota|mailbox (?:is )?full|mailbox (?:size )?limit|mailfolder is full|mailbox exceeds"
    r"|exceeded the local limit|over ?quota|storage (?:limit"
    r"|quota)"
    r"|insufficient (?:disk|storage|space)|out of storage|not enough (?:storage|space)|inbox is full"
    r"|exceeded (?:its|the|their) (?:mailbox|storage)|brevlådan är full|postlådan är full"
    r"|inkorg(?:en)? är full"
    r"|postfach (?:ist )?voll|speicherplatz|kvoten|full mailbox|disk full|no space left",
    re.IGNORECASE,
)
_REFUSED = re.compile(
    r"spam|spf|dkim|dmarc|blacklist|block(?:ed|list|ing)|blocked|black listed|(?<!not )listed (?:at|by|in"
    r"|on)|reputation"
    r"|polic(?:y|ies)|not allowed|not permitted|denied|banned|unauthenticated|authenticat|authoriz|authoris"
    r"|ptr record|reverse dns|rdns|virus|malware|content (?:reject|filter)|junk|phish|rejected for"
    r"|too large|size (?:limit|exceed|exceeds)|exceeds (?:the |our )?(?:maximum|size|limit)|line limit"
    r"|too big"
    r"|line too long|headers? too|sender (?:address )?(?:rejected|denied|refused)"
    r"|relay(?:ing)? (?:access )?(?:denied|not|prohibited|is not)|unable to relay|not relay|too many hops"
    r"|mail loop"
    r"|loop detected|rate limit|too many|suspicious|restricted|only accepts|8-bit|domain of sender"
    r"|not accept(?:ing)? (?:mail|messages) from|mismatches client|header error|invalid header"
    r"|administrative prohibition|för stor|skräppost|avvisades|spärrad|nekad|nekades|zu groß|abgelehnt"
    r"|berechtig|rejected by (?:the )?recipient|media error|transaction failed",
    re.IGNORECASE,
)
_DEAD = re.compile(
    r"user ?unknown|unknown (?:user|recipient|mailbox|local|account|address|e-?mail|domain|host|addressee)"
    r"|no such (?:user|recipient|mailbox|address|account|domain|host|person|addressee|email|e-mail)"
    r"|(?:user|recipient|mailbox|account|address|domain|host|addressee|member)[^.\n]{0,60}"
    r"(?:not (?:found|exist|known|recogni[sz]ed|valid|listed|available)|unknown|does(?:n't| not) exist"
    r"|do(?:es)?n['’]?t have|disabled|inactive|suspended|deactivated|invalid|no longer|expired|terminated"
    r"|deleted)"
    r"|does(?:n't| not) (?:exist|have an?)|doesn't have a|(?:bad|invalid|illegal) (?:destination"
    r"|recipient|mailbox"
    r"|address|user)|not a (?:valid|known|registered)|no longer (?:on|valid|works?|available|with|employed)"
    r"|not listed in|recipientnotfound|recipnotfound|not our customer|mailbox unavailable"
    r"|mailbox not found|nxdomain|no mailbox"
    r"|address rejected|unrouteable|unroutable|null mx|account (?:is |has been )?(?:locked|closed|disabled)"
    r"|was(?:n't| not) found|introuvable|ei löytynyt|has been (?:disabled|deactivated|closed)|bad-mailbox"
    r"|hittades inte|hittas inte|finns inte"
    r"|existerar inte"
    r"|okänd|gäller inte längre|slutat|nicht gefunden|unbekannt|existiert nicht|kein(?:e)? (?:solch|gültig)"
    r"|finnes ikke|findes ikke|ukjent|ukendt",
    re.IGNORECASE,
)
_SENDER = re.compile(r"(?<!to )(?<!to the )\bsender\b", re.IGNORECASE)  # not "returned to sender"
_ANY_ADDRESS_STATUS = "5.1.0"  # of the sender or the recipient: the words tell which
_SPOKEN_WRONGLY = frozenset({"500", "501", "502", "503", "504", "555"})  # RFC 5321 section 4.2.2
_OUR_ADDRESS_STATUS = frozenset({"5.1.7", "5.1.8"})  # the *sender's* address, RFC 3463 section 3.2
_DEAD_STATUS = re.compile(r"5\.1\.(?:[0-46-9]|10)|5\.2\.1|5\.4\.4|5\.1\.[1-9]\d")


def enhanced_status(words: str) -> str:
    """The first enhanced status code of the classes 4 and 5 (RFC 3463), "" where there is none."""
    found = _STATUS.search(words)
    return found[1] if found else ""


def reply_code(words: str) -> str:
    """The first SMTP reply code 4xx or 5xx, "" where there is none."""
    found = _REPLY.search(words)
    return found[1] if found else ""


def tells_delay(subject: str, text: str) -> bool:
    """Whether a report only says that mail is late. A report that has given up is none."""
    if _DELAYED.search(subject):
        return True
    return bool(_DELAYED.search(text)) and not _FINAL.search(text)


def is_passing(status: str, words: str, context: str = "") -> bool:
    """Whether a failure is for now only: by its status, else its reply code, else its words.

    context   the rest of the report: what it says counts where it does not speak of the end
    """
    code = status or enhanced_status(words) or reply_code(words)
    if code:
        return code.startswith("4")
    return bool(_PASSING.search(words) or (_PASSING.search(context) and not _FINAL.search(context)))


def kind_of(status: str, words: str, context: str = "", *, passing: bool) -> BounceKind:
    """Whose fault a failure is: what it says of the address, not of the mail.

    A refusal of what we sent says nothing of the address, whatever code it is dressed in (mailman#624).

    context   the rest of the report: what it says counts where the words tell nothing
    """
    if passing:
        full = _FULL.search(words) or status == "4.2.2"
        return "full" if full else "passing"
    kinds = (_told(status, each) for each in (words, context))
    return next((kind for kind in kinds if kind != "unclear"), _by_code(status, words))


def _told(status: str, words: str) -> BounceKind:
    """By a code that leaves no doubt, else by the words; "unclear" where neither tells."""
    subject = status.rpartition(".")[0]
    if status == "5.2.2" or (subject != "5.7" and _FULL.search(words)):
        return "full"
    if subject in {"5.7", "5.6"} or status in _OUR_ADDRESS_STATUS or status == "5.2.3":
        return "refused"
    if subject in {"5.3", "5.5"} and not status.endswith(".0"):  # their system, or how we spoke to it
        return "refused"
    if status in {"5.4.6", "5.4.7"}:  # a loop, or too long on the way: nobody has asked for the mailbox
        return "passing"
    plain = _DEAD_STATUS.fullmatch(status)
    dead = _DEAD.search(words)
    if _is_refusal(status, words) and not (plain and dead and status != _ANY_ADDRESS_STATUS):
        return "refused"
    return "dead" if plain or dead else "unclear"


def _is_refusal(status: str, words: str) -> bool:
    vague = status == _ANY_ADDRESS_STATUS
    return bool(_REFUSED.search(words) or (vague and _SENDER.search(words)))


def _by_code(status: str, words: str) -> BounceKind:
    """Where the words tell nothing: their system's fault, the way's or ours is not the address's."""
    kinds: dict[str, BounceKind] = {"5.3": "refused", "5.4": "passing", "5.5": "refused"}
    if status in {"", "5.0.0"} and reply_code(words) in _SPOKEN_WRONGLY:
        return "refused"
    return kinds.get(status.rpartition(".")[0], "unclear")

"""The arguments of MAIL and RCPT: a path and parameters (RFC 5321 section 4.1.2).

Stricter than the parser of aiosmtpd, which lets control characters, comments and unfinished
brackets through; milder than the RFC where large systems are: dots stand anywhere (some Japanese
carriers) and a local part may pass 64 octets (SRS of large relays). The path may not pass 256.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from mailservice.listener import replies
from mailservice.listener.replies import Refused

Keyword = Literal["FROM", "TO"]

_ATOM = r'[^\s<>()\[\],;:\\"@\x00-\x20\x7f-\x9f]+'
_QUOTED = r'"(?:[^"\\\x00-\x1f\x7f-\x9f]|\\[\x20-\x7e])*"'
_LITERAL = r"\[[A-Za-z0-9:.]+\]"
_MAILBOX = re.compile(f"(?:{_ATOM}|{_QUOTED})@(?:{_ATOM}|{_LITERAL})")
_PATH = re.compile(r"\s*<(?:@[^:<>]*:)?(?P<mailbox>(?:[^<>\"]|\"(?:[^\"\\]|\\.)*\")*)>(?:\s+(?P<rest>.*))?")
_PARAMETER = re.compile(r"([A-Za-z0-9][A-Za-z0-9-]*)(?:=([\x21-\x3c\x3e-\x7e]+))?")
_BAD = {"FROM": replies.BAD_SENDER, "TO": replies.BAD_RECIPIENT}
_PATH_OCTETS = 256
_KEPT = 1000  # paths: nearly all mail is for the same address, and what people write comes in bursts


@dataclass(frozen=True, slots=True)
class Path:
    """What MAIL or RCPT said: `mailbox` without its brackets ("" for <>), parameters in upper case."""

    mailbox: str
    parameters: Mapping[str, str]


@lru_cache(_KEPT)
def read_path(argument: str, *, keyword: Keyword) -> Path:
    """Read `FROM:<anna@example.org> SIZE=100` or `TO:<…>`.

    Raises    Refused, with 553 where the address is none, with 501 where there is no path at all.
    A source route (section 4.1.1.3) is dropped; a bare `<postmaster>` is let through (section 4.5.1).
    """
    said, colon, path = argument.partition(":")
    if not colon or said.strip().upper() != keyword:
        raise Refused(replies.BAD_ARGUMENT)
    match = _PATH.fullmatch(path)
    if match is None or not _is_mailbox(match["mailbox"]):
        raise Refused(_BAD[keyword])
    return Path(match["mailbox"], _parameters(match["rest"] or ""))


def _is_mailbox(text: str) -> bool:
    if not text or text.lower() == "postmaster":
        return True
    try:
        octets = len(text.encode())
    except UnicodeEncodeError:  # bytes that were no UTF-8
        return False
    return octets <= _PATH_OCTETS and _MAILBOX.fullmatch(text) is not None


def _parameters(rest: str) -> dict[str, str]:
    """`SIZE=100 BODY=8BITMIME` as a mapping; a parameter without a value has ""."""
    parameters: dict[str, str] = {}
    for word in rest.split():
        match = _PARAMETER.fullmatch(word)
        if match is None or match[1].upper() in parameters:
            raise Refused(replies.BAD_ARGUMENT)
        parameters[match[1].upper()] = (match[2] or "").upper()
    return parameters

"""Values and lines of a calendar as they are written (RFC 5545 sections 3.1 to 3.3): escaped, folded.

Whatever a name or a text holds, it cannot end its line or begin another.
"""

import re
import unicodedata
from datetime import UTC, datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from mailservice.message.vtimezone import TZID

_ZONE = ZoneInfo(TZID)
_MAX_LINE = 75  # octets without the line end, RFC 5545 section 3.1
_UNIT = re.compile(r"\\.|.", re.DOTALL)  # an escaped character stays in one piece
_LINE_ENDS = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_ESCAPED = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}
_IN_ADDRESS = "@!$'*+-/=^_`{|}~."  # of what RFC 5322 allows; the rest is encoded, RFC 6068 section 2
_IN_URL = ":/?#[]@!$&'()*+,;=%~"


def as_bytes(lines: tuple[str, ...]) -> bytes:
    """The calendar: CRLF line ends, no line above 75 octets."""
    return b"".join(_folded(line) for line in lines)


def cn(name: str) -> str:
    """A CN parameter, "" where there is no name (RFC 5545 section 3.2). It cannot hold a quote."""
    shown = " ".join(_visible(name).replace('"', "").split())
    if not shown:
        return ""
    return f';CN="{shown}"' if any(c in shown for c in ",;:") else f";CN={shown}"


def mailto(address: str) -> str:
    """An address as a URI (RFC 6068)."""
    return f"mailto:{quote(_visible(address), safe=_IN_ADDRESS)}"


def text(words: str) -> str:
    """A TEXT value (RFC 5545 section 3.3.11)."""
    lines = "\n".join(_visible(line) for line in _LINE_ENDS.split(words))
    return "".join(_ESCAPED.get(character, character) for character in lines)


def _visible(text: str) -> str:
    """No control character and nothing that UTF-8 cannot hold; a tab is a space."""
    return "".join(
        c for c in text.replace("\t", " ") if unicodedata.category(c) not in {"Cc", "Cs", "Zl", "Zp"}
    )


def link(url: str) -> str:
    """A URI; letters that may not stand in one are encoded."""
    return quote(_visible(url), safe=_IN_URL)


def utc(when: datetime) -> str:
    """A time in UTC."""
    return f"{when.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def local(when: datetime) -> str:
    """A time in Stockholm; the property says so by its TZID."""
    return f"{when.astimezone(_ZONE):%Y%m%dT%H%M%S}"


def _folded(line: str) -> bytes:
    """A content line, folded where it is long: never inside a character or an escape (section 3.1)."""
    pieces: list[bytes] = []
    piece = b""
    for unit in _UNIT.findall(line):
        encoded = unit.encode("utf-8")
        if len(piece) + len(encoded) > _MAX_LINE:
            pieces.append(piece)
            piece = b" "
        piece += encoded
    return b"\r\n".join((*pieces, piece)) + b"\r\n"

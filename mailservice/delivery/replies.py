"""What a smarthost says, read as the hostile input that it is: bounded, and made one plain line."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

_MAX_SHOWN = 200  # characters
_MAX_LINE = 4_096  # octets; RFC 5321 section 4.5.3.1.5 has 512
_MAX_LINES = 100  # of one reply
_LINE = re.compile(rb"([2-5][0-9]{2})(?:([ -])(.*))?")
_SHORT = 256  # octets; what is longer is not kept


class Nonsense(Exception):
    """That was no reply of SMTP; the conversation cannot go on."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply. text: of all its lines, as one plain line."""

    code: int
    text: str

    @property
    def positive(self) -> bool:
        """The command was carried out (RFC 5321 section 4.2.1)."""
        return 200 <= self.code < 300


@dataclass(slots=True)
class ReplyReader:
    """Bytes to replies. Holds at most one line and the lines of one reply."""

    _rest: bytes = b""
    _lines: list[bytes] = field(default_factory=list)

    def feed(self, data: bytes) -> list[Reply]:
        """The replies that end in these bytes. Raises Nonsense for what is none, or has no end."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        if len(self._rest) > _MAX_LINE:
            raise Nonsense("a line without end")
        return [reply for line in lines if (reply := self._line(line)) is not None]

    def _line(self, line: bytes) -> Reply | None:
        if not self._lines and len(line) <= _SHORT and (whole := _whole(line)) is not None:
            return whole
        found = _LINE.fullmatch(line.rstrip(b"\r"))
        if found is None or len(line) > _MAX_LINE or len(self._lines) >= _MAX_LINES:
            raise Nonsense(f"not a reply: {plain_line(line[:_MAX_SHOWN].decode('utf-8', 'replace'))}")
        code, separator, text = found.groups()
        self._lines.append(text or b"")
        if separator == b"-":
            return None
        said, self._lines = b" ".join(self._lines), []
        return _reply(code, said)


@lru_cache(64)
def _whole(line: bytes) -> Reply | None:
    """The reply that this line is, None where it is none, or one of several. Most have come before."""
    found = _LINE.fullmatch(line.rstrip(b"\r"))
    if found is None or found[2] == b"-":
        return None
    return _reply(found[1], found[3] or b"")


def _reply(code: bytes, said: bytes) -> Reply:
    return Reply(int(code), plain_line(said[: 4 * _MAX_SHOWN].decode("utf-8", "replace")))


def plain_line(reply: str) -> str:
    """What a smarthost said, as one line of at most 200 printable characters."""
    if reply.isascii() and reply.isprintable():
        return " ".join(reply.split())[:_MAX_SHOWN]
    printable = "".join(c if c.isprintable() else " " for c in reply[: 4 * _MAX_SHOWN])
    return " ".join(printable.split())[:_MAX_SHOWN]

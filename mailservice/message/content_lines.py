"""The lines of a calendar, read leniently (RFC 5545 section 3.1).

Calendar programs and the gateways between them write bare CR, cut letters in two, names in lower
case, commas without quotes. What a line says is kept, what it does not say is ""; nothing raises.
"""

import binascii
import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from mailservice.domain.addresses import Address
from mailservice.message.charsets import decode_text

MAX_SIZE = 256 * 1024  # octets of one calendar
MAX_LINE = 16 * 1024  # characters of one line, unfolded

_ANY_LINE_END = re.compile(rb"\r?\r?\n|\r")
_FOLD = re.compile(rb"\n[ \t]")
_STILL_ENCODED = re.compile(rb"(?i)PARTSTAT=3D")  # quoted-printable that the part did not declare
_LINE = re.compile(r"([A-Za-z0-9-]{1,100})[ \t]*([;:].*)", re.DOTALL)
_QUOTED = re.compile(r'"[^"]*"')
_PARAMETER_VALUE = re.compile(r'"([^"]*)|([^;:"]*)')
_MAILTO = re.compile(r"(?i)mailto:[ \t]*([^\s;:,\"<>?]{1,250}@[^\s;:,\"<>?]{1,255})")
_BARE_ADDRESS = re.compile(r"[^\s;:,\"<>?=]{1,64}@[^\s;:,\"<>?=]{1,255}(?=[;?]|\Z)")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ContentLine:
    """A line taken apart: its name in upper case, and the rest from the first `;` or `:` on."""

    name: str
    rest: str

    @property
    def value(self) -> str:
        """What stands behind the first colon that no quotes enclose, its escapes kept."""
        return self.rest[self._mask.find(":") + 1 :].strip()

    @property
    def text(self) -> str:
        r"""The value as words: `\n` is a line end, `\,` a comma (section 3.3.11)."""
        return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], self.value).strip()

    @property
    def address(self) -> Address | None:
        """Whose line it is: the mailto: outside of quotes, a bare address, or the EMAIL parameter."""
        named = _MAILTO.findall(self._mask)
        bare = _BARE_ADDRESS.match(self.value)
        return read_address(named[-1] if named else bare[0] if bare else self.parameter("EMAIL"))

    def parameter(self, name: str) -> str:
        """A parameter's value without its quotes, "" where it is missing.

        It is found behind a damaged one as well, and where it slipped behind the value.
        """
        found = re.search(rf"(?i);[ \t]*{name}[ \t]*=[ \t]*", self._mask)
        value = _PARAMETER_VALUE.match(self.rest, found.end()) if found else None
        return (value[1] or value[2] or "").strip() if value else ""

    @property
    def _mask(self) -> str:
        """The rest with each quoted value blotted out, or only the quotes where one is left open."""
        if self.rest.count('"') % 2:
            return self.rest.replace('"', "_")
        return _QUOTED.sub(lambda found: "_" * len(found[0]), self.rest)


def content_lines(calendar: bytes) -> Iterator[ContentLine]:
    """The lines of a calendar; what is no line is passed over.

    Unfolded before it is decoded: a fold may stand between the octets of one letter.
    """
    content = calendar[:MAX_SIZE]
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        content = content.decode("utf-16", "replace").encode("utf-8")
    content = _ANY_LINE_END.sub(b"\n", content)
    if _STILL_ENCODED.search(content):
        content = binascii.a2b_qp(content)
    text, _defects = decode_text(_FOLD.sub(b"", content), "utf-8")
    for line in text.split("\n"):
        found = _LINE.match(line.strip()[:MAX_LINE])
        if found:
            yield ContentLine(found[1].upper(), found[2])


def read_address(text: str) -> Address | None:
    """An address with or without its mailto: (RFC 6068 section 2), None where it is none."""
    try:
        return Address.of(unquote(re.sub(r"(?i)\A\s*mailto:", "", text)))
    except ValueError:
        return None

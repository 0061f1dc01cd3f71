"""Header fields: cut out of the bytes, decoded, and their parameters (RFC 5322, 2047, 2231).

Everything here is linear in the size of the mail and never raises, whatever the bytes.
"""

import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass

from mailservice.message.charsets import decode_text

MAX_HEADER_BYTES = 256 * 1024
MAX_FIELDS = 1000
_MAX_SEGMENTS = 100  # of one parameter, RFC 2231 section 3

_FIELD_NAME = re.compile(rb"([!-9;-~]{1,200})([ \t]*):")
_ENCODED_WORD = re.compile(r"=\?([^?\s*]{1,60})(?:\*[^?\s]{0,40})?\?([bBqQ])\?([^?]*)\?=")
_CONTROLS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\x85\u2028\u2029]+")
_PARAMETER = re.compile(r';\s*([^\s=;"]{1,100})\s*=\s*("(?:[^"\\]|\\.)*"?|[^;]*)')
_SEGMENT = re.compile(r"(.+?)(?:\*([0-9]{1,3}))?(\*?)$")


@dataclass(frozen=True, slots=True)
class RawHeader:
    """The header of a mail or a part.

    fields    name in lower case, value unfolded, as text (UTF-8 or Windows-1252), not yet decoded
    body      where the body begins in the bytes that were read
    defects   "headers-cut", "broken-header", "space-before-colon"
    """

    fields: tuple[tuple[str, str], ...]
    body: int
    defects: tuple[str, ...] = ()

    def first(self, name: str) -> str:
        """The first value of that field, "" where it is missing."""
        return next((value for key, value in self.fields if key == name), "")


def line_end_of(raw: bytes) -> re.Pattern[bytes]:
    """How lines end in these bytes: (CR…)LF, or a bare CR where there is no LF at all."""
    return re.compile(rb"\r*\n|\Z") if b"\n" in raw else re.compile(rb"\r|\Z")


def read_header(raw: bytes, start: int, end: int, line_end: re.Pattern[bytes]) -> RawHeader:
    """Read the fields from `start` to the first empty line (RFC 5322 section 2.1)."""
    fields: list[tuple[str, bytearray]] = []
    defects: set[str] = set()
    at = start
    while at < end:
        stop = line_end.search(raw, at, end)
        line_stop, after = (stop.start(), stop.end()) if stop else (end, end)
        if line_stop == at:
            at = after
            break
        if len(fields) >= MAX_FIELDS or at - start > MAX_HEADER_BYTES:
            defects.add("headers-cut")
            at = _end_of_header(raw, at, end, line_end)
            break
        known = _FIELD_NAME.match(raw, at, line_stop)
        if raw[at] in b" \t" and fields:
            fields[-1][1].extend(b" " + raw[at:line_stop].lstrip(b" \t"))
        elif known:
            if known[2]:
                defects.add("space-before-colon")
            fields.append((known[1].decode("ascii").lower(), bytearray(raw[known.end() : line_stop])))
        elif not (at == start and raw.startswith((b"From ", b">From "), at)):
            defects.add("broken-header")
            break
        at = after
    texts = tuple((name, _field_text(bytes(value))) for name, value in fields)
    return RawHeader(texts, at, tuple(sorted(defects)))


def _end_of_header(raw: bytes, at: int, end: int, line_end: re.Pattern[bytes]) -> int:
    """Where the body begins, with the rest of the fields passed over unread."""
    empty = re.compile(rb"\n\r*\n" if line_end.pattern.startswith(rb"\r*") else rb"\r\r")
    found = empty.search(raw, at, end)
    return found.end() if found else end


def _field_text(value: bytes) -> str:
    return decode_text(value[:MAX_HEADER_BYTES].strip(), "")[0]


def decode_words(value: str) -> str:
    """A field's value with its encoded words decoded (RFC 2047), on one line, without controls.

    Neighbouring words of one charset are joined before decoding: programs cut in the middle of a
    character, though section 5 forbids it. What cannot be decoded stays as it was written.
    """
    if "=?" not in value:  # in most fields
        return _CONTROLS.sub(" ", value).strip()
    pieces: list[str] = []
    pending = bytearray()
    charset, at = "", 0
    for word in _ENCODED_WORD.finditer(value):
        between = value[at : word.start()]
        content = _word_bytes(word[2], word[3])
        same = charset == word[1].lower() and not between.strip() and bool(pending)
        if not same:
            pieces.append(decode_text(bytes(pending), charset)[0])
            pieces.append("" if not between.strip() and pending else between)
            pending.clear()
        pending += content
        charset, at = word[1].lower(), word.end()
    pieces.append(decode_text(bytes(pending), charset)[0])
    pieces.append(value[at:])
    return _CONTROLS.sub(" ", "".join(pieces)).strip()


def _word_bytes(encoding: str, text: str) -> bytes:
    if encoding in "bB":
        return decode_base64(text.encode("utf-8"))
    return binascii.a2b_qp(text.encode("utf-8").replace(b" ", b"_"), header=True)


def decode_base64(content: bytes) -> bytes:
    """Base64 with all that is no base64 passed over (RFC 2045 section 6.8), a broken end dropped."""
    letters = content.translate(None, _NOT_BASE64)
    usable = len(letters) - (len(letters) % 4 == 1)
    return binascii.a2b_base64(letters[:usable] + b"=" * (-usable % 4))


_NOT_BASE64 = bytes(
    set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
)


def parameters(value: str) -> tuple[str, dict[str, str]]:
    """`text/plain; charset=utf-8` as ("text/plain", {"charset": "utf-8"}) (RFC 2045, 2231).

    Continuations are put together in their order, at most 100 of them; of two parameters with
    one name the first counts.
    """
    main, _, _ = value.partition(";")
    plain: dict[str, str] = {}
    extended: dict[str, dict[int, tuple[str, bool]]] = {}
    for found in _PARAMETER.finditer(value[:8192], len(main[:8192])):
        text = _unquote(found[2].strip())
        segment = _SEGMENT.match(found[1].lower())
        if segment is None or (segment[2] is None and not segment[3]):
            plain.setdefault(found[1].lower(), text)
            continue
        number = int(segment[2] or 0)
        if number < _MAX_SEGMENTS:
            extended.setdefault(segment[1], {}).setdefault(number, (text, bool(segment[3])))
    for name, segments in extended.items():
        plain[name] = _joined(segments.items())
    return main.strip().lower(), plain


def _unquote(text: str) -> str:
    if not text.startswith('"'):
        return text
    inner = text[1:-1] if len(text) > 1 and text.endswith('"') else text[1:]
    return re.sub(r"\\(.)", r"\1", inner)


def _joined(segments: Iterable[tuple[int, tuple[str, bool]]]) -> str:
    """The segments of one RFC 2231 parameter: `utf-8'sv'f%C3%B6r.txt` as `för.txt`."""
    charset, content = "", bytearray()
    for position, (_, (text, is_encoded)) in enumerate(sorted(segments)):
        if is_encoded and position == 0 and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)
        encoded = text.encode("utf-8")
        content += re.sub(rb"%([0-9A-Fa-f]{2})", _percent, encoded) if is_encoded else encoded
    return decode_text(bytes(content), charset)[0]


def _percent(found: re.Match[bytes]) -> bytes:
    return bytes([int(found[1], 16)])

"""The MIME tree of a mail as a flat row of leaves, within limits (RFC 2045, 2046).

One pass over the bytes by index: no part is copied before it is known to be a leaf, so a mail of
nested multiparts costs neither memory nor recursion.
"""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass

from mailservice.message.headers import (
    RawHeader,
    decode_base64,
    decode_words,
    line_end_of,
    parameters,
    read_header,
)

MAX_LEVELS = 100
MAX_PARTS = 1000
_MAX_LOOKALIKES = 20_000  # of one delimiter, in the middle of lines and at their beginning
_MAX_BOUNDARY = 200  # section 5.1.1 says 70; programs are generous


@dataclass(frozen=True, slots=True)
class Leaf:
    """A part without parts.

    content      after transfer decoding
    disposition  "inline", "attachment" or ""
    content_id   without angle brackets, "" for none
    """

    content_type: str
    charset: str
    filename: str
    disposition: str
    content: bytes
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class Anatomy:
    """A mail taken apart: its own header, its leaves in order, and what had to be mended or cut."""

    header: RawHeader
    content_type: str
    leaves: tuple[Leaf, ...]
    defects: tuple[str, ...]


def dissect(raw: bytes) -> Anatomy:
    """Take a mail apart. Never raises.

    Defects   "too-deep" past 100 levels, "too-many-parts" past 1,000, "no-boundary" for a
              multipart whose parts cannot be told apart (it is read as text).
    """
    line_end = line_end_of(raw)
    top = read_header(raw, 0, len(raw), line_end)
    leaves: list[Leaf] = []
    defects = list(top.defects)
    waiting = [(top, top.body, len(raw), 0, "text/plain")]
    while waiting:
        header, start, end, level, default = waiting.pop()
        kind, named = parameters(header.first("content-type") or default)
        if "/" not in kind:
            kind = default
        spans = _spans(raw, start, end, named.get("boundary", "")) if kind.startswith("multipart/") else []
        if spans and level >= MAX_LEVELS:
            defects.append("too-deep")
        elif spans:
            inner = "message/rfc822" if kind == "multipart/digest" else "text/plain"
            for begin, stop in reversed(spans):
                if raw.startswith(b"BEGIN:VCALENDAR", begin):  # a calendar where its header should be
                    headless = read_header(raw, begin, begin, line_end)
                    waiting.append((headless, begin, stop, level + 1, "text/calendar"))
                    continue
                below = read_header(raw, begin, stop, line_end)
                waiting.append((below, below.body, stop, level + 1, inner))
        else:
            if kind.startswith("multipart/"):
                kind = "text/plain"
                defects.append("no-boundary")
            leaves.append(_leaf(header, kind, named, raw[start:end]))
        if len(leaves) + len(waiting) > MAX_PARTS:
            defects.append("too-many-parts")
            break
    own_kind = top.first("content-type").partition(";")[0].strip().lower()
    return Anatomy(top, own_kind if "/" in own_kind else "text/plain", tuple(leaves), tuple(defects))


def _spans(raw: bytes, start: int, end: int, boundary: str) -> list[tuple[int, int]]:
    """Where each part of a multipart begins and ends (RFC 2046 section 5.1.1).

    A part ends before the line end in front of its delimiter. Without a closing delimiter the
    last part goes on to the end. More parts than the limit are not looked for.
    """
    if not boundary or len(boundary) > _MAX_BOUNDARY:
        return []
    spans: list[tuple[int, int]] = []
    begin = -1
    for stop, after, closing in _delimiters(raw, start, end, boundary.encode("utf-8")):
        if begin >= 0:
            spans.append((begin, max(begin, stop)))
        begin = -1 if closing else after
        if closing or len(spans) > MAX_PARTS:
            break
    if begin >= 0:
        spans.append((begin, end))
    return spans


def _delimiters(raw: bytes, start: int, end: int, boundary: bytes) -> Iterator[tuple[int, int, bool]]:
    """Each delimiter line: where the text before it stops, where the text after it begins, is it the last."""
    line = b"--" + boundary
    at = raw.find(line, start, end)
    for _ in range(_MAX_LOOKALIKES):
        if at < 0:
            break
        rest = _DELIMITER_END.match(raw, at + len(line), end)
        if rest and (at == start or raw[at - 1] in b"\r\n"):
            stop = at - (at > start) - (at - 1 > start and raw[at - 2 : at] == b"\r\n")
            yield stop, rest.end(), bool(rest[1])
        at = raw.find(line, at + len(line), end)


_DELIMITER_END = re.compile(rb"(--)?[ \t]*(?:\r*\n|\r|\Z)")


def _leaf(header: RawHeader, kind: str, named: dict[str, str], body: bytes) -> Leaf:
    disposition, of_file = parameters(header.first("content-disposition"))
    filename = decode_words(of_file.get("filename") or named.get("name", ""))
    encoding = header.first("content-transfer-encoding").strip().lower()
    return Leaf(
        content_type=kind,
        charset=named.get("charset", ""),
        filename=filename[:255],
        disposition=disposition,
        content=_decoded(body, encoding),
        content_id=header.first("content-id").strip().strip("<>")[:255],
    )


def _decoded(body: bytes, encoding: str) -> bytes:
    """After the transfer encoding (RFC 2045 section 6); an unknown one is taken for 8bit."""
    if encoding == "base64":
        return decode_base64(body)
    if encoding == "quoted-printable":
        return binascii.a2b_qp(body)
    return body

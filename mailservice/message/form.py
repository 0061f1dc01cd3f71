"""A letter that many get, made once: what all share, with gaps for what is each one's own.

To make a mail from its letter costs milliseconds, to fill a form costs microseconds. So every mail is
made as a form and filled, be it for one person or for a hundred thousand: there is no second way.
"""

import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

RECIPIENT = "\ue1fe"  # stands in a text for the address that the letter goes to; no value can hold it
_LINE_START = re.compile(rb"(?m)^(?:F(?=rom )|\.)")
_DOT_LINE = re.compile(rb"(?m)^\.")
_AS_IT_IS = re.compile("[!-<>-~]+")  # quoted-printable changes none of these within a line
_LENGTHS = 512  # of addresses, for each own line


class Content(NamedTuple):
    """A whole mail as it goes, CRLF line ends.

    has_dot_lines   a line may begin with a dot, which SMTP doubles; to look for one in each of many mails
                    takes as long as to hash it, and what a form's mails share is looked through once
    """

    mail: bytes
    has_dot_lines: bool = True


@dataclass(frozen=True, slots=True)
class OwnLine:
    """One line of a text part, LF at its end, with the recipient's address in it."""

    words: str

    def filled(self, recipient: str) -> bytes:
        """The line with this address, as it stands in the mail. recipient   as this part writes it"""
        if _AS_IT_IS.fullmatch(recipient) and (around := _around(self.words, len(recipient))) is not None:
            before, after = around
            return before + recipient.encode("ascii") + after
        return quoted_printable(self.words.replace(RECIPIENT, recipient))


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """A mail with gaps. Each is its own: two are never equal, so what is made of one can be kept with it.

    pieces  see `_joined`
    fields  of the header, in order: the bytes that all share, or the name of one that each fills
    body    the pieces that all share; each but the last is followed by the own line of its number
    own     those lines, and whether each stands in HTML
    """

    fields: tuple[bytes | str, ...]
    body: tuple[bytes, ...]
    own: tuple[tuple[OwnLine, bool], ...] = ()
    pieces: tuple[bytes | str | int, ...] = field(init=False)
    has_dot_lines: bool = field(init=False)

    def __post_init__(self) -> None:
        """No field begins with a dot, and no own line does once it is encoded."""
        object.__setattr__(self, "pieces", tuple(self._joined()))
        object.__setattr__(self, "has_dot_lines", any(_DOT_LINE.search(piece) for piece in self.body))

    def _joined(self) -> list[bytes | str | int]:
        """The whole mail in as few pieces as can be: bytes, names of own fields, numbers of own lines."""
        first, *rest = self.body
        joined: list[bytes | str | int] = []
        for each in (*self.fields, b"\r\n", first, *(each for pair in enumerate(rest) for each in pair)):
            if isinstance(each, bytes) and joined and isinstance(joined[-1], bytes):
                joined[-1] += each
            else:
                joined.append(each)
        return joined


class Filled(NamedTuple):
    """A form with one person's values. `lines` are those of the body, as many as the form has gaps."""

    form: Form
    fields: Mapping[str, bytes]
    lines: tuple[bytes, ...] = ()

    def content(self, *signatures: bytes) -> Content:
        """The whole mail, with these fields in front."""
        fields, lines = self.fields, self.lines
        pieces = [
            each if isinstance(each, bytes) else fields[each] if isinstance(each, str) else lines[each]
            for each in self.form.pieces
        ]
        return Content(b"".join((*signatures, *pieces)), self.form.has_dot_lines)


@lru_cache(_LENGTHS)
def _around(words: str, octets: int) -> tuple[bytes, bytes] | None:
    """What an encoded line has before and after a recipient of so many octets that are written as they are.

    Where lines are broken depends on lengths alone, so all recipients of one length share it: to look it up
    takes less than half of encoding the line. None where the recipient stands there twice, begins a line or
    is broken.
    """
    one, other = (quoted_printable(words.replace(RECIPIENT, each * octets)) for each in "xy")
    place = next(at for at, (this, that) in enumerate(zip(one, other, strict=True)) if this != that)
    before, after = one[:place], one[place + octets :]
    whole = other == before + b"y" * octets + after
    return (before, after) if whole and before and not before.endswith(b"\n") else None


def quoted_printable(text: str) -> bytes:
    """RFC 2045 section 6.7. "From " and a dot at the start of a line are encoded: some relays change them.

    Encoding knows no line but its own: the parts of a text may be encoded each for itself.
    """
    encoded: bytes = binascii.b2a_qp(text.encode("utf-8"), istext=True)
    guarded = _LINE_START.sub(lambda found: b"=%02X=\n" % ord(found[0]), encoded)
    return guarded.replace(b"\n", b"\r\n")


def cut_at_own_lines(text: str) -> tuple[list[bytes], list[OwnLine]]:
    """A text as encoded pieces, and the lines between them that hold the recipient."""
    pieces, own, shared = [], [], ""
    for line in text.splitlines(keepends=True):
        if RECIPIENT in line:
            pieces.append(quoted_printable(shared))
            own.append(OwnLine(line))
            shared = ""
        else:
            shared += line
    return [*pieces, quoted_printable(shared)], own

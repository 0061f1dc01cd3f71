"""A letter that many get, made once: what all share, with gaps for what is each one's own.

To make a mail from its letter costs milliseconds, to fill a form costs microseconds. So every mail is
made as a form and filled, be it for one person or for a hundred thousand: there is no second way.
"""

import binascii
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

# Marks of what is each mail's own, in the order of `Filled.own`: to whom, when, which, by what it is known.
# No value can hold one: letters seal what they are given, and `header_lines.one_line` leaves them out.
MARKS = RECIPIENT, DATE, MESSAGE_ID, TOKEN = "\ue1fe", "\ue1fd", "\ue1fc", "\ue1fb"
_MARK = re.compile(f"({'|'.join(MARKS)})".encode())
_LINE_START = re.compile(rb"(?m)^(?:F(?=rom )|\.)")
_AS_IT_IS = re.compile("[!-<>-~]+")  # quoted-printable changes none of these within a line
_LENGTHS = 512  # of addresses, for each own line


class Content(NamedTuple):
    """A whole mail as it goes, CRLF line ends.

    may_have_dots    a line may begin with a dot, which SMTP doubles
    may_have_8_bit   an octet may be beyond ASCII

    To look for the one takes as long as to hash a mail, for the other a tenth of that: so what the mails of
    a form share is looked through once.
    """

    mail: bytes
    may_have_dots: bool = True
    may_have_8_bit: bool = True


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


@dataclass(frozen=True, slots=True)
class Gapped:
    """Bytes with gaps: between two pieces that all mails share stands the own value of the gap's number."""

    shared: tuple[bytes, ...]
    gaps: tuple[int, ...]

    @classmethod
    def of(cls, pieces: Iterable[bytes | int]) -> "Gapped":
        """Of bytes and the numbers of gaps, in any order."""
        shared, gaps = [b""], []
        for piece in pieces:
            if isinstance(piece, bytes):
                shared[-1] += piece
            else:
                gaps.append(piece)
                shared.append(b"")
        return cls(tuple(shared), tuple(gaps))

    def filled(self, own: Sequence[bytes], before: bytes = b"") -> bytes:
        """With these values, behind `before`."""
        pieces = [before] * (2 * len(self.shared))
        pieces[1::2] = self.shared
        pieces[2::2] = [own[gap] for gap in self.gaps]
        return b"".join(pieces)


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """A mail with gaps. Each is its own: two are never equal, so what is made of one can be kept with it.

    fields  of the header, in order; a mark stands for what each fills in
    body    the pieces that all share; each but the last is followed by the own line of its number
    own     those lines, and whether each stands in HTML
    """

    fields: tuple[bytes, ...]
    body: tuple[bytes, ...]
    own: tuple[tuple[OwnLine, bool], ...] = ()
    whole: Gapped = field(init=False)
    has_dot_lines: bool = field(init=False)
    is_ascii: bool = field(init=False)

    def __post_init__(self) -> None:
        """No field begins with a dot, and no own line does once it is encoded."""
        first, *rest = self.body
        lines = [each for pair in enumerate(rest, len(MARKS)) for each in pair]
        whole = Gapped.of((*cut_at_marks(b"".join(self.fields)), b"\r\n", first, *lines))
        object.__setattr__(self, "whole", whole)
        object.__setattr__(self, "has_dot_lines", any(_has_line_with(b".", piece) for piece in self.body))
        object.__setattr__(self, "is_ascii", all(map(bytes.isascii, whole.shared)))


class Filled(NamedTuple):
    """A form with one person's values: one for each of MARKS, then the own lines of its body."""

    form: Form
    own: tuple[bytes, ...]

    def content(self, signatures: bytes = b"") -> Content:
        """The whole mail, with these fields in front."""
        form, own = self.form, self.own
        mail = form.whole.filled(own, signatures)
        return Content(mail, form.has_dot_lines, not (form.is_ascii and all(map(bytes.isascii, own))))


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
    if _has_line_with(b".", encoded) or _has_line_with(b"From ", encoded):
        encoded = _LINE_START.sub(lambda found: b"=%02X=\n" % ord(found[0]), encoded)
    return encoded.replace(b"\n", b"\r\n")


def _has_line_with(start: bytes, text: bytes) -> bool:
    """Whether a line begins so. A regular expression would look at each line; hardly any does."""
    return text.startswith(start) or b"\n" + start in text


def cut_at_marks(fields: bytes) -> list[bytes | int]:
    """What all share, and in the place of each mark its number."""
    cut: list[bytes | int] = list(_MARK.split(fields))
    cut[1::2] = [MARKS.index(mark.decode()) for mark in _MARK.findall(fields)]
    return cut


def cut_at_own_lines(text: str) -> tuple[list[bytes], list[OwnLine]]:
    """A text as encoded pieces, and the lines between them that hold the recipient."""
    if RECIPIENT not in text:
        return [quoted_printable(text)], []
    pieces, own, shared = [], [], ""
    for line in text.splitlines(keepends=True):
        if RECIPIENT in line:
            pieces.append(quoted_printable(shared))
            own.append(OwnLine(line))
            shared = ""
        else:
            shared += line
    return [*pieces, quoted_printable(shared)], own

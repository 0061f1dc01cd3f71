"""Mailboxes in From, To and Cc, read strictly: in doubt there is no mailbox (RFC 5322 section 3.4)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mailservice.domain.addresses import Address
from mailservice.message.headers import decode_words

_MAX_LENGTH = 32 * 1024
_MAX_ADDRESS = 1000  # characters; making an A-label of a longer name takes long (CVE-2022-45061)


def one_mailbox(values: tuple[str, ...]) -> tuple[Address | None, str, str]:
    """The only mailbox of the only From field.

    values    each From field of the mail, unfolded, not yet decoded
    Returns   its address, its display name, and what is wrong: "" or "no-sender",
              "several-senders", "broken-sender". The structure is read before encoded words
              are decoded, so a word that decodes to an address is only a name (RFC 2047 section 5).
    """
    if not values:
        return None, "", "no-sender"
    if len(values) > 1:
        return None, "", "several-senders"
    pieces = _split(values[0])
    if pieces is None or any(":" in piece.bare for piece in pieces):
        return None, "", "broken-sender"  # a colon opens a group (RFC 6854)
    filled = [piece for piece in pieces if not piece.is_empty]
    if len(filled) != 1:
        return None, "", "several-senders" if filled else "no-sender"
    spec = filled[0].spec
    try:
        address = Address.of(spec if len(spec) <= _MAX_ADDRESS else "")
    except ValueError:
        return None, "", "broken-sender"
    return address, "" if filled[0].inside is None else decode_words(filled[0].display), ""


def addresses(values: tuple[str, ...]) -> tuple[str, ...]:
    """Every address that these fields name, as written; broken ones are left out."""
    found: list[str] = []
    for value in values:
        for piece in _split(value) or ():
            spec = piece.spec.rpartition(":")[2].strip()
            if "@" in spec and " " not in spec:
                found.append(spec)
    return tuple(found)


@dataclass(slots=True)
class _Piece:
    """What stands between two commas. `bare` is what could be an address without brackets."""

    display: str = ""
    bare: str = ""
    inside: str | None = None

    @property
    def spec(self) -> str:
        """The text that should be the address."""
        return self.bare if self.inside is None else self.inside

    @property
    def is_empty(self) -> bool:
        return not self.display.strip() and self.inside is None


def _split(value: str) -> list[_Piece] | None:
    """Cut at commas and semicolons outside quotes, comments and angle brackets.

    Returns   None where quotes, comments or brackets do not close or stand where they must not.
    """
    pieces = [_Piece()]
    for kind, text in _tokens(value[:_MAX_LENGTH]):
        piece = pieces[-1]
        if kind == "broken" or (kind == "brackets" and piece.inside is not None):
            return None
        if kind == "separator":
            pieces.append(_Piece())
        elif kind == "brackets":
            piece.inside = text
        elif piece.inside is not None and text.strip():
            return None  # a mailbox ends with its brackets
        else:
            piece.display += text
            piece.bare += text if kind == "text" else '"'
    return pieces


_TOKEN = re.compile(r'\\.|[^"()<>,;\\]+|"(?:[^"\\]|\\.)*"|<[^<>"]*>|.', re.DOTALL)


def _tokens(value: str) -> Iterator[tuple[str, str]]:
    """("text" | "quoted" | "brackets" | "separator" | "broken", its text); comments are passed over."""
    depth = 0  # of comments, which nest
    for token in _TOKEN.finditer(value):
        text = token[0]
        if text in {"(", ")"}:
            depth += 1 if text == "(" else -1
        elif depth:
            continue
        elif len(text) > 1 and text[0] == '"':
            yield "quoted", re.sub(r"\\(.)", r"\1", text[1:-1])
        elif len(text) > 1 and text[0] == "<":
            yield "brackets", text[1:-1]
        else:
            yield _KINDS.get(text, "text"), text
        if depth < 0:
            yield "broken", text
    if depth:
        yield "broken", "("


_KINDS = {",": "separator", ";": "separator", '"': "broken", "<": "broken", ">": "broken"}

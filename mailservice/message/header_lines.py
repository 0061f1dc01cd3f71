"""Header fields as bytes: guarded, encoded and folded (RFC 5322 section 2.2, RFC 2047, RFC 6532).

`email.header` folds differently between versions of Python; here the same value always gives the
same bytes, which the signature and a repeated delivery rely on.
"""

import base64
import re
import unicodedata

from mailservice.message.form import MARKS

_MAX_LINE = 76  # octets; an encoded word may be 75, RFC 2047 section 2
_WORD_OCTETS = 39  # 52 characters of base64, 64 with =?utf-8?b? and ?=: fits beside "Subject: "
_MAX_PLAIN_WORD = 70
_MAX_VALUE = 900
_MARK = re.compile(f"({'|'.join(MARKS)})")
_MESSAGE_ID = re.compile(r"[!-;=?A-~]{1,240}@[!-;=?A-~]{1,240}")  # no <, >, @ or white space


def one_line(value: str) -> str:
    """A value that can be nothing but one header line: no CR, LF, NUL or other control character, no mark.

    Whatever it holds, it is cut at 900 characters; no field of ours is near that.
    """
    if value.isascii() and value.isprintable():  # most are; the long way is a hundred times slower
        return " ".join(value.split())[:_MAX_VALUE]
    hidden = {"Cc", "Cs", "Zl", "Zp"}
    visible = "".join(" " if unicodedata.category(c) in hidden or c in MARKS else c for c in value)
    return " ".join(visible.split())[:_MAX_VALUE]


def is_message_id(text: str) -> bool:
    """Whether that can stand between angle brackets in In-Reply-To (RFC 5322 section 3.6.4)."""
    return _MESSAGE_ID.fullmatch(text) is not None


def unstructured(name: str, value: str) -> bytes:
    """A field of free words, such as Subject; encoded where it is not plain ASCII."""
    words = one_line(value)
    plain = words.isascii() and "=?" not in words
    if plain and all(len(word) <= _MAX_PLAIN_WORD for word in words.split(" ")):
        return _folded(name, words.split(" "))
    return _folded(name, encoded_words(words))


def structured(name: str, value: str) -> bytes:
    """A field of tokens that are ours; addresses may hold UTF-8 (RFC 6532 section 3.2)."""
    plain = value.isascii() and value.isprintable()
    if plain and " " not in value and len(value) <= _MAX_VALUE:  # most are: there is nothing to fold
        return f"{name}: {value}\r\n".encode("ascii")
    return _folded(name, one_line(value).split(" "))


def with_marks(name: str, value: str) -> bytes:
    """A field of tokens, not folded, in which marks stand for what is each mail's own (`message/form.py`)."""
    parts = [part if part in MARKS else one_line(part) for part in _MARK.split(value)]
    return f"{name}: {''.join(parts)}\r\n".encode()


def word(value: str) -> bytes:
    """What stands for a mark: an address, a Message-ID, a token. No space in it, nothing that ends a line."""
    if value.isascii() and value.isprintable() and " " not in value:
        return value.encode("ascii")
    return "".join(one_line(value).split()).encode("utf-8")


def mailbox(name: str, address: str) -> str:
    """`"Forum" <forum@example.org>`, for `structured`."""
    shown = one_line(name)
    if not shown:
        return f"<{address}>"
    if shown.isascii() and "=?" not in shown:
        quoted = shown.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}" <{address}>'
    return f"{' '.join(encoded_words(shown))} <{address}>"


def encoded_words(text: str) -> list[str]:
    """The text as encoded words of at most 75 octets, none of which splits a character."""
    chunks, chunk = [], b""
    for character in text:
        octets = character.encode("utf-8")
        if len(chunk) + len(octets) > _WORD_OCTETS:
            chunks.append(chunk)
            chunk = b""
        chunk += octets
    return [f"=?utf-8?b?{base64.b64encode(each).decode('ascii')}?=" for each in (*chunks, chunk)]


def _folded(name: str, words: list[str]) -> bytes:
    lines, line = [], f"{name}:"
    for word in words:
        if len(line) + 1 + len(word.encode("utf-8")) > _MAX_LINE and line != f"{name}:":
            lines.append(line)
            line = ""
        line += f" {word}"
    return "\r\n".join((*lines, line)).encode("utf-8") + b"\r\n"

"""Bytes of a mail to text: an allow-list of charsets, and the usual mislabelling mended.

Python's codecs hold things that are no charsets (zlib, rot13) or are dangerous to run on a
stranger's bytes (idna takes quadratic time, utf-7 hides markup). A label that is not on the list
is a label that is not believed.
"""

import codecs
import re

_ALLOWED = frozenset(
    {
        *("ascii", "utf-8", "utf-16", "utf-16-le", "utf-16-be", "mac-roman", "koi8-r", "koi8-u"),
        *(f"iso8859-{number}" for number in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 14, 15, 16)),
        *(f"cp{number}" for number in (437, 850, 865, 1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257)),
        *("iso2022_jp", "euc_jp", "shift_jis", "euc_kr", "gb2312", "gbk", "gb18030", "big5", "tis-620"),
    }
)
_LABEL = re.compile(r"[a-z0-9][a-z0-9_.:-]{0,30}")
# Two or more characters that are UTF-8 read as Windows-1252: "Ã¥" for "å", "â€“" for "–".
_MOJIBAKE = re.compile(r"[ÃÂâ][^\x00-\x7f]+")


def decode_text(content: bytes, label: str) -> tuple[str, tuple[str, ...]]:
    """Decode a text of a mail. Never raises.

    label     the charset as the mail names it, "" where it names none
    Returns   the text with LF line ends and without NUL, and the defects: "unknown-charset",
              "wrong-charset", "mojibake", "nul-removed".
    """
    if not label and content.isascii() and b"\x00" not in content:  # most fields of a header
        return content.decode("ascii").replace("\r\n", "\n").replace("\r", "\n"), ()
    defects: list[str] = []
    codec = _codec(label)
    if label and not codec:
        defects.append("unknown-charset")
    text, believed = _decode(content, codec)
    if not believed:
        defects.append("wrong-charset")
    mended = _MOJIBAKE.sub(_mend, text)
    if mended != text:
        defects.append("mojibake")
    if "\x00" in mended:
        defects.append("nul-removed")
    return mended.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n"), tuple(defects)


def _codec(label: str) -> str:
    """The codec for a charset label, "" where it is not on the list."""
    name = label.strip().strip("\"'").lower()
    if not _LABEL.fullmatch(name):
        return ""
    try:
        found = codecs.lookup(name).name
    except LookupError:
        return ""
    return found if found in _ALLOWED else ""


def _decode(content: bytes, codec: str) -> tuple[str, bool]:
    """The text, and whether the label could be believed."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace"), True
    if codec in {"", "ascii", "utf-8", "iso8859-1"}:
        return _decode_western(content, codec)
    try:
        return content.decode(codec), True
    except UnicodeDecodeError:
        return content.decode(codec, "replace"), False


def _decode_western(content: bytes, codec: str) -> tuple[str, bool]:
    """UTF-8 where it is UTF-8, else Windows-1252, whatever of the four the label says.

    Valid UTF-8 with a letter outside ASCII is never Latin-1 text by chance; Windows-1252 is what
    programs mean by iso-8859-1 (WHATWG Encoding).
    """
    whole = _strictly(content, "utf-8-sig")
    if whole is not None:
        return whole, True
    if codec == "utf-8" and _is_mostly_utf8(content):
        return content.decode("utf-8", "replace"), False
    text = content.decode("cp1252", "replace")
    if "\ufffd" in text:
        text = content.decode("latin-1")
    return text, codec == "iso8859-1"


def _is_mostly_utf8(content: bytes) -> bool:
    """A cut or damaged UTF-8 text has more whole characters than broken ones."""
    text = content.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(1 for character in text if character > "\x7f") - broken
    return whole > broken


def _mend(run: re.Match[str]) -> str:
    """One run of mojibake, mended where its bytes are UTF-8."""
    for codec in ("cp1252", "latin-1"):
        try:
            return run[0].encode(codec).decode("utf-8")
        except UnicodeError:
            continue
    return run[0]


def _strictly(content: bytes, codec: str) -> str | None:
    """The text, None where a byte does not fit."""
    try:
        return content.decode(codec)
    except UnicodeDecodeError:
        return None

"""The name of a file as a parameter of a header field (RFC 2045, 2231)."""

from urllib.parse import quote

_SHORT = 50


def named_file(parameter: str, name: str) -> str:
    """What stands behind the semicolon: one beyond ASCII, or a long one, in pieces that fit on lines."""
    if name.isascii() and name.isprintable() and len(name) < _SHORT and not set(name) & {'"', "\\"}:
        return f' {parameter}="{name}"'
    lines = ["utf-8''"]
    for piece in (quote(character, safe="") for character in name):
        if len(lines[-1]) + len(piece) > _SHORT:
            lines.append("")
        lines[-1] += piece
    return ";".join(f"\r\n {parameter}*{number}*={line}" for number, line in enumerate(lines))

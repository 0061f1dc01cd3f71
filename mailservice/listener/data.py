"""The content of a mail off the wire (RFC 5321 sections 4.1.1.4 and 4.5.2)."""

from asyncio import LimitOverrunError, StreamReader

_END = b"\r\n.\r\n"  # nothing else ends the content: no bare CR or LF takes part (SMTP smuggling)
_DOT_LINE = b".\r\n"
_PERHAPS_END = b"\n.\r\n"


async def read_content(reader: StreamReader, *, limit_bytes: int) -> bytes | None:
    """Read up to the end mark and return the content as it was before dots were doubled.

    reader        its own limit is the largest block that is taken at once
    limit_bytes   largest content. What is larger is read to its end and not kept
    Returns       the content with CRLF line ends as they came, or None where it was too large
    Raises        IncompleteReadError where the client hung up before the end mark; Endless where
                  it goes on to twice the limit
    """
    kept_limit = limit_bytes + limit_bytes // 3 + len(_DOT_LINE)  # doubled dots add at most a third
    blocks: list[bytes] = []
    size, tail = 0, b"\r\n"  # that of the DATA command
    at_line_start = True
    while not tail.endswith(_END):
        block = await (_first_bytes(reader) if at_line_start else _next_block(reader))
        size += len(block)
        if size > 2 * kept_limit:
            raise Endless
        if size <= kept_limit:
            blocks.append(block)
        else:
            blocks.clear()
        tail = (tail + block[-len(_END) :])[-len(_END) :]
        at_line_start = block.endswith(_PERHAPS_END) and not tail.endswith(_END)
    if size > kept_limit:
        return None
    content = _undouble_dots(b"".join(blocks)[: -len(_DOT_LINE)])
    return content if len(content) <= limit_bytes else None


class Endless(Exception):
    """The content goes on far beyond the limit."""


async def _first_bytes(reader: StreamReader) -> bytes:
    """The first byte of a line, or three where that is a dot: perhaps the dot line that ends the content.

    So the line end before it, which was read already, still counts; a later end mark is not cut in two.
    """
    first = await reader.readexactly(1)
    return first if first != b"." else first + await reader.readexactly(2)


async def _next_block(reader: StreamReader) -> bytes:
    """Up to what may be the end, or a full buffer without it."""
    try:
        return await reader.readuntil(_PERHAPS_END)
    except LimitOverrunError as full:
        return await reader.readexactly(full.consumed)


def _undouble_dots(content: bytes) -> bytes:
    """Take off the dot that the client put before each line with one (section 4.5.2)."""
    if not content.startswith(b".") and b"\r\n." not in content:
        return content
    return (b"\r\n" + content).replace(b"\r\n.", b"\r\n")[2:]

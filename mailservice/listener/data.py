"""The content of a mail off the wire (RFC 5321 sections 4.1.1.4 and 4.5.2)."""

from asyncio import LimitOverrunError, StreamReader

_END = b"\r\n.\r\n"  # nothing else ends the content: no bare CR or LF takes part (SMTP smuggling)
_DOT_LINE = b".\r\n"


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
    size, tail = 0, b"\r\n"  # of the DATA command: an empty mail is ".\r\n" alone
    while True:
        block = await _next_block(reader)
        size += len(block)
        if size > 2 * kept_limit:
            raise Endless
        if size <= kept_limit:
            blocks.append(block)
        else:
            blocks.clear()
        if (tail + block[-len(_END) :]).endswith(_END):
            break
        tail = (tail + block[-len(_END) :])[-len(_END) :]
    if size > kept_limit:
        return None
    content = _undouble_dots(b"".join(blocks)[: -len(_DOT_LINE)])
    return content if len(content) <= limit_bytes else None


class Endless(Exception):
    """The content goes on far beyond the limit."""


async def _next_block(reader: StreamReader) -> bytes:
    """Up to the next line end after a dot, or a full buffer without one."""
    try:
        return await reader.readuntil(_DOT_LINE)
    except LimitOverrunError as full:
        return await reader.readexactly(full.consumed)


def _undouble_dots(content: bytes) -> bytes:
    """Take off the dot that the client put before each line with one (section 4.5.2)."""
    if not content.startswith(b".") and b"\r\n." not in content:
        return content
    return (b"\r\n" + content).replace(b"\r\n.", b"\r\n")[2:]

"""The content of a mail off the wire (RFC 5321 sections 4.1.1.4 and 4.5.2)."""

import re

_END = b"\r\n.\r\n"  # nothing else ends the content: no bare CR or LF takes part (SMTP smuggling)
_DOT_LINE = b".\r\n"
_LINE_WITH_DOT = re.compile(rb"\r\n\.")  # twice as fast as `find`, which most of the time of a long mail was
_SEAM = len(_END) - 1  # so much of an end mark may have come before


class Endless(Exception):
    """The content goes on far beyond the limit."""


class Content:
    """Takes content in blocks, as they come, up to the end mark.

    limit_bytes   largest content. What is larger is taken to its end and not kept
    """

    def __init__(self, *, limit_bytes: int) -> None:
        self._limit = limit_bytes
        self._kept_limit = limit_bytes + limit_bytes // 3 + len(_DOT_LINE)  # doubled dots add at most a third
        self._blocks: list[bytes] = []
        self._size = 0
        self._has_dots = False  # at the beginnings of lines, as far as one block tells
        self._tail = b"\r\n"  # that of the DATA command

    def take(self, buffer: bytearray) -> bool:
        """Take what belongs to the content off the buffer, and say whether it was the end.

        Raises    Endless where the content goes on to twice the limit
        """
        if not buffer:
            return False
        block = bytes(memoryview(buffer)[: self._belonging(buffer)])
        del buffer[: len(block)]
        self._size += len(block)
        if self._size > 2 * self._kept_limit:
            raise Endless
        if self._size <= self._kept_limit:
            self._blocks.append(block)
        else:
            self._blocks.clear()
        tail = self._tail + block[-len(_END) :]
        self._tail = tail[-_SEAM:]
        return tail.endswith(_END)

    def whole(self) -> bytes | None:
        """The content as it was before dots were doubled, CRLF line ends as they came; None if too large."""
        if self._size > self._kept_limit:
            return None
        content = b"".join(self._blocks)[: -len(_DOT_LINE)]
        if self._has_dots or len(self._blocks) > 1 or content.startswith(b"."):
            content = _undouble_dots(content)
        return content if len(content) <= self._limit else None

    def _belonging(self, buffer: bytearray) -> int:
        """How much of the buffer is content, the end mark included: perhaps the mark began before it."""
        across = (self._tail + buffer[:_SEAM]).find(_END)
        if across >= 0:
            return across + len(_END) - len(self._tail)
        dot = _LINE_WITH_DOT.search(buffer)
        if dot is not None and not buffer.startswith(b"\r\n", dot.end()):
            self._has_dots = True
            end = buffer.find(_END, dot.end())
        else:
            end = -1 if dot is None else dot.start()
        return len(buffer) if end < 0 else end + len(_END)


def _undouble_dots(content: bytes) -> bytes:
    """Take off the dot that the client put before each line with one (section 4.5.2)."""
    return (b"\r\n" + content).replace(b"\r\n.", b"\r\n")[2:]

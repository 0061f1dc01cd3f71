"""A mail on its way over a connection: its envelope, what was answered, and its content as it goes."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from mailservice.delivery.replies import Reply


@dataclass(slots=True, eq=False)
class Job:
    """A mail to hand over. `answers` gets a reply for each recipient, in their order."""

    mail_id: str
    reverse_path: str
    recipients: tuple[str, ...]
    mail: bytes
    answers: asyncio.Future[tuple[Reply, ...]]
    tries: int = 0
    in_data: bool = False  # its content is on the way: whatever happens now, it may have arrived
    is_noted: bool = False  # it is stored what became of it, or nobody is left to store it
    when_noted: Callable[[], None] | None = None
    _said: list[Reply | None] = field(default_factory=list)
    _refused: Reply | None = None

    def begin(self) -> None:
        """An envelope begins, perhaps for the second time."""
        self.tries += 1
        self._said, self._refused = [], None

    def noted(self) -> None:
        """It is stored what became of it: a kill will not send it a second time."""
        self.is_noted = True
        if self.when_noted is not None:
            self.when_noted()

    @property
    def accepted(self) -> bool:
        """Somebody is there to get the content."""
        return self._refused is None and None in self._said

    def heard_mail(self, reply: Reply) -> None:
        """The answer to MAIL."""
        if not reply.positive:
            self._refused = reply

    def heard_recipient(self, reply: Reply) -> None:
        """The answer to the next RCPT. None stands for who was accepted and has no final answer yet."""
        self._said.append(None if reply.positive else reply)

    def end(self, reply: Reply) -> None:
        """The last word: for all that were accepted. Who was refused before keeps that answer."""
        said = self._said + [None] * (len(self.recipients) - len(self._said))
        final = tuple(self._refused or each or reply for each in said)
        if not self.answers.done():
            self.answers.set_result(final)


def dotted(content: bytes) -> bytes:
    """Content as DATA carries it, with its end mark; of none, the mark alone (RFC 5321 section 4.5.2)."""
    if b"\n." in content or content.startswith(b"."):
        content = re.sub(rb"(?m)^\.", b"..", content)
    end = b".\r\n" if not content or content.endswith(b"\r\n") else b"\r\n.\r\n"
    return content + end

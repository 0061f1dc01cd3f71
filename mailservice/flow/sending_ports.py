"""What sending needs of the outer rooms: who writes a letter, who signs it, who takes it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from mailservice.domain.publications import PublicationFile
from mailservice.domain.world import World
from mailservice.flow.rows import OutgoingMail
from mailservice.message.form import Content, Filled, Form


class Renderer(Protocol):
    """Letters."""

    def form(
        self,
        mail: OutgoingMail,
        *,
        world: World,
        attached: bytes | None,
        sent_at: datetime,
        files: Sequence[PublicationFile] = (),
    ) -> Form:
        """The letter of this mail, and of every other with the same `form_key`."""
        ...

    def fill(self, form: Form, mail: OutgoingMail, *, sent_at: datetime) -> Filled:
        """The form with what is this mail's own. The same arguments give the same bytes."""
        ...


class Signer(Protocol):
    """DKIM."""

    @property
    def takes_long(self) -> bool:
        """Whether threads sign: then several groups of mails are better signed at the same time."""
        ...

    async def signed(self, mails: Sequence[Filled]) -> list[Content]:
        """The whole mails, CRLF line ends, with their signature fields in front."""
        ...


def _nobody_waits() -> None:
    pass


@dataclass(frozen=True, slots=True)
class Handover:
    """What became of one mail: "sent" by the smarthost, or "kept" in the folder.

    noted   to be called when that is stored: until then its connection takes no other mail's content
    """

    outcome: str
    reply: str
    noted: Callable[[], None] = field(default=_nobody_waits, compare=False, repr=False)


Answer = Handover | Exception  # DeliveryFailed, SmarthostUnreachable, NotBegun; another ends the run
Told = Callable[[OutgoingMail, Answer], None]


class Smarthost(Protocol):
    """Who takes outgoing mail."""

    @property
    def at_once(self) -> int:
        """How many mails are best under way at the same time."""
        ...

    @property
    def longest_s(self) -> float:
        """So many seconds pass at most until a mail handed over is heard of."""
        ...

    def hand_over(self, mail: OutgoingMail, content: Content, told: Told) -> None:
        """Take it, and tell once, later, what became of it: not taken (for now or for good), nobody there."""
        ...

    def withdraw(self, *, begun: bool = True) -> None:
        """Give back at once what has not gone, or what has not been begun; the rest is told of as ever."""
        ...

    async def close(self) -> None:
        """Give back what it holds open."""
        ...

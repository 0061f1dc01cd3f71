"""Who reads mail, as the flow sees them; and a reader that works in a thread of this process.

A reader gets received mails and gives back what they mean. In between it asks what only the database knows:
which letters of ours they answer. What goes to and fro are small values, so that a reader may as well be a
process of its own (`reading_process.py`).
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, Protocol

from mailservice.domain.addresses import Address
from mailservice.domain.readings import AnsweredLetter, Reading
from mailservice.domain.world import World
from mailservice.flow.rows import SpooledMail
from mailservice.screening.verdict import Verdict

if TYPE_CHECKING:
    from mailservice.flow.read import Desk


@dataclass(frozen=True, slots=True)
class Opened:
    """What the flow needs to know of a mail that was parsed and screened. Its words stay with the reader.

    sender_text   From as it stands there
    answers       Message-IDs of what it may answer, the nearest first
    tokens        that it bears in a plus address or in its subject
    """

    sender: Address | None
    sender_text: str
    subject: str
    message_id: str
    date: datetime | None
    verdict: Verdict
    answers: tuple[str, ...]
    tokens: tuple[str, ...]


class Known(NamedTuple):
    """What the database knows: the world, and for each mail the letter of ours that it answers."""

    world: World
    answered: Sequence[AnsweredLetter | None]


LookUp = Callable[[Sequence[Opened]], Awaitable[Known]]


class Read(NamedTuple):
    """A mail that has been read."""

    opened: Opened
    reading: Reading


class Reader(Protocol):
    """Tells what mails mean."""

    async def prepare(self) -> None:
        """Load all that the next mail would else wait for; takes seconds where it is not there yet.

        Raises ReaderUnavailable.
        """
        ...

    async def read(self, mails: Sequence[SpooledMail], look_up: LookUp) -> list[Read]:
        """Each of these, in order.

        Raises what `look_up` raises; ReadingFailed where one cannot be read; ReaderUnavailable.
        """
        ...

    async def close(self) -> None:
        """Give back what it holds."""
        ...


@dataclass(frozen=True, slots=True)
class InThread:
    """A reader in this process. In a thread: a mail that takes long keeps neither doors nor clock waiting.

    desk   how to come by it: it takes a while, and the doors need not wait for it
    """

    desk: "Callable[[], Desk]"

    async def prepare(self) -> None:
        """See `Reader`."""
        await asyncio.to_thread(lambda: self.desk().prepare())

    async def read(self, mails: Sequence[SpooledMail], look_up: LookUp) -> list[Read]:
        """See `Reader`."""
        on_desk = await asyncio.to_thread(lambda: self.desk().open(mails))
        opened = [each.told for each in on_desk]
        known = await look_up(opened)
        readings = await asyncio.to_thread(lambda: self.desk().read(on_desk, known))
        return list(map(Read, opened, readings))

    async def close(self) -> None:
        """Nothing is held."""

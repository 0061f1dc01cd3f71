"""Whose letter goes next: claimed letters wait in line, and one person's letters go one after the other.

The secretariat may have hundreds of letters waiting, each of which follows the one before. So none is looked
at again before its turn: what follows a letter that is on its way waits behind it, in a line of its own.
"""

from collections import deque
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from itertools import chain

from mailservice.domain.addresses import Address
from mailservice.flow.rows import OutgoingMail


@dataclass(slots=True, eq=False)
class Lines:
    """The letters of one run that are claimed and not settled."""

    _next: deque[OutgoingMail] = field(default_factory=deque)  # the one before it is settled: goes first
    _waiting: deque[OutgoingMail] = field(default_factory=deque)
    _behind: dict[Address, deque[OutgoingMail]] = field(default_factory=dict)  # of whoever has one before

    @property
    def under_way(self) -> int:
        """How many are taken and not settled."""
        return len(self._behind) - len(self._next)

    def waiting(self) -> list[OutgoingMail]:
        """Those that are not taken; of one person, in their order."""
        return [*self._next, *chain.from_iterable(self._behind.values()), *self._waiting]

    def add(self, mails: Iterable[OutgoingMail]) -> None:
        """Letters behind all others."""
        self._waiting.extend(mails)

    def take(self, most: int) -> list[OutgoingMail]:
        """The next, to people to whom none is on its way."""
        taken = [self._next.popleft() for _ in range(min(most, len(self._next)))]
        while self._waiting and len(taken) < most:
            mail = self._waiting.popleft()
            if mail.recipient in self._behind:
                self._behind[mail.recipient].append(mail)
            else:
                self._behind[mail.recipient] = deque()
                taken.append(mail)
        return taken

    def settled(self, recipient: Address) -> None:
        """The letter to this person that was on its way no longer is."""
        behind = self._behind[recipient]
        if behind:
            self._next.append(behind.popleft())
        else:
            del self._behind[recipient]

    def leave_out(self, ids: Collection[str]) -> None:
        """These are not to be taken."""
        kept = [mail for mail in self.waiting() if mail.id not in ids]
        for mail in self._next:
            del self._behind[mail.recipient]
        for behind in self._behind.values():
            behind.clear()
        self._next.clear()
        self._waiting = deque(kept)

"""What was sent beside what ought to have been."""

from dataclasses import dataclass

from mailservice.domain.addresses import Address
from tests.year.oracle import Receipt
from tests.year.script import Event

Received = dict[tuple[Address, int], list[Receipt]]


@dataclass(frozen=True, slots=True)
class Findings:
    """texts   how many times a text ought to reach a person"""

    texts: int
    lost: tuple[tuple[int, int], ...]  # person, publication
    twice: tuple[tuple[int, int], ...]
    otherwise: tuple[tuple[int, int], ...]  # at another time, in another mode or language, to another address
    unasked: tuple[tuple[int, int], ...]

    @property
    def right(self) -> bool:
        """Each text reached each person once, as they wished."""
        return not (self.lost or self.twice or self.otherwise or self.unasked)


def compare(wanted: dict[tuple[int, int], Receipt], received: Received) -> Findings:
    """received    by address and publication, from the letters"""
    came: dict[tuple[int, int], list[Receipt]] = {}
    for (to, text), receipts in received.items():
        came.setdefault((_who(to), text), []).extend(receipts)
    return Findings(
        texts=len(wanted),
        lost=tuple(sorted(wanted.keys() - came.keys())),
        twice=tuple(sorted(key for key, receipts in came.items() if len(receipts) > 1)),
        otherwise=tuple(
            sorted(key for key, receipt in wanted.items() if key in came and came[key] != [receipt])
        ),
        unasked=tuple(sorted(came.keys() - wanted.keys())),
    )


def _who(to: Address) -> int:
    return int(to.local_part.removeprefix("p").partition(".")[0])


def told(
    wanted: dict[tuple[int, int], Receipt], received: Received, key: tuple[int, int], events: list[Event]
) -> str:
    """One difference, for a person to read."""
    who, text = key
    came = [
        each for (to, number), receipts in received.items() if (_who(to), number) == key for each in receipts
    ]
    story = [event for event in events if event.who == (text if event.act == "publish" else who)]
    lines = [f"person {who}, text {text}", f"  wanted {wanted.get(key)}", f"  came   {came}"]
    return "\n".join([*lines, *(f"  {event}" for event in story)])

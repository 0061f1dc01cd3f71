"""What people can ask for, as values that can be stored and read back.

A wish is what understanding finds in a mail, what a confirmation letter waits to carry out, and
what *undo* turns around. Tuples of ids keep the order of the world; EVERYTHING stands for all of them.
"""

from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from mailservice.domain.arrangements import (
    ArrangeBriefing,
    AskParticipants,
    Attended,
    GiveSeat,
    OfficeWish,
    RemoveSeat,
)
from mailservice.domain.lists import DeliveryMode, Language

EVERYTHING: tuple[str, ...] = ("*",)


@dataclass(frozen=True, slots=True)
class Subscribe:
    """News of these lists."""

    lists: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    """No more news of these lists, or EVERYTHING."""

    lists: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Register:
    """A seat at these briefings."""

    sessions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cancel:
    """Give up the seats at these briefings, or EVERYTHING to come."""

    sessions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeaveLine:
    """No place in line at these briefings any more, or at none (EVERYTHING). Seats that they have stay."""

    sessions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MaterialsOnly:
    """No seat at these briefings, but what was shown, afterwards."""

    sessions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Follow:
    """A seat at each new briefing of these lists, until they say otherwise."""

    lists: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unfollow:
    """No seat by itself any more at briefings of these lists, or EVERYTHING. Seats they have stay."""

    lists: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetDelivery:
    """How often news come."""

    mode: DeliveryMode


@dataclass(frozen=True, slots=True)
class SetLanguage:
    """The language of the service's mail."""

    to: Language


@dataclass(frozen=True, slots=True)
class Pause:
    """No news until that day: the first on which mail comes again (Europe/Stockholm)."""

    until: date


@dataclass(frozen=True, slots=True)
class Resume:
    """End a pause."""


@dataclass(frozen=True, slots=True)
class Move:
    """Everything of the sender's moves to this address (as the mail spells it)."""

    to: str


@dataclass(frozen=True, slots=True)
class AskStatus:
    """What am I subscribed to and signed up for?"""


@dataclass(frozen=True, slots=True)
class AskHelp:
    """How does it work, what is there?"""


@dataclass(frozen=True, slots=True)
class AskExport:
    """A copy of all that is stored about me (GDPR article 15)."""


@dataclass(frozen=True, slots=True)
class Erase:
    """Forget all about me (GDPR article 17)."""


Wish = (
    Subscribe
    | Unsubscribe
    | Register
    | Cancel
    | LeaveLine
    | MaterialsOnly
    | Follow
    | Unfollow
    | SetDelivery
    | SetLanguage
    | Pause
    | Resume
    | Move
    | AskStatus
    | AskHelp
    | AskExport
    | Erase
    | OfficeWish
)

# The word in "do" for each kind, in the labels of the corpus, in the journal and in the database.
_DO: dict[str, type[Wish]] = {
    "subscribe": Subscribe,
    "unsubscribe": Unsubscribe,
    "register": Register,
    "cancel": Cancel,
    "leave_line": LeaveLine,
    "materials": MaterialsOnly,
    "follow": Follow,
    "unfollow": Unfollow,
    "delivery": SetDelivery,
    "language": SetLanguage,
    "pause": Pause,
    "resume": Resume,
    "move": Move,
    "status": AskStatus,
    "help": AskHelp,
    "export": AskExport,
    "erase": Erase,
    "arrange": ArrangeBriefing,
    "participants": AskParticipants,
    "give": GiveSeat,
    "remove": RemoveSeat,
    "attended": Attended,
}
_WORD: dict[type[Wish], str] = {kind: word for word, kind in _DO.items()}


def wish_to_json(wish: Wish) -> dict[str, Any]:
    """A wish as a JSON object: {"do": "pause", "until": "2027-08-09"}."""
    if isinstance(wish, ArrangeBriefing):
        return {"do": _WORD[ArrangeBriefing], **wish.to_json()}
    values = {
        name: list(value) if isinstance(value, tuple) else str(value) for name, value in asdict(wish).items()
    }
    return {"do": _WORD[type(wish)], **values}


def wish_from_json(stored: dict[str, Any]) -> Wish:
    """The wish that `wish_to_json` wrote.

    Raises    ValueError for an object that no wish writes.
    """
    kind = _DO.get(stored.get("do", ""))
    if kind is ArrangeBriefing:
        return ArrangeBriefing.from_json({name: value for name, value in stored.items() if name != "do"})
    if kind is None or {f.name for f in fields(kind)} != stored.keys() - {"do"}:
        raise ValueError(f"no wish is written as {sorted(stored)}")
    values: dict[str, Any] = {
        k: tuple(v) if isinstance(v, list) else v for k, v in stored.items() if k != "do"
    }
    if kind is SetDelivery:
        values["mode"] = DeliveryMode(values["mode"])
    if kind is Pause:
        values["until"] = date.fromisoformat(values["until"])
    return kind(**values)

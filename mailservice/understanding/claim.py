"""What one act of a mail comes to."""

from dataclasses import dataclass

from mailservice.understanding.frames import Frame


@dataclass(frozen=True, slots=True)
class Claim:
    """What one frame comes to.

    kind    "subscribe", "unsubscribe", "register", "cancel", "keep", "decline", "weak-unsubscribe",
            or "add"/"remove" where it is open of what
    ids     lists or briefings
    fault   why the slot could not be filled, "" where it was
    """

    kind: str
    frame: Frame
    ids: tuple[str, ...] = ()
    fault: str = ""
    named: bool = False
    exchange: bool = False

"""Who a text would reach now: counted, with a few named, for the proof."""

from dataclasses import dataclass
from typing import Any

from mailservice.domain.lists import DeliveryMode, Language


@dataclass(frozen=True, slots=True)
class Sample:
    """One of those it would reach."""

    address: str
    mode: DeliveryMode
    language: Language


@dataclass(frozen=True, slots=True)
class Audience:
    """at_once, weekly, monthly   how many get it so; paused: of those, how many wait for the end of a pause
    in_swedish, in_english      in which language they are written to
    samples                     three, of different kinds where there are such
    """

    at_once: int = 0
    weekly: int = 0
    monthly: int = 0
    paused: int = 0
    in_swedish: int = 0
    in_english: int = 0
    samples: tuple[Sample, ...] = ()

    @property
    def total(self) -> int:
        """Everybody, each once."""
        return self.at_once + self.weekly + self.monthly

    @property
    def language(self) -> Language | None:
        """That of most; None where there is nobody, or neither is that of most."""
        if self.in_swedish == self.in_english:
            return None
        return "sv" if self.in_swedish > self.in_english else "en"

    def line(self) -> dict[str, Any]:
        """As a letter tells it."""
        return {
            "total": self.total,
            "at_once": self.at_once,
            "weekly": self.weekly,
            "monthly": self.monthly,
            "paused": self.paused,
            "samples": [
                {"address": each.address, "mode": str(each.mode), "language": each.language}
                for each in self.samples
            ],
        }

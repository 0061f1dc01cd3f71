"""What people can subscribe to."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Language = Literal["sv", "en"]


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A text in both languages of the service."""

    sv: str
    en: str

    def in_(self, language: Language) -> str:
        """The text in that language."""
        return self.en if language == "en" else self.sv


class DeliveryMode(StrEnum):
    """How often news reach a person: each mail at once, or gathered in a digest."""

    EACH = "each"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


@dataclass(frozen=True, slots=True)
class MailingList:
    """A list of news, or a closed network that discusses by mail.

    public    anyone may join; else the secretariat approves
    address   where members write to one another; None for lists that only the secretariat writes to
    """

    id: str
    name: Bilingual
    about: Bilingual
    public: bool = True
    address: str | None = None

"""Digests sent now, because the secretariat says so, and not when their time comes."""

from dataclasses import dataclass
from datetime import datetime

from mailservice.domain.addresses import Address
from mailservice.domain.lists import DeliveryMode, Language


@dataclass(frozen=True, slots=True)
class DigestOrder:
    """What waits for people with these modes goes out at once.

    key          unique: of what ordered it
    ordered_by   who is told when it is done; None where it came from the command line
    in_reply_to  Message-ID of the mail that ordered it, "" where none
    """

    key: str
    modes: tuple[DeliveryMode, ...]
    ordered_by: Address | None
    in_reply_to: str
    language: Language
    ordered_at: datetime

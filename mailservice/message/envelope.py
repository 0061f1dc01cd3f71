"""What the SMTP or LMTP conversation said, before the message is read (RFC 5321 section 2.3.1)."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who handed over what, for whom.

    reverse_path  as in MAIL FROM, "" for the null sender <>
    recipients    as in RCPT TO, in order, duplicates kept
    peer          address of the client, "" for a Unix socket
    helo          what it called itself
    protocol      "SMTP", "ESMTP", "ESMTPS", "LMTP" … for Received (RFC 3848)
    received_at   aware, UTC
    """

    reverse_path: str
    recipients: tuple[str, ...]
    peer: str
    helo: str
    protocol: str
    received_at: datetime

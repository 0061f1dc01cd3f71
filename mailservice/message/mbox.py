"""Many mails in one file, as mail programs import them (RFC 4155).

Lines that begin with "From ", quoted or not, get one ">" more (the "mboxrd" way), so that each mail
can be had back as it was.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

_LOOKS_LIKE_A_START = re.compile(rb"(?m)^(>*From )")


def mbox(mails: Iterable[tuple[datetime, bytes]], *, sender: str) -> Iterator[bytes]:
    """Pieces of the file, one for each mail.

    mails    when each was sent, aware, and the mail with CRLF line ends
    sender   the address that stands in the separating line
    """
    for at, mail in mails:
        start = f"From {sender} {at.astimezone(UTC):%a %b %d %H:%M:%S %Y}\n".encode()
        lines = mail.replace(b"\r\n", b"\n").removesuffix(b"\n")
        yield start + _LOOKS_LIKE_A_START.sub(rb">\1", lines) + b"\n\n"

"""Without a smarthost: outgoing mail is kept as .eml files, and shown, plainly marked as not sent."""

import asyncio
import os
import re
from collections.abc import Callable
from datetime import UTC
from email.parser import BytesHeaderParser
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path

from mailservice.domain.addresses import Address
from mailservice.flow.sending_ports import Handover

_UNSAFE = re.compile(r"[^a-z0-9@._+-]+")
_LETTER = re.compile(r"\.([a-z_]{1,40})@")
_MAX_NAME = 80


class FolderSmarthost:
    """Keeps mail in a folder (flow.sending_ports.Smarthost).

    The same mail handed over again overwrites its file, since the name comes from the mail.
    """

    at_once = 1  # in the order of their claim: people watch

    def __init__(self, folder: Path, *, shown: Callable[[Path, bytes], None]) -> None:
        """shown   is told of each new file and its content"""
        self._folder, self._shown = folder, shown

    async def send(self, *, reverse_path: str, recipient: Address, mail: bytes, mail_id: str) -> Handover:
        """Write the mail to disk. Raises OSError where the folder cannot be written."""
        path = self._folder / file_name(mail, recipient=recipient, mail_id=mail_id)
        await asyncio.to_thread(_write, path, mail)
        self._shown(path, mail)
        return Handover("kept", str(path))

    async def close(self) -> None:
        """Nothing is held open."""


def file_name(mail: bytes, *, recipient: Address, mail_id: str) -> str:
    """`20270510T063000Z-anna@example.org-receipt-k3j2.eml`: in the order of time, safe on any disk."""
    header = BytesHeaderParser(policy=default).parsebytes(mail)
    moment = parsedate_to_datetime(header["Date"]).astimezone(UTC)
    letter = _LETTER.search(header["Message-ID"] or "")
    to = _safe(str(recipient))
    return f"{moment:%Y%m%dT%H%M%SZ}-{to}-{letter[1] if letter else 'mail'}-{_safe(mail_id)[:8]}.eml"


def _safe(text: str) -> str:
    return _UNSAFE.sub("_", text.lower()).replace("..", "_").strip(".")[:_MAX_NAME]


def _write(path: Path, mail: bytes) -> None:
    """The file is there whole or not at all: written beside, synced, renamed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    with unfinished.open("wb") as file:
        file.write(mail)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)

"""Without a smarthost: outgoing mail is kept as .eml files, and shown, plainly marked as not sent."""

import asyncio
import os
import re
from collections.abc import Callable
from datetime import UTC
from email.parser import BytesHeaderParser
from email.policy import default
from email.utils import parsedate_to_datetime
from functools import partial
from pathlib import Path
from typing import cast

from mailservice.domain.addresses import Address
from mailservice.flow.rows import OutgoingMail
from mailservice.flow.sending_ports import Handover, Told
from mailservice.message.form import Content

_UNSAFE = re.compile(r"[^a-z0-9@._+-]+")
_LETTER = re.compile(r"\.([a-z_]{1,40})@")
_MAX_NAME = 80


class FolderSmarthost:
    """Keeps mail in a folder (flow.sending_ports.Smarthost).

    The same mail handed over again overwrites its file, since the name comes from the mail.
    """

    at_once = 1  # in the order of their claim: people watch
    longest_s = 60.0  # one file

    def __init__(self, folder: Path, *, shown: Callable[[Path, bytes], None]) -> None:
        """shown   is told of each new file and its content"""
        self._folder, self._shown = folder, shown
        self._keeping: set[asyncio.Task[Handover]] = set()

    def hand_over(self, mail: OutgoingMail, content: Content, told: Told) -> None:
        """Write the mail to disk. `told` hears of an OSError where the folder cannot be written."""
        keeping = asyncio.get_running_loop().create_task(self._keep(mail, content.mail), name="folder.keep")
        self._keeping.add(keeping)
        keeping.add_done_callback(partial(self._kept, mail, told))

    async def _keep(self, mail: OutgoingMail, content: bytes) -> Handover:
        path = self._folder / file_name(content, recipient=mail.recipient, mail_id=mail.id)
        await asyncio.to_thread(_write, path, content)
        self._shown(path, content)
        return Handover("kept", str(path))

    def _kept(self, mail: OutgoingMail, told: Told, keeping: "asyncio.Task[Handover]") -> None:
        self._keeping.discard(keeping)
        if not keeping.cancelled():
            error = keeping.exception()
            told(mail, keeping.result() if error is None else cast("Exception", error))

    def withdraw(self, *, begun: bool = True) -> None:
        """What was handed over is being written."""

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

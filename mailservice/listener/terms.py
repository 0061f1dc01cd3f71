"""What the composition root hands to the listener."""

import shutil
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from mailservice.flow.ports import Clock, SpoolIn
from mailservice.listener.limits import Limits


@dataclass(frozen=True, slots=True)
class DiskSpace:
    """Of the file system that holds the spool."""

    free_bytes: int
    total_bytes: int


def disk_space_at(path: Path) -> DiskSpace:
    """What is free and what there is where `path` lies. Raises OSError where it cannot be seen."""
    usage = shutil.disk_usage(path)
    return DiskSpace(free_bytes=usage.free, total_bytes=usage.total)


@dataclass(frozen=True, slots=True)
class Terms:
    """What all conversations of this listener share.

    hostname   how the service calls itself in the greeting
    spool      where mail is put; a 250 follows its return, never precedes it
    accepts    is this address of a RCPT ours? `<postmaster>` is never asked for
    tls        offers STARTTLS where given
    disk       looks at the disk before each mail where given
    """

    hostname: str
    spool: SpoolIn
    accepts: Callable[[str], bool]
    clock: Clock
    limits: Limits = field(default_factory=Limits)
    tls: ssl.SSLContext | None = None
    disk: Callable[[], DiskSpace] | None = None

    def disk_is_full(self) -> bool:
        """Less than 5 %, or than one and a half of the largest mail, is free (as Postfix and OpenSMTPD)."""
        if self.disk is None:
            return False
        space = self.disk()
        needed = max(space.total_bytes * 0.05, self.limits.message_size_bytes * 1.5)
        return space.free_bytes < needed

"""The feed as a file for a web server to serve: there whole or not at all."""

import asyncio
import os
from pathlib import Path

_FOR_THE_WEB_SERVER = 0o644


class FeedFile:
    """One file (flow.ports.FeedPlace)."""

    def __init__(self, path: Path) -> None:
        """path   of the file; its folder is made where it is missing"""
        self._path = path

    async def read(self) -> bytes:
        """What stands there, b"" where nothing does. Raises OSError where it cannot be read."""
        return await asyncio.to_thread(_read, self._path)

    async def put(self, content: bytes) -> None:
        """Replace it: a reader sees the old file or the new one. Raises OSError where that cannot be done."""
        await asyncio.to_thread(_write, self._path, content)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.part")
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.chmod(_FOR_THE_WEB_SERVER)
    unfinished.replace(path)

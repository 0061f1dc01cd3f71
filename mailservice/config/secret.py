"""The key from which tokens and return paths are made."""

import os
import secrets
from pathlib import Path

from mailservice.domain.errors import ConfigurationFaults

_KEY_BYTES = 32


def read_or_make_secret(path: Path) -> bytes:
    """The key in that file, 32 bytes written as 64 hexadecimal digits.

    Where there is no file one is made, readable by its owner alone, and reaches the disk before
    anything is signed with it; of two processes that make one at the same time, one wins for both.

    Raises    ConfigurationFaults if the file cannot be read or made, or holds something else.
    """
    try:
        if not path.exists():
            _make(path)
        text = path.read_text(encoding="ascii").strip()
        key = bytes.fromhex(text)
    except (OSError, ValueError) as error:
        raise ConfigurationFaults((f"service.secret_file: {_why(error)}",)) from error
    if len(key) != _KEY_BYTES:
        raise ConfigurationFaults((f"service.secret_file: {path} must hold 64 hexadecimal digits",))
    return key


def _make(path: Path) -> None:
    """Write a fresh key under a name of its own, then link it to its place: never half a key there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(_KEY_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        _link_unless_there(draft, path)
    finally:
        draft.unlink()


def _link_unless_there(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)
    except FileExistsError:
        return  # another process was first; its key is read
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _why(error: OSError | ValueError) -> str:
    if isinstance(error, OSError):
        return f"{error.filename}: {error.strerror}"
    return "it must hold 64 hexadecimal digits; restore it from the backup that the database came from"

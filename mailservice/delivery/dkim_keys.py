"""DKIM keys: made, and their public halves as DNS records (RFC 6376 section 3.6.1, RFC 8463 section 4).

A rotation needs no moment: keys are made under new selectors, their records are published beside the old
ones, the configuration is switched when DNS has them, and the old records are emptied when the last mail
that they signed has arrived.
"""

import base64
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

RSA_BITS = 2048  # longer ones do not fit into one DNS answer everywhere, and sign four times as slowly
_LONGEST_STRING = 255  # octets of one string in a TXT record, RFC 1035 section 3.3.14

Key = RSAPrivateKey | Ed25519PrivateKey


@dataclass(frozen=True, slots=True)
class PublicRecord:
    """A TXT record. `text` is what the strings in it say together."""

    name: str
    text: str

    def in_zone(self) -> str:
        """As a line of a zone file, cut into strings of at most 255 octets."""
        strings = (self.text[at : at + _LONGEST_STRING] for at in range(0, len(self.text), _LONGEST_STRING))
        quoted = " ".join(f'"{each}"' for each in strings)
        return f"{self.name}. IN TXT ( {quoted} )"


def make_key(kind: str) -> Key:
    """A new key. kind   "rsa" or "ed25519" """
    return generate_private_key(65537, RSA_BITS) if kind == "rsa" else Ed25519PrivateKey.generate()


def write_key(file: Path, key: Key) -> None:
    """Write a private key as PEM, for its owner alone. Raises FileExistsError: no key is ever overwritten."""
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(pem)
        stream.flush()
        os.fsync(stream.fileno())


def record_of(pem: bytes, *, selector: str, domain: str) -> PublicRecord:
    """The record that lets others verify what this key signs. Raises ValueError for another kind of key."""
    key = load_pem_private_key(pem, password=None)
    if isinstance(key, RSAPrivateKey):
        public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return PublicRecord(_name(selector, domain), f"v=DKIM1; k=rsa; p={_base64(public)}")
    if isinstance(key, Ed25519PrivateKey):
        raw = key.public_key().public_bytes_raw()
        return PublicRecord(_name(selector, domain), f"v=DKIM1; k=ed25519; p={_base64(raw)}")
    raise ValueError("a DKIM key is RSA or Ed25519")


def revoked(*, selector: str, domain: str) -> PublicRecord:
    """The record that says that a key is no longer in use: an empty p= (section 3.6.1)."""
    return PublicRecord(_name(selector, domain), "v=DKIM1; p=")


def _name(selector: str, domain: str) -> str:
    return f"{selector}._domainkey.{domain}"


def _base64(octets: bytes) -> str:
    return base64.b64encode(octets).decode("ascii")

"""DKIM signatures: RSA-2048 (RFC 6376) and, beside it, Ed25519 (RFC 8463).

Canonicalization is relaxed/relaxed: it survives relays that refold a header or trim white space.
"""

import base64
import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

# Each is named once more than it occurs ("oversigned"), so that none can be added afterwards
# without breaking the signature (RFC 6376 section 5.4.2, RFC 8058 section 4).
SIGNED_FIELDS = (
    *("from", "to", "cc", "subject", "date", "message-id", "reply-to", "in-reply-to", "references"),
    *("mime-version", "content-type", "content-transfer-encoding"),
    *("list-id", "list-help", "list-unsubscribe", "list-unsubscribe-post", "list-post"),
    "auto-submitted",
)
_MIN_RSA_BITS = 2048
_LINE = 72  # of folded base64 and of h=
_SPACES = re.compile(rb"[ \t]+")
_SPACES_AT_END = re.compile(rb"[ \t]+(?=\r\n)")
_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:((?:[^\r\n]|\r\n[ \t])*)\r\n")


@dataclass(frozen=True, slots=True)
class DkimKey:
    """One key. Its public half stands in DNS at `<selector>._domainkey.<domain>`."""

    selector: str
    algorithm: str  # "rsa-sha256" or "ed25519-sha256"
    sign: Callable[[bytes], bytes]

    @classmethod
    def from_pem(cls, selector: str, pem: bytes) -> "DkimKey":
        """Read a private key in PEM, without a passphrase.

        Raises    ValueError where it is none, an RSA key under 2048 bits, or of another kind.
        """
        key = load_pem_private_key(pem, password=None)
        if isinstance(key, Ed25519PrivateKey):
            # RFC 8463 section 3: what is signed is the SHA-256 digest of the canonical header
            return cls(selector, "ed25519-sha256", lambda data: key.sign(hashlib.sha256(data).digest()))
        if isinstance(key, RSAPrivateKey) and key.key_size >= _MIN_RSA_BITS:
            return cls(selector, "rsa-sha256", lambda data: key.sign(data, PKCS1v15(), SHA256()))
        raise ValueError("a DKIM key is RSA of at least 2048 bits, or Ed25519")


class DkimSigner:
    """Signs with every key it holds (flow.ports.Signer)."""

    def __init__(self, domain: str, keys: Sequence[DkimKey]) -> None:
        """domain   d= of the signature: that of From, so that DMARC finds it aligned"""
        self._domain, self._keys = domain, tuple(keys)

    def sign(self, mail: bytes) -> bytes:
        """The mail with its signature fields in front. `mail` has CRLF line ends."""
        header, _, body = mail.partition(b"\r\n\r\n")
        names, fields = _signed_fields(header + b"\r\n")
        body_hash = base64.b64encode(hashlib.sha256(relaxed_body(body)).digest()).decode("ascii")
        signatures = [self._signature(key, names, fields, body_hash) for key in self._keys]
        return b"".join((*signatures, mail))

    def _signature(self, key: DkimKey, names: Sequence[str], fields: bytes, body_hash: str) -> bytes:
        unsigned = (
            f"DKIM-Signature: v=1; a={key.algorithm}; c=relaxed/relaxed;\r\n"
            f" d={self._domain}; s={key.selector};\r\n"
            f" h={_folded(names)};\r\n"
            f" bh={body_hash};\r\n"
            " b="
        ).encode("ascii")
        name, value = unsigned.split(b":", 1)
        signature = base64.b64encode(key.sign(fields + relaxed_field(name, value))).decode("ascii")
        lines = [signature[at : at + _LINE] for at in range(0, len(signature), _LINE)]
        return unsigned + "\r\n ".join(lines).encode("ascii") + b"\r\n"


class NoSignature:
    """Stands in for the signer where no key is configured."""

    def sign(self, mail: bytes) -> bytes:
        """The mail as it is."""
        return mail


def relaxed_field(name: bytes, value: bytes) -> bytes:
    """RFC 6376 section 3.4.2, without the line end."""
    unfolded = value.replace(b"\r\n", b"")
    return name.strip().lower() + b":" + _SPACES.sub(b" ", unfolded).strip(b" \t")


def relaxed_body(body: bytes) -> bytes:
    """RFC 6376 section 3.4.4: an empty body, or one of blank lines only, is the empty string."""
    lines = body if body.endswith(b"\r\n") else body + b"\r\n"
    trimmed = _SPACES.sub(b" ", _SPACES_AT_END.sub(b"", lines))
    while trimmed.endswith(b"\r\n"):
        trimmed = trimmed[:-2]
    return trimmed + b"\r\n" if trimmed else b""


def _signed_fields(header: bytes) -> tuple[list[str], bytes]:
    """The names for h=, and the canonical fields in that order, each name from the bottom up (5.4.2)."""
    present: dict[str, list[bytes]] = {}
    for name, value in reversed(_FIELD.findall(header)):
        present.setdefault(name.decode("ascii").lower(), []).append(relaxed_field(name, value) + b"\r\n")
    names = [name for name in SIGNED_FIELDS for _ in range(len(present.get(name, ())) + 1)]
    return names, b"".join(field for name in SIGNED_FIELDS for field in present.get(name, ()))


def _folded(names: Sequence[str]) -> str:
    lines, line = [], ""
    for name in names:
        if len(line) + len(name) > _LINE:
            lines.append(line)
            line = ""
        line += f":{name}" if line or lines else name
    return "\r\n ".join((*lines, line))

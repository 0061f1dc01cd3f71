"""Return paths that name the delivery they belong to (VERP), so that a bounce tells which mail failed.

    forum+b-<delivery>-<mac>@example.org

The MAC keeps a stranger from inventing a bounce: only return paths that we wrote are believed.
"""

import base64
import hashlib
import hmac
import re

_MAC_OCTETS = 10  # 80 bits: 16 characters of base32
_MAX_LOCAL_PART = 64  # octets, RFC 5321 section 4.5.3.1.1
_DELIVERY = re.compile(r"[a-z0-9][a-z0-9-]*")
_RETURN_PATH = re.compile(r"(.+)\+b-([a-z0-9][a-z0-9-]*)-([a-z2-7]{16})@([^@]+)")


def encode_verp(delivery: str, *, address: str, key: bytes) -> str:
    """The return path of one delivery.

    delivery  its id: lower-case letters, digits and hyphens, since some mail systems change case
    address   of the service; its local part leads the return path's
    Raises    ValueError where the id has other characters, or is too long for 64 octets.
    """
    if not _DELIVERY.fullmatch(delivery):
        raise ValueError("the id of a delivery is made of a-z, 0-9 and hyphens")
    local_part, _, domain = address.lower().rpartition("@")
    encoded = f"{local_part}+b-{delivery}-{_mac(delivery, local_part, domain, key)}"
    if len(encoded.encode()) > _MAX_LOCAL_PART:
        raise ValueError(f"a return path for this id is longer than {_MAX_LOCAL_PART} octets")
    return f"{encoded}@{domain}"


def decode_verp(address: str, *, key: bytes) -> str | None:
    """The delivery that a return path names; None where it is none of ours, or was tampered with."""
    found = _RETURN_PATH.fullmatch(address.lower())
    if found is None:
        return None
    local_part, delivery, mac, domain = found.groups()
    expected = _mac(delivery, local_part, domain, key)
    return delivery if hmac.compare_digest(mac, expected) else None


def _mac(delivery: str, local_part: str, domain: str, key: bytes) -> str:
    digest = hmac.digest(key, f"{delivery}\0{local_part}@{domain}".encode(), hashlib.sha256)
    return base64.b32encode(digest[:_MAC_OCTETS]).decode("ascii").lower()

"""Tokens: what proves that somebody holds a letter of ours."""

import base64
import hashlib

_OCTETS = 20  # hold more than 26 characters of base32, and leave no padding


def token_for(token: str, purpose: str) -> str:
    """A further token for another letter of the same mail: 26 characters of base32, 130 bits."""
    return as_token(hashlib.sha256(f"{token}\0{purpose}".encode()).digest())


def as_token(digest: bytes) -> str:
    """The first 26 characters of the base32 form, in lower case: they survive subjects and addresses."""
    return base64.b32encode(digest[:_OCTETS]).decode("ascii").lower()[:26]


def token_hash(token: str) -> str:
    """What the database keeps of a token. Case is forgotten, since some mail systems change it."""
    return hashlib.sha256(token.lower().encode("utf-8")).hexdigest()

"""Tokens: what proves that somebody holds a letter of ours."""

import base64
import hashlib

_CHARACTERS = 26  # of base32: 130 bits
_WHOLE_GROUPS = 20  # octets that make no fewer: base32 is written in groups of five


def token_for(token: str, purpose: str) -> str:
    """A further token for another letter of the same mail: 26 characters of base32, 130 bits."""
    return as_token(hashlib.sha256(f"{token}\0{purpose}".encode()).digest())


def as_token(digest: bytes) -> str:
    """The first 26 characters of the base32 form, in lower case: they survive subjects and addresses."""
    return base64.b32encode(digest[:_WHOLE_GROUPS]).decode("ascii").lower()[:_CHARACTERS]


def token_hash(token: str) -> str:
    """What the database keeps of a token. Case is forgotten, since some mail systems change it."""
    return hashlib.sha256(token.lower().encode("utf-8")).hexdigest()

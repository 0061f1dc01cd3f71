"""Mail addresses and their normal form."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_KNOWN = 1_000  # spellings that are remembered


@dataclass(frozen=True, slots=True)
class Address:
    """One mail address in normal form: what two spellings of the same mailbox have in common.

    The domain is an A-label in lower case, the local part is NFC and case-folded (few systems
    tell `Anna@` from `anna@`, and people never do). Build it with `Address.of`.
    """

    local_part: str
    domain: str

    @classmethod
    def of(cls, text: str) -> "Address":
        """Read `anna@example.org`, an addr-spec without display name (RFC 5321 section 4.1.2).

        Raises    ValueError if a part is missing, holds white space or a control character,
                  or is longer than 64 (local part) or 255 (domain) octets.
        """
        return cls(*_read(text))

    @property
    def base_local_part(self) -> str:
        """The local part without its +detail (RFC 5233): `forum` of `forum+ja`."""
        return self.local_part.partition("+")[0]

    @property
    def detail(self) -> str:
        """The +detail of the local part, or the empty string."""
        return self.local_part.partition("+")[2]

    def __str__(self) -> str:
        return f"{self.local_part}@{self.domain}"


@lru_cache(_KNOWN)
def _read(text: str) -> tuple[str, str]:
    """Local part and domain in normal form. A mail and its letters spell the same few again and again."""
    local_part, at, domain = unicodedata.normalize("NFC", text.strip()).rpartition("@")
    if not at or not local_part or not domain:
        raise ValueError("an address needs a local part, an @ and a domain")
    if any(c.isspace() or unicodedata.category(c) in {"Cc", "Cf"} for c in local_part + domain):
        raise ValueError("an address holds no white space and no control character")
    if any(c in '<>,;:\\"()[]' for c in local_part + domain) or "@" in local_part:
        raise ValueError("an address holds no brackets, quotes, commas or second @")
    normal_domain = _a_label(domain)
    if len(local_part.encode()) > 64 or len(normal_domain) > 255:
        raise ValueError("an address is at most 64 octets, an @ and 255 octets")
    return local_part.casefold(), normal_domain


def _a_label(domain: str) -> str:
    """`växa.example` as `xn--vxa-qla.example` (RFC 5890); ASCII domains in lower case."""
    lowered = domain.rstrip(".").lower()
    if lowered.isascii():
        labels = lowered.split(".")
    else:
        try:
            labels = lowered.encode("idna").decode("ascii").split(".")
        except UnicodeError as error:
            raise ValueError("the domain is not a name") from error
    if not all(label and len(label) <= 63 for label in labels):
        raise ValueError("each part of a domain is 1 to 63 octets")
    return ".".join(labels)

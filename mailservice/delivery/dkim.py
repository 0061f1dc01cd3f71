"""DKIM signatures: RSA-2048 (RFC 6376) and, beside it, Ed25519 (RFC 8463).

Canonicalization is relaxed/relaxed: it survives relays that refold a header or trim white space. It knows
no line but its own (blank lines at the end apart), so what a form's mails share is canonicalized and hashed
once: a signature then costs what the key costs, and 20 kB of SHA-256.

RSA costs most of a millisecond, in which OpenSSL lets go of the interpreter; so a group of mails is signed in
one hop to a thread. That thread does nothing else: it has to ask for the interpreter once a signature, and
each time waits until somebody else lets go of it.
"""

import asyncio
import hashlib
import re
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from mailservice.message.form import MARKS, Content, Filled, Form, Gapped, cut_at_marks

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
_FORMS_AT_HAND = 64


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


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What signing needs of a form, canonical.

    header   what is signed, in the order of h=; own values are canonical as they are
    starts   for each key its signature field up to the body's hash: as it is written, as it is signed
    first    SHA-256 of the body as far as all share it from its start; copied, never updated
    body     the pieces of the body after each own line
    """

    header: Gapped
    starts: tuple[tuple[bytes, bytes], ...]
    first: "hashlib._Hash"
    body: tuple[bytes, ...]

    @classmethod
    def of(
        cls, form: Form, start_of: Callable[[Sequence[str]], tuple[tuple[bytes, bytes], ...]]
    ) -> "_Prepared":
        """start_of   gives `starts` of the names for h="""
        present: dict[str, list[bytes]] = {}
        for field in reversed(form.fields):  # each name from the bottom up (RFC 6376 section 5.4.2)
            name, canonical = _canonical(field)
            present.setdefault(name.lower(), []).append(canonical)
        names = tuple(name for name in SIGNED_FIELDS for _ in range(len(present.get(name, ())) + 1))
        header = b"".join(field for name in SIGNED_FIELDS for field in present.get(name, ()))
        first, *rest = (*map(_relaxed_lines, form.body[:-1]), relaxed_body(form.body[-1]))
        return cls(Gapped.of(cut_at_marks(header)), start_of(names), hashlib.sha256(first), tuple(rest))

    def body_hash_of(self, mail: Filled) -> bytes:
        digest = self.first.copy()
        for line, piece in zip(mail.own[len(MARKS) :], self.body, strict=True):
            digest.update(_relaxed_lines(line))
            digest.update(piece)
        return b64encode(digest.digest())


# A signature that is to be made: by what, of what, and its field up to where it will stand.
_Begun = tuple[Callable[[bytes], bytes], bytes, bytes]


class DkimSigner:
    """Signs with every key it holds (flow.sending_ports.Signer)."""

    def __init__(self, domain: str, keys: Sequence[DkimKey]) -> None:
        """domain   d= of the signature: that of From, so that DMARC finds it aligned"""
        self._domain, self._keys = domain, tuple(keys)
        self._prepared = lru_cache(_FORMS_AT_HAND)(self._prepare)  # a form is equal to itself alone

    @property
    def takes_long(self) -> bool:
        """An RSA signature does: then threads make them."""
        return any(key.algorithm == "rsa-sha256" for key in self._keys)

    async def signed(self, mails: Sequence[Filled]) -> list[Content]:
        """The whole mails with their signature fields in front."""
        begun = [self._begun(mail) for mail in mails]
        if self.takes_long:
            made = await asyncio.to_thread(_made, begun)
        else:
            made = _made(begun)
        return [_signed(*one) for one in zip(mails, begun, made, strict=True)]

    def sign(self, mail: Filled) -> Content:
        """One mail, as `signed`, here and now."""
        begun = self._begun(mail)
        [signatures] = _made([begun])
        return _signed(mail, begun, signatures)

    def _begun(self, mail: Filled) -> list[_Begun]:
        form = self._prepared(mail.form)
        header, body_hash = form.header.filled(mail.own), form.body_hash_of(mail)
        return [
            (key.sign, b"%s%s%s; b=" % (header, canonical_start, body_hash), start + body_hash)
            for key, (start, canonical_start) in zip(self._keys, form.starts, strict=True)
        ]

    def _prepare(self, form: Form) -> _Prepared:
        return _Prepared.of(form, lambda names: tuple(self._start_of(key, names) for key in self._keys))

    def _start_of(self, key: DkimKey, names: Sequence[str]) -> tuple[bytes, bytes]:
        """The signature field up to the body's hash, as it is written and as it is signed."""
        start = (
            f"DKIM-Signature: v=1; a={key.algorithm}; c=relaxed/relaxed;\r\n"
            f" d={self._domain}; s={key.selector};\r\n"
            f" h={_folded(names)};\r\n"
            " bh="
        ).encode("ascii")
        name, value = start.split(b":", 1)
        return start, relaxed_field(name, value)


def _made(mails: Sequence[list[_Begun]]) -> list[list[bytes]]:
    """The signatures of these mails, in any thread."""
    return [[sign(signed) for sign, signed, _ in begun] for begun in mails]


def _signed(mail: Filled, begun: list[_Begun], signatures: list[bytes]) -> Content:
    return mail.content(b"".join([_field(*one) for one in zip(begun, signatures, strict=True)]))


def _field(begun: _Begun, signature: bytes) -> bytes:
    encoded = b64encode(signature)
    lines = [encoded[at : at + _LINE] for at in range(0, len(encoded), _LINE)]
    return b"%s;\r\n b=%s\r\n" % (begun[2], b"\r\n ".join(lines))


def relaxed_field(name: bytes, value: bytes) -> bytes:
    """RFC 6376 section 3.4.2, without the line end."""
    unfolded = value.replace(b"\r\n", b"")
    if b"  " in unfolded or b"\t" in unfolded:
        unfolded = _SPACES.sub(b" ", unfolded)
    return name.strip().lower() + b":" + unfolded.strip(b" \t")


def relaxed_body(body: bytes) -> bytes:
    """RFC 6376 section 3.4.4: an empty body, or one of blank lines only, is the empty string."""
    trimmed = _relaxed_lines(body if body.endswith(b"\r\n") else body + b"\r\n")
    while trimmed.endswith(b"\r\n"):
        trimmed = trimmed[:-2]
    return trimmed + b"\r\n" if trimmed else b""


def _relaxed_lines(lines: bytes) -> bytes:
    """Whole lines of a body, CRLF at the end of each; blank ones stay."""
    if not (b"  " in lines or b"\t" in lines or b" \r\n" in lines):  # a tenth of the time of replacing them
        return lines
    return _SPACES.sub(b" ", _SPACES_AT_END.sub(b"", lines))


def _canonical(field: bytes) -> tuple[str, bytes]:
    """The name of a header field and its canonical form, CRLF at its end."""
    name, _, value = field.partition(b":")
    return name.strip().decode("ascii"), relaxed_field(name, value) + b"\r\n"


def _folded(names: Sequence[str]) -> str:
    lines, line = [], ""
    for name in names:
        if len(line) + len(name) > _LINE:
            lines.append(line)
            line = ""
        line += f":{name}" if line or lines else name
    return "\r\n ".join((*lines, line))

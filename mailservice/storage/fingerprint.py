"""How a mail that is sent again is known again."""

import hashlib
import re

from mailservice.message.envelope import Envelope

# Both begin with a line feed, which is looked for at once, where other patterns are tried at each octet.
_HEAD_END = re.compile(rb"\n\r?\n")
_HEAD_LIMIT_BYTES = 256 * 1024
_FIELD = re.compile(rb"\n(from|subject|date|message-id)[ \t]*:(.*(?:\r?\n[ \t].*)*)", re.I)


def fingerprint(envelope: Envelope, raw: bytes) -> str:
    """The same for the same mail handed over again, 64 hexadecimal digits.

    A client whose 250 got lost sends again (RFC 1047), perhaps by another way, with other Received
    fields and another return path. So: recipients, From, Subject, Date, Message-ID and the body.
    Message-ID alone would let a stranger suppress another's mail, and would merge all mails without one.
    """
    split = _HEAD_END.search(raw)
    head, body = (raw[: split.start()], raw[split.end() :]) if split else (b"", raw)
    fields: dict[bytes, bytes] = {}
    for name, value in _FIELD.findall(b"\n" + head[:_HEAD_LIMIT_BYTES]):
        fields.setdefault(name.lower(), b" ".join(value.split()))
    recipients = sorted({recipient.lower() for recipient in envelope.recipients})
    parts = [recipient.encode(errors="surrogateescape") for recipient in recipients]
    parts += [fields.get(name, b"") for name in (b"from", b"subject", b"date", b"message-id")]
    digest = hashlib.sha256(b"".join([b"%d:%b" % (len(part), part) for part in parts]))
    digest.update(body)
    return digest.hexdigest()

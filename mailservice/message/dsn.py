"""Delivery status notifications, read from their fields (RFC 3464, RFC 6533)."""

import re
from dataclasses import dataclass

from mailservice.message.headers import RawHeader, line_end_of, read_header

_MAX_BLOCKS = 200
_MAX_DIAGNOSTIC = 1000
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_ACTIONS = frozenset({"failed", "delayed", "delivered", "relayed", "expanded"})
_EAI_XTEXT = re.compile(r"\\x\{([0-9A-Fa-f]{1,6})\}")  # RFC 6533 section 3
_XTEXT = re.compile(r"\+([0-9A-F]{2})")  # RFC 3461 section 4
_INSIDE = re.compile(r"[^\s<>\"'(),;:|]{1,64}@[^\s<>\"'(),;:|/]{1,255}")


@dataclass(frozen=True, slots=True)
class RecipientStatus:
    """What a report says of one recipient.

    recipient  Final-Recipient, else Original-Recipient, without its type; "" where both are missing
    action     "failed", "delayed", "delivered", "relayed", "expanded"; "" where missing or unknown
    status     "class.subject.detail" (RFC 3463 section 2), "" where missing
    diagnostic what the other system said, without its type; "" where missing
    """

    recipient: str
    action: str
    status: str
    diagnostic: str = ""


def delivery_statuses(part: bytes) -> tuple[RecipientStatus, ...]:
    """Read what a DSN says about each recipient. Never raises.

    part      body of a message/delivery-status part: a block of per-message fields, then a block
              per recipient (RFC 3464 section 2.1)
    Returns   one status for each block that names a recipient, an action or a status, in order.
    """
    line_end = line_end_of(part)
    found: list[RecipientStatus] = []
    at = 0
    for _ in range(_MAX_BLOCKS):
        if at >= len(part):
            break
        block = read_header(part, at, len(part), line_end)
        status = _status_of(block)
        if status is not None:
            found.append(status)
        at = block.body if block.body > at else len(part)
    return tuple(found)


def _status_of(block: RawHeader) -> RecipientStatus | None:
    """One block's, None where it names neither recipient, action nor status."""
    recipient = _recipient(block)
    action = block.first("action").split("(")[0].strip().lower()
    status = _STATUS.search(block.first("status"))
    if not (recipient or action or status):
        return None
    kind, has_type, said = block.first("diagnostic-code")[:_MAX_DIAGNOSTIC].partition(";")
    return RecipientStatus(
        recipient,
        action if action in _ACTIONS else "",
        status[0] if status else "",
        (said if has_type else kind).strip(),
    )


def _recipient(block: RawHeader) -> str:
    """The final one; where that names a local user, the one that the mail was sent to."""
    final = _address(block.first("final-recipient"))
    others = (_original(block.first("original-recipient")), _address(block.first("x-actual-recipient")))
    return final if "@" in final else next((each for each in others if "@" in each), final)


def _original(value: str) -> str:
    """Original-Recipient is xtext where a `+` stands before two capital hexadecimal digits."""
    return _XTEXT.sub(lambda found: chr(int(found[1], 16)), _address(value))


def _address(value: str) -> str:
    """`rfc822; anna@example.se` as `anna@example.se` (section 2.3.1); comments fall away.

    Of a command that mail was handed to, the address in it.
    """
    kind, has_type, address = value.partition(";")
    bare = (address if has_type else value).split(" (")[0].strip().strip("<>")
    if kind.strip().lower() == "utf-8":
        bare = _EAI_XTEXT.sub(_character, bare)
    if bare.startswith("|") and (inside := _INSIDE.search(bare[:_MAX_DIAGNOSTIC])):
        return inside[0]
    return bare


def _character(escaped: re.Match[str]) -> str:
    number = int(escaped[1], 16)
    return chr(number) if number < 0xD800 or 0xDFFF < number <= 0x10FFFF else escaped[0]

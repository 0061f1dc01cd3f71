"""Delivery status notifications, read from their fields (RFC 3464, RFC 6533)."""

import re
from dataclasses import dataclass

from mailservice.message.headers import line_end_of, read_header

_MAX_BLOCKS = 200
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_ACTIONS = frozenset({"failed", "delayed", "delivered", "relayed", "expanded"})


@dataclass(frozen=True, slots=True)
class RecipientStatus:
    """What a report says of one recipient.

    recipient  Final-Recipient, else Original-Recipient, without its type; "" where both are missing
    action     "failed", "delayed", "delivered", "relayed", "expanded"; "" where missing or unknown
    status     "class.subject.detail" (RFC 3463 section 2), "" where missing
    """

    recipient: str
    action: str
    status: str


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
        recipient = _address(block.first("final-recipient") or block.first("original-recipient"))
        action = block.first("action").split("(")[0].strip().lower()
        status = _STATUS.search(block.first("status"))
        if recipient or action or status:
            found.append(
                RecipientStatus(recipient, action if action in _ACTIONS else "", status[0] if status else "")
            )
        at = block.body if block.body > at else len(part)
    return tuple(found)


def _address(value: str) -> str:
    """`rfc822; anna@example.se` as `anna@example.se` (section 2.3.1); comments fall away."""
    _, has_type, address = value.partition(";")
    return (address if has_type else value).split(" (")[0].strip().strip("<>")

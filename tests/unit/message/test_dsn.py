"""Delivery status notifications."""

import pytest

from mailservice.message.dsn import RecipientStatus, delivery_statuses


@pytest.mark.parametrize(
    ("part", "statuses"),
    [
        (
            b"Reporting-MTA: dns; mx.example.se\r\n\r\nFinal-Recipient: rfc822; anna@example.se\r\n"
            b"Action: failed\r\nStatus: 5.1.1 (no such user)\r\n\r\n"
            b"Original-Recipient: rfc822;bo@example.se\r\nAction: Delayed (warning)\r\nStatus: 4.4.1\r\n",
            (
                RecipientStatus("anna@example.se", "failed", "5.1.1"),
                RecipientStatus("bo@example.se", "delayed", "4.4.1"),
            ),
        ),
        (
            b"Final-Recipient: <anna@example.se>\nAction: exploded\nStatus: bad",
            (RecipientStatus("anna@example.se", "", ""),),
        ),
        (b"Status: 5.0.0", (RecipientStatus("", "", "5.0.0"),)),
        (b"Action: relayed", (RecipientStatus("", "relayed", ""),)),
        (b"Reporting-MTA: dns; x\n\n", ()),
        (b"no field\n", ()),
        (b"", ()),
    ],
)
def test_statuses(part: bytes, statuses: tuple[RecipientStatus, ...]) -> None:
    assert delivery_statuses(part) == statuses


def test_an_endless_report_is_read_in_part() -> None:
    assert len(delivery_statuses(b"Action: failed\n\n" * 5000)) == 200

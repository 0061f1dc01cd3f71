"""Writes winmail.dat files, after MS-OXTNEF, for tests to read: the opposite of `message/tnef.py`."""

import struct
from datetime import UTC, datetime

MEETING = "6ed8da90-450b-101b-98da-00aa003f1305"
APPOINTMENT = "00062002-0000-0000-c000-000000000046"
_OBJECT_ID_CLASS = bytes.fromhex("040000008200e00074c5b7101a82e008")


def guid(text: str) -> bytes:
    """As Windows writes it: the first three groups little-endian."""
    a, b, c, d, e = text.split("-")
    return struct.pack("<IHH", int(a, 16), int(b, 16), int(c, 16)) + bytes.fromhex(d + e)


def filetime(when: datetime) -> bytes:
    """Tenths of microseconds since 1601."""
    return struct.pack("<Q", int((when - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000)


def object_id(uid: str) -> bytes:
    """A GlobalObjectId that wraps a foreign UID."""
    data = b"vCal-Uid\x01\x00\x00\x00" + uid.encode() + b"\0"
    return _OBJECT_ID_CLASS + bytes(20) + struct.pack("<I", len(data)) + data


def binary(value: bytes) -> bytes:
    """A value of varying length."""
    return struct.pack("<II", 1, len(value)) + value + b"\0" * (-len(value) % 4)


def number(value: int) -> bytes:
    return struct.pack("<I", value)


def tagged(number_: int, kind: int, value: bytes) -> bytes:
    """A property that its number names."""
    return struct.pack("<HH", kind, number_) + value


def named(group: str, number_: int, kind: int, value: bytes) -> bytes:
    """A property that a set and a number in it name."""
    return struct.pack("<HH", kind, 0x8001) + guid(group) + struct.pack("<II", 0, number_) + value


def worded(group: str, name: str, kind: int, value: bytes) -> bytes:
    """A property that a word names."""
    word = name.encode("utf-16-le") + b"\0\0"
    padded = word + b"\0" * (-len(word) % 4)
    return struct.pack("<HH", kind, 0x8002) + guid(group) + struct.pack("<II", 1, len(word)) + padded + value


def attribute(id_: int, kind: int, data: bytes) -> bytes:
    return struct.pack("<BHHI", 1, id_, kind, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def tnef(*properties: bytes, message_class: str = "", code_page: int = 0) -> bytes:
    """A whole file."""
    content = b"\x78\x9f\x3e\x22\x01\x00" + attribute(0x9006, 8, struct.pack("<I", 0x10000))
    if code_page:
        content += attribute(0x9007, 6, struct.pack("<II", code_page, 0))
    if message_class:
        content += attribute(0x8008, 7, message_class.encode() + b"\0")
    return content + attribute(0x9003, 6, struct.pack("<I", len(properties)) + b"".join(properties))


def response(partstat: str, *, uid: str, sequence: int, at: datetime, comment: str = "") -> bytes:
    """A meeting response as Exchange writes it."""
    ending = {"ACCEPTED": "Pos", "DECLINED": "Neg", "TENTATIVE": "Tent"}[partstat]
    return tnef(
        tagged(0x1A, 0x1E, binary(f"IPM.Schedule.Meeting.Resp.{ending}\0".encode())),
        tagged(0x1000, 0x1F, binary(f"{comment}\0".encode("utf-16-le"))),
        named(MEETING, 0x03, 0x102, binary(object_id(uid))),
        named(APPOINTMENT, 0x8201, 3, number(sequence)),
        named(MEETING, 0x01, 0x40, filetime(at)),
    )

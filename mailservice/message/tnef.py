"""Meeting answers that Exchange wraps in winmail.dat, where no iCalendar is (MS-OXTNEF, MS-OXOCAL).

Of the hundreds of properties that such a file may hold, those are read that say whose answer it is, to
which meeting, and what. What is cut short or damaged gives what could be read before; nothing raises.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from mailservice.domain.addresses import Address
from mailservice.message.charsets import decode_text
from mailservice.message.itip_read import MAX_COMMENT, Attendee, CalendarObject

MAX_SIZE = 1024 * 1024  # octets that are read
MAX_PROPERTIES = 2000

_SIGNATURE = b"\x78\x9f\x3e\x22"
_CLASS, _CODE_PAGE, _PROPERTIES = 0x8008, 0x9007, 0x9003  # attributes

# What a message class says: METHOD and PARTSTAT. The second form of each is an attribute of old.
_MEANING = {
    "ipm.schedule.meeting.resp.pos": ("REPLY", "ACCEPTED"),
    "ipm.schedule.meeting.resp.neg": ("REPLY", "DECLINED"),
    "ipm.schedule.meeting.resp.tent": ("REPLY", "TENTATIVE"),
    "ipm.schedule.meeting.request": ("REQUEST", ""),
    "ipm.schedule.meeting.canceled": ("CANCEL", ""),
    "ipm.microsoft schedule.mtgrespp": ("REPLY", "ACCEPTED"),
    "ipm.microsoft schedule.mtgrespn": ("REPLY", "DECLINED"),
    "ipm.microsoft schedule.mtgrespa": ("REPLY", "TENTATIVE"),
    "ipm.microsoft schedule.mtgreq": ("REQUEST", ""),
    "ipm.microsoft schedule.mtgcncl": ("CANCEL", ""),
}

# Named properties: the set that they belong to, and their number in it.
_MEETING = bytes.fromhex("90dad86e0b451b1098da00aa003f1305")
_APPOINTMENT = bytes.fromhex("0220060000000000c000000000000046")
_OBJECT_ID, _CLEAN_OBJECT_ID, _ANSWERED_AT = (_MEETING, 0x03), (_MEETING, 0x23), (_MEETING, 0x01)
_SEQUENCE, _COUNTERS = (_APPOINTMENT, 0x8201), (_APPOINTMENT, 0x8257)
_PROPOSED_START = (_APPOINTMENT, 0x8250)
_MESSAGE_CLASS, _BODY, _SENT_AT = 0x001A, 0x1000, 0x0039
_REPRESENTED, _SENDER = (0x5D02, 0x0065), (0x5D01, 0x0C1F)  # SMTP addresses, then addresses of any type

_FIXED = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_STRING, _UNICODE, _TIME, _MULTIPLE = 0x1E, 0x1F, 0x40, 0x1000
_VARYING = frozenset({_STRING, _UNICODE, 0x0D, 0x102})
_UID_MARK = b"vCal-Uid\x01\x00\x00\x00"
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)

Key = int | tuple[bytes, int]


def read_tnef(content: bytes, *, sender: Address | None) -> CalendarObject | None:
    """A winmail.dat as the calendar object that it stands for. Never raises.

    sender    of the mail: whose answer it is where the file does not say
    Returns   None for a file that is damaged from the start or no matter of meetings
    """
    file = _File()
    try:
        for attribute, data in _attributes(content[:MAX_SIZE]):
            file.take(attribute, data)
    except (struct.error, _Cut):
        pass  # what stood before the damage counts
    method, partstat = _MEANING.get(file.message_class.lower(), ("", ""))
    if not method:
        return None
    if method == "REPLY" and file.number(_COUNTERS):
        method = "COUNTER"
    whose = file.address(_REPRESENTED) or file.address(_SENDER) or sender
    by = file.address(_SENDER)
    return CalendarObject(
        method=method,
        uid=file.uid,
        sequence=file.number(_SEQUENCE),
        stamped_at=file.time(_ANSWERED_AT) or file.time(_SENT_AT),
        start=file.time(_PROPOSED_START),
        attendees=() if whose is None else (Attendee(whose, partstat, by if by != whose else None),),
        comment=file.text(_BODY)[:MAX_COMMENT],
    )


class _Cut(Exception):
    """The file ends in the middle of something, or holds more than is read."""


@dataclass(slots=True)
class _File:
    """What has been read of one file."""

    old_class: str = ""
    code_page: str = "cp1252"
    values: dict[Key, tuple[int, bytes]] = field(default_factory=dict)

    def take(self, attribute: int, data: bytes) -> None:
        if attribute == _CLASS:
            self.old_class = self.old_class or _ended(data).decode("latin-1")
        elif attribute == _CODE_PAGE:
            self.code_page = f"cp{struct.unpack_from('<I', data)[0]}"
        elif attribute == _PROPERTIES:
            for key, kind, value in _properties(data):
                self.values.setdefault(key, (kind, value))

    @property
    def message_class(self) -> str:
        """The property, else the attribute of old."""
        return self.text(_MESSAGE_CLASS) or self.old_class

    def text(self, key: Key) -> str:
        """A string, "" where it is missing."""
        kind, value = self.values.get(key, (_STRING, b""))
        if kind == _UNICODE:
            return value.decode("utf-16-le", "replace").partition("\0")[0].strip()
        return decode_text(_ended(value), self.code_page)[0].strip() if kind == _STRING else ""

    def number(self, key: Key) -> int | None:
        _kind, value = self.values.get(key, (0, b""))
        return int.from_bytes(value[:4], "little") if len(value) == 4 else None

    def time(self, key: Key) -> datetime | None:
        """A FILETIME: tenths of microseconds since 1601, UTC."""
        kind, value = self.values.get(key, (0, b""))
        if kind != _TIME:
            return None
        try:
            return _EPOCH + timedelta(microseconds=int.from_bytes(value, "little") // 10)
        except OverflowError:
            return None

    def address(self, keys: tuple[int, ...]) -> Address | None:
        """The first of these that is a mail address; inside Exchange they may be anything."""
        for key in keys:
            try:
                return Address.of(self.text(key))
            except ValueError:
                continue
        return None

    @property
    def uid(self) -> str:
        """Ours stands behind a mark of its own; Outlook's own meetings are known by the whole id."""
        _kind, value = self.values.get(_CLEAN_OBJECT_ID) or self.values.get(_OBJECT_ID) or (0, b"")
        _before, mark, rest = value.partition(_UID_MARK)
        return _ended(rest).decode("utf-8", "replace") if mark else value.hex().upper()


def _ended(text: bytes) -> bytes:
    return text.partition(b"\0")[0]


def _attributes(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Each attribute of the message: level, id and type, length, data, checksum."""
    if not content.startswith(_SIGNATURE):
        return
    at = len(_SIGNATURE) + 2
    while at + 9 <= len(content):
        _level, attribute, _type, length = struct.unpack_from("<BHHI", content, at)
        data = content[at + 9 : at + 9 + length]
        yield attribute, data
        at += 9 + length + 2


def _properties(data: bytes) -> Iterator[tuple[Key, int, bytes]]:
    """Each property: its number or its name, its type, its (first) value."""
    (count,) = struct.unpack_from("<I", data)
    at = 4
    for _ in range(min(count, MAX_PROPERTIES)):
        kind, number = struct.unpack_from("<HH", data, at)
        at += 4
        key: Key = number
        if number >= 0x8000:
            key, at = _name(data, at)
        value, at = _value(data, at, kind)
        yield key, kind, value


def _name(data: bytes, at: int) -> tuple[Key, int]:
    """A named property's set and number; one that is named by a string is not ours to know: number -1."""
    group, (named, number) = data[at : at + 16], struct.unpack_from("<II", data, at + 16)
    if named == 0:
        return (group, number), at + 24
    return (group, -1), at + 24 + _padded(number)


def _value(data: bytes, at: int, kind: int) -> tuple[bytes, int]:
    single = kind & ~_MULTIPLE
    if single in _VARYING:
        (count,) = struct.unpack_from("<I", data, at)
        at += 4
        values = []
        for _ in range(min(count, MAX_PROPERTIES)):
            (length,) = struct.unpack_from("<I", data, at)
            values.append(data[at + 4 : at + 4 + length])
            at += 4 + _padded(length)
        return (values[0] if values else b""), at
    size = _FIXED.get(single)
    if size is None:
        raise _Cut
    times = 1
    if kind & _MULTIPLE:
        (times,) = struct.unpack_from("<I", data, at)
        at += 4
    return data[at : at + size], at + size * min(times, MAX_PROPERTIES)


def _padded(length: int) -> int:
    return (length + 3) & ~3

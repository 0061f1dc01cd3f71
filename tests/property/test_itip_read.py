"""No bytes make the reader of calendars raise, and what one person answers comes through."""

from hypothesis import given
from hypothesis import strategies as st

from mailservice.domain.addresses import Address
from mailservice.message.itip_read import CalendarObject, read_calendars

PIECES = st.sampled_from(
    [
        *("BEGIN:VCALENDAR", "END:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VALARM", "END:VALARM"),
        *(
            "METHOD:REPLY",
            "UID:u",
            "SEQUENCE:1",
            "DTSTAMP:",
            "20270510T081500Z",
            "DTSTART;TZID=",
            "Europe/Stockholm",
        ),
        *(
            "ATTENDEE",
            ";PARTSTAT=",
            "ACCEPTED",
            ":mailto:",
            "a@b.example",
            ";CN=",
            '"',
            ";",
            ":",
            ",",
            "\\",
            "=3D",
        ),
        *("\r", "\n", "\r\n", "\r\n ", "\n\t", "å", "\x00", "\ufeff"),
    ]
)
NAMES = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters='"'))


@given(st.lists(st.binary(), max_size=3))
def test_any_bytes_are_read(parts: list[bytes]) -> None:
    assert isinstance(read_calendars(tuple(parts)), tuple)


@given(st.lists(PIECES, max_size=60), st.sampled_from(["utf-8", "utf-16"]))
def test_any_shuffled_calendar_is_read(pieces: list[str], charset: str) -> None:
    for each in read_calendars(("".join(pieces).encode(charset),)):
        assert isinstance(each, CalendarObject)


@given(
    NAMES,
    st.sampled_from(["ACCEPTED", "DECLINED", "TENTATIVE", "DELEGATED"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_an_answer_survives_any_name_in_quotes(name: str, partstat: str, line_end: str) -> None:
    lines = (
        "BEGIN:VCALENDAR",
        "METHOD:REPLY",
        "BEGIN:VEVENT",
        f'ATTENDEE;CN="{name}";PARTSTAT={partstat}:mailto:anna@region.example',
        "END:VEVENT",
        "END:VCALENDAR",
    )
    [read] = read_calendars((line_end.join(lines).encode(),))
    [attendee] = read.attendees
    assert (attendee.address, attendee.partstat) == (Address.of("anna@region.example"), partstat)

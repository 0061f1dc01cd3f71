"""What Evolution's calendar server makes of calendar files, applied one after another (decision 15).

Run by the system's Python in a session of its own, with nothing of the project installed:
`dbus-run-session /usr/bin/python3 tests/itip/evolution.py FOLDER/*.ics`
Debian: evolution-data-server gir1.2-ecal-2.0 python3-gi dbus
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

import gi

gi.require_version("ECal", "2.0")
gi.require_version("EDataServer", "1.2")
gi.require_version("ICalGLib", "3.0")
from gi.repository import ECal, EDataServer, ICalGLib  # noqa: E402

PROPERTIES = ("UID", "SEQUENCE", "DTSTART", "STATUS", "ATTENDEE")


def main(files: list[str]) -> None:
    """Hand each file to the calendar as Evolution does when its reader presses Accept; show what is there."""
    source = EDataServer.SourceRegistry.new_sync(None).ref_builtin_calendar()
    client = ECal.Client.connect_sync(source, ECal.ClientSourceType.EVENTS, 10, None)
    for file in files:
        component = ICalGLib.Parser.parse_string(Path(file).read_text(encoding="utf-8"))
        print(f"{file}: RFC 5546 restrictions hold: {bool(ICalGLib.restriction_check(component))}")
        client.receive_objects_sync(component, 0, None)
        show(client)


def show(client: "ECal.Client") -> None:
    """Every event of the calendar, with its start in UTC as the server reckons it."""
    _ok, events = client.get_object_list_as_comps_sync("#t", None)
    print(f"  {len(events)} in the calendar")
    for event in (each.get_icalcomponent() for each in events):
        start = event.get_dtstart()
        _ok, zone = client.get_timezone_sync(start.get_tzid(), None)
        moment = datetime.fromtimestamp(start.as_timet_with_zone(zone), UTC)
        told = [event.get_first_property(getattr(ICalGLib.PropertyKind, f"{n}_PROPERTY")) for n in PROPERTIES]
        words = [each.as_ical_string().replace("\r\n ", "").strip() for each in told if each is not None]
        print(f"    starts {moment:%Y-%m-%d %H:%M} UTC | " + " | ".join(words))


if __name__ == "__main__":
    main(sys.argv[1:])

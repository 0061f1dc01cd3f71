"""status and queue in tables: what waits, since when, and what went wrong."""

import io
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from rich.console import Console, RenderableType

from mailservice.cli.overview import as_json_text, queue_tables, status_tables
from mailservice.storage.overview import Queue, QueuedLetter, QueuedMail, Status

AT = datetime(2027, 5, 10, 6, 30, tzinfo=UTC)
STATUS = Status({"news": {"weekly": 2, "each": 1}, "empty": {}}, {}, {"waiting": 1}, {"sent": 4}, AT, AT)
QUEUE = Queue(
    (QueuedMail("m1", "stuck", AT, 3, "Traceback\n  File x\nKeyError: \x1b[2J\n", None),),
    (QueuedLetter("o1", "pending", "receipt", "anna@example.org", 2, "451 later", AT),),
)


def _shown(tables: Sequence[RenderableType]) -> str:
    console = Console(width=160, record=True, file=io.StringIO())
    for table in tables:
        console.print(table)
    return console.export_text()


def test_status_names_every_list_and_since_when_something_waits() -> None:
    shown = _shown(status_tables(STATUS))
    for words in ("each 1, weekly 2", "none", "oldest waiting", "2027-05-10 08:30:00", "Seats: none"):
        assert words in shown


def test_queue_shows_the_last_line_of_what_went_wrong() -> None:
    shown = _shown(queue_tables(QUEUE))
    for words in ("stuck", "never", "KeyError: �[2J", "anna@example.org", "451 later"):
        assert words in shown
    assert "Traceback" not in shown


def test_queue_tells_how_many_more_there_are() -> None:
    assert "and more" not in _shown(queue_tables(QUEUE))
    more = replace(QUEUE, more_received={"stuck": 1}, more_letters={"pending": 9950, "given-up": 81})
    shown = _shown(queue_tables(more)).splitlines()
    assert [line for line in shown if "more" in line] == [
        "and more: 1 stuck",
        "and more: 9,950 pending, 81 given-up",
    ]


def test_json_has_all_of_it() -> None:
    queue = json.loads(as_json_text(QUEUE))
    assert queue["received"][0]["because"].startswith("Traceback")
    assert queue["letters"][0]["next_at"] == "2027-05-10T06:30:00+00:00"
    assert json.loads(as_json_text(STATUS))["letters"] == {"sent": 4}

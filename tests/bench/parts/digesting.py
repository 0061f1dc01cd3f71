"""D1: a digest is rendered once for all who get the same, and leaves as fast as a letter of its size."""

from tests.bench.parts.fanning_out import measured_fan_out
from tests.bench.run import Run
from tests.bench.table import Peer

_PEOPLE = 4_000


def digests(run: Run) -> None:
    """D1, and how fast digests are put together."""
    letter = measured_fan_out(run, _PEOPLE)
    digest = measured_fan_out(run, _PEOPLE, digest=True, remind_after_s=0.3)
    run.rate(
        "D1 digest of 20 posts, on the wire", digest.wire, Peer("a letter of its size", letter.wire), 0.9
    )
    run.rate("digest of 20 posts, rows written", digest.rows, Peer("a letter's rows", letter.rows))
    if digest.reminder_s:
        passed = f"{1000 * digest.reminder_s:,.0f} ms"
        run.at_most("a reminder in the outbox while digests are sent", passed, digest.reminder_s, "1 s", 1.0)
    else:
        run.skipped("the digests had left before the reminder beside them was written")

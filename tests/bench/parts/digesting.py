"""D1: a digest is rendered once for all who get the same, and leaves as fast as a letter of its size."""

from statistics import median

from tests.bench.parts.fanning_out import measured_fan_out
from tests.bench.run import Run
from tests.bench.table import Peer

_PEOPLE = 4_000


def digests(run: Run) -> None:
    """D1, and how fast digests are put together; round by round, as intake.

    The reminder has a send of its own: to write one takes a tenth of the time of so few letters.
    """
    pairs = [
        (measured_fan_out(run, _PEOPLE), measured_fan_out(run, _PEOPLE, digest=True))
        for _ in range(run.rounds)
    ]
    letter, digest = (median(each.wire for each in column) for column in zip(*pairs, strict=True))
    ratio = median(digest.wire / letter.wire for letter, digest in pairs)
    what, peer = "D1 digest of 20 posts, on the wire", Peer("a letter of its size", letter)
    run.beside(what, digest, ratio, peer, 0.9)
    letter_rows, digest_rows = (median(each.rows for each in column) for column in zip(*pairs, strict=True))
    run.rate("digest of 20 posts, rows written", digest_rows, Peer("a letter's rows", letter_rows))
    reminded = measured_fan_out(run, _PEOPLE, digest=True, remind_after_s=0.3)
    if reminded.reminder_s:
        passed = f"{1000 * reminded.reminder_s:,.0f} ms"
        run.at_most(
            "a reminder in the outbox while digests are sent", passed, reminded.reminder_s, "1 s", 1.0
        )
    else:
        run.skipped("the digests had left before the reminder beside them was written")

"""When to try a refused letter again, and when to give up."""

from datetime import datetime, timedelta

FIRST_WAIT = timedelta(seconds=300)  # greylisting lets nothing through earlier
LONGEST_WAIT = timedelta(seconds=4000)
GIVE_UP_AFTER = timedelta(days=5)  # RFC 5321 section 4.5.4.1: at least 4 to 5 days
FEWEST_ATTEMPTS = 12  # half a day: what was held, or waited for a smarthost, is not given up at once
JITTER = 0.2  # of the wait: what failed together does not come back together


def next_attempt(attempts: int, *, first_due: datetime, now: datetime, jitter: float) -> datetime | None:
    """The time of the next attempt (UTC); None where it is time to give up: after days and attempts.

    attempts   made so far, at least 1; the wait doubles with each from 5 minutes to 4,000 seconds
    jitter     random, 0 <= jitter < 1: makes the wait up to a fifth longer
    """
    if now - first_due >= GIVE_UP_AFTER and attempts >= FEWEST_ATTEMPTS:
        return None
    doublings = min(attempts - 1, 4)  # 5 min * 2 ** 4 is past the longest wait
    wait: timedelta = min(FIRST_WAIT * 2**doublings, LONGEST_WAIT)
    return now + wait * (1 + JITTER * jitter)

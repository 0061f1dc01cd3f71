"""How long people wait for the whole service: for the first letter after "skicka", for a reminder meanwhile.

Both are held to what the service's own clocks take, a ring of its bell and a look at its outbox: more would
be work that stands in the way.
"""

import tempfile
from pathlib import Path

from tests.bench.run import Run
from tests.bench.waits import CLOCKS_S, first_letter_after_skicka, reminder_beside_digest

_PEOPLE = 10_000
_CLOCKS = f"{CLOCKS_S:.0f} s: the bell, the outbox"


def waits(run: Run) -> None:
    """What no target of F, I, C, D or S tells."""
    people = run.of(_PEOPLE)
    for what, measure in (
        (f'"skicka" to the first of {people:,} letters', first_letter_after_skicka),
        (f"a reminder due while a digest to {people:,} is written", reminder_beside_digest),
    ):
        run.now(what)
        with tempfile.TemporaryDirectory(prefix="mailservice-bench-") as folder:
            seconds = measure(Path(folder), people)
        run.figures[measure.__name__] = seconds
        run.at_most(what, f"{seconds:,.1f} s", seconds / CLOCKS_S, _CLOCKS, 1.0)

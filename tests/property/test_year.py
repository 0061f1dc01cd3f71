"""Each publication reaches each person exactly once, in the right mode, whatever they do meanwhile.

`python -m tests.year` plays it for a thousand people.
"""

import asyncio
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from mailservice.storage.engine import open_database
from mailservice.storage.store import Database
from tests.databases import fresh_sqlite
from tests.given import WORLD
from tests.year.audit import compare, told
from tests.year.oracle import expected
from tests.year.play import new_year
from tests.year.script import BEGIN, LISTS, Act, Event, rings

PEOPLE = 3
RINGS = rings(every=timedelta(days=2), away=((5, 2), (20, 6)))[:26]
ACTS = st.sampled_from([Act.PUBLISH, Act.PUBLISH, *Act])
EVENTS = st.tuples(
    ACTS,
    st.integers(0, PEOPLE - 1),
    st.sets(st.integers(0, len(LISTS) - 1), min_size=1),
    st.integers(0, 90),
    st.integers(1, 60),  # hours since the one before
)


@given(st.lists(EVENTS, max_size=20))
@settings(max_examples=8)
def test_each_text_reaches_each_person_once_as_they_wish(
    sqlite_template: Path, drawn: list[tuple[Act, int, set[int], int, int]]
) -> None:
    events = _events(drawn)
    with TemporaryDirectory() as folder:
        asyncio.run(_played(Path(folder), sqlite_template, events))


def _events(drawn: list[tuple[Act, int, set[int], int, int]]) -> list[Event]:
    """Everybody joins everything first; then what was drawn, one after another."""
    events = [Event(BEGIN, Act.JOIN, who, tuple(range(len(LISTS)))) for who in range(PEOPLE)]
    events += [Event(BEGIN, Act.MODE, who, choice=who) for who in range(PEOPLE)]
    at, texts = BEGIN + timedelta(minutes=1), 0
    for act, who, lists, choice, hours in drawn:
        at += timedelta(hours=hours)
        number = texts if act is Act.PUBLISH else who
        texts += act is Act.PUBLISH
        few = {Act.MODE: choice % 3, Act.LANGUAGE: choice % 2}.get(act, choice)
        events.append(Event(at, act, number, tuple(sorted(lists)), few))
    return events


async def _played(folder: Path, template: Path, events: list[Event]) -> None:
    engines = open_database(fresh_sqlite(folder, template))
    try:
        year = await new_year(Database(engines, WORLD.address, WORLD.secretariat))
        await year.play(events, RINGS)
    finally:
        await engines.close()
    wanted, received = expected(events, RINGS), year.postbox.received
    found = compare(wanted, received)
    wrong = (*found.lost, *found.twice, *found.otherwise, *found.unasked)
    assert found.right, told(wanted, received, wrong[0], events)

"""One letter to many while one call of its way fails: claiming, handing over, settling, putting back."""

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from itertools import count

from sqlalchemy import insert, select

from mailservice.decisions.facts import Publication
from mailservice.demo.mailbox import Taken
from mailservice.domain.errors import StorageUnavailable
from mailservice.storage.tables import outbox, person, subscription
from tests.end_to_end.house import House
from tests.faults.injectors import INJECTORS, Countdown
from tests.faults.scenario import MOST_TRIES, STEP, Outcome, engines_of

READERS = tuple(f"reader{number}@kommun{number % 7}.example" for number in range(24))
_LIST = "politikerforum"  # which no mail of the other scenario joins


async def every_failure_of_a_fan_out(
    house: House, kind: str, *, only: Iterable[int] | None = None
) -> AsyncIterator[Outcome]:
    """A publication again and again, the n-th call of its sending failing, until it no longer gets that far.

    only   these n, instead of all
    """
    await _join(house)
    for n in count(1) if only is None else only:
        name = f"{kind.replace(' ', '-')}-{n}"
        text = Publication(name, (_LIST,), "Nytt", "Regeringen har beslutat.", "sv", house.clock.now())
        readers = await house.service.publish(text, by="secretariat")
        assert readers >= len(READERS)
        before, countdown = len(house.mailbox.taken), Countdown(n)
        with INJECTORS[kind](engines_of(house), countdown):
            await _deliver(house)
        for _ in range(MOST_TRIES):  # what was put off is due, the leases of what was given up run out
            if not (await _states(house, name))["pending"]:
                break
            house.clock.move_to(house.clock.now() + STEP)
            await _deliver(house)
        in_doubt = int(kind == "socket write")  # the answer to a content is lost: it goes once more
        faults = await _faults(house, name, readers, house.mailbox.taken[before:], in_doubt)
        yield Outcome(kind, n, countdown.calls, tuple(faults))
        if only is None and not countdown.struck:
            return


async def _join(house: House) -> None:
    async with engines_of(house).writing() as work:
        known = [
            {"id": 1_000 + n, "address": each, "language": "sv", "mode": "each"}
            for n, each in enumerate(READERS)
        ]
        if (await work.execute(select(person.c.id).where(person.c.address == READERS[0]))).first() is None:
            await work.execute(insert(person), known)
            joined = [{"person_id": each["id"], "list_id": _LIST, "state": "active"} for each in known]
            await work.execute(insert(subscription), joined)


async def _deliver(house: House) -> None:
    for _ in range(MOST_TRIES):
        try:
            await house.service.settle()
        except StorageUnavailable:  # the loop of the service waits for the database and goes on
            continue
        return


async def _states(house: House, name: str) -> Counter[str]:
    async with engines_of(house).reading() as view:
        letters = await view.execute(select(outbox.c.state).where(outbox.c.publication_id == name))
        return Counter(letters.scalars())


async def _faults(house: House, name: str, readers: int, came: Sequence[Taken], in_doubt: int) -> list[str]:
    """Lost, sent under two names, repeated more often than a mail was in doubt: each in a sentence."""
    states = await _states(house, name)
    taken = Counter((each.recipients[0], str(each.message["Message-ID"])) for each in came)
    people = Counter(recipient for recipient, _ in taken)
    found = {
        f"letters left {dict(states)}": states != {"sent": readers},
        f"{len(people)} of {readers} have it": len(people) != readers,
        "a letter under two Message-IDs": any(count > 1 for count in people.values()),
        f"{taken.total() - len(taken)} repeated": taken.total() > len(taken) + in_doubt,
    }
    return [f"{name}: {what}" for what, wrong in found.items() if wrong]

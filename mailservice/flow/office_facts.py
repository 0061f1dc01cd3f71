"""What deciders need to know for the wishes of the secretariat."""

from collections.abc import Sequence
from typing import Any

from mailservice.domain.addresses import Address
from mailservice.domain.arrangements import ArrangeBriefing, AskParticipants, GiveSeat, OfficeWish, RemoveSeat
from mailservice.domain.people import Person
from mailservice.domain.wishes import Wish
from mailservice.domain.world import World
from mailservice.flow.work_ports import Work


async def office_facts(wishes: Sequence[Wish], world: World, work: Work) -> dict[str, Any]:
    """Facts of the briefings that are meant, by the names that `Facts` has for them."""
    meant = [each for each in wishes if isinstance(each, OfficeWish)]
    if not meant:
        return {}
    sessions = tuple(dict.fromkeys(each.session for each in meant))
    lists = {each.session: _lists(each, world) for each in meant if isinstance(each, ArrangeBriefing)}
    asked = [each.session for each in meant if isinstance(each, AskParticipants)]
    return {
        "audience": {each: await work.audience(each) for each in sessions},
        "followers": {each: await work.followers(ids) for each, ids in lists.items()},
        "named": await _named([each.to for each in meant if isinstance(each, GiveSeat | RemoveSeat)], work),
        "participants": {each: await work.participants(each) for each in asked},
    }


def _lists(wish: ArrangeBriefing, world: World) -> tuple[str, ...]:
    briefing = world.briefing(wish.session)
    return wish.lists or (briefing.lists if briefing is not None else ())


async def _named(addresses: Sequence[str], work: Work) -> dict[Address, Person]:
    found = {}
    for each in addresses:
        try:
            person = await work.person(Address.of(each))
        except ValueError:
            continue
        if person is not None:
            found[person.address] = person
    return found

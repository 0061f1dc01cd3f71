"""Wishes of the secretariat by a command: the same deciders as by mail, without a proof."""

from mailservice.decisions.case import Outcome
from mailservice.decisions.facts import Facts
from mailservice.decisions.policy import Policy
from mailservice.decisions.wishes import carry_out, case_for
from mailservice.domain.addresses import Address
from mailservice.domain.arrangements import OfficeWish
from mailservice.flow.apply import Cause, Stationery, apply
from mailservice.flow.office_facts import office_facts
from mailservice.flow.ports import Clock, Store


async def arrange(store: Store, wish: OfficeWish, *, clock: Clock, stationery: Stationery) -> Outcome:
    """Carry one wish out. What cannot be done changes nothing; the outcome's one line says which."""
    now = clock.now()
    key = f"command {now.isoformat()} {type(wish).__name__} {wish.session}"
    async with store.transaction() as work:
        await work.lock_briefings((wish.session,))
        world = await work.world()
        office = Address.of(world.secretariat[0])
        facts = Facts(
            spool_id=key,
            sender=office,
            sender_text=str(office),
            vouched=True,
            vouched_by_mta=True,
            world=world,
            token=stationery.token(key),
            **await office_facts((wish,), world, work),
        )
        case = case_for(facts, None, "sv", now=now, policy=Policy())
        outcome = carry_out((wish,), case)
        cause = Cause(key, "command", now)
        await apply(outcome.effects, work, cause=cause, stationery=stationery)
    return outcome

"""What every decider of a wish is given, and what it gives back."""

from dataclasses import dataclass
from datetime import datetime

from mailservice.decisions.facts import Facts
from mailservice.decisions.lines import Line
from mailservice.decisions.policy import Policy
from mailservice.domain.addresses import Address
from mailservice.domain.effects import Effect
from mailservice.domain.lists import Language
from mailservice.domain.people import Person
from mailservice.domain.wishes import Wish
from mailservice.domain.world import World


@dataclass(frozen=True, slots=True)
class Case:
    """One mail's wishes, being decided one after another.

    person     the sender as they stand after the wishes decided so far
    language   of the answer
    restoring  the wishes take an earlier receipt back: what was approved once needs no new approval
    maybe      a seat is wished for with a "maybe"
    """

    facts: Facts
    person: Person
    now: datetime
    language: Language
    policy: Policy
    restoring: bool = False
    maybe: bool = False

    @property
    def address(self) -> Address:
        """Whose wishes they are."""
        return self.person.address

    @property
    def said_at(self) -> datetime:
        """When the wishes were said: an earlier word that arrives later changes nothing then."""
        return self.facts.said_at or self.now

    @property
    def world(self) -> World:
        """The lists and briefings there are."""
        return self.facts.world


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one wish.

    lines    for the receipt
    effects  in the order in which they are carried out
    undo     the wishes that take it back
    """

    lines: tuple[Line, ...]
    effects: tuple[Effect, ...] = ()
    undo: tuple[Wish, ...] = ()

"""The world that mails are read in: what there is to join and to attend."""

from dataclasses import dataclass, replace
from datetime import datetime

from mailservice.domain.briefings import Briefing, BriefingState
from mailservice.domain.lists import MailingList


@dataclass(frozen=True, slots=True)
class World:
    """The lists and briefings there are, and who stands behind the address.

    address       the service's own, such as "forum@tillvaxtverket.se"
    secretariat   the addresses of the people who answer what the service does not
    briefings     in the order of their start
    """

    address: str
    secretariat: tuple[str, ...]
    lists: tuple[MailingList, ...]
    briefings: tuple[Briefing, ...]

    def list_(self, list_id: str) -> MailingList | None:
        """The list of that id."""
        return next((each for each in self.lists if each.id == list_id), None)

    def briefing(self, briefing_id: str) -> Briefing | None:
        """The briefing of that id."""
        return next((each for each in self.briefings if each.id == briefing_id), None)

    def shown(self) -> "World":
        """The world that people see: without drafts."""
        seen = tuple(each for each in self.briefings if each.state is not BriefingState.DRAFT)
        return self if len(seen) == len(self.briefings) else replace(self, briefings=seen)

    def to_come(self, now: datetime) -> tuple[Briefing, ...]:
        """The briefings that have not ended, the next one first."""
        return tuple(each for each in self.briefings if each.end > now)

    def open_to_come(self, now: datetime) -> tuple[Briefing, ...]:
        """The briefings that one can still sign up for, the next one first."""
        return tuple(each for each in self.briefings if each.takes_names(now))

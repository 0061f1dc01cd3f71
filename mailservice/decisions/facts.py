"""What deciders need to know of the world, gathered before they are asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mailservice.decisions.audience import Audience
from mailservice.domain.addresses import Address
from mailservice.domain.archive import KeptFile
from mailservice.domain.briefings import Briefing, SeatState
from mailservice.domain.lists import Language
from mailservice.domain.people import Person
from mailservice.domain.publications import PublicationFile, Version
from mailservice.domain.readings import AnsweredLetter
from mailservice.domain.wishes import Wish
from mailservice.domain.world import World


@dataclass(frozen=True, slots=True)
class Awaited:
    """What a yes to a letter of ours would mean (effects.AwaitAnswer, as stored)."""

    token_hash: str
    purpose: str
    asked: tuple[Address, ...]
    about_person: Address
    wishes: tuple[Wish, ...]
    language: Language
    valid_until: datetime
    outcome: str = ""  # "" while nobody has answered


@dataclass(frozen=True, slots=True)
class Facts:
    """The state that one mail is decided against, read in the transaction that changes it.

    spool_id       the mail's own id; tokens and Message-IDs derive from it
    sender         who wrote, in normal form
    sender_text    the address as the mail spells it
    vouched        the sender is who they seem: our border MTA says so, or they hold a letter of ours
    vouched_by_mta the first of the two
    message_id     of the mail, for threading the answer
    subject        of the mail, as written
    said_at        when it was said (UTC, `word_times.py`); None: just now
    person         what we know of the sender; None where nothing
    about          the awaited answer's person, where that is somebody else (an approval)
    parties        people whom a calendar answer names besides its sender, as far as we know them
    moving_to      what we know of the address that the sender wants to move to
    taken          seats held, by briefing
    in_line        people who wait for a seat, by briefing
    place_in_line  the sender's place in line, by briefing, from 1
    next_in_line   who is first in line, by briefing
    audience       who has a seat, waits or wants the materials, by briefing, for what the secretariat asks
    followers      who follows the lists of a briefing, by briefing, likewise
    named          what we know of people whom the secretariat names
    participants   rows of the list of participants, by briefing
    awaited        what the answered letter waits for
    answered       the letter of ours that the mail answers
    undo           the wishes that take the answered receipt back
    answers_in_hour, answers_in_day   letters to the sender that their mails caused
    token          a fresh random token for this mail, should one be needed
    stored         what `AskExport` shows: JSON of everything kept about the sender
    publication    the version that the answered letter is about; publication_files: what goes along with it
    publication_is_newest, versions   none has followed it; how many there are of the same text
    under_way      texts that have not gone out, for who asks and for a new draft
    readership     whom the text at stake would reach now
    """

    spool_id: str
    sender: Address
    sender_text: str
    vouched: bool
    world: World
    token: str
    vouched_by_mta: bool = False
    message_id: str = ""
    subject: str = ""
    said_at: datetime | None = None
    person: Person | None = None
    about: Person | None = None
    parties: Mapping[Address, Person] = field(default_factory=dict)
    moving_to: Person | None = None
    taken: Mapping[str, int] = field(default_factory=dict)
    in_line: Mapping[str, int] = field(default_factory=dict)
    place_in_line: Mapping[str, int] = field(default_factory=dict)
    next_in_line: Mapping[str, Person] = field(default_factory=dict)
    audience: Mapping[str, Sequence[Person]] = field(default_factory=dict)
    followers: Mapping[str, Sequence[Person]] = field(default_factory=dict)
    named: Mapping[Address, Person] = field(default_factory=dict)
    participants: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    awaited: Awaited | None = None
    answered: AnsweredLetter | None = None
    undo: tuple[Wish, ...] = ()
    answers_in_hour: int = 0
    answers_in_day: int = 0
    stored: Mapping[str, Any] = field(default_factory=dict)
    publication: Version | None = None
    publication_files: tuple[PublicationFile, ...] = ()
    publication_is_newest: bool = True
    versions: int = 0
    under_way: tuple[Version, ...] = ()
    readership: Audience | None = None


@dataclass(frozen=True, slots=True)
class DueReminder:
    """A reminder whose time has come, with what is true now."""

    address: Address
    language: Language
    briefing: Briefing
    kind: str
    sequence: int
    due_at: datetime
    seat: SeatState | None
    last_told_at: datetime | None  # the latest reminder, invitation or update to this person (UTC)
    retired: bool = False  # nothing reaches the address any more
    came: bool | None = None  # whether they were there; None while nobody has said


@dataclass(frozen=True, slots=True)
class SkippedReminders:
    """How many reminders of one kind came too late, at one time of a briefing."""

    briefing_id: str
    kind: str
    sequence: int
    number: int

    @property
    def key(self) -> str:
        """A name for it in Message-IDs."""
        return f"{self.briefing_id} {self.kind} {self.sequence}"


@dataclass(frozen=True, slots=True)
class Publication:
    """A published text: to the subscribers of lists, to those with a seat at briefings, or both."""

    id: str
    lists: tuple[str, ...]
    subject: str
    markdown: str
    language: Language
    published_at: datetime
    briefings: tuple[str, ...] = ()
    files: tuple[KeptFile, ...] = ()


@dataclass(frozen=True, slots=True)
class WaitingNews:
    """What waits for one person; nothing where it was stopped at this very moment."""

    person: Person
    publications: tuple[Publication, ...]

    @property
    def key(self) -> str:
        """A name for it in Message-IDs."""
        first = self.publications[0].id if self.publications else ""
        return f"{self.person.address} {first}"

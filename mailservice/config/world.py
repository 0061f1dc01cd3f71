"""[[lists]] and [[sessions]]: the world that mails are read in, inside the configuration or alone."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, Field

from mailservice.config.values import MailAddress
from mailservice.domain.briefings import Briefing, BriefingState
from mailservice.domain.lists import Bilingual, MailingList
from mailservice.domain.world import World

Identifier = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]


class Words(BaseModel, frozen=True, extra="forbid"):
    """A text in both languages: { sv = "…", en = "…" }."""

    sv: Annotated[str, Field(min_length=1, max_length=200, description="the text in Swedish")]
    en: Annotated[str, Field(min_length=1, max_length=200, description="the text in English")]

    def bilingual(self) -> Bilingual:
        """As the domain knows it."""
        return Bilingual(self.sv, self.en)


class ListEntry(BaseModel, frozen=True, extra="forbid"):
    """[[lists]]: something that people can subscribe to."""

    id: Annotated[
        Identifier, Field(description='lower-case letters, digits, dots and dashes, such as "forum-news"')
    ]
    name: Annotated[Words, Field(description="as letters call it")]
    about: Annotated[
        Words | None, Field(description="one line on what it holds; the name where left out")
    ] = None
    public: Annotated[bool, Field(description="false: the secretariat approves each member")] = True
    address: Annotated[
        MailAddress | None, Field(description="where members write to one another; left out for news")
    ] = None

    def mailing_list(self) -> MailingList:
        """As the domain knows it."""
        about = self.about or self.name
        return MailingList(self.id, self.name.bilingual(), about.bilingual(), self.public, self.address)


class SessionEntry(BaseModel, frozen=True, extra="forbid"):
    """[[sessions]]: a briefing that people can attend."""

    id: Annotated[
        Identifier, Field(description="lower-case letters, digits, dots and dashes; its date is usual")
    ]
    uid: Annotated[
        str,
        Field(
            pattern=r"^[\x21-\x7e]{0,200}$",
            description="a UID without spaces for its calendar event; id@domain if left out",
        ),
    ] = ""
    title: Annotated[Words, Field(description="as letters and calendars call it")]
    lists: Annotated[tuple[str, ...], Field(min_length=1, description="ids of the lists whose topic it is")]
    start: Annotated[AwareDatetime, Field(description="such as 2027-05-24T09:00:00+02:00")]
    minutes: Annotated[int, Field(ge=1, le=1440, description="how long it takes")]
    link: Annotated[str, Field(max_length=2000, description="where the video meeting is")] = ""
    capacity: Annotated[int | None, Field(ge=1, description="seats; left out where there is no limit")] = None
    deadline: Annotated[
        AwareDatetime | None, Field(description="until when people sign up; left out: until it begins")
    ] = None
    materials: Annotated[
        tuple[str, ...], Field(description="links to what was shown; they go out when it is over")
    ] = ()
    state: Annotated[
        Literal["draft", "open", "closed"],
        Field(description="draft: people do not see it yet; closed: nobody signs up any more"),
    ] = "open"
    called_off: Annotated[
        bool, Field(description="true: it will not take place; who holds a seat is told")
    ] = False

    def briefing(self, domain: str) -> Briefing:
        """As the domain knows it, its start in UTC."""
        return Briefing(
            id=self.id,
            uid=self.uid or f"{self.id}@{domain}",
            title=self.title.bilingual(),
            lists=self.lists,
            start=self.start.astimezone(UTC),
            minutes=self.minutes,
            link=self.link,
            capacity=self.capacity,
            state=BriefingState.CALLED_OFF if self.called_off else BriefingState(self.state),
            deadline=None if self.deadline is None else self.deadline.astimezone(UTC),
            materials=self.materials,
            entry=hashlib.sha256(self.model_dump_json().encode("utf-8")).hexdigest(),
        )


class WorldFile(BaseModel, frozen=True, extra="forbid"):
    """A world in a file of its own: what `apply` and `explain --world` read."""

    clock: Annotated[AwareDatetime | None, Field(description="when mails are read, for explain")] = None
    timezone: Annotated[Literal["Europe/Stockholm"], Field(description="the only one")] = "Europe/Stockholm"
    address: Annotated[
        MailAddress | None, Field(description="the service's own; else the configuration's")
    ] = None
    secretariat: Annotated[tuple[MailAddress, ...], Field(description="else the configuration's")] = ()
    lists: Annotated[tuple[ListEntry, ...], Field(description="what people can subscribe to")] = ()
    sessions: Annotated[tuple[SessionEntry, ...], Field(description="the briefings")] = ()

    def world(self, *, address: str, secretariat: tuple[str, ...]) -> World:
        """The world of this file; `address` and `secretariat` count where the file names none."""
        return world_of(
            self.lists,
            self.sessions,
            address=self.address or address,
            secretariat=self.secretariat or secretariat,
        )

    def read_at(self) -> datetime | None:
        """The file's clock in UTC, None where it has none."""
        return None if self.clock is None else self.clock.astimezone(UTC)


def world_of(
    lists: tuple[ListEntry, ...],
    sessions: tuple[SessionEntry, ...],
    *,
    address: str,
    secretariat: tuple[str, ...],
) -> World:
    """Entries as a domain World, the briefings in the order of their start."""
    domain = address.rpartition("@")[2]
    briefings = sorted((each.briefing(domain) for each in sessions), key=lambda each: (each.start, each.id))
    return World(address, secretariat, tuple(each.mailing_list() for each in lists), tuple(briefings))


def across_entries(values: dict[str, Any]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """What no entry can know of itself: ids given twice, lists that do not exist.

    values    the file as parsed, before or after a fault was found in it
    Yields    the place and the words that follow its value, one for each fault
    """
    lists, sessions = _tables(values, "lists"), _tables(values, "sessions")
    for table, entries, key in (
        ("lists", lists, "id"),
        ("lists", lists, "address"),
        ("sessions", sessions, "id"),
        ("sessions", sessions, "uid"),
    ):
        seen: set[str] = set()
        for place, entry in entries:
            value = entry.get(key)
            if isinstance(value, str) and value:
                if value in seen:
                    yield (table, place, key), f"another of the {table} has it already; give each its own"
                seen.add(value)
    known = dict.fromkeys(entry["id"] for _, entry in lists if isinstance(entry.get("id"), str))
    for place, entry in sessions:
        wanted = entry.get("lists")
        for number, list_id in enumerate(wanted if isinstance(wanted, list) else []):
            if list_id not in known:
                there_are = ", ".join(known) or "none"
                yield ("sessions", place, "lists", number), f"no list has that id; there are: {there_are}"


def _tables(values: dict[str, Any], key: str) -> list[tuple[int, dict[str, Any]]]:
    """The tables of that array with their places; whatever is no table is left to pydantic."""
    found = values.get(key)
    return [
        (n, each) for n, each in enumerate(found if isinstance(found, list) else []) if isinstance(each, dict)
    ]

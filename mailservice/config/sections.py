"""The sections of the configuration: every key with its default, bounds and a word on what it is for.

Paths are relative to the folder in which the service is started.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, FilePath

from mailservice.config.values import (
    Clock,
    ClockTime,
    Endpoint,
    MailAddress,
    Monthly,
    MonthlyTime,
    OptionalEndpoint,
    OptionalFile,
    OptionalPath,
    Relay,
    RelayEndpoint,
    Weekly,
    WeeklyTime,
)
from mailservice.config.world import ListEntry, SessionEntry, Words, across_entries, world_of
from mailservice.domain.world import World

_FORUM = Words(sv="Forum", en="Forum")
_DOMAIN = r"^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$"


class ServiceConfig(BaseModel, frozen=True, extra="forbid"):
    """[service]: who the service is."""

    address: Annotated[MailAddress, Field(description="where people write")]
    name: Annotated[Words, Field(description="the sender's name in letters")] = _FORUM
    domain: Annotated[
        str,
        Field(
            default_factory=lambda data: data["address"].rpartition("@")[2],
            pattern=_DOMAIN,
            description="a domain, used in Message-IDs and return paths; the address's own where left out",
        ),
    ]
    secretariat: Annotated[
        tuple[MailAddress, ...],
        Field(min_length=1, description="the people who answer what the service does not"),
    ]
    secret_file: Annotated[
        Path,
        Field(
            description="key of tokens and return paths; made at the first start, keep it with the database"
        ),
    ] = Path("var/secret.key")
    timezone: Annotated[Literal["Europe/Stockholm"], Field(description="the only one")] = "Europe/Stockholm"


class DatabaseConfig(BaseModel, frozen=True, extra="forbid"):
    """[database]: where everything is kept."""

    url: Annotated[
        str,
        Field(
            pattern=r"^(sqlite:///.|postgresql://.)",
            repr=False,  # may hold a password: never shown
            description='"sqlite:///FILE" for one node, "postgresql://USER:PASSWORD@HOST/NAME" for several',
        ),
    ] = "sqlite:///var/mailservice.db"

    @property
    def sqlite_file(self) -> Path | None:
        """The database's file, None for PostgreSQL."""
        return Path(self.url.removeprefix("sqlite:///")) if self.url.startswith("sqlite:") else None


class ListenerConfig(BaseModel, frozen=True, extra="forbid"):
    """[listener]: where mail comes in, and how much of it at once."""

    smtp: Annotated[OptionalEndpoint, Field(description='host:port, "" for none')] = Endpoint(
        "127.0.0.1", 8025
    )
    lmtp: Annotated[OptionalEndpoint, Field(description='host:port, "" for none')] = None
    lmtp_socket: Annotated[OptionalPath, Field(description='path of a Unix socket, "" for none')] = None
    tls_certificate: Annotated[
        OptionalFile, Field(description='PEM file with the chain; "" for no STARTTLS')
    ] = None
    tls_key: Annotated[OptionalFile, Field(description="PEM file with the certificate's key")] = None
    max_message_bytes: Annotated[
        int, Field(ge=65_536, le=104_857_600, description="announced as SIZE; 26214400 is 25 MiB")
    ] = 26_214_400
    connections: Annotated[int, Field(ge=1, le=10_000, description="open at the same time, all clients")] = (
        200
    )
    connections_per_address: Annotated[
        int, Field(ge=1, le=10_000, description="open at the same time, one client")
    ] = 100
    idle_s: Annotated[float, Field(gt=0, le=600, description="seconds without a byte, then 421")] = 60.0
    session_s: Annotated[float, Field(gt=0, le=7200, description="seconds for a whole session, then 421")] = (
        900.0
    )
    recipients: Annotated[int, Field(ge=1, le=1000, description="RCPT in one mail, then 452")] = 100


class TrustConfig(BaseModel, frozen=True, extra="forbid"):
    """[trust]: whose word counts that a sender's address is real (RFC 8601)."""

    authserv_id: Annotated[
        str,
        Field(
            pattern=r"^\S{0,255}$",
            description='the name our border MTA writes, without spaces, "" to believe nobody',
        ),
    ] = ""
    relays: Annotated[
        tuple[Relay, ...], Field(description='networks that our border MTA sends from, "unix" for the socket')
    ] = ()


class SmarthostConfig(BaseModel, frozen=True, extra="forbid"):
    """[smarthost]: the relay that takes outgoing mail. Left out, mail is kept in [outgoing] folder."""

    host: Annotated[str, Field(min_length=1, description='name of the relay, such as "relay.example.se"')]
    port: Annotated[int, Field(ge=1, le=65535, description="587 is usual")] = 587
    starttls: Annotated[
        Literal["required", "if-offered", "none"], Field(description='"none" only on the same machine')
    ] = "required"
    username: Annotated[str, Field(description='"" for no login')] = ""
    password_file: Annotated[OptionalFile, Field(description="file whose first line is the password")] = None
    timeout_s: Annotated[
        float, Field(gt=0, le=600, description="seconds to connect and log in, and for each answer")
    ] = 30.0
    fallback: Annotated[
        tuple[RelayEndpoint, ...],
        Field(description="host:port of further relays with the same login, asked in order while it is away"),
    ] = ()
    connections: Annotated[int, Field(ge=1, le=100, description="open at the same time, at most")] = 10
    mails_per_second: Annotated[float, Field(ge=0, le=100_000, description="at most; 0 for no limit")] = 0.0
    domain_mails_per_minute: Annotated[
        int, Field(ge=0, le=1_000_000, description="to one domain, at most; 0 for no limit")
    ] = 0


class OutgoingConfig(BaseModel, frozen=True, extra="forbid"):
    """[outgoing]: where mail is kept while there is no smarthost."""

    folder: Annotated[Path, Field(description="one .eml file a mail")] = Path("var/outgoing")


class DkimConfig(BaseModel, frozen=True, extra="forbid"):
    """[dkim]: how outgoing mail is signed (RFC 6376, RFC 8463). Left out, it is not signed."""

    domain: Annotated[
        str, Field(pattern=_DOMAIN, description="the domain that signs, d=; that of the address")
    ]
    selector: Annotated[
        str, Field(pattern=_DOMAIN, description="a selector, s=, as in SELECTOR._domainkey.DOMAIN")
    ]
    key_file: Annotated[FilePath, Field(description="PEM file with an RSA key of 2048 bits")]
    ed25519_selector: Annotated[
        str, Field(pattern=rf"{_DOMAIN}|^$", description='the selector of a second key, "" for none')
    ] = ""
    ed25519_key_file: Annotated[OptionalFile, Field(description="PEM file with an Ed25519 key")] = None


class DigestConfig(BaseModel, frozen=True, extra="forbid"):
    """[digest]: when gathered news go out, in Europe/Stockholm."""

    weekly: Annotated[Weekly, Field(description="weekday and time")] = WeeklyTime.of("friday 08:00")
    monthly: Annotated[Monthly, Field(description="day of the month and time")] = MonthlyTime.of("1 08:00")
    grace_days: Annotated[
        int,
        Field(
            ge=0, le=6, description="a digest missed while the service was down still goes out so long after"
        ),
    ] = 3
    after_pause: Annotated[Clock, Field(description="time of the last day at which a pause ends")] = (
        ClockTime.of("07:00")
    )
    max_kilobytes: Annotated[
        int, Field(ge=20, le=2000, description="of the HTML of one digest; what is more goes in another mail")
    ] = 80


class CalendarConfig(BaseModel, frozen=True, extra="forbid"):
    """[calendar]: invitations, and the feed that anybody may subscribe to."""

    attachment: Annotated[
        bool, Field(description="whether an invitation goes along as a file too, for programs that want one")
    ] = True
    feed_file: Annotated[
        OptionalPath, Field(description='where the feed is written for a web server to serve, "" for no feed')
    ] = None
    feed_keep_days: Annotated[
        int, Field(ge=1, le=3650, description="how long a briefing stays in the feed after its end")
    ] = 90


class PublishingConfig(BaseModel, frozen=True, extra="forbid"):
    """[publishing]: how the secretariat's texts are approved."""

    approval: Annotated[
        Literal["author", "colleague"],
        Field(description='who says "skicka": "author", or "colleague" for two pairs of eyes'),
    ] = "author"
    hold_minutes: Annotated[
        int, Field(ge=0, le=1440, description='between "skicka" and the first letter')
    ] = 10
    heavy_kb: Annotated[
        int, Field(ge=64, le=25_600, description="pictures and attachments beyond this are warned of")
    ] = 2048


class LimitsConfig(BaseModel, frozen=True, extra="forbid"):
    """[limits]: how many letters one address can cause to itself."""

    answers_per_hour: Annotated[int, Field(ge=1, le=1000, description="to senders nobody vouches for")] = 3
    answers_per_day: Annotated[int, Field(ge=1, le=1000, description="to senders nobody vouches for")] = 10
    vouched_answers_per_hour: Annotated[int, Field(ge=1, le=1000, description="to vouched senders")] = 20
    vouched_answers_per_day: Annotated[int, Field(ge=1, le=1000, description="to vouched senders")] = 60


class ConfirmationConfig(BaseModel, frozen=True, extra="forbid"):
    """[confirmation]: letters that ask for a yes."""

    valid_days: Annotated[int, Field(ge=1, le=60, description="how long a yes counts")] = 7


class UndoConfig(BaseModel, frozen=True, extra="forbid"):
    """[undo]: receipts that can be answered with "ångra"."""

    valid_days: Annotated[int, Field(ge=1, le=60, description="how long it can be undone")] = 7


class LogConfig(BaseModel, frozen=True, extra="forbid"):
    """[log]: one line an event on standard error."""

    form: Annotated[
        Literal["auto", "json", "console"], Field(description='"auto": console on a terminal, else json')
    ] = "auto"


class Config(BaseModel, frozen=True, extra="forbid"):
    """The whole configuration."""

    service: Annotated[ServiceConfig, Field(description="the section [service]")]
    database: DatabaseConfig = DatabaseConfig()
    listener: ListenerConfig = ListenerConfig()
    trust: TrustConfig = TrustConfig()
    smarthost: SmarthostConfig | None = None
    outgoing: OutgoingConfig = OutgoingConfig()
    dkim: DkimConfig | None = None
    digest: DigestConfig = DigestConfig()
    calendar: CalendarConfig = CalendarConfig()
    publishing: PublishingConfig = PublishingConfig()
    limits: LimitsConfig = LimitsConfig()
    confirmation: ConfirmationConfig = ConfirmationConfig()
    undo: UndoConfig = UndoConfig()
    log: LogConfig = LogConfig()
    lists: Annotated[tuple[ListEntry, ...], Field(description="applied at every start")] = ()
    sessions: Annotated[tuple[SessionEntry, ...], Field(description="applied at every start")] = ()

    def world(self) -> World:
        """The lists and briefings that this file names; both empty where it names none."""
        return world_of(
            self.lists, self.sessions, address=self.service.address, secretariat=self.service.secretariat
        )


def across_sections(values: dict[str, Any]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """What needs two keys to be seen. Same shape as `across_entries`, which it includes."""
    yield from across_entries(values)
    for section, first, second in (
        ("listener", "tls_certificate", "tls_key"),
        ("smarthost", "username", "password_file"),
        ("dkim", "ed25519_selector", "ed25519_key_file"),
    ):
        table = _table(values, section)
        has, lacks = (first, second) if table.get(first) else (second, first)
        if table.get(has) and not table.get(lacks):
            yield (section, has), f"{section}.{lacks} goes with it and is missing; write both or neither"
    listener = _table(values, "listener")
    if listener.get("smtp") == "" and not (listener.get("lmtp") or listener.get("lmtp_socket")):
        yield ("listener", "smtp"), "then no mail comes in; set listener.lmtp or listener.lmtp_socket"
    office = _table(values, "service").get("secretariat")
    if _table(values, "publishing").get("approval") == "colleague" and len(set(office or ())) < 2:
        yield ("publishing", "approval"), "then service.secretariat must name two people or more"
    limits = _table(values, "limits")
    for who in ("", "vouched_"):
        hour, day = (limits.get(f"{who}answers_per_{span}") for span in ("hour", "day"))
        if isinstance(hour, int) and isinstance(day, int) and hour > day:
            yield (
                ("limits", f"{who}answers_per_hour"),
                f"it must be at most {who}answers_per_day, which is {day}",
            )


def _table(values: dict[str, Any], section: str) -> dict[str, Any]:
    """The section, or nothing where it is missing or no table: that is another check's fault."""
    found = values.get(section)
    return found if isinstance(found, dict) else {}

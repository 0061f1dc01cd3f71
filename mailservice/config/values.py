"""Values that a TOML file writes as text: endpoints, times of the week and month, addresses, files.

Each reader raises ValueError with the words that follow "it must be".
"""

import re
from dataclasses import dataclass
from datetime import time
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, FilePath, PlainSerializer

from mailservice.domain.addresses import Address

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ENDPOINT = re.compile(r"(?:\[(?P<v6>[0-9A-Fa-f:.]+)\]|(?P<name>[A-Za-z0-9.-]+)):(?P<port>[0-9]{1,5})")
_HOUR = re.compile(r"(?P<hour>[01]?[0-9]|2[0-3]):(?P<minute>[0-5][0-9])")
_CLOCK = re.compile(rf"(?P<day>[a-z]+|[0-9]{{1,2}}) +{_HOUR.pattern}")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where to listen: a host (name, IPv4 or IPv6 address without brackets) and a TCP port."""

    host: str
    port: int

    @classmethod
    def of(cls, text: Any) -> "Endpoint":
        """Read "127.0.0.1:8025" or "[::1]:8025". Port 0 lets the system choose one."""
        match = _ENDPOINT.fullmatch(text) if isinstance(text, str) else None
        if match is None or int(match["port"]) > 65535:
            raise ValueError('host:port, such as "127.0.0.1:8025" or "[::1]:8025"')
        return cls(match["v6"] or match["name"], int(match["port"]))

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class WeeklyTime:
    """A time of every week in Europe/Stockholm. `weekday` as in datetime.weekday: Monday is 0."""

    weekday: int
    at: time

    @classmethod
    def of(cls, text: Any) -> "WeeklyTime":
        """Read "friday 08:00"."""
        match = _CLOCK.fullmatch(text) if isinstance(text, str) else None
        if match is None or match["day"] not in WEEKDAYS:
            raise ValueError('an English weekday and a time, such as "friday 08:00"')
        return cls(WEEKDAYS.index(match["day"]), time(int(match["hour"]), int(match["minute"])))

    def __str__(self) -> str:
        return f"{WEEKDAYS[self.weekday]} {self.at:%H:%M}"


@dataclass(frozen=True, slots=True)
class MonthlyTime:
    """A time of every month in Europe/Stockholm. `day` is 1 to 28, which every month has."""

    day: int
    at: time

    @classmethod
    def of(cls, text: Any) -> "MonthlyTime":
        """Read "1 08:00"."""
        match = _CLOCK.fullmatch(text) if isinstance(text, str) else None
        if match is None or not match["day"].isdigit() or not 1 <= int(match["day"]) <= 28:
            raise ValueError('a day from 1 to 28 and a time, such as "1 08:00"')
        return cls(int(match["day"]), time(int(match["hour"]), int(match["minute"])))

    def __str__(self) -> str:
        return f"{self.day} {self.at:%H:%M}"


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A time of day in Europe/Stockholm."""

    at: time

    @classmethod
    def of(cls, text: Any) -> "ClockTime":
        """Read "07:00"."""
        match = _HOUR.fullmatch(text) if isinstance(text, str) else None
        if match is None:
            raise ValueError('a time, such as "07:00"')
        return cls(time(int(match["hour"]), int(match["minute"])))

    def __str__(self) -> str:
        return f"{self.at:%H:%M}"


def _mail_address(text: Any) -> str:
    """A mail address in normal form."""
    try:
        return str(Address.of(text if isinstance(text, str) else ""))
    except ValueError as error:
        raise ValueError('a mail address, such as "forum@example.se"') from error


def _relay(text: Any) -> Any:
    """A network of relays, or "unix" for whoever reaches the Unix socket."""
    if text == "unix" or isinstance(text, IPv4Network | IPv6Network):
        return text
    try:
        return ip_network(text if isinstance(text, str) else "")
    except ValueError as error:
        raise ValueError('a network such as "192.0.2.0/24", an IP address, or "unix"') from error


def _none_if_empty(value: Any) -> Any:
    """TOML has no null: the empty text stands for "none"."""
    return None if value == "" else value


def _endpoint_or_none(value: Any) -> Any:
    return value if value is None or isinstance(value, Endpoint) else Endpoint.of(value)


def _weekly(value: Any) -> Any:
    return value if isinstance(value, WeeklyTime) else WeeklyTime.of(value)


def _clock(value: Any) -> Any:
    return value if isinstance(value, ClockTime) else ClockTime.of(value)


def _monthly(value: Any) -> Any:
    return value if isinstance(value, MonthlyTime) else MonthlyTime.of(value)


_AS_TEXT = PlainSerializer(lambda value: "" if value is None else str(value))

MailAddress = Annotated[str, BeforeValidator(_mail_address)]
Relay = Annotated[IPv4Network | IPv6Network | Literal["unix"], BeforeValidator(_relay)]
RelayEndpoint = Annotated[Endpoint, BeforeValidator(Endpoint.of), _AS_TEXT]
OptionalEndpoint = Annotated[
    Endpoint | None, BeforeValidator(_endpoint_or_none), BeforeValidator(_none_if_empty), _AS_TEXT
]
OptionalFile = Annotated[FilePath | None, BeforeValidator(_none_if_empty), _AS_TEXT]
OptionalPath = Annotated[Path | None, BeforeValidator(_none_if_empty), _AS_TEXT]
Weekly = Annotated[WeeklyTime, BeforeValidator(_weekly), _AS_TEXT]
Clock = Annotated[ClockTime, BeforeValidator(_clock), _AS_TEXT]
Monthly = Annotated[MonthlyTime, BeforeValidator(_monthly), _AS_TEXT]

"""Each concrete part, made from its section of the configuration. `app.py` puts them together."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from mailservice.config.secret import read_or_make_secret
from mailservice.config.sections import Config
from mailservice.decisions.policy import Policy
from mailservice.decisions.throttle import Throttle
from mailservice.delivery.feed_file import FeedFile
from mailservice.delivery.folder import FolderSmarthost
from mailservice.delivery.smarthost import Relay, Smarthosts
from mailservice.delivery.unsigned import NoSignature
from mailservice.domain.addresses import Address
from mailservice.domain.errors import ConfigurationFaults
from mailservice.flow.apply import Stationery
from mailservice.flow.digests import DigestTimes
from mailservice.flow.feed import FeedWork
from mailservice.flow.ports import Clock, Store
from mailservice.flow.sending_ports import Signer, Smarthost
from mailservice.screening.authentication import Trust
from mailservice.storage.engine import Engines, open_database
from mailservice.storage.schema import upgrade
from mailservice.storage.store import Database

if TYPE_CHECKING:
    from mailservice.rendering.feeds import Feeds
    from mailservice.rendering.letters import Letters

_PACKAGE = Path(__file__).parent
_POSTMASTERS = frozenset({"postmaster", "abuse"})  # RFC 2142

Shown = Callable[[Path, bytes], None]


def templates_folder() -> Path:
    """Where the letters are: inside an installed package, else beside it in a checkout."""
    packed = _PACKAGE / "_templates"
    return packed if packed.is_dir() else _PACKAGE.parent / "templates"


def database_url(config: Config) -> str:
    """The configured database with the driver that this service speaks to it through."""
    url = config.database.url
    return url.replace("sqlite:", "sqlite+aiosqlite:", 1).replace("postgresql:", "postgresql+psycopg:", 1)


def trust_of(config: Config) -> Trust:
    """Whom screening believes, and whom it knows for ourselves."""
    lists = tuple(each.address for each in config.lists if each.address)
    people = (f"{each}@{config.service.domain}" for each in sorted(_POSTMASTERS))
    return Trust(
        authserv_id=config.trust.authserv_id,
        relays=tuple(str(each) for each in config.trust.relays),
        own_addresses=(config.service.address, *lists, *people),
        own_domain=config.service.domain,
    )


def stationery_of(config: Config) -> Stationery:
    """Address and key; the key is made at the first start."""
    return Stationery(config.service.address, read_or_make_secret(config.service.secret_file))


@dataclass(frozen=True, slots=True)
class OpenDatabase:
    """The database of a configuration, migrated and open."""

    engines: Engines
    store: Database

    async def close(self) -> None:
        """Give the connections back."""
        await self.engines.close()


async def open_store(config: Config, *, checkpoints: bool = True) -> OpenDatabase:
    """Migrate and open the database.

    checkpoints   False in every process but the service (docs/decisions)
    Raises        StorageUnavailable, DatabaseUnfit, SchemaTooNew: with what to do
    """
    if config.database.sqlite_file is not None:
        config.database.sqlite_file.parent.mkdir(parents=True, exist_ok=True)
    url = database_url(config)
    await asyncio.to_thread(upgrade, url)  # Alembic is synchronous
    engines = open_database(url, checkpoints=checkpoints)
    store = Database(engines, address=config.service.address, secretariat=tuple(config.service.secretariat))
    return OpenDatabase(engines, store)


def policy_of(config: Config) -> Policy:
    """The rules that this installation has set."""
    limits = config.limits
    return Policy(
        confirmation_valid=timedelta(days=config.confirmation.valid_days),
        undo_valid=timedelta(days=config.undo.valid_days),
        answers_per_hour=limits.answers_per_hour,
        answers_per_day=limits.answers_per_day,
        vouched_answers_per_hour=limits.vouched_answers_per_hour,
        vouched_answers_per_day=limits.vouched_answers_per_day,
        two_pairs_of_eyes=config.publishing.approval == "colleague",
        hold=timedelta(minutes=config.publishing.hold_minutes),
        heavy_kb=config.publishing.heavy_kb,
        back_at=config.digest.after_pause.at,
    )


def letters_of(config: Config) -> "Letters":
    """The letters, in the service's name. What writes them is a fifth of a start: loaded here."""
    from mailservice.rendering.letters import Letters

    name = config.service.name
    return Letters(
        templates_folder(),
        address=config.service.address,
        names={"sv": name.sv, "en": name.en},
        calendar_file=config.calendar.attachment,
    )


def feeds_of(config: Config) -> "Feeds":
    """The public feed, in the service's name."""
    from mailservice.rendering.feeds import Feeds

    name = config.service.name
    return Feeds(templates_folder(), address=config.service.address, names={"sv": name.sv, "en": name.en})


def feed_of(config: Config, store: Store, clock: Clock) -> FeedWork | None:
    """What keeps the feed's file; None where none is configured."""
    if config.calendar.feed_file is None:
        return None
    keep = timedelta(days=config.calendar.feed_keep_days)
    return FeedWork(store, clock, feeds_of(config), FeedFile(config.calendar.feed_file), keep)


def digest_times(config: Config) -> DigestTimes:
    """When digests go out."""
    weekly, monthly = config.digest.weekly, config.digest.monthly
    return DigestTimes(
        weekly=(weekly.weekday + 1, weekly.at.hour, weekly.at.minute),
        monthly=(monthly.day, monthly.at.hour, monthly.at.minute),
        grace=timedelta(days=config.digest.grace_days),
        max_bytes=config.digest.max_kilobytes * 1000,
    )


def signer_of(config: Config) -> Signer:
    """DKIM where it is configured. Raises ConfigurationFaults for a key that cannot be used."""
    dkim = config.dkim
    if dkim is None:
        return NoSignature()
    from mailservice.delivery.dkim import DkimKey, DkimSigner  # OpenSSL once more: 7 MB, for who signs

    wanted = ((dkim.selector, dkim.key_file), (dkim.ed25519_selector, dkim.ed25519_key_file))
    keys = []
    for selector, file in wanted:
        if selector and file is not None:
            try:
                keys.append(DkimKey.from_pem(selector, file.read_bytes()))
            except (OSError, ValueError) as error:
                raise ConfigurationFaults((f"dkim: the key in {file}: {error}",)) from error
    return DkimSigner(dkim.domain, keys)


def smarthost_of(config: Config, shown: Shown | None) -> Smarthost:
    """The relay, or the folder where there is none."""
    relay = config.smarthost
    if relay is None:
        return FolderSmarthost(config.outgoing.folder, shown=shown or (lambda _path, _mail: None))
    password = ""
    if relay.password_file is not None:
        password = relay.password_file.read_text(encoding="utf-8").partition("\n")[0].strip()
    places = ((relay.host, relay.port), *((each.host, each.port) for each in relay.fallback))
    relays = tuple(
        Relay(host, port, relay.starttls, relay.username, password, relay.timeout_s) for host, port in places
    )
    return Smarthosts(relays, connections=relay.connections, per_second=relay.mails_per_second)


def throttle_of(config: Config) -> Throttle:
    """How much one domain may get."""
    return Throttle(0 if config.smarthost is None else config.smarthost.domain_mails_per_minute)


def accepts(config: Config) -> Callable[[str], bool]:
    """Is an address of RCPT ours? The service with any +detail, its lists, postmaster and abuse."""
    service = Address.of(config.service.address)
    lists = frozenset(str(Address.of(each.address)) for each in config.lists if each.address)

    def ours(text: str) -> bool:
        try:
            address = Address.of(text)
        except ValueError:
            return False
        if str(address) in lists:
            return True
        local_parts = {service.base_local_part, *_POSTMASTERS}
        return address.domain == service.domain and address.base_local_part in local_parts

    return ours

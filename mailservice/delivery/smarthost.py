"""Mail to the smarthost over SMTP, on one connection that stays open and is replaced when it breaks.

What the smarthost says is hostile input: it is made one short, plain line before anybody sees it.
"""

import asyncio
import ssl
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

import aiosmtplib

from mailservice.domain.addresses import Address
from mailservice.domain.errors import DeliveryFailed, SmarthostUnreachable
from mailservice.flow.ports import Handover

StartTls = Literal["required", "if-offered", "none"]
_MAX_REPLY = 200  # characters
_START_TLS: dict[StartTls, bool | None] = {"required": True, "if-offered": None, "none": False}
_BROKEN = (aiosmtplib.SMTPException, OSError, TimeoutError)
_LOST = 451, "4.4.2 the conversation broke off"
_NO_SMTPUTF8 = 553, "5.6.7 the smarthost does not take addresses with letters beyond ASCII (SMTPUTF8)"


@dataclass(frozen=True, slots=True)
class Relay:
    """Where the smarthost is and how to get in.

    host       its name, which its certificate bears
    starttls   "required", "if-offered" or "none"
    username   "" for no login
    timeout_s  to connect and log in, and again for the conversation about one mail
    trusted    certificates to verify its with; None for those of the system
    """

    host: str
    port: int
    starttls: StartTls = "required"
    username: str = ""
    password: str = ""
    timeout_s: float = 30.0
    trusted: ssl.SSLContext | None = None


class AiosmtplibSmarthost:
    """Hands mail to one relay (flow.ports.Smarthost)."""

    def __init__(self, relay: Relay) -> None:
        self._relay = relay
        self._client: aiosmtplib.SMTP | None = None
        self._turn = asyncio.Lock()  # one conversation at a time

    async def send(self, *, reverse_path: str, recipient: Address, mail: bytes, mail_id: str) -> Handover:
        """Hand over one mail to one recipient.

        Raises    SmarthostUnreachable where no conversation came about: the smarthost is away or greets
                  with a refusal, its certificate is wrong, or our login is refused. No mail can go.
                  DeliveryFailed where this mail was refused, or where the conversation broke off after
                  it had begun (451): one mail that a smarthost stumbles over must not hold up the others.
        """
        async with self._turn:
            client = await self._ready(recipient, mail)
            try:
                async with asyncio.timeout(self._relay.timeout_s):
                    reply = await _converse(client, reverse_path, recipient, mail)
            except aiosmtplib.SMTPResponseException as error:
                await self._after_refusal(client, error.code)
                raise _refusal(error) from error
            except _BROKEN as error:
                self._drop()
                raise DeliveryFailed(*_LOST) from error
            except BaseException:
                self._drop()  # cancelled: nobody knows where the conversation stands
                raise
            return Handover("sent", plain_line(reply))

    async def close(self) -> None:
        """Say goodbye, where there is somebody to say it to."""
        async with self._turn:
            if self._client is not None and self._client.is_connected:
                with suppress(*_BROKEN):
                    await self._client.quit()
            self._drop()

    async def _ready(self, recipient: Address, mail: bytes) -> aiosmtplib.SMTP:
        """A client that has just answered: the open one, or a new one where that has gone."""
        client = self._client
        try:
            async with asyncio.timeout(self._relay.timeout_s):
                if client is None or not await _answers(client):
                    self._drop()
                    client = self._client = await self._connect()
        except aiosmtplib.SMTPResponseException as error:
            self._drop()
            raise SmarthostUnreachable(
                f"{self._where} answered {error.code} {plain_line(error.message)!r}"
            ) from error
        except (*_BROKEN, ValueError) as error:
            self._drop()
            raise SmarthostUnreachable(f"{self._where}: {plain_line(str(error))}") from error
        if _needs_smtputf8(recipient, mail) and not client.supports_extension("smtputf8"):
            raise DeliveryFailed(*_NO_SMTPUTF8)
        return client

    async def _connect(self) -> aiosmtplib.SMTP:
        relay = self._relay
        client = self._client = aiosmtplib.SMTP(
            hostname=relay.host,
            port=relay.port,
            username=relay.username or None,
            password=relay.password or None,
            start_tls=_START_TLS[relay.starttls],
            tls_context=relay.trusted,
            timeout=relay.timeout_s,
        )
        await client.connect()
        await client.ehlo()
        return client

    async def _after_refusal(self, client: aiosmtplib.SMTP, code: int) -> None:
        """The conversation goes on with the next mail, unless the smarthost closes or talks nonsense."""
        if 400 <= code < 600 and code != 421:
            with suppress(*_BROKEN):
                async with asyncio.timeout(self._relay.timeout_s):
                    await client.rset()
                    return
        self._drop()

    def _drop(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None

    @property
    def _where(self) -> str:
        return f"smarthost {self._relay.host}:{self._relay.port}"


def plain_line(reply: str) -> str:
    """What a smarthost said, as one line of at most 200 printable characters."""
    printable = "".join(c if c.isprintable() else " " for c in reply[: 4 * _MAX_REPLY])
    return " ".join(printable.split())[:_MAX_REPLY]


async def _answers(client: aiosmtplib.SMTP) -> bool:
    """Whether an open connection still is one; a smarthost may have closed it while it was idle."""
    if not client.is_connected:
        return False
    try:
        return (await client.noop()).code == 250
    except _BROKEN:
        return False


async def _converse(client: aiosmtplib.SMTP, reverse_path: str, recipient: Address, mail: bytes) -> str:
    options = ["SMTPUTF8"] if _needs_smtputf8(recipient, mail) else []
    if not mail.isascii():
        options.append("BODY=8BITMIME")
    await client.mail(reverse_path, options=options, encoding="utf-8")
    await client.rcpt(str(recipient), encoding="utf-8")
    return (await client.data(mail)).message


def _needs_smtputf8(recipient: Address, mail: bytes) -> bool:
    """RFC 6531 section 3.2: a UTF-8 address in the envelope or in a header field."""
    return not str(recipient).isascii() or not mail.partition(b"\r\n\r\n")[0].isascii()


def _refusal(error: aiosmtplib.SMTPResponseException) -> DeliveryFailed:
    if not 400 <= error.code < 600:
        return DeliveryFailed(451, f"4.5.0 not an answer that SMTP knows: {plain_line(error.message)}")
    return DeliveryFailed(error.code, plain_line(error.message))

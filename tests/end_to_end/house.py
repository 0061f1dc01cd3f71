"""The whole service on real sockets, with a clock that a test moves and a mail server that takes all."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import aiosmtplib

from mailservice.app import build
from mailservice.config.load import load_config
from mailservice.config.sections import Config, DatabaseConfig, ListenerConfig, SmarthostConfig
from mailservice.config.values import Endpoint
from mailservice.demo.mailbox import Mailbox, Taken
from mailservice.flow.clocks import SteppedClock
from mailservice.service import Service
from tests.end_to_end.lmtp_client import deliver_by_lmtp
from tests.waiting import HANG_S

DEMO = Path(__file__).parents[2] / "config" / "demo.toml"
FORUM = "forum@tillvaxtverket.se"
MONDAY = datetime.fromisoformat("2027-05-10T08:30:00+02:00")


class House:
    """What a test sees: people who write, letters that come."""

    def __init__(self, service: Service, mailbox: Mailbox, clock: SteppedClock, config: Config) -> None:
        self.service, self.mailbox, self.clock, self.config = service, mailbox, clock, config
        self._mails = 0

    async def write(
        self,
        sender: str,
        text: str,
        *,
        subject: str = "Hej",
        answers: Taken | None = None,
        vouched: bool = True,
        to: str = FORUM,
        by: str = "smtp",
        headers: dict[str, str] | None = None,
    ) -> None:
        """One mail, taken and dealt with. `answers`: the letter that it replies to, quoted below."""
        self._mails += 1
        mail = EmailMessage()
        mail["From"], mail["To"] = sender, to
        mail["Date"] = format_datetime(self.clock.now())
        mail["Message-ID"] = f"<test-{self._mails}@{sender.partition('@')[2]}>"
        if answers is not None:
            subject = f"Sv: {answers.message['Subject']}"
            mail["In-Reply-To"] = str(answers.message["Message-ID"])
            quoted = "\n".join(f"> {line}" for line in answers.text.splitlines())
            text = f"{text}\n\nDen 10 maj 2027 kl. 08:31 skrev Forum <{FORUM}>:\n{quoted}\n"
        mail["Subject"] = subject
        for name, value in (headers or {}).items():
            mail[name] = value
        mail.set_content(text)
        await self.deliver(sender, mail, vouched=vouched, to=to, by=by)

    async def deliver(
        self, sender: str, mail: EmailMessage, *, vouched: bool = True, to: str = FORUM, by: str = "smtp"
    ) -> None:
        """Hand one mail in, with the border MTA's word on the sender where it has one, and settle."""
        domain = sender.partition("@")[2]
        head = f"Authentication-Results: demo.mx; dmarc=pass header.from={domain}\r\n" if vouched else ""
        raw = head.encode() + mail.as_bytes(policy=mail.policy.clone(linesep="\r\n"))
        await self.deliver_raw(sender, raw, to=to, by=by)
        await self.service.settle()

    async def deliver_raw(self, sender: str, raw: bytes, *, to: str = FORUM, by: str = "smtp") -> None:
        """Hand bytes in and get a 250 for them; nothing is processed yet."""
        if by == "lmtp":
            [reply] = await deliver_by_lmtp(self.service.doors.lmtp_ports[0], sender, [to], raw)
            assert reply.startswith("250 ")
            return
        async with aiosmtplib.SMTP(
            hostname="127.0.0.1", port=self.service.smtp_port, start_tls=False, use_tls=False, timeout=HANG_S
        ) as client:
            await client.sendmail(sender, [to], raw)

    async def go_to(self, when: str) -> None:
        """The clock moves to that instant (ISO 8601 with offset), and what is due then is done."""
        self.clock.move_to(datetime.fromisoformat(when))
        await self.service.settle()

    def letters(self, recipient: str) -> list[str]:
        """The names of the letters that have come to somebody, in order."""
        return [
            str(taken.message["Message-ID"]).partition("@")[0].rpartition(".")[2]
            for taken in self.mailbox.taken
            if recipient in taken.recipients
        ]

    def latest(self, recipient: str, letter: str = "") -> Taken:
        """The last letter to somebody, of that name where one is given."""
        return self.mailbox.latest(recipient, letter=letter)


@asynccontextmanager
async def open_house(
    folder: Path, *, database: str, start: datetime = MONDAY, **sections: Any
) -> AsyncIterator[House]:
    """The demo's world on free ports of 127.0.0.1.

    database   the URL as a configuration writes it
    sections   other sections of the configuration, by name
    """
    mailbox, clock = Mailbox(), SteppedClock(start)
    port = await mailbox.open()
    loaded = load_config(DEMO, {})
    config = loaded.model_copy(
        update={
            "service": loaded.service.model_copy(update={"secret_file": folder / "secret.key"}),
            "database": DatabaseConfig(url=database),
            "listener": ListenerConfig(smtp=Endpoint("127.0.0.1", 0), lmtp=Endpoint("127.0.0.1", 0)),
            "smarthost": SmarthostConfig(host="127.0.0.1", port=port, starttls="none", timeout_s=HANG_S),
            **sections,
        }
    )
    service = await build(config, clock=clock)
    await service.open_doors()
    try:
        yield House(service, mailbox, clock, config)
    finally:
        await service.close_doors()
        await mailbox.close()
        await asyncio.sleep(0)

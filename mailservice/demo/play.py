"""The play itself: the clock goes from ring to ring, and people do their lines between."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import aiosmtplib
from rich.console import Console
from rich.progress import Progress

from mailservice.app import build
from mailservice.config.load import load_config
from mailservice.config.sections import (
    Config,
    DatabaseConfig,
    ListenerConfig,
    OutgoingConfig,
    SmarthostConfig,
)
from mailservice.config.values import Endpoint
from mailservice.decisions.facts import Publication
from mailservice.demo.calendar_program import answer_invitation
from mailservice.demo.mailbox import Mailbox, Taken
from mailservice.demo.script import FIRST, LAST, SCRIPT, Line
from mailservice.demo.transcript import Transcript
from mailservice.domain.days import STOCKHOLM
from mailservice.flow.clocks import SteppedClock
from mailservice.observability.log_lines import start_log
from mailservice.service import Service

RING = timedelta(minutes=15)
DAYTIME = range(7, 18)


@dataclass(slots=True)
class Stage:
    """What the play is played on."""

    service: Service
    config: Config
    mailbox: Mailbox
    clock: SteppedClock
    transcript: Transcript
    shown: int = 0
    numbers: Counter[str] = field(default_factory=Counter)


async def play(config_file: Path, console: Console) -> Counter[str]:
    """Play the fortnight on the world of that configuration. Returns the numbers that end it.

    Everything happens in a folder that is removed afterwards, on free ports of 127.0.0.1.
    """
    began = time.monotonic()
    clock, mailbox = SteppedClock(FIRST), Mailbox()
    with TemporaryDirectory(prefix="mailservice-demo-") as folder:
        config = _on_stage(load_config(config_file), Path(folder), await mailbox.open())
        service = await build(config, clock=clock)
        await service.open_doors()
        stage = Stage(service, config, mailbox, clock, Transcript(console))
        try:
            await _act(stage, console)
        finally:
            await service.close_doors()
            await mailbox.close()
    stage.transcript.numbers(stage.numbers, seconds=time.monotonic() - began)
    return stage.numbers


def _on_stage(config: Config, folder: Path, smarthost_port: int) -> Config:
    """The same configuration, with everything it touches moved to the stage."""
    return config.model_copy(
        update={
            "service": config.service.model_copy(update={"secret_file": folder / "secret.key"}),
            "database": DatabaseConfig(url=f"sqlite:///{folder / 'play.db'}"),
            "listener": ListenerConfig(smtp=Endpoint("127.0.0.1", 0)),
            "smarthost": SmarthostConfig(host="127.0.0.1", port=smarthost_port, starttls="none"),
            "outgoing": OutgoingConfig(folder=folder / "outgoing"),
        }
    )


async def _act(stage: Stage, console: Console) -> None:
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("10 to 27 May 2027", total=sum(1 for _ in _rings()))
        waiting = list(SCRIPT)
        for ring in _rings():
            while waiting and waiting[0].at <= ring:
                await _say(stage, waiting.pop(0))
            stage.clock.move_to(ring)
            await stage.service.settle()
            _show_new(stage)
            progress.advance(task)


def _rings() -> Iterator[datetime]:
    """Each full hour and quarter past of the day: nothing is due at night."""
    moment = FIRST
    while moment <= LAST:
        if moment.hour in DAYTIME and moment.minute in (0, 15):
            yield moment
        moment += RING


async def _say(stage: Stage, line: Line) -> None:
    stage.clock.move_to(line.at)
    if line.publish_to:
        publication = Publication(
            f"play-{line.at:%Y%m%d%H%M}", line.publish_to, line.subject, line.text, "sv", stage.clock.now()
        )
        people = await stage.service.publish(publication, by=line.who)
        stage.transcript.published(line, people)
        stage.numbers["published"] += 1
    else:
        mail = _mail(stage, line)
        stage.transcript.received(line, str(mail["Subject"]))
        await _send(stage, line, mail)
        stage.numbers["mails in"] += 1
    await stage.service.settle()
    _show_new(stage)


def _mail(stage: Stage, line: Line) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"] = line.who, stage.config.service.address
    mail["Date"] = format_datetime(line.at)
    mail["Message-ID"] = f"<{line.at:%d%H%M}{len(line.text)}@{line.who.partition('@')[2]}>"
    subject = line.subject
    if line.calendar:
        invitation = stage.mailbox.latest(line.who, letter="invitation")
        return answer_invitation(mail, invitation, answer=line.calendar, at=line.at)
    text = line.text
    if line.answers:
        letter = stage.mailbox.latest(line.who, letter=line.answers)
        original = letter.message
        subject = f"Sv: {original['Subject']}"
        mail["In-Reply-To"] = mail["References"] = str(original["Message-ID"])
        text = f"{line.text}\n\n{_quoted(letter, stage.config.service.address)}"
    mail["Subject"] = subject
    if line.automatic:
        mail["Auto-Submitted"] = "auto-replied"
    mail.set_content(text)
    return mail


def _quoted(letter: Taken, address: str) -> str:
    """The letter below the answer, as phones and mail programs leave it there."""
    lines = "\n".join(f"> {each}" for each in letter.text.splitlines())
    return f"Den {letter.message['Date']} skrev {address}:\n{lines}\n"


async def _send(stage: Stage, line: Line, mail: EmailMessage) -> None:
    """By SMTP, as our border MTA hands it on: with its word on the sender where it has one."""
    trust = stage.config.trust
    domain = line.who.partition("@")[2]
    verdict = f"Authentication-Results: {trust.authserv_id}; dmarc=pass header.from={domain}\r\n"
    head = verdict.encode() if line.vouched and trust.authserv_id else b""
    raw = head + mail.as_bytes(policy=mail.policy.clone(linesep="\r\n"))
    async with aiosmtplib.SMTP(
        hostname="127.0.0.1", port=stage.service.smtp_port, start_tls=False, use_tls=False
    ) as client:
        await client.sendmail("" if line.automatic else line.who, [stage.config.service.address], raw)


def _show_new(stage: Stage) -> None:
    new = stage.mailbox.taken[stage.shown :]
    for taken in new:
        stage.transcript.sent(stage.clock.now().astimezone(STOCKHOLM), taken)
        stage.numbers[f"sent: {taken.message['Message-ID'].split('@')[0].rpartition('.')[2]}"] += 1
    stage.shown += len(new)


def run(config_file: Path, console: Console) -> Counter[str]:
    """Play it, from a program that has no event loop. The log is left out: the transcript tells all."""
    start_log(StringIO(), form="json", key=b"demo")
    return asyncio.run(play(config_file, console))

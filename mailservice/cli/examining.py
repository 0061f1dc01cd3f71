"""One mail through parse, screen, understand and decide, with everything on the way kept to be shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.parser import BytesHeaderParser
from email.policy import compat32
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Any

from mailservice.config import Config, load_config, load_world
from mailservice.decisions.decide import decide
from mailservice.decisions.facts import Facts
from mailservice.decisions.handover import decide_without_sender
from mailservice.decisions.policy import Policy
from mailservice.domain.addresses import Address
from mailservice.domain.effects import Decision
from mailservice.domain.readings import Complaint, Machine, Reading, Report
from mailservice.domain.world import World
from mailservice.flow.read import ReadMail, examine_mail, open_mail
from mailservice.message.envelope import Envelope
from mailservice.parts import policy_of, trust_of
from mailservice.teaching import read_lexicon
from mailservice.understanding.labels import as_label
from mailservice.understanding.lexicon import Lexicon
from mailservice.understanding.understand import Examination

_TOKEN = "x" * 26  # nothing is sent, so nothing has to be secret
_KEY = b"explain"  # no return path is made with it: a report counts as of a mail that is not ours


@dataclass(frozen=True, slots=True)
class Examined:
    """What each step made of a mail.

    examination   what the stages of understanding found; None where the mail was read without them
    label         the reading in the words of the corpus
    """

    envelope: Envelope
    opened: ReadMail
    reading: Reading
    examination: Examination | None
    decision: Decision
    label: Mapping[str, Any]


def examiner(
    config_file: Path, *, world: Path | None, now: datetime | None, lexicon: Lexicon | None = None
) -> Callable[[bytes], Examined]:
    """A function from raw mails to what becomes of them: to a stranger, in that world, at that time."""
    config = load_config(config_file)
    known, read_at = _world(config, world)
    clock = (now or read_at or datetime.now(UTC)).astimezone(UTC)
    lexicon, trust, policy = lexicon or read_lexicon(), trust_of(config), policy_of(config)

    def examine(raw: bytes) -> Examined:
        envelope = Envelope(_return_path(raw), (known.address,), _relay(config), "explain", "ESMTP", clock)
        opened = open_mail(raw, envelope, trust, key=_KEY)
        reading, examination = examine_mail(
            opened, envelope=envelope, world=known, now=clock, answered=None, lexicon=lexicon
        )
        decision = _decision(opened, reading, known, clock, policy)
        label = as_label(reading, mail=opened.mail, world=known)
        return Examined(envelope, opened, reading, examination, decision, label)

    return examine


def _world(config: Config, file: Path | None) -> tuple[World, datetime | None]:
    if file is None:
        return config.world(), None
    read = load_world(file)
    return read.world(address=config.service.address, secretariat=config.service.secretariat), read.read_at()


def _return_path(raw: bytes) -> str:
    """MAIL FROM as the topmost Return-Path tells it ("<>" is the null sender), else the address in From."""
    header = BytesHeaderParser(policy=compat32).parsebytes(raw)
    told = header.get("Return-Path")
    if told is not None:
        return str(told).strip().strip("<>")
    written = str(header.get("From", ""))
    return written.rpartition("<")[2].partition(">")[0].strip() if "@" in written else ""


def _relay(config: Config) -> str:
    """The mail came as if from our border MTA; "" is the Unix socket."""
    networks = (each for each in config.trust.relays if isinstance(each, IPv4Network | IPv6Network))
    first = next(networks, None)
    return "" if first is None else str(first.network_address)


def _decision(opened: ReadMail, reading: Reading, world: World, now: datetime, policy: Policy) -> Decision:
    """What would be decided about somebody whom we do not know yet."""
    sender = opened.mail.sender
    if sender is None and not isinstance(reading, Machine | Report | Complaint):
        return decide_without_sender(
            _TOKEN, world, sender_text=opened.mail.header("from"), subject=opened.mail.subject
        )
    sender = sender or Address("unknown", "invalid")
    facts = Facts(
        spool_id=_TOKEN,
        sender=sender,
        sender_text=str(sender),
        vouched=opened.verdict.vouched,
        vouched_by_mta=opened.verdict.vouched,
        world=world,
        token=_TOKEN,
        message_id=opened.mail.message_id,
        subject=opened.mail.subject,
    )
    return decide(reading, facts, now=now, policy=policy)

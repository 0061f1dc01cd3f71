"""The secretariat's own mails, made into a proof, a letter and a digest by the code that does it for real."""

import email
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

from mailservice.config.load import load_config
from mailservice.decisions.audience import Audience, Sample
from mailservice.decisions.digests import Occasion, decide_digest
from mailservice.decisions.facts import Facts, Publication, WaitingNews
from mailservice.decisions.news import decide_news, item_line
from mailservice.decisions.policy import Policy
from mailservice.decisions.proofs import decide_draft
from mailservice.domain.addresses import Address
from mailservice.domain.archive import KeptFile
from mailservice.domain.effects import SaveProof, SendLetter
from mailservice.domain.lists import DeliveryMode
from mailservice.domain.people import Person, Subscription, SubscriptionState
from mailservice.domain.readings import PublishDraft
from mailservice.flow.apply import Cause, Stationery, letter_row
from mailservice.message.parse import parse
from mailservice.message.plain_text import own_words
from mailservice.parts import templates_folder
from mailservice.rendering.letters import Letters
from mailservice.understanding.secretariat_publishing import read_publishing
from tests.unit.understanding.corpus import lexicon

ROOT = Path(__file__).parents[2]
MAILS = ROOT / "tests" / "mails" / "publishing"
NAMES = ("outlook", "word", "markdown", "plain")
NOW = datetime(2027, 5, 10, 6, 30, tzinfo=UTC)
READER = "anna@region.example"
OFFICE = Address.of("kansliet@tillvaxtverket.se")
WORLD = load_config(ROOT / "config" / "demo.toml", {}).world()
STATIONERY = Stationery(WORLD.address, b"a secret of thirty-two octets...")
SERVICE = Letters(
    templates_folder(),
    address=WORLD.address,
    names={"sv": "Tillväxtverkets forum", "en": "The Tillväxtverket forum"},
)
WEEKLY = Occasion("weekly", "weekly:2027-W19", 80_000)
READERS = Audience(
    at_once=812,
    weekly=143,
    monthly=45,
    paused=12,
    in_swedish=961,
    in_english=39,
    samples=(
        Sample(READER, DeliveryMode.EACH, "sv"),
        Sample("bo@kommun.example", DeliveryMode.WEEKLY, "sv"),
        Sample("carol@city.example", DeliveryMode.MONTHLY, "en"),
    ),
)


def draft_of(name: str) -> PublishDraft:
    """A mail of the secretariat, read."""
    mail = parse((MAILS / f"{name}.eml").read_bytes())
    reading = read_publishing(
        mail,
        own_words(mail),
        world=WORLD,
        now=NOW,
        answered=None,
        details=(),
        member=True,
        lexicon=lexicon(),
    )
    assert isinstance(reading, PublishDraft)
    return reading


def made_of(name: str) -> dict[str, EmailMessage]:
    """What comes of it: "proof", "news", "digest"."""
    facts = Facts(
        spool_id=f"mail-{name}",
        sender=OFFICE,
        sender_text=str(OFFICE),
        vouched=True,
        vouched_by_mta=True,
        world=WORLD,
        token="abcdefghijklmnopqrstuvwxyz",
        message_id=f"{name}@tillvaxtverket.se",
        readership=READERS,
    )
    save, proof = decide_draft(draft_of(name), facts, now=NOW, policy=Policy()).effects
    assert isinstance(save, SaveProof)
    assert isinstance(proof, SendLetter)
    version = save.version
    text = Publication(
        version.id,
        version.segment.lists,
        version.subject,
        version.markdown,
        version.language,
        NOW,
        files=tuple(KeptFile(f.kind, f.name, f.content_type, len(f.content)) for f in save.files),
    )
    on = tuple(Subscription(each, SubscriptionState.ACTIVE) for each in version.segment.lists)
    reader = Person(Address.of(READER), version.language, subscriptions=on)
    waiting = WaitingNews(reader, (text,))
    news = decide_news(waiting, WORLD).effects[0]
    digest = decide_digest(waiting, WORLD, occasion=WEEKLY, now=NOW).effects[0]
    assert isinstance(news, SendLetter)
    assert isinstance(digest, SendLetter)
    letters = {"proof": proof, "news": news, "digest": digest}
    return {kind: _sent(letter, save, text) for kind, letter in letters.items()}


def _sent(letter: SendLetter, save: SaveProof, text: Publication) -> EmailMessage:
    row = letter_row(letter, 0, Cause(letter.letter, "system", NOW), STATIONERY)
    values: dict[str, Any] = dict(row.values)
    told = {**item_line(text), "markdown": text.markdown}  # as `flow/published.py` puts it in
    if "publication" in values:
        values["publication"] = {**told, **values["publication"]}
    else:
        values["items"] = [{**told, "lists": values["lists"], **each} for each in values["items"]]
    raw = SERVICE.render(
        replace(row, values=values), world=WORLD, attached=None, sent_at=NOW, files=save.files
    )
    mail = email.message_from_bytes(raw, policy=SMTP)
    assert isinstance(mail, EmailMessage)
    assert all(not part.defects for part in mail.walk())
    return mail

"""The world and the mails that understanding is tested on."""

import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from typing import Any

from mailservice.domain.briefings import Briefing
from mailservice.domain.lists import Bilingual, MailingList
from mailservice.domain.readings import AnsweredLetter, Machine, Report
from mailservice.domain.world import World
from mailservice.message.envelope import Envelope
from mailservice.message.parse import parse
from mailservice.message.plain_text import own_words
from mailservice.screening.authentication import Trust
from mailservice.screening.screen import screen
from mailservice.teaching import read_lexicon
from mailservice.understanding import understand as room
from mailservice.understanding.encoder import Encoder, Text
from mailservice.understanding.labels import as_label
from mailservice.understanding.learning import Floats
from mailservice.understanding.lexicon import Lexicon
from mailservice.understanding.understand import Examination, examine

MAILS = Path(__file__).parents[2] / "mails"
PHRASES = Path(room.__file__).parent / "phrases"
TRUST = Trust("mx.tillvaxtverket.se", (), ("forum@tillvaxtverket.se",), "tillvaxtverket.se")
READS_ONLY = {"status", "help", "export"}

# tests/property/test_understanding.py reads these too, dressed. What an encoder said of a mail only its own
# process knows, so one worker reads all of them.
DRESSED_TOO = ("dev", "dev-everyday", "dev-hard")
ONE_WORKER = "dressed mails"


@dataclass(frozen=True)
class Remembering(Encoder):
    """An encoder that reads the same texts once; most of the time of a mail goes into them.

    Many tests say again what another has said: in another mail, dress, or house.
    """

    said: dict[tuple[tuple[tuple[int, ...], int, tuple[int, ...]], ...], tuple[Floats, Floats]] = field(
        default_factory=dict
    )

    def says_of(self, texts: Sequence[Text]) -> tuple[Floats, Floats]:
        key = tuple((tuple(each.pieces), each.own, tuple(each.things)) for each in texts)
        if key not in self.said:
            self.said[key] = super().says_of(texts)
            for told in self.said[key]:
                told.flags.writeable = False  # nobody changes what others will be told
        return self.said[key]


def _remembering(encoder: Encoder | None) -> Remembering:
    assert encoder is not None
    return Remembering(**{each.name: getattr(encoder, each.name) for each in fields(Encoder)})


@cache
def lexicon() -> Lexicon:
    """The lexicon, read once in each process of the tests: that takes seconds."""
    read = read_lexicon()
    return replace(read, encoder=_remembering(read.encoder), overseer=_remembering(read.overseer))


@cache
def world() -> tuple[World, datetime]:
    told = tomllib.loads((MAILS / "dev-world.toml").read_text(encoding="utf-8"))
    lists = tuple(
        MailingList(
            x["id"],
            Bilingual(**x["name"]),
            Bilingual(**x["about"]) if "about" in x else Bilingual("", ""),
            x["public"],
        )
        for x in told["lists"]
    )
    briefings = tuple(
        Briefing(
            x["id"],
            x["uid"],
            Bilingual(**x["title"]),
            tuple(x["lists"]),
            x["start"].astimezone(UTC),
            x["minutes"],
        )
        for x in told["sessions"]
    )
    return World(told["address"], tuple(told["secretariat"]), lists, briefings), told["clock"]


def written(text: str, *, subject: str = "Hej", to: str = "forum@tillvaxtverket.se", **headers: str) -> bytes:
    mail = EmailMessage()
    mail["From"] = "Anna Svensson <anna.svensson@region.example>"
    mail["To"] = to
    mail["Subject"] = subject
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail.as_bytes()


def examined(raw: bytes, answered: AnsweredLetter | None = None) -> Examination:
    mail = parse(raw)
    there, now = world()
    return examine(mail, own_words(mail), world=there, now=now, answered=answered, lexicon=lexicon())


def labelled(raw: bytes) -> dict[str, Any]:
    """The label of a mail, read the whole way from its bytes."""
    mail = parse(raw)
    there, now = world()
    path = mail.header("return-path").strip()
    reverse_path = "" if path == "<>" else path.strip("<>") or str(mail.sender or "")
    verdict = screen(mail, Envelope(reverse_path, (there.address,), "", "", "SMTP", now), TRUST)
    reading = verdict.stopped
    if not isinstance(reading, Machine | Report):
        found = examine(mail, own_words(mail), world=there, now=now, answered=None, lexicon=lexicon())
        return as_label(found.reading, mail=mail, world=there)
    return as_label(reading, mail=mail, world=there)


def labels(folder: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((MAILS / folder / "labels.json").read_text(encoding="utf-8"))
    return loaded


def canonical(action: dict[str, Any]) -> tuple[Any, ...]:
    return tuple((k, tuple(sorted(v)) if isinstance(v, list) else v) for k, v in sorted(action.items()))


def compared(got: dict[str, Any], label: dict[str, Any]) -> tuple[bool, bool, bool]:
    """Whether a reading is right, does something wrong, answers a machine."""
    wanted = {canonical(a) for a in label.get("actions", [])}
    done = {canonical(a) for a in got["actions"]}
    accepted = {label["expect"], *label.get("also", [])}
    wrong = any(dict(a)["do"] not in READS_ONLY for a in done - wanted)
    answered = accepted == {"ignore"} and got["expect"] != "ignore"
    same = done == wanted or (got["expect"] in label.get("also", []) and not done)
    right = got["expect"] in accepted and same and bool(got["human"]) == bool(label.get("human"))
    return right or (got["expect"] == "human" and "human" in accepted and not done), wrong, answered

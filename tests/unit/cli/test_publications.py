"""publications: what waits, by whom, until when."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

from typer.testing import CliRunner

from mailservice.cli import app
from mailservice.config import Config
from mailservice.domain.addresses import Address
from mailservice.domain.effects import ApprovePublication, SaveProof
from mailservice.domain.publications import PublicationState, Segment, Version
from mailservice.parts import open_store

AT = datetime(2027, 5, 10, 6, 30, tzinfo=UTC)
BO, ANNA = Address.of("bo@example.se"), Address.of("anna@example.se")


async def two_texts(config: Config) -> None:
    """A proof, and a second version that Anna has approved for the next morning."""
    database = await open_store(config, checkpoints=False)
    proof = Version("v1", "v1", 1, Segment(("news",)), "Nytt", "Hej", "sv", PublicationState.PROOF, BO, AT)
    held = Version("v2", "v0", 2, Segment(("news",)), "Mer", "Hej", "sv", PublicationState.PROOF, BO, AT)
    async with database.store.transaction() as work:
        for change in (
            SaveProof(proof, ()),
            SaveProof(held, ()),
            ApprovePublication("v2", ANNA, AT.replace(day=11)),
        ):
            await work.publications.change(change, at=AT, caused_by="", by="mail")
    await database.close()


def test_what_waits(config: Config, config_file: Path) -> None:
    assert (
        CliRunner().invoke(app, ["publications", "--config", str(config_file)]).stdout
        == "Publications: none\n"
    )
    asyncio.run(two_texts(config))
    shown = CliRunner().invoke(app, ["publications", "--config", str(config_file)]).stdout
    for words in ("proof", "when approved", "Mer (version 2)", "anna@example.se", "2027-05-11 08:30:00"):
        assert words in shown
    plain = json.loads(
        CliRunner().invoke(app, ["publications", "--json", "--config", str(config_file)]).stdout
    )
    assert [(each["id"], each["state"], each["approver"], each["due_at"]) for each in plain] == [
        ("v1", "proof", "", None),
        ("v2", "held", "anna@example.se", "2027-05-11T06:30:00+00:00"),
    ]

"""Writes an invitation, its update, its cancellation and the feed as files, for other programs to open.

`python -m tests.itip.samples FOLDER`
"""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from mailservice.rendering.feeds import Feeds
from tests.given import MAY_24, MAY_26
from tests.itip.conversation import Conversation
from tests.itip.script import Script, read_steps
from tests.itip.stage import open_stage

TEMPLATES = Path(__file__).parents[2] / "templates"
LIFE = """\
secretariat changes 2027-05-24 link=https://video.example.org/rum-24
anna writes
    Anmäl mig till den 24 maj
-> anna receipt
-> anna invitation
at +1d
secretariat changes 2027-05-24 start="2027-05-24 13:00"
-> anna invitation
at +1d
secretariat changes 2027-05-24 state=called-off
-> anna cancellation
"""


async def write(folder: Path) -> None:
    """1-invitation.ics, 2-invitation.ics, 3-cancellation.ics, each beside its mail, and forum.ics."""
    script = Script("samples", "", tuple(read_steps(LIFE.splitlines())))
    async with open_stage(folder, database=f"sqlite:///{folder}/samples.db") as stage:
        played = Conversation(script, stage)
        await played.play()
    invitations = [each for each in played.received if each.calendars]
    for number, letter in enumerate(invitations, 1):
        (folder / f"{number}-{letter.name}.eml").write_bytes(letter.raw)
        (folder / f"{number}-{letter.name}.ics").write_bytes(letter.calendars[0][1])
    feeds = Feeds(TEMPLATES, address="forum@forum.example", names={"sv": "Forum", "en": "Forum"})
    made = datetime(2027, 5, 10, 6, 30, tzinfo=UTC)
    (folder / "forum.ics").write_bytes(feeds.render((MAY_24, MAY_26), stamped_at=made))


if __name__ == "__main__":
    wanted = Path(sys.argv[1])
    wanted.mkdir(parents=True, exist_ok=True)
    asyncio.run(write(wanted))

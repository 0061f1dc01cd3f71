"""Many mails in one file, and each had back as it was."""

import mailbox
import re
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from mailservice.message.mbox import mbox

AT = datetime(2027, 5, 17, 6, 30, tzinfo=UTC)
LINES = st.lists(
    st.sampled_from(["From here", ">From there", ">>From x", "", "ord", ".", "From:"]), max_size=8
)


@given(st.lists(LINES, min_size=1, max_size=4))
def test_mails_come_back_as_they_were(bodies: list[list[str]]) -> None:
    mails = [
        f"Subject: {n}\r\n\r\n{chr(10).join(lines)}".replace("\n", "\r\n").replace("\r\r", "\r")
        for n, lines in enumerate(bodies)
    ]
    with TemporaryDirectory() as folder:
        file = Path(folder) / "archive.mbox"
        file.write_bytes(b"".join(mbox(((AT, mail.encode()) for mail in mails), sender="forum@example.se")))
        box = mailbox.mbox(file)
        kept = [box.get_bytes(key) for key in box.keys()]  # noqa: SIM118 - a mailbox is no dict
        starts = {box.get_message(key).get_from() for key in box.keys()}  # noqa: SIM118
        box.close()
    assert starts == {"forum@example.se Mon May 17 06:30:00 2027"}
    had = [re.sub(rb"(?m)^>(>*From )", rb"\1", each) for each in kept]
    assert [each.rstrip(b"\n") for each in had] == [
        mail.replace("\r\n", "\n").rstrip("\n").encode() for mail in mails
    ]

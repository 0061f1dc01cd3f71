from pathlib import Path

import pytest

from mailservice.delivery.folder import FolderSmarthost, file_name
from mailservice.domain.addresses import Address
from tests.unit.delivery.handing import ANNA, handed_over

MAIL = b"Date: Mon, 10 May 2027 08:30:00 +0200\r\nMessage-ID: <t.0.receipt@example.se>\r\n\r\nHej\r\n"


async def test_a_mail_is_kept_and_shown(tmp_path: Path) -> None:
    seen: list[tuple[Path, bytes]] = []
    folder = FolderSmarthost(tmp_path / "out", shown=lambda path, mail: seen.append((path, mail)))

    handover = await handed_over(folder, MAIL, mail_id="k3j2aaaabbbb")
    await handed_over(folder, MAIL, mail_id="k3j2aaaabbbb")

    [kept] = (tmp_path / "out").iterdir()
    assert kept.name == "20270510T063000Z-anna@example.org-receipt-k3j2aaaa.eml"
    assert kept.read_bytes() == MAIL
    assert handover.outcome == "kept"
    assert handover.reply == str(kept)
    assert seen == [(kept, MAIL)] * 2


@pytest.mark.parametrize(
    "address", ["../../etc/passwd@example.org", "a/b@example.org", "...@x.se", "å*?|@x.se"]
)
def test_no_address_leads_out_of_the_folder(address: str) -> None:
    name = file_name(MAIL, recipient=Address.of(address), mail_id="../x")
    assert Path(name).name == name
    assert ".." not in name
    assert name.isascii()
    assert len(name) < 160


def test_a_mail_without_a_message_id_of_ours() -> None:
    assert "-mail-" in file_name(MAIL.replace(b".receipt", b""), recipient=ANNA, mail_id="x")


async def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("no folder")
    with pytest.raises(OSError, match="out"):
        await handed_over(FolderSmarthost(tmp_path / "out", shown=lambda *_: None), MAIL)

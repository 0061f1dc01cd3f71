"""A configuration of one's own, in a folder of its own, without anything of the environment."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from mailservice.config import Config, Endpoint, load_config
from tests.waiting import HANG_S

WORLD = """
[[lists]]
id = "news"
name = { sv = "Nyheter", en = "News" }

[[sessions]]
id = "2027-05-24"
title = { sv = "Senaste nytt", en = "The latest" }
lists = ["news"]
start = 2027-05-24T09:00:00+02:00
minutes = 45
"""


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for variable in [each for each in os.environ if each.startswith("MAILSERVICE_")]:
        monkeypatch.delenv(variable)
    monkeypatch.setenv("COLUMNS", "120")
    yield
    structlog.reset_defaults()


class FakeService:
    """A real SMTP server that stores nothing: it refuses some mails and writes an answer to the rest."""

    def __init__(self, folder: Path, endpoint: Endpoint) -> None:
        self.folder, self.endpoint = folder, endpoint
        self.options: list[str] = []
        self.content = b""

    async def handle_MAIL(  # noqa: N802 - the name aiosmtpd looks for
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Remember how it was said."""
        self.options = options
        envelope.mail_from = address
        return "250 ok"

    async def handle_RCPT(  # noqa: N802 - the name aiosmtpd looks for
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Anybody but unknown@."""
        if address.startswith("unknown"):
            return "550 5.1.1 no such mailbox here"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Anything but "later"; "silence" is not answered."""
        self.content = envelope.original_content or b""
        if b"later" in self.content:
            return "451 4.3.0 try again later"
        if b"silence" not in self.content:
            for name, to in (("a", "Anna@example.org"), ("b", "kansliet@example.se")):
                answer = f"From: f\r\nTo: {to}\r\nSubject: Svar\r\n\r\nHej!\x1b[2J\r\n"
                (self.folder / f"{name}.eml").write_text(answer, encoding="utf-8")
        return "250 2.0.0 kept"


@pytest.fixture
def listener(tmp_path: Path, unused_tcp_port: int) -> Iterator[FakeService]:
    """The fake service, listening; its answers go to the folder that the test knows."""
    fake = FakeService(tmp_path, Endpoint("127.0.0.1", unused_tcp_port))
    controller = Controller(
        fake, hostname="127.0.0.1", port=unused_tcp_port, ready_timeout=HANG_S, enable_SMTPUTF8=True
    )
    controller.start()
    yield fake
    controller.stop()


@pytest.fixture
def config_file(tmp_path: Path) -> Path:
    """A service that listens on a free port, with one list and one briefing."""
    path = tmp_path / "config.toml"
    path.write_text(
        f"""
[service]
address = "forum@example.se"
secretariat = ["kansliet@example.se"]
secret_file = "{tmp_path}/secret.key"

[database]
url = "sqlite:///{tmp_path}/mailservice.db"

[listener]
smtp = "127.0.0.1:0"

[trust]
authserv_id = "mx.example.se"
relays = ["127.0.0.0/8"]

[outgoing]
folder = "{tmp_path}/outgoing"
{WORLD}""",
        encoding="utf-8",
    )
    return path


@pytest.fixture
def config(config_file: Path) -> Config:
    """The same, loaded."""
    return load_config(config_file, {})

"""The service as it runs: loops and bell on, everything configured, stopped in order."""

import asyncio
import os
import signal
from pathlib import Path

import aiosmtplib
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from mailservice.app import bring_to, publish_from, run_service
from mailservice.config.load import load_config
from mailservice.config.sections import Config, DatabaseConfig, DkimConfig, ListenerConfig, SmarthostConfig
from mailservice.config.values import Endpoint
from mailservice.decisions.facts import Publication
from mailservice.delivery.smarthost import Smarthosts
from mailservice.demo.mailbox import Mailbox
from mailservice.domain.errors import ConfigurationFaults, UnknownLists
from mailservice.flow.clocks import SystemClock
from mailservice.parts import accepts, signer_of, smarthost_of
from mailservice.service import Service, Signal
from tests.end_to_end.house import DEMO, FORUM, MONDAY
from tests.end_to_end.wire.tls import contexts
from tests.waiting import HANG_S, until

ANNA = "anna@region.example"


def configured(folder: Path, smarthost_port: int) -> Config:
    """All that can be configured: STARTTLS where `contexts` wrote a certificate, LMTP, two DKIM keys."""
    pem = folder / "mx.pem"
    rsa, ed25519 = folder / "rsa.pem", folder / "ed25519.pem"
    for file, made in ((rsa, generate_private_key(65537, 2048)), (ed25519, Ed25519PrivateKey.generate())):
        file.write_bytes(made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    loaded = load_config(DEMO, {})
    return loaded.model_copy(
        update={
            "service": loaded.service.model_copy(update={"secret_file": folder / "secret.key"}),
            "database": DatabaseConfig(url=f"sqlite:///{folder / 'data' / 'running.db'}"),
            "listener": ListenerConfig(
                smtp=Endpoint("127.0.0.1", 0),
                lmtp_socket=folder / "lmtp",
                tls_certificate=pem if pem.exists() else None,
                tls_key=pem if pem.exists() else None,
            ),
            "smarthost": SmarthostConfig(
                host="127.0.0.1", port=smarthost_port, starttls="none", timeout_s=HANG_S
            ),
            "dkim": DkimConfig(
                domain="tillvaxtverket.se",
                selector="one",
                key_file=rsa,
                ed25519_selector="two",
                ed25519_key_file=ed25519,
            ),
        }
    )


async def test_it_runs_answers_publishes_and_stops_on_a_signal(tmp_path: Path) -> None:
    mailbox = Mailbox()
    _server, trusting = contexts(tmp_path)
    config = configured(tmp_path, await mailbox.open())
    running: list[Service] = []
    task = asyncio.create_task(run_service(config, clock_start=MONDAY, ready=running.append))
    await until(lambda: bool(running) or task.done())
    with pytest.raises(ConfigurationFaults, match="another service runs"):
        await run_service(config)
    async with aiosmtplib.SMTP(
        hostname="127.0.0.1", port=running[0].smtp_port, start_tls=False, use_tls=False, timeout=HANG_S
    ) as client:
        await client.starttls(server_hostname="mx.example", tls_context=trusting)
        head = "Authentication-Results: demo.mx; dmarc=pass header.from=region.example\r\n"
        mail = f"From: {ANNA}\r\nMessage-ID: <1@x>\r\nSubject: Hej\r\n\r\nPrenumerera på Politikerforum\r\n"
        await client.sendmail(ANNA, [FORUM], (head + mail).encode())
    await asyncio.wait_for(mailbox.until(1), HANG_S)
    signatures = mailbox.taken[0].message.get_all("DKIM-Signature") or []
    assert [str(each).split("s=")[1][:3] for each in signatures] == ["one", "two"]
    now = running[0].clock.now()
    publication = Publication("p1", ("politikerforum",), "Nytt", "Text", "sv", now)
    assert await running[0].publish(publication, by="kansliet@tillvaxtverket.se") == 1
    await running[0]._ring()  # the bell's own ring comes too, a little later
    await asyncio.wait_for(mailbox.until(2), HANG_S)
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(task, HANG_S)
    await mailbox.close()


async def test_a_second_process_changes_the_world_and_publishes(tmp_path: Path) -> None:
    config = configured(tmp_path, 1)
    changes = await bring_to(config, config.world(), clock=SystemClock())
    assert len(changes) == 6
    assert await bring_to(config, config.world(), clock=SystemClock()) == []
    publication = Publication("p1", ("politikerforum",), "Nytt", "Text", "sv", SystemClock().now())
    assert await publish_from(config, publication, by="kansliet@tillvaxtverket.se") == 0
    with pytest.raises(UnknownLists, match="no list called nothing"):
        await publish_from(
            config, Publication("p2", ("nothing",), "Nytt", "Text", "sv", SystemClock().now()), by="x"
        )


def test_a_key_that_is_none_is_a_fault_of_the_configuration(tmp_path: Path) -> None:
    config = configured(tmp_path, 1)
    (tmp_path / "rsa.pem").write_text("no key")
    with pytest.raises(ConfigurationFaults, match=r"rsa\.pem"):
        signer_of(config)


def test_the_password_is_the_first_line_of_its_file(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("secret word\nrest\n")
    relay = SmarthostConfig(host="relay.example", username="forum", password_file=file)
    config = configured(tmp_path, 1).model_copy(update={"smarthost": relay})
    smarthosts = smarthost_of(config, None)
    assert isinstance(smarthosts, Smarthosts)
    assert [each.password for each in smarthosts.relays] == ["secret word"]


def test_a_folder_without_anybody_who_looks(tmp_path: Path) -> None:
    config = configured(tmp_path, 1).model_copy(update={"smarthost": None})
    assert type(smarthost_of(config, None)).__name__ == "FolderSmarthost"


@pytest.mark.parametrize(
    ("address", "ours"),
    [
        ("forum@tillvaxtverket.se", True),
        ("Forum+stop-abc@Tillvaxtverket.SE", True),
        ("postmaster@tillvaxtverket.se", True),
        ("abuse@tillvaxtverket.se", True),
        ("natverk-kompetens@tillvaxtverket.se", True),
        ("anna@tillvaxtverket.se", False),
        ("forum@example.org", False),
        ("no address", False),
    ],
)
def test_which_addresses_are_ours(tmp_path: Path, address: str, ours: bool) -> None:
    assert accepts(configured(tmp_path, 1))(address) is ours


def test_a_signal_that_nobody_answers_yet() -> None:
    Signal()()  # the spool may wake before there is a service

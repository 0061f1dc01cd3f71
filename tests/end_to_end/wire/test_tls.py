"""STARTTLS (RFC 3207)."""

import ssl
from pathlib import Path

import pytest

from mailservice.listener.limits import Limits
from tests.end_to_end.wire.house import Client, MemorySpool, connect, open_house, until_empty
from tests.end_to_end.wire.tls import contexts
from tests.waiting import StandingClock


async def _start_tls(client: Client, trust: ssl.SSLContext) -> None:
    await client.writer.start_tls(trust, server_hostname="mx.example")


@pytest.mark.parametrize(("dialect", "protocol"), [("SMTP", "ESMTPS"), ("LMTP", "LMTPS")])
async def test_a_mail_over_tls(tmp_path: Path, dialect: str, protocol: str) -> None:
    server, trust = contexts(tmp_path)
    spool = MemorySpool()
    hello = "EHLO x" if dialect == "SMTP" else "LHLO x"
    async with open_house(spool, tls=server) as doors:
        [port] = doors.smtp_ports if dialect == "SMTP" else doors.lmtp_ports
        async with connect(port) as client:
            await client.reply()
            assert "250 STARTTLS" in await client.ask(hello)
            assert (await client.ask("STARTTLS now")).startswith("501")
            assert (await client.ask("STARTTLS")).startswith("220 2.0.0")
            await _start_tls(client, trust)
            assert (await client.ask("MAIL FROM:<>")).startswith("503")  # begins anew, section 4.2
            assert "STARTTLS" not in await client.ask(hello)
            assert (await client.ask("STARTTLS")).startswith("503 5.5.1")
            await client.ask("MAIL FROM:<>")
            await client.ask("RCPT TO:<forum@tillvaxtverket.se>")
            await client.ask("DATA")
            assert (await client.ask("\r\nHej\r\n.")).startswith("250")
            assert (await client.ask("QUIT")).startswith("221")
    assert [envelope.protocol for envelope, _ in spool.mails] == [protocol]


async def test_what_was_said_before_tls_is_forgotten(tmp_path: Path) -> None:
    """Commands smuggled in behind STARTTLS are not obeyed (CVE-2024-34083)."""
    server, trust = contexts(tmp_path)
    async with open_house(MemorySpool(), tls=server) as doors, connect(doors.smtp_ports[0]) as client:
        await client.reply()
        await client.ask("EHLO x")
        await client.send(b"STARTTLS\r\nEHLO evil\r\nMAIL FROM:<evil@example.org>\r\n")
        assert (await client.reply()).startswith("220")
        try:
            await _start_tls(client, trust)
        except (ssl.SSLError, ConnectionError):
            return  # the smuggled bytes broke the handshake: as good
        assert (await client.ask("RCPT TO:<forum@tillvaxtverket.se>")).startswith("503 5.5.1")
        assert (await client.ask("MAIL FROM:<anna@example.org>")).startswith("503 5.5.1 Say hello")


@pytest.mark.parametrize("said", [b"this is no TLS\r\n", b""])
async def test_a_broken_handshake_ends_the_session_alone(
    tmp_path: Path, clock: StandingClock, said: bytes
) -> None:
    server, _ = contexts(tmp_path)
    limits = Limits(idle_s=1)
    async with open_house(MemorySpool(), tls=server, limits=limits) as doors:
        [port] = doors.smtp_ports
        async with connect(port) as client:
            await client.reply()
            await client.ask("STARTTLS")
            await client.send(said)
            if not said:
                clock.move(limits.idle_s)
            assert await client.is_closed()
        async with connect(port) as client:
            assert (await client.reply()).startswith("220")


async def test_hanging_up_under_tls(tmp_path: Path) -> None:
    server, trust = contexts(tmp_path)
    spool = MemorySpool()
    async with open_house(spool, tls=server) as doors:
        async with connect(doors.smtp_ports[0]) as client:
            await client.reply()
            await client.ask("STARTTLS")
            await _start_tls(client, trust)
            await client.ask("EHLO x")
            client.writer.close()
        await until_empty(doors)
    assert spool.mails == []

"""STARTTLS towards the smarthost (RFC 3207), and the pipelined conversation behind it."""

import asyncio
import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from mailservice.domain.errors import SmarthostUnreachable
from tests.end_to_end.wire.tls import contexts
from tests.unit.delivery.handing import ANNA
from tests.unit.delivery.test_smarthost import MAIL, Handler, real, send, smarthost_for


@dataclass
class Secured(Handler):
    """Offers PIPELINING, and before TLS what an attacker may have put there."""

    before_tls: list[str] = field(default_factory=list)
    ciphers: list[bool] = field(default_factory=list)  # of each mail: whether it came over TLS

    async def handle_EHLO(  # noqa: N802 - the name aiosmtpd looks for
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.connections += 1
        more = ["250-PIPELINING"] if session.ssl else self.before_tls
        return [responses[0], *more, *responses[1:]]

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.ciphers.append(session.ssl is not None)
        return await super().handle_DATA(server, session, envelope)


async def test_mails_follow_one_another_on_one_secured_connection(tmp_path: Path) -> None:
    server, trusted = contexts(tmp_path)
    handler = Secured()
    over_tls = real(handler, tls_context=server, require_starttls=True)
    async with smarthost_for(over_tls, starttls="required", trusted=trusted) as smarthost:
        smarthost.connections = 1
        await asyncio.gather(*(send(smarthost) for _ in range(5)))
    assert handler.ciphers == [True] * 5
    assert handler.received == [("forum+b-x@example.se", [str(ANNA)], MAIL)] * 5
    assert handler.connections == 2  # one, that said hello before TLS and once more behind it


async def test_what_was_offered_before_tls_is_forgotten(tmp_path: Path) -> None:
    server, trusted = contexts(tmp_path)
    handler = Secured(before_tls=["250-SIZE 10"])  # no mail would be small enough
    over_tls = real(handler, tls_context=server, data_size_limit=None)
    async with smarthost_for(over_tls, starttls="if-offered", trusted=trusted) as smarthost:
        await send(smarthost)
    assert handler.ciphers == [True]


@pytest.mark.parametrize("starttls", ["required", "if-offered"])
async def test_a_certificate_that_nobody_vouches_for_gets_no_mail(tmp_path: Path, starttls: str) -> None:
    server, _ = contexts(tmp_path)
    handler = Secured()
    stranger = ssl.create_default_context()
    over_tls = real(handler, tls_context=server)
    async with smarthost_for(over_tls, starttls=starttls, trusted=stranger) as smarthost:
        with pytest.raises(SmarthostUnreachable, match="certificate"):
            await send(smarthost)
    assert handler.received == []


async def test_a_handshake_that_breaks_off_is_a_smarthost_that_is_away(tmp_path: Path) -> None:
    server, trusted = contexts(tmp_path)
    server.minimum_version = ssl.TLSVersion.TLSv1_3
    trusted.maximum_version = ssl.TLSVersion.TLSv1_2
    handler = Secured()
    over_tls = real(handler, tls_context=server)
    async with smarthost_for(over_tls, starttls="required", trusted=trusted) as smarthost:
        with pytest.raises(SmarthostUnreachable):
            await send(smarthost)
    assert handler.received == []

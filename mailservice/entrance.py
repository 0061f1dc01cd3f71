"""Where mail comes in, made from its section of the configuration. Who only sends does not load it."""

import ssl
from collections.abc import Callable
from pathlib import Path

from mailservice.config.sections import Config
from mailservice.flow.ports import Clock
from mailservice.listener.doors import Addresses, Doors
from mailservice.listener.limits import Limits
from mailservice.listener.terms import DiskSpace, Terms, disk_space_at
from mailservice.parts import accepts
from mailservice.storage.spool import GroupCommitSpool


def doors_of(config: Config, spool: GroupCommitSpool, clock: Clock) -> Doors:
    """Where mail comes in."""
    listener = config.listener
    folder = config.database.sqlite_file.parent if config.database.sqlite_file else None
    terms = Terms(
        hostname=config.service.domain,
        spool=spool,
        accepts=accepts(config),
        clock=clock,
        limits=Limits(
            message_size_bytes=listener.max_message_bytes,
            recipients=listener.recipients,
            connections=listener.connections,
            connections_per_ip=listener.connections_per_address,
            idle_s=listener.idle_s,
            session_s=listener.session_s,
        ),
        tls=_tls(listener.tls_certificate, listener.tls_key),
        disk=_disk(folder),
    )
    return Doors(
        terms,
        Addresses(
            smtp=((listener.smtp.host, listener.smtp.port),) if listener.smtp else (),
            lmtp=((listener.lmtp.host, listener.lmtp.port),) if listener.lmtp else (),
            lmtp_socket=listener.lmtp_socket,
        ),
    )


def _disk(folder: Path | None) -> Callable[[], DiskSpace] | None:
    return None if folder is None else lambda: disk_space_at(folder)


def _tls(certificate: Path | None, key: Path | None) -> ssl.SSLContext | None:
    if certificate is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(certificate, key)
    return context

"""Mail on its way in: durable before it is acknowledged, many mails to one commit."""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted

from mailservice.domain.errors import StorageUnavailable
from mailservice.message.envelope import Envelope
from mailservice.observability import mail_log
from mailservice.storage.engine import Engines
from mailservice.storage.fingerprint import fingerprint
from mailservice.storage.inserts import insert_into
from mailservice.storage.prepared import Prepared
from mailservice.storage.tables import spool

_GROUP_MAILS = 200
_COLUMNS = (
    *("id", "digest", "reverse_path", "recipients", "peer", "helo", "protocol", "received_at", "due_at"),
    "raw",
)


def time_ordered_id(at: datetime) -> str:
    """32 hexadecimal digits that sort by time (ms) and are never given twice: 80 bits are chance."""
    return f"{int(at.timestamp() * 1000):012x}{secrets.token_hex(10)}"


@dataclass(slots=True)
class _Waiting:
    """One mail that somebody waits for: what came, where its id (or the error) goes, and its row."""

    envelope: Envelope
    raw: bytes
    stored: asyncio.Future[str]
    row: dict[str, Any] | None = None


@dataclass(slots=True)
class GroupCommitSpool:
    """Puts mail into the spool. One for each process and event loop; a `SpoolIn`.

    While one group is being committed the next gathers, so a lone mail never waits for company and
    many share one flush of the disk. There is no timer.

    wake     called after each commit: there is something to process
    new_id   the spool id of a mail received at that time
    """

    engines: Engines
    wake: Callable[[], None] = lambda: None
    new_id: Callable[[datetime], str] = time_ordered_id
    _waiting: list[_Waiting] = field(default_factory=list)
    _committer: asyncio.Task[None] | None = None

    def put(self, envelope: Envelope, raw: bytes) -> asyncio.Future[str]:
        """Store a mail durably; gives its spool id, of the same mail again the first one's.

        Cancelling it does not cancel the commit. Gives StorageUnavailable where nothing was stored.
        """
        stored: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(envelope, raw, stored))
        if self._committer is None:
            self._committer = asyncio.create_task(self._commit_all(), name="spool.commit")
        return stored

    @property
    def busy(self) -> bool:
        """Something that was put is neither stored nor refused yet."""
        return self._committer is not None

    async def close(self) -> None:
        """Wait until everything that was put is stored or refused."""
        if self._committer is not None:
            await asyncio.wait((self._committer,))

    async def _commit_all(self) -> None:
        try:
            while self._waiting:
                group, self._waiting = self._waiting[:_GROUP_MAILS], self._waiting[_GROUP_MAILS:]
                await self._commit(group)
        finally:
            self._committer = None

    async def _commit(self, group: list[_Waiting]) -> None:
        """Store a group, or each of its mails alone where one of them spoils the group."""
        try:
            ids = await self._write([self._row(one) for one in group])
        except Exception as error:
            if len(group) > 1 and _a_row_is_at_fault(error):
                for one in group:
                    await self._commit([one])
                return
            refusal = error if isinstance(error, StorageUnavailable) else _refusal(error)
            for one in group:
                if not one.stored.done():
                    one.stored.set_exception(refusal)
        else:
            for one in group:
                if not one.stored.done():  # else its client has gone; the mail is ours all the same
                    one.stored.set_result(ids[self._row(one)["digest"]])
            self.wake()

    async def _write(self, rows: list[dict[str, Any]]) -> dict[str, str]:
        """Commit these rows and return the id of each digest: the new one, or that of the first copy."""
        ids: dict[str, str] = {}
        for row in rows:
            ids.setdefault(row["digest"], row["id"])
        stored = await self.engines.store(_insert_new(self.engines.url.get_backend_name()), rows)
        if stored != len(rows):
            known = select(spool.c.digest, spool.c.id).where(spool.c.digest.in_(ids))
            async with self.engines.reading() as view:
                ids = {digest: spool_id for digest, spool_id in await view.execute(known)}
        return ids

    def _row(self, one: _Waiting) -> dict[str, Any]:
        """Made once, when its group has its turn: in a row they take less than each as it comes."""
        if one.row is None:
            envelope = one.envelope
            one.row = {
                "id": self.new_id(envelope.received_at),
                "digest": fingerprint(envelope, one.raw),
                "reverse_path": envelope.reverse_path,
                "recipients": envelope.recipients,
                "peer": envelope.peer,
                "helo": envelope.helo,
                "protocol": envelope.protocol,
                "received_at": envelope.received_at,
                "due_at": envelope.received_at,
                "raw": one.raw,
            }
        return one.row


@cache
def _insert_new(database: str) -> Prepared:
    return Prepared(
        insert_into(database, spool).on_conflict_do_nothing(index_elements=["digest"]), columns=_COLUMNS
    )


def _a_row_is_at_fault(error: Exception) -> bool:
    """Not the database as a whole, which is full, locked or away."""
    return not isinstance(error.__cause__, (OperationalError, PoolExhausted))


def _refusal(error: Exception) -> StorageUnavailable:
    """A mail that the database does not take is for a person to look at; its sender keeps it so long."""
    mail_log.row_refused(error)
    return StorageUnavailable(f"the database refused a mail: {type(error).__name__}")

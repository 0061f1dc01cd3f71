"""What delivery reports have said of our letters."""

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from mailservice.storage.tables import delivery_report


async def note(work: AsyncConnection, *, delivery_token: str, action: str, status: str, at: datetime) -> None:
    """Keep one report (RFC 3464 section 2.3): its action and its enhanced status code."""
    values = {"delivery_token": delivery_token, "action": action, "status": status, "at": at}
    await work.execute(insert(delivery_report).values(values))

"""The schema, as tables: that of a new database. `migrations/` leads an older one to the same; a test
compares the two. So a column that a step adds stands last.

Keys that people or mails never see are integers; ids that other rooms speak of are text.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    false,
)

from mailservice.storage.columns import JsonText, PlainText, UtcTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _number() -> BigInteger:
    """A key that the database counts up; SQLite counts only what is called INTEGER."""
    return BigInteger().with_variant(Integer, "sqlite")


# What was received. state: "waiting", "done", "stuck", "held". digest: the same for the same mail again.
spool = Table(
    "spool",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("reverse_path", PlainText, nullable=False),
    Column("recipients", JsonText, nullable=False),
    Column("peer", PlainText, nullable=False),
    Column("helo", PlainText, nullable=False),
    Column("protocol", PlainText, nullable=False),
    Column("received_at", UtcTime, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("state", String(16), nullable=False, server_default="waiting"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("due_at", UtcTime, nullable=False),
    Column("lease_until", UtcTime),
    Column("because", PlainText, nullable=False, server_default=""),
    Column("finished_at", UtcTime),
    Column("failures", Integer, nullable=False, server_default="0"),
    Index(None, "state", "received_at", "id"),
)

person = Table(
    "person",
    metadata,
    Column("id", _number(), primary_key=True),
    Column("address", PlainText, nullable=False, unique=True),
    Column("language", String(2), nullable=False),
    Column("mode", String(16), nullable=False),
    Column("paused_until", UtcTime),
    Column("retired_at", UtcTime),
    Column("retired_because", PlainText, nullable=False, server_default=""),
)

# `position` keeps the order in which the lists were made: the order of the world.
mailing_list = Table(
    "mailing_list",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("name_sv", PlainText, nullable=False),
    Column("name_en", PlainText, nullable=False),
    Column("about_sv", PlainText, nullable=False),
    Column("about_en", PlainText, nullable=False),
    Column("public", Boolean, nullable=False),
    Column("address", PlainText),
)

subscription = Table(
    "subscription",
    metadata,
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("list_id", ForeignKey("mailing_list.id"), primary_key=True),
    Column("state", String(16), nullable=False),
    Index(None, "list_id", "state"),
)

briefing = Table(
    "briefing",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("uid", String(255), nullable=False, unique=True),
    Column("title_sv", PlainText, nullable=False),
    Column("title_en", PlainText, nullable=False),
    Column("start", UtcTime, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("link", PlainText, nullable=False),
    Column("capacity", Integer),
    Column("sequence", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("deadline", UtcTime),
    Column("materials", JsonText, nullable=False, server_default="[]"),
    Column("entry", String(64), nullable=False, server_default=""),
    Column("sequence_floor", Integer, nullable=False, server_default="0"),
)

briefing_list = Table(
    "briefing_list",
    metadata,
    Column("briefing_id", ForeignKey("briefing.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("list_id", ForeignKey("mailing_list.id"), nullable=False),
)

# Who signs up for each new briefing of a list.
follower = Table(
    "follower",
    metadata,
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("list_id", ForeignKey("mailing_list.id"), primary_key=True),
    Column("since", UtcTime, nullable=False),
    Index(None, "list_id", "since"),
)

# `arrived` counts up within a briefing: the order of the waiting line. came: None while nobody has said.
seat = Table(
    "seat",
    metadata,
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("briefing_id", ForeignKey("briefing.id"), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("arrived", Integer, nullable=False),
    Column("answered_at", UtcTime),
    Column("invited_sequence", Integer),
    Column("invited_at", UtcTime),
    Column("offered_until", UtcTime),
    Column("comment", PlainText, nullable=False, server_default=""),
    Column("came", Boolean),
    Column("delegated_to", PlainText),
    Index(None, "briefing_id", "arrived"),
)

# What a yes to a letter of ours means. outcome: "" while nobody has answered.
awaited = Table(
    "awaited",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("purpose", String(32), nullable=False),
    Column("asked", JsonText, nullable=False),
    Column("about_person", PlainText, nullable=False),
    Column("wishes", JsonText, nullable=False),
    Column("language", String(2), nullable=False),
    Column("valid_until", UtcTime, nullable=False),
    Column("outcome", PlainText, nullable=False, server_default=""),
    Column("closed_at", UtcTime),
    Index(None, "about_person"),
)

# Letters. state: "pending", "sent", "kept", "given-up", "stopped", by an operator "held", "dropped"; news of
# somebody who complained are "dropped" too.
# first_due_at stays when a retry moves due_at. publication_id: of a letter with that publication alone,
# "" for all others, digests too.
outbox = Table(
    "outbox",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("message_id", PlainText, nullable=False, unique=True),
    Column("token", PlainText, nullable=False),
    Column("token_hash", String(64), nullable=False),
    Column("letter", String(64), nullable=False),
    Column("recipient", PlainText, nullable=False),
    Column("language", String(2), nullable=False),
    Column("values", JsonText, nullable=False),
    Column("reply_to", PlainText, nullable=False),
    Column("in_reply_to", PlainText, nullable=False),
    Column("reverse_path", PlainText, nullable=False),
    Column("attach_spooled", PlainText, nullable=False),
    Column("about_lists", JsonText, nullable=False),
    Column("about_sessions", JsonText, nullable=False),
    Column("undo", JsonText, nullable=False),
    Column("once", PlainText, unique=True),
    Column("lane", Integer, nullable=False),
    Column("place", Integer, nullable=False),
    Column("caused_by", PlainText, nullable=False),
    Column("first_due_at", UtcTime, nullable=False),
    Column("due_at", UtcTime, nullable=False),
    Column("state", String(16), nullable=False, server_default="pending"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("lease_until", UtcTime),
    Column("settled_at", UtcTime),
    Column("reply", PlainText, nullable=False, server_default=""),
    Column("publication_id", String(64), nullable=False, server_default=""),
    Index(None, "state", "lane", "due_at", "place"),  # the order of claiming
    Index(None, "token_hash"),
    Index(None, "recipient", "first_due_at"),
    Index(None, "publication_id"),
)

reminder = Table(
    "reminder",
    metadata,
    Column("id", _number(), primary_key=True),
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
    Column("briefing_id", ForeignKey("briefing.id"), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("due_at", UtcTime, nullable=False),
    Column("outcome", PlainText, nullable=False, server_default=""),
    Column("settled_at", UtcTime),
    UniqueConstraint("briefing_id", "person_id", "kind", "sequence"),
    Index(None, "outcome", "due_at"),
)

# Each version of a text to publish, for ever (domain/publications.py). state: a PublicationState; readers
# exist from "sending" on. published_at: when it began to go out; until then, when it was written.
# origin: the id of the first version. briefings, domains: the rest of the segment beside `lists`.
publication = Table(
    "publication",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("lists", JsonText, nullable=False),
    Column("subject", PlainText, nullable=False),
    Column("markdown", PlainText, nullable=False),
    Column("language", String(2), nullable=False),
    Column("published_at", UtcTime, nullable=False),
    Column("briefings", JsonText, nullable=False, server_default="[]"),
    Column("domains", JsonText, nullable=False, server_default="[]"),
    Column("state", String(16), nullable=False, server_default="sent"),
    Column("origin", String(64), nullable=False, server_default=""),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("author", PlainText, nullable=False, server_default=""),
    Column("approver", PlainText, nullable=False, server_default=""),
    Column("stopped_by", PlainText, nullable=False, server_default=""),
    Column("spool_id", String(64), nullable=False, server_default=""),
    Column("written_at", UtcTime),
    Column("approved_at", UtcTime),
    Column("due_at", UtcTime),
    Column("finished_at", UtcTime),
    Index(None, "state", "due_at"),
    Index(None, "origin", "version"),
)

# What goes along. kind: "picture" (shown where the text has ![…](cid:NAME)) or "attachment".
publication_file = Table(
    "publication_file",
    metadata,
    Column("publication_id", ForeignKey("publication.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(16), nullable=False),
    Column("name", PlainText, nullable=False),
    Column("content_type", String(128), nullable=False),
    Column("content", LargeBinary, nullable=False),
)

# state: "waiting", "sent", "ended" (left since), "stopped". at_once: whatever the person's mode, as
# for those who have a seat at the briefing that it is about; such a row is in no digest.
# letter_id: the row of the outbox that it went in, "" for none.
publication_reader = Table(
    "publication_reader",
    metadata,
    Column("publication_id", ForeignKey("publication.id"), primary_key=True),
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("settled_at", UtcTime),
    Column("at_once", Boolean, nullable=False, server_default=false()),
    Column("letter_id", String(64), nullable=False, server_default=""),
    Index(None, "state", "person_id"),
)

# Digests that the secretariat wants now. ordered_by: "" from the command line.
digest_order = Table(
    "digest_order",
    metadata,
    Column("key", String(128), primary_key=True),
    Column("modes", JsonText, nullable=False),
    Column("ordered_by", PlainText, nullable=False),
    Column("in_reply_to", PlainText, nullable=False),
    Column("language", String(2), nullable=False),
    Column("ordered_at", UtcTime, nullable=False),
    Column("finished_at", UtcTime),
)

# Periods whose digest is in the outbox, by key such as "weekly:2027-W20".
period = Table(
    "period",
    metadata,
    Column("key", String(128), primary_key=True),
    Column("finished_at", UtcTime, nullable=False),
)

# Every change, for ever; `detail` holds no address.
journal = Table(
    "journal",
    metadata,
    Column("id", _number(), primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("event", String(64), nullable=False),
    Column("address", PlainText, nullable=False),
    Column("detail", JsonText, nullable=False),
    Column("caused_by", PlainText, nullable=False),
    Column("by", String(32), nullable=False),
    Column("who", PlainText, nullable=False, server_default=""),
    Index(None, "address", "id"),
)

# One row while sending is paused, none while it goes on.
sending_stop = Table(
    "sending_stop",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("since", UtcTime, nullable=False),
    Column("because", PlainText, nullable=False),
)

# verdict: "" while it is not judged, see decisions/bounces.py.
delivery_report = Table(
    "delivery_report",
    metadata,
    Column("id", _number(), primary_key=True),
    Column("delivery_token", PlainText, nullable=False),
    Column("action", PlainText, nullable=False),
    Column("status", PlainText, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("kind", String(16), nullable=False, server_default=""),
    Column("said", PlainText, nullable=False, server_default=""),
    Column("verdict", String(32), nullable=False, server_default=""),
    Index(None, "delivery_token"),
    Index(None, "verdict", "at"),
)

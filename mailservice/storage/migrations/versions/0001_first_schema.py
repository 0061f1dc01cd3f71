"""0001: the first schema.

The types are those of `storage/columns.py`; what they keep on each database may not change.
"""

import sqlalchemy as sa
from alembic import op

from mailservice.storage.columns import JsonText, PlainText, UtcTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """From nothing."""
    _create_spool()
    _create_world()
    _create_people()
    _create_letters()
    _create_news()
    _create_records()


def _create_spool() -> None:
    """What was received."""
    op.create_table(
        "spool",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("reverse_path", PlainText(), nullable=False),
        sa.Column("recipients", JsonText(), nullable=False),
        sa.Column("peer", PlainText(), nullable=False),
        sa.Column("helo", PlainText(), nullable=False),
        sa.Column("protocol", PlainText(), nullable=False),
        sa.Column("received_at", UtcTime(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=16), server_default="waiting", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("due_at", UtcTime(), nullable=False),
        sa.Column("lease_until", UtcTime(), nullable=True),
        sa.Column("because", PlainText(), server_default="", nullable=False),
        sa.Column("finished_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_spool"),
        sa.UniqueConstraint("digest", name="uq_spool_digest"),
    )
    op.create_index("ix_spool_state_received_at_id", "spool", ["state", "received_at", "id"], unique=False)


def _create_world() -> None:
    """The lists and briefings there are."""
    op.create_table(
        "mailing_list",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name_sv", PlainText(), nullable=False),
        sa.Column("name_en", PlainText(), nullable=False),
        sa.Column("about_sv", PlainText(), nullable=False),
        sa.Column("about_en", PlainText(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("address", PlainText(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_mailing_list"),
    )
    op.create_table(
        "briefing",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("uid", sa.String(length=255), nullable=False),
        sa.Column("title_sv", PlainText(), nullable=False),
        sa.Column("title_en", PlainText(), nullable=False),
        sa.Column("start", UtcTime(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("link", PlainText(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_briefing"),
        sa.UniqueConstraint("uid", name="uq_briefing_uid"),
    )
    op.create_table(
        "briefing_list",
        sa.Column("briefing_id", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("list_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["briefing_id"], ["briefing.id"], name="fk_briefing_list_briefing_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["list_id"], ["mailing_list.id"], name="fk_briefing_list_list_id"),
        sa.PrimaryKeyConstraint("briefing_id", "position", name="pk_briefing_list"),
    )


def _create_people() -> None:
    """Who has written to us, and what they have chosen."""
    op.create_table(
        "person",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("address", PlainText(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("mode", sa.String(length=16), nullable=False),
        sa.Column("paused_until", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("address", name="uq_person_address"),
    )
    op.create_table(
        "subscription",
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("list_id", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["list_id"], ["mailing_list.id"], name="fk_subscription_list_id"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_subscription_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "list_id", name="pk_subscription"),
    )
    op.create_index("ix_subscription_list_id_state", "subscription", ["list_id", "state"], unique=False)
    op.create_table(
        "seat",
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("briefing_id", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("arrived", sa.Integer(), nullable=False),
        sa.Column("answered_at", UtcTime(), nullable=True),
        sa.Column("invited_sequence", sa.Integer(), nullable=True),
        sa.Column("invited_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["briefing_id"], ["briefing.id"], name="fk_seat_briefing_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_seat_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", "briefing_id", name="pk_seat"),
    )
    op.create_index("ix_seat_briefing_id_arrived", "seat", ["briefing_id", "arrived"], unique=False)
    op.create_table(
        "reminder",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("briefing_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("due_at", UtcTime(), nullable=False),
        sa.Column("outcome", PlainText(), server_default="", nullable=False),
        sa.Column("settled_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["briefing_id"], ["briefing.id"], name="fk_reminder_briefing_id"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_reminder_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_reminder"),
        sa.UniqueConstraint(
            "briefing_id",
            "person_id",
            "kind",
            "sequence",
            name="uq_reminder_briefing_id_person_id_kind_sequence",
        ),
    )
    op.create_index("ix_reminder_outcome_due_at", "reminder", ["outcome", "due_at"], unique=False)


def _create_letters() -> None:
    """What goes out, and the answers that it waits for."""
    op.create_table(
        "outbox",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("message_id", PlainText(), nullable=False),
        sa.Column("token", PlainText(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("letter", sa.String(length=64), nullable=False),
        sa.Column("recipient", PlainText(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("values", JsonText(), nullable=False),
        sa.Column("reply_to", PlainText(), nullable=False),
        sa.Column("in_reply_to", PlainText(), nullable=False),
        sa.Column("reverse_path", PlainText(), nullable=False),
        sa.Column("attach_spooled", PlainText(), nullable=False),
        sa.Column("about_lists", JsonText(), nullable=False),
        sa.Column("about_sessions", JsonText(), nullable=False),
        sa.Column("undo", JsonText(), nullable=False),
        sa.Column("once", PlainText(), nullable=True),
        sa.Column("lane", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("caused_by", PlainText(), nullable=False),
        sa.Column("first_due_at", UtcTime(), nullable=False),
        sa.Column("due_at", UtcTime(), nullable=False),
        sa.Column("state", sa.String(length=16), server_default="pending", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("lease_until", UtcTime(), nullable=True),
        sa.Column("settled_at", UtcTime(), nullable=True),
        sa.Column("reply", PlainText(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("message_id", name="uq_outbox_message_id"),
        sa.UniqueConstraint("once", name="uq_outbox_once"),
    )
    op.create_index("ix_outbox_recipient_first_due_at", "outbox", ["recipient", "first_due_at"], unique=False)
    op.create_index(
        "ix_outbox_state_lane_due_at_id", "outbox", ["state", "lane", "due_at", "id"], unique=False
    )
    op.create_index("ix_outbox_token_hash", "outbox", ["token_hash"], unique=False)
    op.create_table(
        "awaited",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("asked", JsonText(), nullable=False),
        sa.Column("about_person", PlainText(), nullable=False),
        sa.Column("wishes", JsonText(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("valid_until", UtcTime(), nullable=False),
        sa.Column("outcome", PlainText(), server_default="", nullable=False),
        sa.Column("closed_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("token_hash", name="pk_awaited"),
    )
    op.create_index("ix_awaited_about_person", "awaited", ["about_person"], unique=False)


def _create_news() -> None:
    """Publications, their readers, and the periods that are done."""
    op.create_table(
        "publication",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("lists", JsonText(), nullable=False),
        sa.Column("subject", PlainText(), nullable=False),
        sa.Column("markdown", PlainText(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("published_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_publication"),
    )
    op.create_table(
        "publication_reader",
        sa.Column("publication_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("settled_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_publication_reader_person_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publication.id"], name="fk_publication_reader_publication_id"
        ),
        sa.PrimaryKeyConstraint("publication_id", "person_id", name="pk_publication_reader"),
    )
    op.create_index(
        "ix_publication_reader_state_person_id", "publication_reader", ["state", "person_id"], unique=False
    )
    op.create_table(
        "period",
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("finished_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_period"),
    )


def _create_records() -> None:
    """What has happened."""
    op.create_table(
        "journal",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("event", sa.String(length=64), nullable=False),
        sa.Column("address", PlainText(), nullable=False),
        sa.Column("detail", JsonText(), nullable=False),
        sa.Column("caused_by", PlainText(), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_journal"),
    )
    op.create_index("ix_journal_address_id", "journal", ["address", "id"], unique=False)
    op.create_table(
        "delivery_report",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("delivery_token", PlainText(), nullable=False),
        sa.Column("action", PlainText(), nullable=False),
        sa.Column("status", PlainText(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_delivery_report"),
    )
    op.create_index("ix_delivery_report_delivery_token", "delivery_report", ["delivery_token"], unique=False)

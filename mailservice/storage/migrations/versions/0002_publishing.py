"""0002: a publication is a state machine, with files (docs/decisions/0008-publishing-by-mail.md).

The previous version keeps working: every new column has a default, and what it published was sent.
"""

import sqlalchemy as sa
from alembic import op

from mailservice.storage.columns import JsonText, PlainText, UtcTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """State, people and times of a publication; its files; which letters are of it."""
    for name in ("briefings", "domains"):
        op.add_column("publication", sa.Column(name, JsonText(), nullable=False, server_default="[]"))
    for name, type_, default in (
        ("state", sa.String(length=16), "sent"),
        ("origin", sa.String(length=64), ""),
        ("version", sa.Integer(), "1"),
        ("author", PlainText(), ""),
        ("approver", PlainText(), ""),
        ("stopped_by", PlainText(), ""),
        ("spool_id", sa.String(length=64), ""),
    ):
        op.add_column("publication", sa.Column(name, type_, nullable=False, server_default=default))
    for name in ("written_at", "approved_at", "due_at", "finished_at"):
        op.add_column("publication", sa.Column(name, UtcTime(), nullable=True))
    op.create_index("ix_publication_state_due_at", "publication", ["state", "due_at"], unique=False)
    op.create_index("ix_publication_origin_version", "publication", ["origin", "version"], unique=False)
    op.create_table(
        "publication_file",
        sa.Column("publication_id", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", PlainText(), nullable=False),
        sa.Column("content_type", sa.String(length=128), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publication.id"], name="fk_publication_file_publication_id"
        ),
        sa.PrimaryKeyConstraint("publication_id", "position", name="pk_publication_file"),
    )
    op.add_column(
        "publication_reader",
        sa.Column("at_once", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column(
        "outbox", sa.Column("publication_id", sa.String(length=64), nullable=False, server_default="")
    )
    op.create_index("ix_outbox_publication_id_state", "outbox", ["publication_id", "state"], unique=False)

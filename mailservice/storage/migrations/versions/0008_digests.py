"""0008: digests can be ordered; a reader's row names the letter that it went in.

The previous version keeps working: orders wait for this one, and the new column has a default.
"""

import sqlalchemy as sa
from alembic import op

from mailservice.storage.columns import JsonText, PlainText, UtcTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Orders, and in which letter a text went to a person."""
    op.create_table(
        "digest_order",
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("modes", JsonText(), nullable=False),
        sa.Column("ordered_by", PlainText(), nullable=False),
        sa.Column("in_reply_to", PlainText(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("ordered_at", UtcTime(), nullable=False),
        sa.Column("finished_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_digest_order"),
    )
    op.add_column(
        "publication_reader",
        sa.Column("letter_id", sa.String(length=64), nullable=False, server_default=""),
    )

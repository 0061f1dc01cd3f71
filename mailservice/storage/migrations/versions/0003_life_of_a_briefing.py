"""0003: drafts, deadlines, materials, offered seats, comments, and who follows a list.

The previous version keeps working: what is new may be empty or has a default. It does not know the
new states of briefings and seats, so none may be used before every node is renewed.
"""

import sqlalchemy as sa
from alembic import op

from mailservice.storage.columns import JsonText, PlainText, UtcTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Columns of briefings and seats, and a table."""
    op.add_column("briefing", sa.Column("deadline", UtcTime(), nullable=True))
    op.add_column("briefing", sa.Column("materials", JsonText(), server_default="[]", nullable=False))
    op.add_column("briefing", sa.Column("entry", sa.String(length=64), server_default="", nullable=False))
    op.add_column("seat", sa.Column("offered_until", UtcTime(), nullable=True))
    op.add_column("seat", sa.Column("comment", PlainText(), server_default="", nullable=False))
    op.add_column("seat", sa.Column("came", sa.Boolean(), nullable=True))
    op.create_table(
        "follower",
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("list_id", sa.String(length=64), nullable=False),
        sa.Column("since", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_follower_person_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["list_id"], ["mailing_list.id"], name="fk_follower_list_id"),
        sa.PrimaryKeyConstraint("person_id", "list_id", name="pk_follower"),
    )
    op.create_index("ix_follower_list_id_since", "follower", ["list_id", "since"], unique=False)

"""0004: what reports say of an address; retired addresses (docs/decisions/0010-bounces.md).

The previous version keeps working: every new column has a default.
"""

import sqlalchemy as sa
from alembic import op

from mailservice.storage.columns import PlainText, UtcTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The kind, words and verdict of a report; since when and why a person's address is retired."""
    for name, type_ in (
        ("kind", sa.String(length=16)),
        ("said", PlainText()),
        ("verdict", sa.String(length=32)),
    ):
        op.add_column("delivery_report", sa.Column(name, type_, nullable=False, server_default=""))
    op.create_index("ix_delivery_report_verdict_at", "delivery_report", ["verdict", "at"], unique=False)
    op.add_column("person", sa.Column("retired_at", UtcTime(), nullable=True))
    op.add_column("person", sa.Column("retired_because", PlainText(), nullable=False, server_default=""))

"""0005: all sending can be paused.

The previous version keeps working, and sends on: pause only when every node runs this one.
"""

import sqlalchemy as sa
from alembic import op

from mailservice.storage.columns import PlainText, UtcTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One row while sending is paused, none while it goes on."""
    op.create_table(
        "sending_stop",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("since", UtcTime(), nullable=False),
        sa.Column("because", PlainText(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sending_stop"),
    )

"""0009: who made a change; above which SEQUENCE somebody new begins (docs/decisions/0011-offered-seats.md).

The previous version keeps working: both columns have defaults.
"""

import sqlalchemy as sa
from alembic import op

from mailservice.storage.columns import PlainText

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A column of the journal and one of briefings."""
    op.add_column("journal", sa.Column("who", PlainText(), nullable=False, server_default=""))
    op.add_column("briefing", sa.Column("sequence_floor", sa.Integer(), nullable=False, server_default="0"))

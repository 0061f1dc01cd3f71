"""0007: who shall have a seat that its holder has passed on in the calendar.

The previous version keeps working: it neither reads nor writes the column.
"""

import sqlalchemy as sa
from alembic import op

from mailservice.storage.columns import PlainText

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One column of seats."""
    op.add_column("seat", sa.Column("delegated_to", PlainText(), nullable=True))

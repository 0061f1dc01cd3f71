"""0012: how many of its attempts a received mail was seen to fail.

Of the others nobody lived to tell. The previous version keeps working: to it all attempts are one number.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A mail that waits now has its next failures counted from none."""
    op.add_column("spool", sa.Column("failures", sa.Integer(), server_default="0", nullable=False))

"""0010: letters that are due at the same instant go in the order in which they were written.

The previous version keeps working: its order begins in the same way. By their ids, which are as good as
random, each letter of a send lay on another page of the table, and each page was written anew for each.
"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The new index first, so that no claim is ever without one."""
    op.create_index(
        "ix_outbox_state_lane_due_at_place", "outbox", ["state", "lane", "due_at", "place"], unique=False
    )
    op.drop_index("ix_outbox_state_lane_due_at_place_id", table_name="outbox")

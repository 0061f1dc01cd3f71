"""0006: the index of the outbox holds the whole order of claiming.

The previous version keeps working: its order begins in the same way. Without `place`, letters that are due at
the same instant, such as a send to everybody, were sorted anew for each batch.
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The new index first, so that no claim is ever without one."""
    op.create_index(
        "ix_outbox_state_lane_due_at_place_id",
        "outbox",
        ["state", "lane", "due_at", "place", "id"],
        unique=False,
    )
    op.drop_index("ix_outbox_state_lane_due_at_id", table_name="outbox")

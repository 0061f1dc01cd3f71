"""0011: the letters of a publication are found without their state.

The previous version keeps working, if slower: it looks through the letters of a text that have gone. With the
state in it, this index too was written each time a letter was settled, in two places: a third of what that
wrote.
"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The new index first, so that no publication is ever without one."""
    op.create_index("ix_outbox_publication_id", "outbox", ["publication_id"], unique=False)
    op.drop_index("ix_outbox_publication_id_state", table_name="outbox")

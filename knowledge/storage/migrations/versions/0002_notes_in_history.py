"""The history keeps the notes for the reviewer, too."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what is in the history so far has no notes."""
    op.add_column("knowledge_history", sa.Column("notes", sa.Text(), nullable=False, server_default="[]"))


def downgrade() -> None:
    """Drop the column."""
    with op.batch_alter_table("knowledge_history") as table:
        table.drop_column("notes")

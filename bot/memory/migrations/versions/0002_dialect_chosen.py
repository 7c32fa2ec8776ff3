"""Whether the person asked for the dialect of a session."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; no dialect was asked for before."""
    op.add_column("sessions", sa.Column("dialect_chosen", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("sessions", "dialect_chosen")

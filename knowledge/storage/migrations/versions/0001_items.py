"""Items, their history, and the state of the whole."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables; the knowledge begins at revision 0."""
    op.create_table(
        "knowledge_items",
        sa.Column("id", sa.String(80), primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("topic", sa.String(32), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("shipped_digest", sa.String(64)),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
    )
    op.create_index("ix_knowledge_items_revision", "knowledge_items", ["revision"])
    op.create_table(
        "knowledge_history",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("item_id", sa.String(80), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("action", sa.String(12), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
    )
    op.create_index("ix_knowledge_history_item", "knowledge_history", ["item_id", "revision"], unique=True)
    state = op.create_table(
        "knowledge_state",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("seeded_digest", sa.String(64)),
    )
    op.bulk_insert(state, [{"id": 1, "revision": 0, "seeded_digest": None}])


def downgrade() -> None:
    """Drop the tables."""
    for table in ("knowledge_state", "knowledge_history", "knowledge_items"):
        op.drop_table(table)

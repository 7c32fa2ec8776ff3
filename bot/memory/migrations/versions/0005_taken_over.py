"""How often a message of WeChat was taken over; messages of one person are found quickly."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column and the index."""
    op.add_column("wechat_inbox", sa.Column("taken_over", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("ix_wechat_inbox_openid", "wechat_inbox", ["openid", "state"])


def downgrade() -> None:
    """Remove them."""
    op.drop_index("ix_wechat_inbox_openid", "wechat_inbox")
    op.drop_column("wechat_inbox", "taken_over")

"""Accounts of the desk; messages waiting to be sent; messages taken in from WeChat."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("name", sa.String(64), nullable=False, unique=True),
        sa.Column("display_name", sa.String(64), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("password_hash", sa.String(256), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", _MOMENT),
        sa.Column("created_at", _MOMENT, nullable=False),
    )
    op.create_table(
        "desk_sessions",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column("account_id", sa.Integer(), sa.ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
        sa.Column("csrf", sa.String(64), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("seen_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
    )
    op.create_index("ix_desk_sessions_account_id", "desk_sessions", ["account_id"])
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("recipient", sa.String(96), nullable=False),
        sa.Column("name", sa.String(160), unique=True),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("due_at", _MOMENT, nullable=False),
        sa.Column("claimed_until", _MOMENT),
        sa.Column("finished_at", _MOMENT),
        sa.Column("problem", sa.Text()),
    )
    op.create_index("ix_outbox_state_due", "outbox", ["state", "due_at"])
    op.create_index("ix_outbox_recipient_state", "outbox", ["recipient", "state", "id"])
    op.create_table(
        "wechat_inbox",
        sa.Column("message_id", sa.String(160), primary_key=True),
        sa.Column("openid", sa.String(96), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("deferred", sa.Boolean(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("received_at", _MOMENT, nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("claimed_until", _MOMENT, nullable=False),
        sa.Column("messages", sa.JSON()),
    )
    op.create_index("ix_wechat_inbox_state", "wechat_inbox", ["state", "claimed_until"])
    op.create_index("ix_wechat_inbox_received_at", "wechat_inbox", ["received_at"])
    op.create_table(
        "wechat_signatures",
        sa.Column("signature", sa.String(64), primary_key=True),
        sa.Column("message_id", sa.String(160), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
    )
    op.create_index("ix_wechat_signatures_at", "wechat_signatures", ["at"])
    op.create_table(
        "wechat_people",
        sa.Column("session_id", sa.String(64), primary_key=True),
        sa.Column("openid", sa.String(96), nullable=False, unique=True),
        sa.Column("seen_at", _MOMENT, nullable=False),
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in ("wechat_people", "wechat_signatures", "wechat_inbox", "outbox", "desk_sessions", "accounts"):
        op.drop_table(table)

"""How a turn was understood; cases that people look after; families that are told of danger."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_OPEN = sa.text("state <> 'closed'")


def upgrade() -> None:
    """Create the tables."""
    op.create_index("ix_sessions_seen_at", "sessions", ["seen_at"])
    op.add_column("turns", sa.Column("slots", sa.JSON()))
    op.create_table(
        "cases",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("session_id", sa.String(64), sa.ForeignKey("sessions.id", ondelete="SET NULL")),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("dialect", sa.String(8)),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("outcome", sa.String(16)),
        sa.Column("causes", sa.JSON(), nullable=False),
        sa.Column("risk", sa.JSON(), nullable=False),
        sa.Column("emergency", sa.Boolean(), nullable=False),
        sa.Column("last_text", sa.Text(), nullable=False),
        sa.Column("last_at", _MOMENT, nullable=False),
        sa.Column("opened_at", _MOMENT, nullable=False),
        sa.Column("waiting_since", _MOMENT, nullable=False),
        sa.Column("closed_at", _MOMENT),
        sa.Column("agent", sa.String(64)),
        sa.Column("agent_name", sa.String(64)),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    op.create_index(
        "ix_cases_one_open_per_session",
        "cases",
        ["session_id"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_index("ix_cases_state", "cases", ["state", "waiting_since"])
    op.create_table(
        "case_events",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("what", sa.String(16), nullable=False),
        sa.Column("name", sa.String(64)),
    )
    op.create_index("ix_case_events_case_id", "case_events", ["case_id"])
    op.create_table(
        "agent_messages",
        sa.Column("sequence", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("session_id", sa.String(64), sa.ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
        sa.Column("client_id", sa.String(96), unique=True),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("agent", sa.String(64), nullable=False),
        sa.Column("agent_name", sa.String(64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_agent_messages_session", "agent_messages", ["session_id", "sequence"])
    op.create_table(
        "staff_presence",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("agent", sa.String(64), nullable=False),
        sa.Column("seen_at", _MOMENT, nullable=False),
    )
    op.create_table(
        "family_codes",
        sa.Column("code", sa.String(16), primary_key=True),
        sa.Column("session_id", sa.String(64), sa.ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("consent", sa.Text(), nullable=False),
    )
    op.create_index("ix_family_codes_session_id", "family_codes", ["session_id"])
    op.create_table(
        "family_links",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("session_id", sa.String(64), sa.ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False),
        sa.Column("member", sa.String(96), nullable=False),
        sa.Column("since", _MOMENT, nullable=False),
        sa.Column("consent", sa.Text(), nullable=False),
        sa.Column("told_risk_at", _MOMENT),
        sa.Column("told_emergency_at", _MOMENT),
    )
    op.create_index("ix_family_links_member", "family_links", ["session_id", "member"], unique=True)
    op.create_index("ix_family_links_member_only", "family_links", ["member"])


def downgrade() -> None:
    """Drop the tables."""
    for table in ("family_links", "family_codes", "staff_presence", "agent_messages", "case_events", "cases"):
        op.drop_table(table)
    op.drop_column("turns", "slots")
    op.drop_index("ix_sessions_seen_at", "sessions")

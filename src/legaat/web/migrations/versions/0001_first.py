"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_WHEN = sa.DateTime(timezone=True)


def _owned(name: str = "owner") -> sa.Column[str]:
    return sa.Column(
        name, sa.String(36), sa.ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False
    )


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "accounts",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False, unique=True),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("password", sa.String(300)),
        sa.Column("totp", sa.LargeBinary),
        sa.Column("totp_last", sa.Integer, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("locked_until", _WHEN),
        sa.Column("created", _WHEN, nullable=False),
    )
    op.create_table(
        "logins",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        _owned("account"),
        sa.Column("csrf", sa.String(64), nullable=False),
        sa.Column("created", _WHEN, nullable=False),
        sa.Column("expires", _WHEN, nullable=False),
    )
    op.create_index("ix_logins_account", "logins", ["account"])
    op.create_table(
        "consents",
        sa.Column(
            "person", sa.String(36), sa.ForeignKey("accounts.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column(
            "dietitian", sa.String(36), sa.ForeignKey("accounts.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("granted", _WHEN, nullable=False),
    )  # fmt: skip
    op.create_index("ix_consents_dietitian", "consents", ["dietitian"])
    op.create_table(
        "records",
        sa.Column("id", sa.String(36), primary_key=True),
        _owned(),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("parent", sa.String(36), sa.ForeignKey("records.id", ondelete="CASCADE")),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("created", _WHEN, nullable=False),
    )
    op.create_index("records_of_owner", "records", ["owner", "kind", "created"])
    op.create_table(
        "jobs",
        sa.Column("id", sa.String(36), primary_key=True),
        _owned(),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("done", sa.Float, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("worker", sa.String(36)),
        sa.Column("heartbeat", _WHEN),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("result", sa.LargeBinary),
        sa.Column("created", _WHEN, nullable=False),
    )
    op.create_index("ix_jobs_owner", "jobs", ["owner"])
    op.create_index("jobs_waiting", "jobs", ["state", "created"])
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("at", _WHEN, nullable=False),
        sa.Column("account", sa.String(36), nullable=False),
        sa.Column("owner", sa.String(36), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("target", sa.String(36)),
    )
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_index("ix_audit_account", "audit", ["account"])


def downgrade() -> None:
    """Drop the tables."""
    for name in ("audit", "jobs", "records", "consents", "logins", "accounts"):
        op.drop_table(name)

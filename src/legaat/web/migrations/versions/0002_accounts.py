"""What a server needs: sessions with a list, links, recovery codes, wrong tries by name, keys."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_WHEN = sa.DateTime(timezone=True)


def _account() -> sa.Column[str]:
    return sa.Column(
        "account", sa.String(36), sa.ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False
    )


def upgrade() -> None:
    """Add tables and columns; nobody's data is touched, but everybody logs in again.

    No table that others refer to is made anew: on SQLite dropping it would empty those.
    """
    op.add_column("accounts", sa.Column("totp_new", sa.LargeBinary))
    op.add_column(
        "accounts", sa.Column("disabled", sa.Boolean, nullable=False, server_default=sa.false())
    )
    op.drop_column("accounts", "failures")
    op.drop_column("accounts", "locked_until")
    op.create_index("ix_audit_owner", "audit", ["owner"])
    op.drop_table("logins")
    op.create_table(
        "logins",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(36), nullable=False, unique=True),
        _account(),
        sa.Column("csrf", sa.String(64), nullable=False),
        sa.Column("device", sa.String(60), nullable=False),
        sa.Column("created", _WHEN, nullable=False),
        sa.Column("seen", _WHEN, nullable=False),
        sa.Column("expires", _WHEN, nullable=False),
    )
    op.create_index("ix_logins_account", "logins", ["account"])
    _new_tables()


def _new_tables() -> None:
    op.create_table(
        "tries",
        sa.Column("name_mac", sa.String(64), primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("locked_until", _WHEN),
        sa.Column("last", _WHEN, nullable=False),
    )
    op.create_index("ix_tries_last", "tries", ["last"])
    op.create_table("recovery", sa.Column("code_hash", sa.String(64), primary_key=True), _account())
    op.create_index("ix_recovery_account", "recovery", ["account"])
    op.create_table(
        "links",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        _account(),
        sa.Column("created", _WHEN, nullable=False),
        sa.Column("expires", _WHEN, nullable=False),
    )
    op.create_index("ix_links_account", "links", ["account"])
    op.create_table(
        "tokens",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        _account(),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("created", _WHEN, nullable=False),
        sa.Column("expires", _WHEN),
        sa.Column("last_used", _WHEN),
    )
    op.create_index("ix_tokens_account", "tokens", ["account"])
    op.create_table(
        "key_checks",
        sa.Column("key_id", sa.String(8), primary_key=True),
        sa.Column("word", sa.LargeBinary, nullable=False),
        sa.Column("created", _WHEN, nullable=False),
    )


def downgrade() -> None:
    """Go back; sessions, links and recovery codes are lost."""
    for name in ("key_checks", "tokens", "links", "recovery", "tries", "logins"):
        op.drop_table(name)
    op.create_table(
        "logins",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        _account(),
        sa.Column("csrf", sa.String(64), nullable=False),
        sa.Column("created", _WHEN, nullable=False),
        sa.Column("expires", _WHEN, nullable=False),
    )
    op.create_index("ix_logins_account", "logins", ["account"])
    op.drop_index("ix_audit_owner", "audit")
    op.add_column("accounts", sa.Column("locked_until", _WHEN))
    op.add_column("accounts", sa.Column("failures", sa.Integer, nullable=False, server_default="0"))
    op.drop_column("accounts", "disabled")
    op.drop_column("accounts", "totp_new")

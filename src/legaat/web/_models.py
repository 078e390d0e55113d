"""What the database holds. Everything about health is a sealed blob."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Float, ForeignKey, Index, LargeBinary, String, false
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import DateTime

__all__ = [
    "Account",
    "Audit",
    "Base",
    "Consent",
    "Job",
    "KeyCheck",
    "Link",
    "Login",
    "Record",
    "Recovery",
    "Token",
    "Tries",
]


class Base(DeclarativeBase):
    """The tables of the web face."""


_When = DateTime(timezone=True)


class Account(Base):
    """Somebody who may log in; in local mode there is one, without a password.

    `totp` is the sealed secret of the second factor; `totp_new` one that is not confirmed yet;
    `totp_last` the time step of the last code that was used.
    """

    __tablename__ = "accounts"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    role: Mapped[str] = mapped_column(String(20))
    password: Mapped[str | None] = mapped_column(String(300))
    totp: Mapped[bytes | None] = mapped_column(LargeBinary)
    totp_new: Mapped[bytes | None] = mapped_column(LargeBinary)
    totp_last: Mapped[int] = mapped_column(default=0)
    disabled: Mapped[bool] = mapped_column(default=False, server_default=false())
    created: Mapped[datetime] = mapped_column(_When)


class Login(Base):
    """A session: only the hash of its token is kept.

    `device` is a browser and a system in words, so that somebody can tell their sessions apart.
    """

    __tablename__ = "logins"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    id: Mapped[str] = mapped_column(String(36), unique=True)
    account: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    csrf: Mapped[str] = mapped_column(String(64))
    device: Mapped[str] = mapped_column(String(60))
    created: Mapped[datetime] = mapped_column(_When)
    seen: Mapped[datetime] = mapped_column(_When)
    expires: Mapped[datetime] = mapped_column(_When)


class Tries(Base):
    """Wrong tries to log in under a name, whether an account has it or not.

    `name_mac` is the name's keyed hash: what somebody typed may be a password in the wrong field.
    """

    __tablename__ = "tries"

    name_mac: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int] = mapped_column()
    locked_until: Mapped[datetime | None] = mapped_column(_When)
    last: Mapped[datetime] = mapped_column(_When, index=True)


class Recovery(Base):
    """A code that stands in for a lost telephone, once; only its hash is kept."""

    __tablename__ = "recovery"

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)


class Link(Base):
    """A link with which somebody sets a password, once; only the hash of its token is kept."""

    __tablename__ = "links"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    created: Mapped[datetime] = mapped_column(_When)
    expires: Mapped[datetime] = mapped_column(_When)


class Token(Base):
    """What a program shows instead of a password; only its hash is kept."""

    __tablename__ = "tokens"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    created: Mapped[datetime] = mapped_column(_When)
    expires: Mapped[datetime | None] = mapped_column(_When)
    last_used: Mapped[datetime | None] = mapped_column(_When)


class KeyCheck(Base):
    """A key that sealed something here, and a known word sealed with it."""

    __tablename__ = "key_checks"

    key_id: Mapped[str] = mapped_column(String(8), primary_key=True)
    word: Mapped[bytes] = mapped_column(LargeBinary)
    created: Mapped[datetime] = mapped_column(_When)


class Consent(Base):
    """A person lets a dietitian see their data, until it is taken back."""

    __tablename__ = "consents"

    person: Mapped[str] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    dietitian: Mapped[str] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    granted: Mapped[datetime] = mapped_column(_When)


class Record(Base):
    """Something kept for one owner: an upload, a profile, the answers, a plan.

    `body` is sealed; `kind`, the owner and the times are all that a stolen file would show.
    """

    __tablename__ = "records"
    __table_args__ = (Index("records_of_owner", "owner", "kind", "created"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    owner: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    parent: Mapped[str | None] = mapped_column(ForeignKey("records.id", ondelete="CASCADE"))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    created: Mapped[datetime] = mapped_column(_When)


class Job(Base):
    """Long work, in a queue that outlives the process."""

    __tablename__ = "jobs"
    __table_args__ = (Index("jobs_waiting", "state", "created"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    owner: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(12))
    done: Mapped[float] = mapped_column(Float, default=0.0)
    attempts: Mapped[int] = mapped_column(default=0)
    worker: Mapped[str | None] = mapped_column(String(36))
    heartbeat: Mapped[datetime | None] = mapped_column(_When)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    result: Mapped[bytes | None] = mapped_column(LargeBinary)
    created: Mapped[datetime] = mapped_column(_When)


class Audit(Base):
    """Who did what to which record, without what it says."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(_When, index=True)
    account: Mapped[str] = mapped_column(String(36), index=True)
    owner: Mapped[str] = mapped_column(String(36), index=True)
    action: Mapped[str] = mapped_column(String(40))
    target: Mapped[str | None] = mapped_column(String(36))

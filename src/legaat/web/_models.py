"""What the database holds. Everything about health is a sealed blob."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Float, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import DateTime

__all__ = ["Account", "Audit", "Base", "Consent", "Job", "Login", "Record"]


class Base(DeclarativeBase):
    """The tables of the web face."""


_When = DateTime(timezone=True)


class Account(Base):
    """Somebody who may log in; in local mode there is one, without a password."""

    __tablename__ = "accounts"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    role: Mapped[str] = mapped_column(String(20))
    password: Mapped[str | None] = mapped_column(String(300))
    totp: Mapped[bytes | None] = mapped_column(LargeBinary)
    totp_last: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(_When)
    created: Mapped[datetime] = mapped_column(_When)


class Login(Base):
    """A session: only the hash of its token is kept."""

    __tablename__ = "logins"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    csrf: Mapped[str] = mapped_column(String(64))
    created: Mapped[datetime] = mapped_column(_When)
    expires: Mapped[datetime] = mapped_column(_When)


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
    owner: Mapped[str] = mapped_column(String(36))
    action: Mapped[str] = mapped_column(String(40))
    target: Mapped[str | None] = mapped_column(String(36))

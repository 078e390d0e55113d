"""What somebody who runs a server may do with accounts; nothing here opens a record.

Every change is written in the audit log. The last account that can administer can't be removed,
switched off or given another role, also not by two who do so at the same moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Final

from sqlalchemy import Select, delete, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from legaat.errors import UsageError
from legaat.web._identity import ROLES, Role, audit, end_sessions
from legaat.web._models import Account, Audit, Consent, Job, Link, Login
from legaat.web._second import drop_totp

__all__ = [
    "PAGE",
    "Entry",
    "Row",
    "accounts",
    "actions",
    "change_role",
    "delete_account",
    "entries",
    "health",
    "one_account",
    "reset_second",
    "stop_sessions",
    "switch",
]

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Row:
    """An account in the list.

    Attributes
    ----------
    id, name, role : str
    disabled : bool
    second : bool
        Whether it has a second factor.
    ready : bool
        Whether it has a password.
    created : datetime
    seen : datetime or None
        Last request of a session that is still open.
    """

    id: str
    name: str
    role: str
    disabled: bool
    second: bool
    ready: bool
    created: datetime
    seen: datetime | None


def accounts(session: Session, words: str = "", page: int = 0) -> tuple[list[Row], bool]:
    """Return a page of the accounts whose name holds the words, and whether there are more."""
    query = _rows().order_by(Account.name).offset(page * PAGE).limit(PAGE + 1)
    if words:
        query = query.where(Account.name.contains(words, autoescape=True))
    found = [Row(*row) for row in session.execute(query)]
    return found[:PAGE], len(found) > PAGE


def _rows() -> Select[Any]:
    seen = (
        select(Login.account, func.max(Login.seen).label("seen")).group_by(Login.account).subquery()
    )
    return select(
        Account.id, Account.name, Account.role, Account.disabled, Account.totp.is_not(None),
        Account.password.is_not(None), Account.created, seen.c.seen,
    ).outerjoin(seen, seen.c.account == Account.id)  # fmt: skip


def one_account(session: Session, account: str) -> Row | None:
    """Return one account, or None."""
    row = session.execute(_rows().where(Account.id == account)).first()
    return None if row is None else Row(*row)


# -- changes -----------------------------------------------------------------------------------


def _keep_one(session: Session, account: str) -> None:
    """Refuse to lose the last account that can administer.

    Raises
    ------
    UsageError
    """
    # Changes nothing, but makes others who do the same wait, on both databases.
    session.execute(update(Account).where(Account.role == "admin").values(role="admin"))
    others = session.scalar(
        select(func.count()).where(
            Account.role == "admin", Account.disabled.is_(False), Account.id != account
        )
    )
    mine = session.get(Account, account, populate_existing=True)
    if not others and mine is not None and mine.role == "admin" and not mine.disabled:
        raise UsageError("web-last-admin")


def switch(session: Session, who: str, account: str, *, off: bool) -> None:
    """Switch an account off or on; off ends its sessions and its link.

    Raises
    ------
    UsageError
        It is the last that can administer.
    """
    if off:
        _keep_one(session, account)
        end_sessions(session, account)
        session.execute(delete(Link).where(Link.account == account))
    session.execute(update(Account).where(Account.id == account).values(disabled=off))
    audit(session, who, "switch off" if off else "switch on", account)


def change_role(session: Session, who: str, account: str, role: Role) -> None:
    """Give an account another role; who is no dietitian any more loses their clients.

    Raises
    ------
    UsageError
        It is the last that can administer, or there is no such role.
    """
    if role not in ROLES:
        raise UsageError("web-role")
    if role != "admin":
        _keep_one(session, account)
    if role != "dietitian":
        session.execute(delete(Consent).where(Consent.dietitian == account))
    session.execute(update(Account).where(Account.id == account).values(role=role))
    audit(session, who, f"role {role}", account)


def stop_sessions(session: Session, who: str, account: str) -> None:
    """End every session of an account."""
    end_sessions(session, account)
    audit(session, who, "end sessions", account)


def reset_second(session: Session, who: str, account: str) -> None:
    """Take the second factor of an account away."""
    drop_totp(session, account)
    audit(session, who, "second factor off", account)


def delete_account(session: Session, who: str, account: str) -> None:
    """Delete an account and everything kept for it, for good.

    The audit log keeps that something was done, by the id of an account that is no more.

    Raises
    ------
    UsageError
        It is the last that can administer.
    """
    _keep_one(session, account)
    session.execute(delete(Account).where(Account.id == account))
    audit(session, who, "delete account", account)


# -- looking -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the audit log; names are None where the account is gone.

    `account` is "-" where a name was tried that no account has, and "(console)" for what was done
    on the machine itself.
    """

    at: datetime
    account: str
    who: str | None
    owner: str | None
    same: bool
    action: str


def actions(session: Session) -> list[str]:
    """Return every action that stands in the audit log."""
    return list(session.scalars(select(Audit.action).distinct().order_by(Audit.action)))


def entries(
    session: Session, *, name: str = "", action: str = "", first: date | None = None,
    last: date | None = None, page: int = 0,
) -> tuple[list[Entry], bool]:  # fmt: skip
    """Return a page of the audit log, the newest first, and whether there are more.

    Parameters
    ----------
    session : Session
    name : str
        Of who did it, or to whose data.
    action : str
    first, last : date or None
        Days in UTC, both included.
    page : int
        Counted from 0.
    """
    who, owner = aliased(Account), aliased(Account)
    query = (
        select(
            Audit.at,
            Audit.account,
            who.name,
            owner.name,
            Audit.account == Audit.owner,
            Audit.action,
        )
        .outerjoin(who, who.id == Audit.account)
        .outerjoin(owner, owner.id == Audit.owner)
        .order_by(Audit.id.desc())
    )
    if name:
        query = query.where(or_(who.name == name, owner.name == name))
    if action:
        query = query.where(Audit.action == action)
    if first is not None:
        query = query.where(Audit.at >= datetime.combine(first, time(), UTC))
    if last is not None:
        query = query.where(Audit.at <= datetime.combine(last, time.max, UTC))
    rows = session.execute(query.offset(page * PAGE).limit(PAGE + 1))
    found = [Entry(*row) for row in rows]
    return found[:PAGE], len(found) > PAGE


def health(session: Session) -> tuple[dict[str, int], datetime | None]:
    """Return how many jobs there are in each state, and since when the oldest waits."""
    counted = session.execute(select(Job.state, func.count()).group_by(Job.state))
    counts: dict[str, int] = {row[0]: row[1] for row in counted}
    oldest = session.scalar(select(func.min(Job.created)).where(Job.state == "waiting"))
    return counts, oldest

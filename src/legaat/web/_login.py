"""Logging in: a name, a password, a second factor, and waiting after wrong tries.

A try is counted before it is checked, so that a hundred at once are no free hundred; and it is
counted by name whether an account has that name or not, so that nobody learns which names exist.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Final, Literal

from sqlalchemy import delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from legaat.web import _identity
from legaat.web._database import Database
from legaat.web._identity import audit, plain_name, plain_password, start_session
from legaat.web._models import Account, Tries
from legaat.web._second import second_fits
from legaat.web._store import now
from legaat.web._vault import Vault

__all__ = ["LogIn", "forget_tries", "knows_password", "log_in", "warm_up"]

_FREE: Final = 5
_LONGEST_WAIT: Final = timedelta(hours=1)
_FORGOTTEN: Final = timedelta(days=1)
_MOST: Final = 1000
_NOBODY: Final = "-"
"""Whose account the audit log names where there is none."""


@dataclass(frozen=True, slots=True)
class LogIn:
    """What came of trying to log in: a token for the cookie, or a reason."""

    token: str | None = None
    reason: Literal["wrong", "wait", "totp", "off"] | None = None
    role: str = "person"


@cache
def _nobodys() -> str:
    """Return a hash that no password fits, so that a name that doesn't exist takes as long."""
    return _identity.hasher().hash(secrets.token_urlsafe(32))


def warm_up() -> None:
    """Work out beforehand what the first wrong name would else wait for."""
    _nobodys()


def log_in(
    database: Database, vault: Vault, name: str, password: str, code: str = "", agent: str = ""
) -> LogIn:
    """Check a name and a password, and the second factor where there is one.

    Parameters
    ----------
    database : Database
    vault : Vault
    name, password, code : str
        As typed; `code` is of the app, or a recovery code.
    agent : str
        What the browser calls itself.
    """
    name = plain_name(name)
    with database.session() as session:
        if not _count(session, vault.mac(name)):
            return LogIn(reason="wait")
        account = session.scalar(select(Account).where(Account.name == name))
    # Outside a transaction: it takes long on purpose, and the database must not wait for it.
    fits = _fits(account, password)
    with database.session() as session:
        found = _decide(session, vault, account.id if account and fits else None, name, code, agent)
        if found.token is not None and account is not None:
            _renew(session, account, password)
        return found


def _renew(session: Session, account: Account, password: str) -> None:
    """Hash a password anew when the cost of hashing went up."""
    hasher = _identity.hasher()
    if account.password is not None and hasher.check_needs_rehash(account.password):
        hashed = hasher.hash(plain_password(password))
        session.execute(
            update(Account)
            .where(Account.id == account.id, Account.password == account.password)
            .values(password=hashed)
        )


def _decide(
    session: Session, vault: Vault, account_id: str | None, name: str, code: str, agent: str
) -> LogIn:
    account = None if account_id is None else session.get(Account, account_id)
    if account is None:
        known = session.scalar(select(Account.id).where(Account.name == name))
        audit(session, known or _NOBODY, "log in refused")
        return LogIn(reason="wrong")
    if account.disabled:
        return LogIn(reason="off")
    if account.totp is not None:
        if not code.strip():
            _uncount(session, vault.mac(name))
            return LogIn(reason="totp")
        if not second_fits(session, vault, account, code):
            audit(session, account.id, "log in refused")
            return LogIn(reason="wrong")
    forget_tries(session, vault, name)
    audit(session, account.id, "log in")
    return LogIn(token=start_session(session, account.id, agent), role=account.role)


def knows_password(database: Database, vault: Vault, account_id: str, password: str) -> bool | None:
    """Whether the holder of a session knows its password; None where they must wait."""
    with database.session() as session:
        account = session.get_one(Account, account_id)
        if not _count(session, vault.mac(account.name)):
            return None
    fits = _fits(account, password)
    with database.session() as session:
        if fits:
            forget_tries(session, vault, account.name)
        else:
            audit(session, account_id, "password refused")
    return fits


def _fits(account: Account | None, password: str) -> bool:
    from argon2.exceptions import Argon2Error, InvalidHashError

    held = account.password if account is not None else None
    try:
        _identity.hasher().verify(held or _nobodys(), plain_password(password[:_MOST]))
    except (Argon2Error, InvalidHashError):
        return False
    return held is not None


# -- waiting -----------------------------------------------------------------------------------


def _count(session: Session, key: str) -> bool:
    """Count a try; False where that name must wait."""
    moment = now()
    session.execute(delete(Tries).where(Tries.last < moment - _FORGOTTEN))
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    failures = session.scalar(
        insert(Tries)
        .values(name_mac=key, failures=1, last=moment)
        .on_conflict_do_update(
            index_elements=[Tries.name_mac],
            set_={"failures": Tries.failures + 1, "last": moment},
            where=or_(Tries.locked_until.is_(None), Tries.locked_until < moment),
        )
        .returning(Tries.failures)
    )
    if failures is None:
        return False
    if failures >= _FREE:
        wait = timedelta(seconds=30 * 2 ** min(failures - _FREE, 12))
        until = moment + min(wait, _LONGEST_WAIT)
        session.execute(update(Tries).where(Tries.name_mac == key).values(locked_until=until))
    return True


def _uncount(session: Session, key: str) -> None:
    """Take one try back: the password was right, only the code was not given yet."""
    session.execute(
        update(Tries)
        .where(Tries.name_mac == key)
        .values(failures=Tries.failures - 1, locked_until=None)
    )


def forget_tries(session: Session, vault: Vault, name: str) -> None:
    """Begin counting anew."""
    session.execute(delete(Tries).where(Tries.name_mac == vault.mac(name)))

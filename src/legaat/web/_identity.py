"""Who somebody is: passwords, second factor, sessions, roles, consent.

Passwords are hashed with Argon2id (RFC 9106, the library's defaults); the second factor is a TOTP
(RFC 6238), of which each code works once; a session's token is 256 random bits of which the
database holds only the SHA-256. After `_FREE` wrong tries an account waits, longer each time.
"""

from __future__ import annotations

import re
import secrets
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final, Literal, TypeAlias, cast

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from legaat.errors import UsageError, Where
from legaat.web._models import Account, Audit, Consent, Login
from legaat.web._store import now
from legaat.web._vault import Vault

__all__ = [
    "LOCAL",
    "ROLES",
    "LogIn",
    "Role",
    "Visitor",
    "add_account",
    "clients_of",
    "consent",
    "dietitians_of",
    "enrol_totp",
    "ensure_local",
    "log_in",
    "log_out",
    "may_see",
    "visitor",
    "withdraw",
]

Role: TypeAlias = Literal["person", "dietitian", "admin"]
ROLES: Final[tuple[Role, ...]] = ("person", "dietitian", "admin")
LOCAL: Final = "local"
_FREE: Final = 5
_LONGEST_WAIT: Final = timedelta(hours=1)
_SESSION: Final = timedelta(hours=12)
_LEAST_PASSWORD: Final = 12
_MOST_PASSWORD: Final = 1000


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who makes a request."""

    account: str
    name: str
    role: Role
    csrf: str


@dataclass(frozen=True, slots=True)
class LogIn:
    """What came of trying to log in: a token for the cookie, or a reason."""

    token: str | None = None
    reason: Literal["wrong", "wait", "totp"] | None = None


def ensure_local(session: Session) -> None:
    """Make the one account of local mode."""
    if session.get(Account, LOCAL) is None:
        session.add(
            Account(id=LOCAL, name=LOCAL, role="person", created=now(), failures=0, totp_last=0)
        )


def add_account(session: Session, name: str, password: str, role: Role) -> str:
    """Make an account and return its id.

    Raises
    ------
    UsageError
        The name is taken or odd, the password too short.
    """
    from argon2 import PasswordHasher

    name = name.strip().lower()
    if not re.fullmatch(r"[a-z0-9][a-z0-9._@+-]{1,99}", name):
        raise UsageError("web-account-name", where=Where(entry=name[:80]))
    if not _LEAST_PASSWORD <= len(password) <= _MOST_PASSWORD:
        raise UsageError("web-password", least=_LEAST_PASSWORD)
    if session.scalar(select(Account.id).where(Account.name == name)) is not None:
        raise UsageError("web-account-taken", where=Where(entry=name))
    account = str(uuid.uuid4())
    session.add(
        Account(
            id=account, name=name, role=role, password=PasswordHasher().hash(password),
            created=now(), failures=0, totp_last=0,
        )
    )  # fmt: skip
    return account


def log_in(session: Session, vault: Vault, name: str, password: str, code: str = "") -> LogIn:
    """Check a name and a password, and the second factor where there is one."""
    from argon2 import PasswordHasher
    from argon2.exceptions import Argon2Error, InvalidHashError

    hasher = PasswordHasher()
    account = session.scalar(select(Account).where(Account.name == name.strip().lower()))
    if account is None or account.password is None:
        # As much work as for a name that exists, so that the time tells nothing.
        hasher.hash(password[:_MOST_PASSWORD])
        return LogIn(reason="wrong")
    if account.locked_until is not None and _aware(account.locked_until) > now():
        return LogIn(reason="wait")
    try:
        hasher.verify(account.password, password[:_MOST_PASSWORD])
    except (Argon2Error, InvalidHashError):
        return _failed(session, account)
    if account.totp is not None and not _code_fits(account, vault, code):
        return _failed(session, account) if code else LogIn(reason="totp")
    if hasher.check_needs_rehash(account.password):
        account.password = hasher.hash(password)
    account.failures, account.locked_until = 0, None
    _audit(session, account.id, "log in")
    return LogIn(token=_start(session, account.id))


def _audit(session: Session, account: str, action: str) -> None:
    session.add(Audit(at=now(), account=account, owner=account, action=action))


def _failed(session: Session, account: Account) -> LogIn:
    _audit(session, account.id, "log in refused")
    account.failures += 1
    if account.failures >= _FREE:
        wait = timedelta(seconds=30 * 2 ** min(account.failures - _FREE, 12))
        account.locked_until = now() + min(wait, _LONGEST_WAIT)
    return LogIn(reason="wrong")


def _code_fits(account: Account, vault: Vault, code: str) -> bool:
    import pyotp

    if account.totp is None or not re.fullmatch(r"\d{6}", code):
        return False
    totp = pyotp.TOTP(vault.open(account.totp, f"totp/{account.id}").decode())
    step = int(now().timestamp()) // totp.interval
    for counter in (step - 1, step, step + 1):
        if counter > account.totp_last and secrets.compare_digest(totp.generate_otp(counter), code):
            account.totp_last = counter
            return True
    return False


def enrol_totp(session: Session, vault: Vault, account_id: str) -> str:
    """Give an account a second factor and return its secret, to be shown once."""
    import pyotp

    account = session.get_one(Account, account_id)
    secret = pyotp.random_base32()
    account.totp = vault.seal(secret.encode(), f"totp/{account_id}")
    return secret


def _start(session: Session, account: str) -> str:
    token = secrets.token_urlsafe(32)
    session.execute(delete(Login).where(Login.expires < now()))
    session.add(
        Login(
            token_hash=_hash(token), account=account, csrf=secrets.token_urlsafe(32),
            created=now(), expires=now() + _SESSION,
        )
    )  # fmt: skip
    return token


def log_out(session: Session, token: str) -> None:
    """End a session."""
    session.execute(delete(Login).where(Login.token_hash == _hash(token)))


def visitor(session: Session, token: str | None) -> Visitor | None:
    """Return who holds this token, or None."""
    if not token:
        return None
    row = session.execute(
        select(Login, Account)
        .join(Account, Account.id == Login.account)
        .where(Login.token_hash == _hash(token))
    ).first()
    if row is None or _aware(row[0].expires) < now():
        return None
    login, account = row
    return Visitor(account.id, account.name, cast("Role", account.role), login.csrf)


def consent(session: Session, person: str, dietitian_name: str) -> bool:
    """Let a dietitian see a person's data; False where there is no such dietitian."""
    found = session.scalar(
        select(Account.id).where(
            Account.name == dietitian_name.strip().lower(), Account.role == "dietitian"
        )
    )
    if found is None:
        return False
    if session.get(Consent, (person, found)) is None:
        session.add(Consent(person=person, dietitian=found, granted=now()))
        session.add(Audit(at=now(), account=person, owner=person, action="consent", target=found))
    return True


def withdraw(session: Session, person: str, dietitian: str) -> None:
    """Take a consent back."""
    session.execute(delete(Consent).where(Consent.person == person, Consent.dietitian == dietitian))
    session.add(Audit(at=now(), account=person, owner=person, action="withdraw", target=dietitian))


def may_see(session: Session, who: Visitor, owner: str) -> bool:
    """Whether somebody may see an owner's data: their own, or a client's who consented."""
    if who.account == owner:
        return True
    if who.role != "dietitian":
        return False
    return session.get(Consent, (owner, who.account)) is not None


def clients_of(session: Session, dietitian: str) -> list[tuple[str, str]]:
    """Return the id and name of each person who consented."""
    rows = session.execute(
        select(Account.id, Account.name)
        .join(Consent, Consent.person == Account.id)
        .where(Consent.dietitian == dietitian)
        .order_by(Account.name)
    )
    return [(row[0], row[1]) for row in rows]


def dietitians_of(session: Session, person: str) -> list[tuple[str, str]]:
    """Return the id and name of each dietitian that a person consented to."""
    rows = session.execute(
        select(Account.id, Account.name)
        .join(Consent, Consent.dietitian == Account.id)
        .where(Consent.person == person)
        .order_by(Account.name)
    )
    return [(row[0], row[1]) for row in rows]


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _aware(moment: datetime) -> datetime:
    """SQLite forgets the time zone; everything is kept in UTC."""
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)

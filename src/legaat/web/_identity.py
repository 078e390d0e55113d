"""Who somebody is: accounts, names, passwords and sessions.

Passwords are hashed with Argon2id (RFC 9106, the library's defaults). A session's token is 256
random bits of which the database holds only the SHA-256; it ends after `_SESSION`, or after `_IDLE`
without a request.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, cast

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from legaat.errors import UsageError, Where
from legaat.web._models import Account, Audit, Login, Token
from legaat.web._store import now

if TYPE_CHECKING:
    from argon2 import PasswordHasher

__all__ = [
    "LOCAL",
    "ROLES",
    "Device",
    "Role",
    "Visitor",
    "add_account",
    "audit",
    "aware",
    "check_password",
    "devices",
    "end_session",
    "end_sessions",
    "ensure_local",
    "hash_password",
    "hash_token",
    "hasher",
    "log_out",
    "plain_name",
    "plain_password",
    "start_session",
    "visitor",
]

Role: TypeAlias = Literal["person", "dietitian", "admin"]
ROLES: Final[tuple[Role, ...]] = ("person", "dietitian", "admin")
LOCAL: Final = "local"
_SESSION: Final = timedelta(hours=12)
_IDLE: Final = timedelta(hours=1)
_STILL: Final = timedelta(minutes=1)
_LEAST_PASSWORD: Final = 12
_MOST_PASSWORD: Final = 1000
_EASY: Final = frozenset(
    [
        "000000000000",
        "0123456789ab",
        "111111111111",
        "112233445566",
        "123123123123",
        "123412341234",
        "123456123456",
        "123456789012",
        "1234567890123",
        "12345678901234",
        "1234567890ab",
        "123456789abc",
        "1q2w3e4r5t6y",
        "1qaz2wsx3edc",
        "987654321012",
        "abc123abc123",
        "abcabcabcabc",
        "abcd1234abcd",
        "abcdef123456",
        "abcdefghijkl",
        "administrator",
        "administrator1",
        "asdfghjkl123",
        "asdfghjklqwe",
        "aaaaaaaaaaaa",
        "changeme1234",
        "geheim123456",
        "geheimgeheim",
        "hallohallo12",
        "ikhouvanjou1",
        "iloveyou1234",
        "iloveyouiloveyou",
        "legaat123456",
        "legaatlegaat",
        "letmein12345",
        "letmeinletmein",
        "password1234",
        "password12345",
        "password123456",
        "passwordpassword",
        "qazwsxedcrfv",
        "qwerty123456",
        "qwertyqwerty",
        "qwertyuiop12",
        "qwertyuiop123",
        "qwertyuiopasdf",
        "wachtwoord12",
        "wachtwoord123",
        "wachtwoord1234",
        "wachtwoordwachtwoord",
        "welcome12345",
        "welcomewelcome",
        "welkom012345",
        "welkom123456",
        "welkomwelkom",
        "zxcvbnm12345",
    ]
)
"""Easy to guess although long enough: counting, rows of keys, the obvious words."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who makes a request; `session` is the id of their session, for the list of sessions."""

    account: str
    name: str
    role: Role
    csrf: str
    session: str = ""


@dataclass(frozen=True, slots=True)
class Device:
    """A session as its owner sees it."""

    id: str
    device: str
    created: datetime
    seen: datetime


def ensure_local(session: Session) -> None:
    """Make the one account of local mode."""
    if session.get(Account, LOCAL) is None:
        session.add(Account(id=LOCAL, name=LOCAL, role="person", created=now(), totp_last=0))


def audit(session: Session, who: str, action: str, owner: str | None = None) -> None:
    """Write down what somebody did, to whose account."""
    session.add(Audit(at=now(), account=who, owner=owner or who, action=action))


# -- names and passwords -----------------------------------------------------------------------


def plain_name(name: str) -> str:
    """Return a name as it is kept: one way of writing for what looks the same."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def plain_password(password: str) -> str:
    """Return a password as it is hashed: accents may be typed in two ways."""
    return unicodedata.normalize("NFC", password)


def check_password(name: str, password: str) -> None:
    """Refuse a new password that is too short, or easy to guess.

    Raises
    ------
    UsageError
    """
    password = plain_password(password)
    if len(password) < _LEAST_PASSWORD:
        raise UsageError("web-password", least=_LEAST_PASSWORD)
    if len(password) > _MOST_PASSWORD:
        raise UsageError("web-password-long", most=_MOST_PASSWORD)
    plain = re.sub(r"\s", "", password.casefold())
    same = plain.replace(name.casefold(), "") == "" or len(set(plain)) < 3
    if same or plain in _EASY:
        raise UsageError("web-password-easy")


def hash_password(name: str, password: str) -> str:
    """Return the hash of a new password.

    Raises
    ------
    UsageError
        As `check_password`.
    """
    check_password(name, password)
    return hasher().hash(plain_password(password))


def hasher() -> PasswordHasher:
    """Return what hashes passwords: Argon2id with the library's own cost (RFC 9106)."""
    from argon2 import PasswordHasher

    return PasswordHasher()


def add_account(session: Session, name: str, password: str | None, role: Role) -> str:
    """Make an account and return its id; without a password nobody can log in to it yet.

    Raises
    ------
    UsageError
        The name is taken or odd, the password too short or easy to guess.
    """
    name = plain_name(name)
    if not re.fullmatch(r"[a-z0-9][a-z0-9._@+-]{1,99}", name) or name == LOCAL:
        raise UsageError("web-account-name", where=Where(entry=name[:80]))
    hashed = None if password is None else hash_password(name, password)
    if session.scalar(select(Account.id).where(Account.name == name)) is not None:
        raise UsageError("web-account-taken", where=Where(entry=name))
    account = str(uuid.uuid4())
    session.add(
        Account(id=account, name=name, role=role, password=hashed, created=now(), totp_last=0)
    )
    session.flush()
    return account


# -- sessions ----------------------------------------------------------------------------------


def start_session(session: Session, account: str, agent: str = "") -> str:
    """Begin a session and return its token for the cookie."""
    token = secrets.token_urlsafe(32)
    moment = now()
    session.execute(delete(Login).where(Login.expires < moment))
    session.add(
        Login(
            token_hash=hash_token(token), id=str(uuid.uuid4()), account=account,
            csrf=secrets.token_urlsafe(32), device=_device(agent), created=moment, seen=moment,
            expires=moment + _SESSION,
        )
    )  # fmt: skip
    return token


def _device(agent: str) -> str:
    """Return a browser and a system in words; names, not versions."""
    browsers = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "FxiOS": "Firefox",
                "CriOS": "Chrome", "Chrome": "Chrome", "Safari": "Safari"}  # fmt: skip
    systems = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows",
               "Mac OS": "Mac", "CrOS": "ChromeOS", "Linux": "Linux"}  # fmt: skip
    found = [
        next((name for mark, name in kinds.items() if mark in agent), "")
        for kinds in (browsers, systems)
    ]
    return ", ".join(name for name in found if name)


def log_out(session: Session, token: str) -> None:
    """End a session by its token."""
    session.execute(delete(Login).where(Login.token_hash == hash_token(token)))


def end_session(session: Session, account: str, login: str) -> bool:
    """End one session of an account by its id; False where there is none."""
    row = session.scalar(select(Login).where(Login.id == login, Login.account == account))
    if row is None:
        return False
    session.delete(row)
    return True


def end_sessions(session: Session, account: str, but: str = "") -> None:
    """End every session of an account, except one; without that, its programs' tokens too."""
    session.execute(delete(Login).where(Login.account == account, Login.id != but))
    if not but:
        session.execute(delete(Token).where(Token.account == account))


def devices(session: Session, account: str) -> list[Device]:
    """Return the sessions of an account, the last used first."""
    moment = now()
    rows = session.scalars(
        select(Login)
        .where(Login.account == account, Login.expires > moment, Login.seen > moment - _IDLE)
        .order_by(Login.seen.desc())
    )
    return [Device(one.id, one.device, one.created, one.seen) for one in rows]


def visitor(session: Session, token: str | None) -> Visitor | None:
    """Return who holds this token, or None: ended, too long without a request, or switched off."""
    if not token:
        return None
    row = session.execute(
        select(Login, Account)
        .join(Account, Account.id == Login.account)
        .where(Login.token_hash == hash_token(token), Account.disabled.is_(False))
    ).first()
    moment = now()
    if row is None or aware(row[0].expires) < moment or aware(row[0].seen) < moment - _IDLE:
        return None
    login, account = row
    if aware(login.seen) < moment - _STILL:
        session.execute(
            update(Login).where(Login.token_hash == login.token_hash).values(seen=moment)
        )
    return Visitor(account.id, account.name, cast("Role", account.role), login.csrf, login.id)


def hash_token(token: str) -> str:
    """Return what the database holds of a token."""
    return sha256(token.encode()).hexdigest()


def aware(moment: datetime) -> datetime:
    """SQLite forgets the time zone; everything is kept in UTC."""
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)

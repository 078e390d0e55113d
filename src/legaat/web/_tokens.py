"""Tokens with which programs log in: long, shown once, kept as a hash, taken back at any time."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, cast

from sqlalchemy import CursorResult, delete, func, select, update
from sqlalchemy.orm import Session

from legaat.errors import RefusedError
from legaat.web._identity import Role, Visitor, audit, aware, hash_token
from legaat.web._models import Account, Token
from legaat.web._store import now

__all__ = ["DAYS", "MOST", "TokenRow", "make_token", "revoke_token", "token_visitor", "tokens_of"]

DAYS: Final = 365
"""How long a token works."""

MOST: Final = 20
_PREFIX: Final = "legaat_"
_STILL: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token as its owner sees it; `id` names it and opens nothing."""

    id: str
    name: str
    created: datetime
    expires: datetime | None
    last_used: datetime | None


def make_token(session: Session, account: str, name: str) -> str:
    """Make a token and return it; it can't be shown again.

    Raises
    ------
    RefusedError
        There are too many already.
    """
    held = session.scalar(select(func.count()).where(Token.account == account)) or 0
    if held >= MOST:
        raise RefusedError("web-tokens", most=MOST)
    token = _PREFIX + secrets.token_urlsafe(32)
    moment = now()
    session.add(
        Token(
            token_hash=hash_token(token), account=account, name=name.strip()[:100] or "–",
            created=moment, expires=moment + timedelta(days=DAYS),
        )
    )  # fmt: skip
    audit(session, account, "make token")
    return token


def tokens_of(session: Session, account: str) -> list[TokenRow]:
    """Return an account's tokens, newest first."""
    rows = session.scalars(
        select(Token).where(Token.account == account).order_by(Token.created.desc())
    )
    return [
        TokenRow(
            row.token_hash, row.name, aware(row.created),
            None if row.expires is None else aware(row.expires),
            None if row.last_used is None else aware(row.last_used),
        )
        for row in rows
    ]  # fmt: skip


def revoke_token(session: Session, account: str, token_id: str) -> bool:
    """Take a token back; False where this account has none of that id."""
    found = session.execute(
        delete(Token).where(Token.token_hash == token_id, Token.account == account)
    )
    if cast("CursorResult[Any]", found).rowcount == 0:
        return False
    audit(session, account, "revoke token")
    return True


def token_visitor(session: Session, header: str) -> Visitor | None:
    """Return whose program sends this ``Authorization`` header, or None.

    Parameters
    ----------
    session : Session
    header : str
        ``Bearer`` and the token.
    """
    kind, _, token = header.partition(" ")
    token = token.strip()
    if kind.lower() != "bearer" or not token.startswith(_PREFIX):
        return None
    row = session.execute(
        select(Token, Account)
        .join(Account, Account.id == Token.account)
        .where(Token.token_hash == hash_token(token), Account.disabled.is_(False))
    ).first()
    moment = now()
    if row is None or (row[0].expires is not None and aware(row[0].expires) < moment):
        return None
    found, account = row
    if found.last_used is None or aware(found.last_used) < moment - _STILL:
        session.execute(
            update(Token).where(Token.token_hash == found.token_hash).values(last_used=moment)
        )
    # A program has no forms: what it is given matches no form's token.
    return Visitor(account.id, account.name, cast("Role", account.role), secrets.token_urlsafe(32))

"""Links with which somebody sets a password: bounded in time, once, and kept as a hash.

There is no mail here: whoever runs the server makes the link and hands it over.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any, Final, cast

from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.orm import Session

from legaat.web._identity import audit, end_sessions, hash_password, hash_token
from legaat.web._login import forget_tries
from legaat.web._models import Account, Link
from legaat.web._store import now
from legaat.web._vault import Vault

__all__ = ["LINK_HOURS", "make_link", "name_of_link", "use_link"]

LINK_HOURS: Final = 24


def make_link(session: Session, account: str, who: str) -> str:
    """Make a link for an account and return its token; an earlier link stops working.

    The old password stops working too, and every session and token of the account ends: a link is
    also what somebody needs whose password or telephone was taken.
    """
    token = secrets.token_urlsafe(32)
    moment = now()
    session.execute(delete(Link).where((Link.account == account) | (Link.expires < moment)))
    session.add(
        Link(
            token_hash=hash_token(token), account=account, created=moment,
            expires=moment + timedelta(hours=LINK_HOURS),
        )
    )  # fmt: skip
    session.execute(update(Account).where(Account.id == account).values(password=None))
    end_sessions(session, account)
    audit(session, who, "make link", account)
    return token


def name_of_link(session: Session, token: str) -> str | None:
    """Return whose password a link sets, or None where it doesn't work (any more)."""
    return session.scalar(
        select(Account.name)
        .join(Link, Link.account == Account.id)
        .where(
            Link.token_hash == hash_token(token),
            Link.expires > now(),
            Account.disabled.is_(False),
        )
    )


def use_link(session: Session, vault: Vault, token: str, password: str) -> bool:
    """Set a password with a link; every session of the account ends.

    Returns
    -------
    bool
        False where the link doesn't work (any more).

    Raises
    ------
    UsageError
        The password is too short or easy to guess; the link still works then.
    """
    name = name_of_link(session, token)
    if name is None:
        return False
    hashed = hash_password(name, password)
    account = session.scalar(select(Account).where(Account.name == name))
    used = session.execute(delete(Link).where(Link.token_hash == hash_token(token)))
    if account is None or cast("CursorResult[Any]", used).rowcount != 1:
        # Somebody else used it at the same moment.
        return False
    account.password = hashed
    end_sessions(session, account.id)
    forget_tries(session, vault, name)
    audit(session, account.id, "password set by link")
    return True

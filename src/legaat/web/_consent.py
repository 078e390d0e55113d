"""Who may look at whose data: oneself, and a dietitian whom one allowed.

A dietitian may look at everything of a client, and help: upload a file, correct how it was read,
answer the questions, choose the plan, check a label. A dietitian may not delete anything, take
everything along, decide who may look, or touch the account. What may be done is decided here alone
(`for_client`); pages ask it through `look_on`, and a body is not read before it said yes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from legaat.web._database import insert_new
from legaat.web._identity import Visitor, audit, aware, plain_name
from legaat.web._models import Account, Audit, Consent, Record
from legaat.web._store import now

__all__ = [
    "CONSOLE",
    "Client",
    "Looked",
    "below_client",
    "clients_of",
    "consent",
    "dietitians_of",
    "for_client",
    "look_on",
    "looks",
    "may_see",
    "withdraw",
]

_HELPS: Final = frozenset(
    {"upload", "profile", "you", "plan", "label", "what-if", "job", "compare", "report", "table"}
)
"""First part of the addresses where a dietitian may also change something."""
_CLIENT: Final = re.compile(r"/client/([^/]+)(/.*)?", re.DOTALL)
_MOST_LOOKS: Final = 2000
CONSOLE: Final = "(console)"
"""Who the audit log names for what is done on the machine itself; no account can be called so."""


def below_client(path: str) -> tuple[str, str] | None:
    """Return the client in an address and the page below it, or None where it names no client."""
    found = _CLIENT.fullmatch(path)
    return None if found is None else (found[1], found[2] or "/")


def for_client(method: str, path: str) -> bool:
    """Whether a dietitian may do this for a client.

    Parameters
    ----------
    method : str
    path : str
        The page's own address, without ``/client/<account>``.
    """
    first, _, rest = path.strip("/").partition("/")
    if method in {"GET", "HEAD"}:
        return first != "mine" or not rest or rest.startswith("open/")
    return method == "POST" and first in _HELPS


# -- consent -----------------------------------------------------------------------------------


def consent(session: Session, person: str, dietitian_name: str) -> bool:
    """Let a dietitian see a person's data; False where there is no such dietitian."""
    found = session.scalar(
        select(Account.id).where(
            Account.name == plain_name(dietitian_name), Account.role == "dietitian",
            Account.disabled.is_(False), Account.id != person,
        )
    )  # fmt: skip
    if found is None:
        return False
    if session.get(Consent, (person, found)) is None:
        insert_new(session, Consent, person=person, dietitian=found, granted=now())
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


def look_on(session: Session, who: Visitor, client: str, method: str, path: str) -> str:
    """Return a client's name, if this visitor may do this for them.

    Raises
    ------
    PermissionError
        There is no consent (any more), or this is not for a dietitian to do.
    """
    if who.account == client or not may_see(session, who, client) or not for_client(method, path):
        raise PermissionError
    name = session.scalar(select(Account.name).where(Account.id == client))
    if name is None:
        raise PermissionError
    page = path.strip("/").partition("/")[0] or "start"
    if method == "GET" and page != "know":
        audit(session, who.account, f"look {page[:30]}", client)
    return name


@dataclass(frozen=True, slots=True)
class Client:
    """Somebody who allowed a dietitian to look on.

    Attributes
    ----------
    id, name : str
    since : datetime
    last : datetime or None
        When their newest profile was added.
    """

    id: str
    name: str
    since: datetime
    last: datetime | None


def clients_of(session: Session, dietitian: str) -> list[Client]:
    """Return everybody who consented, by name."""
    newest = (
        select(Record.owner, func.max(Record.created).label("last"))
        .where(Record.kind == "profile")
        .group_by(Record.owner)
        .subquery()
    )
    rows = session.execute(
        select(Account.id, Account.name, Consent.granted, newest.c.last)
        .join(Consent, Consent.person == Account.id)
        .outerjoin(newest, newest.c.owner == Account.id)
        .where(Consent.dietitian == dietitian)
        .order_by(Account.name)
    )
    return [Client(*row) for row in rows]


def dietitians_of(session: Session, person: str) -> list[tuple[str, str]]:
    """Return the id and name of each dietitian that a person consented to."""
    rows = session.execute(
        select(Account.id, Account.name)
        .join(Consent, Consent.dietitian == Account.id)
        .where(Consent.person == person)
        .order_by(Account.name)
    )
    return [(row[0], row[1]) for row in rows]


# -- who looked --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Looked:
    """What somebody else saw or did with one's data on one day.

    Attributes
    ----------
    day : date
        In UTC.
    name : str or None
        None where the account is gone; `CONSOLE` for what was done on the machine itself.
    saw : tuple of str
        Pages, such as "report".
    did : tuple of str
        Actions of the audit log, such as "change person".
    """

    day: date
    name: str | None
    saw: tuple[str, ...]
    did: tuple[str, ...]


def looks(session: Session, owner: str) -> list[Looked]:
    """Return who else saw or did something with an owner's data, the newest day first."""
    rows = session.execute(
        select(Audit.at, Account.name, Audit.account, Audit.action)
        .outerjoin(Account, Account.id == Audit.account)
        .where(Audit.owner == owner, Audit.account != owner, Audit.action.not_like("read %"))
        .order_by(Audit.id.desc())
        .limit(_MOST_LOOKS)
    ).all()
    found: list[tuple[date, str | None, str]] = sorted(
        (
            (aware(at).date(), CONSOLE if account == CONSOLE else name, action)
            for at, name, account, action in rows
        ),
        key=lambda row: (-row[0].toordinal(), row[1] or ""),
    )
    return list(_by_day(found))


def _by_day(rows: list[tuple[date, str | None, str]]) -> Iterator[Looked]:
    for (day, name), group in groupby(rows, key=lambda row: (row[0], row[1])):
        # In the order in which they happened first; the rows came the newest first.
        actions = list(dict.fromkeys(action for _, _, action in reversed(list(group))))
        saw = tuple(a.removeprefix("look ") for a in actions if a.startswith("look "))
        did = tuple(a for a in actions if not a.startswith("look "))
        yield Looked(day, name, saw, did)

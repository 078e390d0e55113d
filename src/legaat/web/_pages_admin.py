"""For whoever runs a server: accounts, the audit log, and whether all is well. No health data."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends, Form, HTTPException, Query
from fastapi.responses import Response
from sqlalchemy.orm import Session

from legaat.errors import UsageError
from legaat.web._admin import (
    Row,
    accounts,
    actions,
    change_role,
    delete_account,
    entries,
    health,
    one_account,
    reset_second,
    stop_sessions,
    switch,
)
from legaat.web._identity import ROLES, Role, add_account, audit, plain_name
from legaat.web._links import LINK_HOURS, make_link
from legaat.web._login import forget_tries
from legaat.web._metrics import STATES
from legaat.web._pages_clients import action_words
from legaat.web._visit import Visit, Visiting, check_form

__all__ = ["link_address", "router"]

router = APIRouter(include_in_schema=False)
_FORM = Depends(check_form)
_SAID: Final = frozenset({"off", "on", "role", "ended", "second", "gone"})


def _only_admin(visit: Visiting) -> Visit:
    if visit.who.role != "admin":
        # Not "forbidden": the page isn't there for others.
        raise PermissionError
    return visit


Administering = Annotated[Visit, Depends(_only_admin)]
_Number = Annotated[int, Query(ge=0, le=100_000)]
_Words = Annotated[str, Query(max_length=100)]


def _said(visit: Visit) -> str | None:
    said = visit.request.query_params.get("said")
    return said if said in _SAID else None


def _list(visit: Visit, q: str, page: int, problem: str = "", name: str = "") -> Response:
    with visit.face.database.session() as session:
        rows, more = accounts(session, plain_name(q), page)
        counts, oldest = health(session)
    return visit.page(
        "admin.html.j2", 400 if problem else 200, rows=rows, more=more, q=q, number=page,
        problem=problem, typed=name, roles=ROLES, counts=counts, states=STATES, oldest=oldest,
        key=visit.face.vault.newest, said=_said(visit),
    )  # fmt: skip


@router.get("/admin")
def admin(visit: Administering, q: _Words = "", page: _Number = 0) -> Response:
    """List the accounts, and say how the queue does."""
    return _list(visit, q, page)


@router.post("/admin/accounts", dependencies=[_FORM])
def make(
    visit: Administering,
    name: Annotated[str, Form(max_length=100)],
    role: Annotated[Role, Form()] = "person",
) -> Response:
    """Make an account, and a link with which its holder sets a password."""
    try:
        with visit.face.database.session() as session:
            made = add_account(session, name, None, role)
            audit(session, visit.who.account, "make account", made)
            token = make_link(session, made, visit.who.account)
    except UsageError as error:
        return _list(visit, "", 0, f"{error.what(visit.lang)} {error.do(visit.lang)}", name)
    return _link(visit, plain_name(name), token)


def _link(visit: Visit, name: str, token: str) -> Response:
    host = visit.request.headers.get("host", "")
    scheme = "https" if visit.face.config.secure_cookies else visit.request.url.scheme
    return visit.page(
        "admin_link.html.j2", holder=name, hours=LINK_HOURS, link=link_address(scheme, host, token)
    )


def link_address(scheme: str, host: str, token: str) -> str:
    """Return the address where somebody sets a password."""
    return f"{scheme}://{host}/link/{token}"


# -- one account -------------------------------------------------------------------------------


def _one(session: Session, account: str) -> Row:
    row = one_account(session, account)
    if row is None:
        raise HTTPException(404)
    return row


def _show(visit: Visit, account: str, problem: str = "") -> Response:
    with visit.face.database.session() as session:
        row = _one(session, account)
    return visit.page(
        "admin_account.html.j2", 400 if problem else 200, row=row, roles=ROLES, problem=problem,
        hours=LINK_HOURS, said=_said(visit),
    )  # fmt: skip


@router.get("/admin/account/{account_id}")
def one(visit: Administering, account_id: str) -> Response:
    """Show one account, and what can be done with it."""
    return _show(visit, account_id)


@router.post("/admin/account/{account_id}/link", dependencies=[_FORM])
def link(visit: Administering, account_id: str) -> Response:
    """Make a link with which the holder sets a new password."""
    with visit.face.database.session() as session:
        row = _one(session, account_id)
        token = make_link(session, account_id, visit.who.account)
        forget_tries(session, visit.face.vault, row.name)
    return _link(visit, row.name, token)


@router.post("/admin/account/{account_id}/{what}", dependencies=[_FORM])
def change(
    visit: Administering,
    account_id: str,
    what: Literal["off", "on", "role", "sessions", "second", "delete"],
    role: Annotated[Role, Form()] = "person",
    sure: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Change an account."""
    try:
        with visit.face.database.session() as session:
            _change(session, visit.who.account, _one(session, account_id), what, role, sure)
    except UsageError as error:
        return _show(visit, account_id, f"{error.what(visit.lang)} {error.do(visit.lang)}")
    if what == "delete":
        visit.face.deleted(account_id)
        return visit.go("/admin?said=gone")
    said = "ended" if what == "sessions" else what
    return visit.go(f"/admin/account/{account_id}?said={said}")


def _change(session: Session, who: str, row: Row, what: str, role: Role, sure: str) -> None:
    if what in {"off", "on"}:
        switch(session, who, row.id, off=what == "off")
    elif what == "role":
        change_role(session, who, row.id, role)
    elif what == "sessions":
        stop_sessions(session, who, row.id)
    elif what == "second":
        reset_second(session, who, row.id)
    elif plain_name(sure) != row.name:
        raise UsageError("web-not-sure")
    else:
        delete_account(session, who, row.id)


# -- the audit log -----------------------------------------------------------------------------


@router.get("/admin/audit")
def log(
    visit: Administering,
    name: _Words = "",
    action: _Words = "",
    first: Annotated[str, Query(max_length=10)] = "",
    last: Annotated[str, Query(max_length=10)] = "",
    page: _Number = 0,
) -> Response:
    """Show who did what, when, without what it says."""
    with visit.face.database.session() as session:
        rows, more = entries(
            session, name=plain_name(name), action=action, first=_day(first), last=_day(last),
            page=page,
        )  # fmt: skip
        known = [(one, action_words(one, visit.lang)) for one in actions(session)]
    words = dict(known)
    return visit.page(
        "audit.html.j2", rows=rows, more=more, number=page, asked=name, action=action,
        first=first, last=last, known=sorted(known, key=lambda one: one[1]), words=words,
    )  # fmt: skip


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None

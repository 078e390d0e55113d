"""My account, in server mode: password, second factor, sessions, and leaving for good."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Form, HTTPException
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup

from legaat.errors import UsageError
from legaat.web._admin import delete_account
from legaat.web._identity import (
    audit,
    devices,
    end_session,
    end_sessions,
    hash_password,
    start_session,
)
from legaat.web._login import knows_password
from legaat.web._models import Account
from legaat.web._pages_login import give_session
from legaat.web._second import (
    address,
    codes_left,
    confirm_totp,
    drop_totp,
    enrol_totp,
    new_codes,
    picture,
    waiting_secret,
)
from legaat.web._tokens import tokens_of
from legaat.web._visit import Visit, Visiting, check_form

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
_FORM = Depends(check_form)
_SAID = frozenset({"password", "second-on", "second-off", "ended"})


def _account(visit: Visit, part: str = "", problem: str = "") -> Response:
    """Show the page; `part` is where a problem belongs."""
    with visit.face.database.session() as session:
        row = session.get_one(Account, visit.who.account)
        values = {
            "second": row.totp is not None,
            "codes": codes_left(session, row.id),
            "devices": devices(session, row.id),
            "tokens": len(tokens_of(session, row.id)),
        }
    said = visit.request.query_params.get("said")
    return visit.page(
        "account.html.j2", 400 if problem else 200, part=part, problem=problem,
        said=said if said in _SAID and not problem else None, **values,
    )  # fmt: skip


def _known(visit: Visit, password: str) -> str:
    """Return why a password doesn't open the door to what changes an account; empty if it does."""
    found = knows_password(visit.face.database, visit.face.vault, visit.who.account, password)
    if found is None:
        return visit.say("login.wait")
    return "" if found else visit.say("account.not-it")


@router.get("/account")
def account(visit: Visiting) -> Response:
    """Show it."""
    return _account(visit)


@router.post("/account/password", dependencies=[_FORM])
def password(
    visit: Visiting,
    old: str = Form(max_length=1000),
    new: str = Form(max_length=1000),
    again: str = Form(max_length=1000),
) -> Response:
    """Change the password; every other session ends, and this one gets a new token."""
    problem = _known(visit, old)
    if not problem and new != again:
        problem = visit.say("account.not-same")
    hashed = ""
    if not problem:
        try:
            hashed = hash_password(visit.who.name, new)
        except UsageError as error:
            problem = f"{error.what(visit.lang)} {error.do(visit.lang)}"
    if problem:
        return _account(visit, "password", problem)
    agent = visit.request.headers.get("user-agent", "")[:300]
    with visit.face.database.session() as session:
        session.get_one(Account, visit.who.account).password = hashed
        end_sessions(session, visit.who.account)
        token = start_session(session, visit.who.account, agent)
        audit(session, visit.who.account, "password changed")
    response = RedirectResponse("/account?said=password", 303)
    give_session(visit.request, response, token)
    return response


# -- the second factor -------------------------------------------------------------------------


@router.post("/account/second", dependencies=[_FORM])
def begin_second(visit: Visiting, password: str = Form(max_length=1000)) -> Response:
    """Make a secret that waits for its first code."""
    problem = _known(visit, password)
    if problem:
        return _account(visit, "second", problem)
    with visit.face.database.session() as session:
        enrol_totp(session, visit.face.vault, visit.who.account)
    return visit.go("/account/second")


def _second(visit: Visit, problem: str = "") -> Response:
    with visit.face.database.session() as session:
        secret = waiting_secret(session, visit.face.vault, visit.who.account)
    if secret is None:
        return visit.go("/account")
    code = picture(address(visit.who.name, secret), visit.say("account.qr"))
    return visit.page(
        "second.html.j2", 400 if problem else 200, problem=problem,
        # Drawn by us from our own address; the title is escaped by the one who draws.
        qr=Markup(code),  # noqa: S704
        secret=" ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
    )  # fmt: skip


@router.get("/account/second")
def second(visit: Visiting) -> Response:
    """Show the secret as a picture and in words, and ask for a code."""
    return _second(visit)


@router.post("/account/second/confirm", dependencies=[_FORM])
def confirm(visit: Visiting, code: str = Form(max_length=20)) -> Response:
    """Let the second factor count once the app gives the right code."""
    with visit.face.database.session() as session:
        fits = confirm_totp(session, visit.face.vault, visit.who.account, code)
        codes = new_codes(session, visit.who.account) if fits else []
    if not fits:
        return _second(visit, visit.say("account.code-wrong"))
    return visit.page("codes.html.j2", codes=codes)


@router.post("/account/second/off", dependencies=[_FORM])
def second_off(visit: Visiting, password: str = Form(max_length=1000)) -> Response:
    """Turn the second factor off."""
    problem = _known(visit, password)
    if problem:
        return _account(visit, "second", problem)
    with visit.face.database.session() as session:
        drop_totp(session, visit.who.account)
        audit(session, visit.who.account, "second factor off")
    return visit.go("/account?said=second-off")


@router.post("/account/codes", dependencies=[_FORM])
def codes(visit: Visiting, password: str = Form(max_length=1000)) -> Response:
    """Make new recovery codes; the old ones stop working."""
    problem = _known(visit, password)
    with visit.face.database.session() as session:
        on = session.get_one(Account, visit.who.account).totp is not None
        made = new_codes(session, visit.who.account) if on and not problem else []
        if made:
            audit(session, visit.who.account, "new recovery codes")
    if not made:
        return _account(visit, "second", problem or visit.say("account.no-second"))
    return visit.page("codes.html.j2", codes=made)


# -- sessions, and leaving ---------------------------------------------------------------------


@router.post("/account/sessions", dependencies=[_FORM])
def end(visit: Visiting, session_id: str = Form("", max_length=36)) -> Response:
    """End one session, or every one but this."""
    with visit.face.database.session() as session:
        if not session_id:
            end_sessions(session, visit.who.account, but=visit.who.session)
        elif not end_session(session, visit.who.account, session_id):
            raise HTTPException(404)
        audit(session, visit.who.account, "end sessions")
    return visit.go("/account?said=ended")


@router.post("/account/delete", dependencies=[_FORM])
def leave(visit: Visiting, password: str = Form(max_length=1000)) -> Response:
    """Delete the account and everything that is kept for it."""
    problem = _known(visit, password)
    if not problem:
        try:
            with visit.face.database.session() as session:
                delete_account(session, visit.who.account, visit.who.account)
        except UsageError as error:
            problem = f"{error.what(visit.lang)} {error.do(visit.lang)}"
    if problem:
        return _account(visit, "delete", problem)
    visit.face.deleted(visit.who.account)
    return RedirectResponse("/login?said=gone", 303)

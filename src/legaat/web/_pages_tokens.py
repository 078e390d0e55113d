"""My tokens for programs, in server mode: make one, see when they were used, take them back."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Form, HTTPException
from fastapi.responses import Response

from legaat.errors import RefusedError
from legaat.web._login import knows_password
from legaat.web._tokens import DAYS, make_token, revoke_token, tokens_of
from legaat.web._visit import Visit, Visiting, check_form

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
_FORM = Depends(check_form)


def _page(visit: Visit, made: str = "", problem: str = "") -> Response:
    with visit.face.database.session() as session:
        rows = tokens_of(session, visit.who.account)
    return visit.page(
        "tokens.html.j2", 400 if problem else 200, tokens=rows, made=made, problem=problem,
        days=DAYS,
    )  # fmt: skip


@router.get("/tokens")
def tokens(visit: Visiting) -> Response:
    """Show the tokens."""
    return _page(visit)


@router.post("/tokens", dependencies=[_FORM])
def make(
    visit: Visiting, name: str = Form("", max_length=100), password: str = Form("", max_length=1000)
) -> Response:
    """Make a token, for who knows the password, and show it once."""
    face, account = visit.face, visit.who.account
    if not knows_password(face.database, face.vault, account, password):
        return _page(visit, problem=visit.say("token.wrong"))
    try:
        with face.database.session() as session:
            made = make_token(session, account, name)
    except RefusedError as error:
        return _page(visit, problem=error.what(visit.lang))
    return _page(visit, made)


@router.post("/tokens/revoke", dependencies=[_FORM])
def revoke(visit: Visiting, id: str = Form(max_length=64)) -> Response:  # noqa: A002 - the form's
    """Take a token back."""
    with visit.face.database.session() as session:
        if not revoke_token(session, visit.who.account, id):
            raise HTTPException(404)
    return visit.go("/tokens")

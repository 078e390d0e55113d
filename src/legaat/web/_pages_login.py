"""Logging in and out, in server mode."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from legaat.messages import say
from legaat.web._identity import log_in, log_out
from legaat.web._state import Face, templates
from legaat.web._visit import COOKIE, Visiting, check_form, language

__all__ = ["router"]

router = APIRouter(include_in_schema=False)


def _page(request: Request, reason: str | None, status: int) -> HTMLResponse:
    lang = language(request)
    html = (
        templates()
        .get_template("login.html.j2")
        .render(lang=lang, reason=reason, t=lambda key, **params: say(f"web.{key}", lang, **params))
    )
    return HTMLResponse(html, status)


@router.get("/login")
def form(request: Request) -> Response:
    """Show the form."""
    return _page(request, None, 200)


@router.post("/login")
def enter(
    request: Request,
    name: str = Form(max_length=100),
    password: str = Form(max_length=1000),
    code: str = Form("", max_length=6),
) -> Response:
    """Check who it is."""
    face: Face = request.app.state.face
    # A form of another site can't log somebody in to an account of its own choosing.
    origin = request.headers.get("origin")
    host = request.headers.get("host", "")
    if origin is not None and origin.split("://", 1)[-1] != host:
        return _page(request, "wrong", 403)
    with face.database.session() as session:
        found = log_in(session, face.vault, name, password, code)
    if found.token is None:
        return _page(request, found.reason, 401)
    response = RedirectResponse("/", 303)
    response.set_cookie(
        COOKIE, found.token, httponly=True, samesite="strict", secure=face.config.secure_cookies
    )
    return response


@router.post("/logout", dependencies=[Depends(check_form)])
def leave(visit: Visiting) -> Response:
    """End the session."""
    token = visit.request.cookies.get(COOKIE)
    if token:
        with visit.face.database.session() as session:
            log_out(session, token)
    response = visit.go("/login")
    response.delete_cookie(COOKIE)
    return response

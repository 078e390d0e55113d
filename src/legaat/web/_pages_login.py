"""Logging in and out, and setting a password with a link, in server mode."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from legaat.errors import UsageError
from legaat.messages import LANGUAGES, say
from legaat.web._gate import from_here
from legaat.web._identity import log_out
from legaat.web._links import name_of_link, use_link
from legaat.web._login import log_in
from legaat.web._state import Face, other, templates
from legaat.web._visit import Visiting, check_form, language

__all__ = ["give_session", "router"]

router = APIRouter(include_in_schema=False)


def _page(request: Request, name: str, status: int, **values: object) -> HTMLResponse:
    """Render a page for somebody who isn't logged in."""
    face: Face = request.app.state.face
    lang = language(request)
    html = (
        templates()
        .get_template(name)
        .render(
            lang=lang, other=other(lang), path=request.scope["path"],
            t=lambda key, **params: say(f"web.{key}", lang, **params), **values,
        )
    )  # fmt: skip
    response = HTMLResponse(html, status)
    if request.query_params.get("lang") in LANGUAGES:
        response.set_cookie(
            "lang", lang, httponly=True, samesite="lax", secure=face.config.secure_cookies,
            max_age=31_536_000,
        )  # fmt: skip
    return response


def give_session(request: Request, response: Response, token: str) -> None:
    """Set the cookie of a session; the session that the browser had before ends."""
    face: Face = request.app.state.face
    before = request.cookies.get(face.config.cookie)
    if before:
        with face.database.session() as session:
            log_out(session, before)
    response.set_cookie(
        face.config.cookie, token, httponly=True, samesite="strict", path="/",
        secure=face.config.secure_cookies,
    )  # fmt: skip


def _foreign(request: Request) -> bool:
    # A form of another site can't log somebody in to an account of its own choosing.
    return not from_here(request)


@router.get("/login")
async def form(request: Request) -> Response:
    """Show the form."""
    said = request.query_params.get("said")
    note = said if said in {"set", "gone", "out"} else None
    return _page(request, "login.html.j2", 200, reason=None, note=note)


@router.post("/login")
def enter(
    request: Request,
    name: str = Form(max_length=100),
    password: str = Form(max_length=1000),
    code: str = Form("", max_length=40),
) -> Response:
    """Check who it is."""
    face: Face = request.app.state.face
    if _foreign(request):
        return _page(request, "login.html.j2", 403, reason="wrong", note=None)
    agent = request.headers.get("user-agent", "")[:300]
    found = log_in(face.database, face.vault, name, password, code, agent)
    if found.token is None:
        status = 429 if found.reason == "wait" else 401
        return _page(request, "login.html.j2", status, reason=found.reason, note=None)
    # A dietitian has no profile of their own to look at: the clients come first.
    home = "/clients" if found.role == "dietitian" else "/"
    response = RedirectResponse(home, 303)
    give_session(request, response, found.token)
    return response


@router.post("/logout", dependencies=[Depends(check_form)])
def leave(visit: Visiting) -> Response:
    """End the session."""
    config = visit.face.config
    token = visit.request.cookies.get(config.cookie)
    if token:
        with visit.face.database.session() as session:
            log_out(session, token)
    response = visit.go("/login?said=out")
    response.delete_cookie(config.cookie, path="/", secure=config.secure_cookies, httponly=True)
    return response


@router.get("/link/{token}")
def link(request: Request, token: str) -> Response:
    """Ask for a new password; looking doesn't use the link up."""
    face: Face = request.app.state.face
    with face.database.session() as session:
        name = name_of_link(session, token)
    return _page(request, "link.html.j2", 200 if name else 404, holder=name, problem=None)


@router.post("/link/{token}")
def set_password(
    request: Request,
    token: str,
    password: str = Form(max_length=1000),
    again: str = Form(max_length=1000),
) -> Response:
    """Set the password, once."""
    face: Face = request.app.state.face
    lang = language(request)
    if _foreign(request):
        return _page(request, "link.html.j2", 403, holder=None, problem=None)
    problem = None
    done = False
    try:
        if password != again:
            problem = say("web.account.not-same", lang)
        else:
            with face.database.session() as session:
                done = use_link(session, face.vault, token, password)
    except UsageError as error:
        problem = f"{error.what(lang)} {error.do(lang)}"
    if done:
        return RedirectResponse("/login?said=set", 303)
    with face.database.session() as session:
        name = name_of_link(session, token)
    return _page(request, "link.html.j2", 400 if name else 404, holder=name, problem=problem)

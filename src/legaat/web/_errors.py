"""What a visitor sees when something is wrong: what, and what to do; programs get JSON."""

from __future__ import annotations

from typing import Any, cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from legaat.errors import LegaatError
from legaat.messages import say
from legaat.web._visit import LoginNeededError, Visit, language

__all__ = ["explain_errors"]


def explain_errors(app: FastAPI) -> None:
    """Give every error its answer."""
    for error, handler in (
        (LoginNeededError, _login),
        (PermissionError, _no_consent),
        (LegaatError, _known),
        (HTTPException, _http),
        (RequestValidationError, _invalid),
    ):
        app.add_exception_handler(error, cast("Any", handler))


def _answer(request: Request, status: int, what: str, do: str = "") -> Response:
    if not request.url.path.startswith("/api/"):
        try:
            return Visit(request).page("problem.html.j2", status, what=what, do=do)
        except LoginNeededError:
            return RedirectResponse("/login", 303)
    return JSONResponse({"what": what, "do": do}, status)


async def _login(request: Request, _error: Exception) -> Response:
    if request.url.path.startswith("/api/"):
        return JSONResponse({"what": say("web.problem.login", language(request)), "do": ""}, 401)
    return RedirectResponse("/login", 303)


async def _no_consent(request: Request, _error: Exception) -> Response:
    # Not "forbidden": whether somebody exists is nobody's business.
    return _answer(request, 404, say("web.problem.missing", language(request)))


async def _known(request: Request, error: LegaatError) -> Response:
    lang = language(request)
    return _answer(request, 400, error.what(lang), error.do(lang))


async def _http(request: Request, error: HTTPException) -> Response:
    if request.url.path.startswith("/api/"):
        return JSONResponse(
            {"what": str(error.detail), "do": ""}, error.status_code, headers=error.headers
        )
    key = {404: "missing", 403: "form", 405: "missing"}.get(error.status_code, "other")
    return _answer(request, error.status_code, say(f"web.problem.{key}", language(request)))


async def _invalid(request: Request, error: RequestValidationError) -> Response:
    if request.url.path.startswith("/api/"):
        # Not the input itself: it may be somebody's health data, and ends up in logs.
        found = [{"where": [str(p) for p in d["loc"]], "what": d["msg"]} for d in error.errors()]
        return JSONResponse({"what": "invalid", "do": "", "problems": found}, 422)
    return _answer(request, 422, say("web.problem.other", language(request)))

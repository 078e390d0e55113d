"""What a visitor sees when something is wrong: what, and what to do; programs get JSON."""

from __future__ import annotations

from typing import Any, Final, cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from legaat.errors import LegaatError
from legaat.messages import Lang, say
from legaat.web._desk import BusyError
from legaat.web._state import templates
from legaat.web._visit import LoginNeededError, Visit, language

__all__ = ["bare_page", "explain_errors", "login_first", "problem_words", "refuse"]

_KEYS: Final = {
    403: "form", 404: "missing", 405: "missing", 413: "large", 421: "host", 429: "often",
    500: "ours", 503: "ours",
}  # fmt: skip

_AGAIN: Final = "5"
"""Seconds after which one of several long answers is likely to be there: our own estimate."""


def problem_words(status: int, lang: Lang) -> tuple[str, str]:
    """Return what a status means to a person, and what to do about it."""
    key = _KEYS.get(status, "other")
    return say(f"web.problem.{key}", lang), say(f"web.problem.{key}-do", lang)


def bare_page(status: int, lang: Lang) -> str:
    """Return the page of a problem for when nobody is known yet, or nothing else works."""
    what, do = problem_words(status, lang)
    return (
        templates()
        .get_template("bare.html.j2")
        .render(lang=lang, what=what, do=do, start=say("web.problem.to-start", lang))
    )


def explain_errors(app: FastAPI) -> None:
    """Give every error its answer."""
    for error, handler in (
        (LoginNeededError, _login),
        (BusyError, _busy),
        (PermissionError, _no_consent),
        (LegaatError, _known),
        (HTTPException, _http),
        (RequestValidationError, _invalid),
        (Exception, _ours),
    ):
        app.add_exception_handler(error, cast("Any", handler))


def _answer(request: Request, status: int, what: str, do: str = "") -> Response:
    if not request.url.path.startswith("/api/"):
        try:
            return Visit(request).page("problem.html.j2", status, what=what, do=do)
        except LoginNeededError:
            return RedirectResponse("/login", 303)
        except PermissionError:
            # Below a client's address: the page itself belongs to no client.
            request.scope["path_params"] = {}
            return Visit(request).page("problem.html.j2", status, what=what, do=do)
    return JSONResponse({"what": what, "do": do}, status)


def refuse(request: Request, status: int) -> Response:
    """Return the answer to a request that may not be."""
    return _answer(request, status, *problem_words(status, language(request)))


def login_first(request: Request) -> Response:
    """Return the answer to somebody who isn't logged in."""
    if request.url.path.startswith("/api/"):
        lang = language(request)
        told = {"what": say("web.problem.login", lang), "do": say("web.problem.login-do", lang)}
        return JSONResponse(told, 401)
    return RedirectResponse("/login", 303)


async def _login(request: Request, _error: Exception) -> Response:
    return login_first(request)


async def _no_consent(request: Request, _error: Exception) -> Response:
    # Not "forbidden": whether somebody exists is nobody's business.
    return refuse(request, 404)


async def _busy(request: Request, _error: BusyError) -> Response:
    lang = language(request)
    what, do = say("web.problem.busy", lang), say("web.problem.busy-do", lang)
    answer = _answer(request, 429, what, do)
    answer.headers["retry-after"] = _AGAIN
    return answer


async def _known(request: Request, error: LegaatError) -> Response:
    lang = language(request)
    return _answer(request, 400, error.what(lang), error.do(lang))


async def _http(request: Request, error: HTTPException) -> Response:
    if request.url.path.startswith("/api/"):
        return JSONResponse(
            {"what": str(error.detail), "do": ""}, error.status_code, headers=error.headers
        )
    return refuse(request, error.status_code)


async def _invalid(request: Request, error: RequestValidationError) -> Response:
    if request.url.path.startswith("/api/"):
        # Not the input itself: it may be somebody's health data, and ends up in logs.
        found = [{"where": [str(p) for p in d["loc"]], "what": d["msg"]} for d in error.errors()]
        return JSONResponse({"what": "invalid", "do": "", "problems": found}, 422)
    return _answer(request, 422, *problem_words(422, language(request)))


async def _ours(request: Request, _error: Exception) -> Response:
    """Answer a defect of ours; the guard writes down where it was, without its message."""
    lang = language(request)
    if request.url.path.startswith("/api/"):
        what, do = problem_words(500, lang)
        return JSONResponse({"what": what, "do": do}, 500)
    return HTMLResponse(bare_page(500, lang), 500)

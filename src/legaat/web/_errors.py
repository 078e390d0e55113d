"""What a visitor sees when something is wrong: what, and what to do; programs get JSON."""

from __future__ import annotations

from typing import Any, Final, cast
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from legaat.errors import LegaatError
from legaat.messages import Lang, say
from legaat.web._desk import BusyError
from legaat.web._state import templates
from legaat.web._told import ApiError, plain_what, what_to_do
from legaat.web._visit import LoginNeededError, Visit, language

__all__ = [
    "api_words",
    "asked_by_program",
    "bare_page",
    "explain_errors",
    "login_first",
    "problem_words",
    "refuse",
    "same_again",
]

_KEYS: Final = {
    403: "form", 404: "missing", 405: "missing", 413: "large", 421: "host", 429: "often",
    500: "ours", 503: "ours",
}  # fmt: skip

_API: Final = {
    400: "wrong", 401: "login", 403: "site", 404: "missing", 405: "missing", 413: "large",
    421: "host", 422: "shape", 429: "often", 503: "busy",
}  # fmt: skip

_PASSES: Final = frozenset({429, 503})
"""What is over in a moment."""

_AGAIN: Final = "5"
"""Seconds after which one of several long answers is likely to be there: our own estimate."""


def problem_words(status: int, lang: Lang) -> tuple[str, str]:
    """Return what a status means to a person, and what to do about it."""
    key = _KEYS.get(status, "other")
    return say(f"web.problem.{key}", lang), say(f"web.problem.{key}-do", lang)


def api_words(status: int, lang: Lang) -> dict[str, str]:
    """Return what a status means to a program."""
    key = _API.get(status, "ours" if status >= 500 else "wrong")
    return {
        "what": say(f"web.api-problem.{key}", lang),
        "do": say(f"web.api-problem.{key}-do", lang),
    }


def asked_by_program(path: str) -> bool:
    """Whether an address is one of the API."""
    return path.startswith("/api/")


def bare_page(status: int, lang: Lang, again: str = "") -> str:
    """Return the page of a problem for when nobody is known yet, or nothing else works."""
    what, do = problem_words(status, lang)
    return (
        templates()
        .get_template("bare.html.j2")
        .render(
            lang=lang,
            what=what,
            do=do,
            start=say("web.problem.to-start", lang),
            again=again,
            again_words=say("web.problem.again", lang),
        )
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


def same_again(request: Request) -> str:
    """Return the address to ask again, where asking changes nothing; empty elsewhere."""
    if request.method != "GET":
        return ""
    # Two slashes would make it an address of another site.
    path = "/" + quote(request.url.path.lstrip("/\\"))
    return f"{path}?{request.url.query}" if request.url.query else path


def _answer(request: Request, status: int, what: str, do: str, where: str = "") -> Response:
    if not asked_by_program(request.url.path):
        again = same_again(request) if status in _PASSES else ""
        told = {"what": what, "do": do, "again": again}
        try:
            return Visit(request).page("problem.html.j2", status, **told)
        except LoginNeededError:
            return RedirectResponse("/login", 303)
        except PermissionError:
            # Below a client's address: the page itself belongs to no client.
            request.scope["path_params"] = {}
            return Visit(request).page("problem.html.j2", status, **told)
    return JSONResponse({"what": what, "where": where, "do": do}, status)


def refuse(request: Request, status: int) -> Response:
    """Return the answer to a request that may not be."""
    if asked_by_program(request.url.path):
        return JSONResponse(api_words(status, language(request)), status)
    return _answer(request, status, *problem_words(status, language(request)))


def login_first(request: Request) -> Response:
    """Return the answer to somebody who isn't logged in."""
    if asked_by_program(request.url.path):
        return refuse(request, 401)
    return RedirectResponse("/login", 303)


async def _login(request: Request, _error: Exception) -> Response:
    return login_first(request)


async def _no_consent(request: Request, _error: Exception) -> Response:
    # Not "forbidden": whether somebody exists is nobody's business.
    return refuse(request, 404)


async def _busy(request: Request, _error: BusyError) -> Response:
    lang = language(request)
    what, do = say("web.problem.busy", lang), say("web.problem.busy-do", lang)
    if asked_by_program(request.url.path):
        do = say("web.api-problem.waits-do", lang)
    answer = _answer(request, 429, what, do)
    answer.headers["retry-after"] = _AGAIN
    return answer


async def _known(request: Request, error: LegaatError) -> Response:
    lang = language(request)
    program = asked_by_program(request.url.path)
    parts = ("api-do", "do") if program else ("do",)
    do = what_to_do(error.id, error.do(lang), lang, *parts, error=error)
    return _answer(request, 400, plain_what(error.what(lang)), do)


async def _http(request: Request, error: HTTPException) -> Response:
    if isinstance(error, ApiError) and asked_by_program(request.url.path):
        lang = language(request)
        where = "" if error.where is None else error.where.text(lang)
        answer = _answer(
            request, error.status_code, error.what.text(lang), error.do.text(lang), where
        )
    else:
        answer = refuse(request, error.status_code)
    answer.headers.update(error.headers or {})
    if error.status_code == 503:
        answer.headers["retry-after"] = _AGAIN
    return answer


async def _invalid(request: Request, error: RequestValidationError) -> Response:
    if asked_by_program(request.url.path):
        # Not the input itself: it may be somebody's health data, and ends up in logs.
        found = [{"where": [str(p) for p in d["loc"]], "what": d["msg"]} for d in error.errors()]
        told = api_words(422, language(request))
        return JSONResponse({**told, "problems": found}, 422)
    return _answer(request, 422, *problem_words(422, language(request)))


async def _ours(request: Request, _error: Exception) -> Response:
    """Answer a defect of ours; the guard writes down where it was, without its message."""
    lang = language(request)
    if asked_by_program(request.url.path):
        return JSONResponse(api_words(500, lang), 500)
    return HTMLResponse(bare_page(500, lang), 500)

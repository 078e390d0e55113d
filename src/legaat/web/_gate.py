"""Before a body is read: who sends it, and whether they may.

A form or an upload is parsed before a page's own checks run. So a request that changes something
comes by here first: it must come from a page of this site (where the browser says so), of somebody
who is logged in, and, for a client, who may help that client. The token of the form is checked
after that, by `check_form`: it stands in the body.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final, TypeAlias

from fastapi import FastAPI, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from legaat.web._consent import below_client, look_on
from legaat.web._errors import login_first, refuse
from legaat.web._state import Face
from legaat.web._visit import who_asks

__all__ = ["Gate"]

Scope: TypeAlias = MutableMapping[str, Any]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
_READS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class Gate:
    """Stands between the guard and the pages.

    Parameters
    ----------
    app : FastAPI
    face : Face
    """

    def __init__(self, app: FastAPI, face: Face) -> None:
        self._app = app
        self._face = face

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what may not be, pass on the rest."""
        if scope["type"] == "http" and scope["method"] not in _READS:
            scope["app"] = self._app
            refused = await run_in_threadpool(self._refused, Request(scope))
            if refused is not None:
                # The body that follows is not read.
                refused.headers["connection"] = "close"
                await refused(scope, receive, send)
                return
        if scope["type"] == "http" and scope["method"] == "HEAD":
            await self._head(scope, receive, send)
            return
        await self._app(scope, receive, send)

    async def _head(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer HEAD as GET without the body, which RFC 9110 (9.1) asks of every page.

        FastAPI's own routes don't.
        """

        async def bare(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.body":
                message["body"] = b""
            await send(message)

        scope["method"] = "GET"
        try:
            await self._app(scope, receive, bare)
        finally:
            scope["method"] = "HEAD"

    def _refused(self, request: Request) -> Response | None:
        path = request.scope["path"]
        if is_open(path):
            # A login: small, and its own page looks where it comes from.
            return None
        origin = request.headers.get("origin")
        if origin not in {None, "null"} and not from_here(request):
            return refuse(request, 403)
        if self._face.config.mode == "local":
            return None
        who = who_asks(request, self._face)
        if who is None:
            return login_first(request)
        client = below_client(path)
        if client is not None:
            try:
                with self._face.database.session() as session:
                    look_on(session, who, client[0], request.method, client[1])
            except PermissionError:
                return refuse(request, 404)
        return None


def is_open(path: str) -> bool:
    """Whether a form may be sent by somebody who isn't logged in."""
    return path == "/login" or path.startswith("/link/")


def from_here(request: Request) -> bool:
    """Whether the browser says that a request comes from a page of this site, or says nothing."""
    origin = request.headers.get("origin")
    return origin is None or origin.split("://", 1)[-1] == request.headers.get("host", "")

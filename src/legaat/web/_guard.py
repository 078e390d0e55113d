"""What stands before every page: allowed hosts, sizes, rates, and the headers of every answer."""

from __future__ import annotations

import json
import logging
import re
import time
import traceback
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from pathlib import Path
from threading import Lock
from typing import Any, Final, TypeAlias

from fastapi import Request

from legaat.web._config import WebConfig
from legaat.web._consent import below_client
from legaat.web._errors import api_words, asked_by_program, bare_page, same_again
from legaat.web._metrics import Metrics
from legaat.web._visit import language

__all__ = ["MARGIN", "UPLOADS", "Guard", "Rates"]

Scope: TypeAlias = MutableMapping[str, Any]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
App: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

_POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS: Final = (
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(self), geolocation=(), microphone=()"),
)
MARGIN: Final = 65_536
"""Bytes of a body beyond its file: the fields of a form, and what stands between them."""

_FORM_BYTES: Final = 2 * 1024 * 1024
UPLOADS: Final = frozenset(
    {"/upload", "/label", "/packs", "/api/v1/profiles", "/api/v1/tables", "/api/v1/packs",
     "/api/v1/labels/photo", "/api/v1/labels/barcode/photo"}
)  # fmt: skip
"""Where a body may be as large as an upload; everywhere else it is a form."""
_LOCAL_HOSTS: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})
_MONITORED: Final = frozenset({"/healthz", "/metrics"})
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_PORT: Final = re.compile(r":\d*$")
_FRAMES: Final = 8
_AGAIN: Final = b"5"
"""Seconds after which whoever asked too often may ask again: a bucket has some tokens by then."""
_log = logging.getLogger("legaat.web")


class Rates:
    """How often somebody may do something: so many at once, then so many a second.

    A token bucket for each key; the least recently used keys are forgotten.
    """

    __slots__ = ("_burst", "_clock", "_keys", "_lock", "_most", "_per_second")

    def __init__(
        self,
        burst: float,
        per_second: float,
        most: int = 10_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._burst = burst
        self._per_second = per_second
        self._most = most
        self._clock = clock
        self._keys: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def allow(self, key: str) -> bool:
        """Take one token; False where there is none left."""
        moment = self._clock()
        with self._lock:
            left, seen = self._keys.pop(key, (self._burst, moment))
            left = min(self._burst, left + (moment - seen) * self._per_second)
            allowed = left >= 1.0
            self._keys[key] = (left - 1.0 if allowed else left, moment)
            while len(self._keys) > self._most:
                self._keys.popitem(last=False)
        return allowed


class _TooLargeError(Exception):
    """The body grew past what its headers promised."""


class Guard:
    """The outermost layer.

    Parameters
    ----------
    app : callable
        The ASGI application.
    config : WebConfig
    metrics : Metrics
    """

    def __init__(self, app: App, config: WebConfig, metrics: Metrics) -> None:
        self._app = app
        self._config = config
        self._metrics = metrics
        self._all = Rates(120, 30)
        self._logins = Rates(10, 0.2)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check a request, pass it on, and dress the answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start = time.perf_counter()
        status = 0
        meter = _Meter(self._limit(scope))

        async def dressed(message: MutableMapping[str, Any]) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                if meter.over:
                    # Whatever the form parser made of the broken-off body, this is what it was.
                    message["status"] = 413
                status = message["status"]
                message["headers"] = self._dress(scope["path"], message.get("headers", ()))
            await send(message)

        refused = self._refuse(scope)
        try:
            if refused is not None:
                await _answer(scope, dressed, *refused)
            else:
                await self._app(scope, meter.counted(receive), dressed)
        except _TooLargeError:
            await _answer(scope, dressed, 413, "too large")
        except Exception as error:  # noqa: BLE001 - its message may say something about somebody
            _log.error(json.dumps({"error": type(error).__name__, "at": _where(error)}))
            if not status:
                await _answer(scope, dressed, 500, "error")
        self._note(scope, status, time.perf_counter() - start)

    def _dress(self, path: str, given: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        headers = [*given, *_HEADERS]
        if not path.startswith("/static/"):
            headers.append((b"cache-control", b"no-store"))
        if self._config.secure_cookies:
            headers.append((b"strict-transport-security", b"max-age=31536000"))
        return headers

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        # No address, no query, no body, no name: nothing about anybody's health.
        route = "/static" if scope["path"].startswith("/static/") else "-"
        route = getattr(scope.get("route"), "path", None) or route
        if route != "-" and below_client(scope["path"]) and not route.startswith("/client/"):
            route = f"/client/{{client}}{route}"
        self._metrics.count(_method(scope), route, status, seconds)
        line = {"method": _method(scope), "route": route, "status": status,
                "ms": round(seconds * 1000, 1)}  # fmt: skip
        _log.info(json.dumps(line))

    def _refuse(self, scope: Scope) -> tuple[int, str] | None:
        headers = dict(scope["headers"])
        if not self._known_host(scope["path"], headers.get(b"host", b"").decode("latin-1")):
            return 421, "not this host"
        if not headers.get(b"content-length", b"0").isdigit():
            return 400, "bad length"
        if int(headers.get(b"content-length", b"0")) > self._limit(scope):
            return 413, "too large"
        client = (scope.get("client") or ("-", 0))[0]
        if self._config.mode == "server":
            if not self._all.allow(client):
                return 429, "too many"
            door = scope["path"] == "/login" or scope["path"].startswith("/link/")
            if door and scope["method"] == "POST" and not self._logins.allow(client):
                return 429, "too many"
        return None

    def _known_host(self, path: str, host: str) -> bool:
        # Another site may point its name at this machine (DNS rebinding).
        name = _PORT.sub("", host.lower())
        if self._config.mode == "local":
            return name in _LOCAL_HOSTS
        if not self._config.hosts or name in self._config.hosts:
            return True
        return path in _MONITORED and name in _LOCAL_HOSTS

    def _limit(self, scope: Scope) -> int:
        client = below_client(scope["path"])
        path = scope["path"] if client is None else client[1]
        return self._config.max_upload + MARGIN if path in UPLOADS else _FORM_BYTES


def _method(scope: Scope) -> str:
    """Return the method, if it is one: a program may send any word."""
    return scope["method"] if scope["method"] in _METHODS else "-"


def _where(error: BaseException) -> list[str]:
    """Return where an error came from: files, lines and functions, not what they held."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    return [f"{Path(one.filename).name}:{one.lineno}:{one.name}" for one in frames]


class _Meter:
    """Counts a body as it comes in, and breaks it off at the limit."""

    __slots__ = ("_left", "over")

    def __init__(self, limit: int) -> None:
        self._left = limit
        self.over = False

    def counted(self, receive: Receive) -> Receive:
        """Return `receive` with the meter running."""

        async def metered() -> MutableMapping[str, Any]:
            message = await receive()
            self._left -= len(message.get("body", b""))
            if self._left < 0:
                self.over = True
                raise _TooLargeError
            return message

        return metered


async def _answer(scope: Scope, send: Send, status: int, words: str) -> None:
    """Answer without the application: a page for a browser, a word for a program."""
    kind = "text/plain"
    if asked_by_program(scope["path"]):
        kind = "application/json"
        words = json.dumps(api_words(status, language(Request(scope))), ensure_ascii=False)
    elif b"text/html" in dict(scope["headers"]).get(b"accept", b""):
        request = Request(scope)
        again = same_again(request) if status == 429 else ""
        kind, words = "text/html", bare_page(status, language(request), again)
    body = words.encode()
    headers = [
        (b"content-type", f"{kind}; charset=utf-8".encode()),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
        *(((b"retry-after", _AGAIN),) if status == 429 else ()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})

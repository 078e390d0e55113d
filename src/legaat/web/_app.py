"""The application: guard, pages, API, and what starts and stops with it."""

from __future__ import annotations

import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import (
    PlainTextResponse,
    Response,
)
from fastapi.staticfiles import StaticFiles

from legaat._version import __version__
from legaat.web import (
    _api,
    _pages_account,
    _pages_admin,
    _pages_api,
    _pages_clients,
    _pages_compare,
    _pages_job,
    _pages_know,
    _pages_label,
    _pages_login,
    _pages_mine,
    _pages_packs,
    _pages_plan,
    _pages_report,
    _pages_start,
    _pages_table,
    _pages_tokens,
    _pages_what_if,
    _pages_you,
)
from legaat.web._admin import health
from legaat.web._config import WebConfig
from legaat.web._database import Database
from legaat.web._errors import explain_errors
from legaat.web._gate import Gate
from legaat.web._guard import Guard
from legaat.web._identity import ensure_local
from legaat.web._jobs import Queue
from legaat.web._keys import open_vault
from legaat.web._login import warm_up
from legaat.web._metrics import Metrics
from legaat.web._openapi import describe
from legaat.web._state import Face
from legaat.web._works import WORKS

__all__ = ["create_app"]

_PAGES: Final = (
    _pages_start, _pages_job, _pages_you, _pages_report, _pages_what_if, _pages_plan, _pages_label,
    _pages_know, _pages_mine, _pages_table, _pages_compare,
)  # fmt: skip
"""The pages about somebody: one's own, and on a server also a client's."""
_OWN: Final = (_pages_packs, _pages_api, _api)
"""What is only for oneself."""
_SERVER: Final = (_pages_login, _pages_account, _pages_clients, _pages_admin, _pages_tokens)
_THREADS: Final = 120


def create_app(config: WebConfig) -> Any:
    """Return the ASGI application.

    Parameters
    ----------
    config : WebConfig

    Raises
    ------
    FileError
        The key can't be read or made, or is not the one that sealed what the database holds.
    """
    database = Database(config)
    face = Face(config, database, open_vault(config, database))
    if config.mode == "local":
        with face.database.session() as session:
            ensure_local(session)
    else:
        warm_up()

    queue = Queue(face, WORKS)
    face.work_with(queue)

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        # A page that waits for a twin holds a thread: the others must find one all the same.
        current_default_thread_limiter().total_tokens = _THREADS
        queue.start()
        yield
        queue.stop()
        face.twins.close()
        face.database.close()
        config.scratch.close()

    app = FastAPI(
        title="Legaat", version=__version__, lifespan=life, docs_url=None, redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )  # fmt: skip
    app.state.face = face
    _mount(app, config)
    _style(app)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")
    explain_errors(app)
    describe(app)
    metrics = Metrics()
    _watch(app, face, metrics)
    return Guard(Gate(app, face), config, metrics)


def _mount(app: FastAPI, config: WebConfig) -> None:
    for module in (*_PAGES, *_OWN):
        app.include_router(module.router)
    if config.mode == "server":
        for module in _SERVER:
            app.include_router(module.router)
        for module in _PAGES:
            app.include_router(module.router, prefix="/client/{client}")


def _style(app: FastAPI) -> None:
    """Serve the style sheet of the report, which is the style of the whole face."""
    from importlib import resources

    path = resources.files("legaat.reports").joinpath("templates", "page.css")
    css = path.read_text(encoding="utf-8")

    @app.get("/static/page.css", include_in_schema=False)
    def page_css() -> Response:
        return Response(css, media_type="text/css")


def _watch(app: FastAPI, face: Face, metrics: Metrics) -> None:
    @app.get("/healthz", include_in_schema=False)
    def healthz() -> PlainTextResponse:
        from sqlalchemy import text

        with face.database.session() as session:
            session.execute(text("SELECT 1"))
        return PlainTextResponse("ok\n")

    @app.get("/metrics", include_in_schema=False)
    def counts(request: Request) -> PlainTextResponse:
        if not _may_count(request, face.config):
            raise HTTPException(404)
        with face.database.session() as session:
            jobs, _ = health(session)
        return PlainTextResponse(metrics.text(jobs), media_type="text/plain; version=0.0.4")


def _may_count(request: Request, config: WebConfig) -> bool:
    """Whether somebody may see the counts: on one's own machine, or who knows the token.

    Where a request comes from tells nothing on a server: through a proxy everybody seems to be
    on this machine, and not every proxy says that it is one.
    """
    if config.mode == "local":
        return True
    if not config.metrics_token:
        return False
    given = request.headers.get("authorization", "")
    return hmac.compare_digest(given.encode(), f"Bearer {config.metrics_token}".encode())

"""The application: guard, pages, API, and what starts and stops with it."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import (
    PlainTextResponse,
    Response,
)
from fastapi.staticfiles import StaticFiles
from starlette.formparsers import MultiPartParser

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
from legaat.web._desk import Desk
from legaat.web._errors import explain_errors
from legaat.web._gate import Gate
from legaat.web._guard import MARGIN, Guard
from legaat.web._identity import ensure_local
from legaat.web._jobs import Queue
from legaat.web._keys import open_vault
from legaat.web._login import warm_up
from legaat.web._metrics import Metrics
from legaat.web._openapi import describe
from legaat.web._state import Face, Twins
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

_ANSWERS: Final = 3
_STREAMS: Final = 6
_AT_HOME: Final = 64
"""So many long answers, and open pages with sliders, each visitor may wait for at once: our own
choice, a few tabs."""


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
    # On one's own machine there is nobody else to make room for.
    desk = Desk(_ANSWERS if config.mode == "server" else _AT_HOME)
    twins = Twins(pages=_STREAMS if config.mode == "server" else _AT_HOME)
    face = Face(config, database, open_vault(config, database), twins, desk)
    if config.mode == "local":
        with face.database.session() as session:
            ensure_local(session)
    else:
        warm_up()

    queue = Queue(face, WORKS)
    face.work_with(queue)

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        queue.start()
        yield
        queue.stop()
        face.desk.close()
        face.twins.close()
        face.database.close()
        config.scratch.close()

    _hold_in_memory(config)
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


def _hold_in_memory(config: WebConfig) -> None:
    """Let the parser of forms hold an upload in memory, as large as it may be.

    Beyond `spool_max_size` it would write the bytes of a file, unsealed, to the system's folder for
    temporary files. The guard has measured a body before the parser sees it. Starlette has this as
    an attribute of the class only.
    """
    parser = MultiPartParser
    parser.spool_max_size = max(parser.spool_max_size, config.max_upload + MARGIN)


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
    def asks() -> None:
        from sqlalchemy import text

        with face.database.session() as session:
            session.execute(text("SELECT 1"))

    apart = ThreadPoolExecutor(1, thread_name_prefix="health")

    @app.get("/healthz", include_in_schema=False)
    async def healthz() -> PlainTextResponse:
        # Not in the threads of the pages, however many of those are taken.
        await asyncio.wrap_future(apart.submit(asks))
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

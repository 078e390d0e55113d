"""The application: guard, pages, API, and what starts and stops with it."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import (
    PlainTextResponse,
    Response,
)
from fastapi.staticfiles import StaticFiles

from legaat._version import __version__
from legaat.web import (
    _api,
    _pages_api,
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
    _pages_what_if,
    _pages_you,
)
from legaat.web._config import WebConfig
from legaat.web._database import Database
from legaat.web._errors import explain_errors
from legaat.web._guard import Guard
from legaat.web._identity import ensure_local
from legaat.web._jobs import Queue
from legaat.web._openapi import describe
from legaat.web._state import Face
from legaat.web._vault import Vault
from legaat.web._works import WORKS

__all__ = ["create_app"]


def create_app(config: WebConfig) -> Any:
    """Return the ASGI application.

    Parameters
    ----------
    config : WebConfig

    Raises
    ------
    FileError
        The key can't be read or made.
    """
    face = Face(config, Database(config), Vault.at(config.key_path))
    if config.mode == "local":
        with face.database.session() as session:
            ensure_local(session)

    queue = Queue(face, WORKS)
    face.work_with(queue)

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
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
    app.state.counts = {}
    modules = [
        _pages_start, _pages_job, _pages_you, _pages_report, _pages_what_if, _pages_plan,
        _pages_label, _pages_know, _pages_mine, _pages_table, _pages_compare, _pages_packs,
        _pages_api, _api,
    ]  # fmt: skip
    if config.mode == "server":
        modules.append(_pages_login)
    for module in modules:
        app.include_router(module.router)
    _style(app)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")
    explain_errors(app)
    describe(app)
    _health(app, face)
    return Guard(app, config)


def _style(app: FastAPI) -> None:
    """Serve the style sheet of the report, which is the style of the whole face."""
    from importlib import resources

    path = resources.files("legaat.reports").joinpath("templates", "page.css")
    css = path.read_text(encoding="utf-8")

    @app.get("/static/page.css", include_in_schema=False)
    def page_css() -> Response:
        return Response(css, media_type="text/css")


def _health(app: FastAPI, face: Face) -> None:
    started = time.time()

    @app.get("/healthz", include_in_schema=False)
    def healthz() -> PlainTextResponse:
        from sqlalchemy import text

        with face.database.session() as session:
            session.execute(text("SELECT 1"))
        return PlainTextResponse("ok\n")

    @app.get("/metrics", include_in_schema=False)
    def metrics() -> PlainTextResponse:
        lines = [
            "# TYPE legaat_up_seconds gauge",
            f"legaat_up_seconds {time.time() - started:.0f}",
            "# TYPE legaat_requests_total counter",
        ]
        lines += [
            f'legaat_requests_total{{route="{route}",status="{status}"}} {n}'
            for (route, status), n in sorted(app.state.counts.items())
        ]
        return PlainTextResponse("\n".join(lines) + "\n")

    @app.middleware("http")
    async def count(request: Request, call_next: Any) -> Any:
        response = await call_next(request)
        route = getattr(request.scope.get("route"), "path", "other")
        key = (route, response.status_code)
        app.state.counts[key] = app.state.counts.get(key, 0) + 1
        return response

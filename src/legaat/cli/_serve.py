"""``legaat serve``: the web face, on one's own machine or as a server."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Literal

import typer

from legaat.cli._words import words
from legaat.errors import MissingExtraError, Where
from legaat.messages import default_lang, say

__all__ = ["account", "serve"]


def _help(key: str) -> str:
    return words(f"help.{key}", "web")


def _needs_web() -> None:
    from importlib.util import find_spec

    if any(find_spec(name) is None for name in ("fastapi", "uvicorn", "sqlalchemy", "alembic")):
        raise MissingExtraError("missing-extra", where=Where(entry="serve"), extra="web")


def serve(
    host: Annotated[str, typer.Option(help=_help("host"))] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help=_help("port"))] = 8877,
    server: Annotated[bool, typer.Option("--server", help=_help("server"))] = False,
    database: Annotated[str | None, typer.Option(metavar="URL", help=_help("database"))] = None,
    folder: Annotated[Path | None, typer.Option(metavar="DIR", help=_help("folder"))] = None,
    no_open: Annotated[bool, typer.Option("--no-open", help=_help("no-open"))] = False,
) -> None:
    """Serve the web face until it is stopped."""
    _needs_web()
    import uvicorn

    from legaat.web import WebConfig, create_app
    from legaat.web._listen import listen, open_when_ready

    config = WebConfig.from_environment(
        "server" if server else "local", host=host, port=port, database=database, folder=folder
    )
    # Bound before anything is made or said: a port that is taken is told at once.
    bound, port = listen(host, port, next_free=not server)
    app = create_app(config)
    lang = default_lang()
    shown = f"[{host}]" if ":" in host else host
    url = f"http://{shown}:{port}/"
    sys.stderr.write(say("web.serve.running", lang, url=url) + "\n")
    if not server:
        sys.stderr.write(say("web.serve.stop", lang) + "\n")
    running = uvicorn.Server(
        uvicorn.Config(
            app,  # type: ignore[arg-type]
            log_level="warning", server_header=False, date_header=False,
            timeout_graceful_shutdown=30, proxy_headers=server,
        )
    )  # fmt: skip
    if not (server or no_open):
        open_when_ready(running, url)
    with suppress(KeyboardInterrupt):
        running.run(sockets=[bound])
    sys.stderr.write(say("web.serve.stopped", lang) + "\n")


def account(
    name: Annotated[str, typer.Argument(help=_help("account-name"))],
    role: Annotated[
        Literal["person", "dietitian", "admin"], typer.Option(help=_help("role"))
    ] = "person",
    totp: Annotated[bool, typer.Option("--totp", help=_help("totp"))] = False,
    database: Annotated[str | None, typer.Option(metavar="URL", help=_help("database"))] = None,
    folder: Annotated[Path | None, typer.Option(metavar="DIR", help=_help("folder"))] = None,
) -> None:
    """Make an account."""
    _needs_web()
    import getpass

    from legaat.web._config import WebConfig
    from legaat.web._database import Database
    from legaat.web._identity import add_account, enrol_totp
    from legaat.web._vault import Vault

    config = WebConfig.from_environment("server", database=database, folder=folder)
    lang = default_lang()
    if sys.stdin.isatty():
        password = getpass.getpass(say("web.help.password", lang))
    else:
        password = sys.stdin.readline().rstrip("\n")
    store = Database(config)
    vault = Vault.at(config.key_path)
    with store.session() as session:
        made = add_account(session, name, password, role)
        session.flush()
        secret = enrol_totp(session, vault, made) if totp else None
    typer.echo(say("web.help.made", lang, name=name))
    if secret:
        typer.echo(say("web.help.secret", lang, secret=secret))

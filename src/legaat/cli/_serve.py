"""``legaat serve``, ``account`` and ``key``: the web face, on one's own machine or as a server."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from legaat.cli._help import Command
from legaat.cli._words import words
from legaat.errors import MissingExtraError, UsageError, Where
from legaat.messages import Lang, default_lang, say

if TYPE_CHECKING:
    from legaat.web._database import Database
    from legaat.web._vault import Vault

__all__ = ["account", "key_app", "serve"]


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
    from legaat.web._listen import KEEP_ALIVE, listen, open_when_ready

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
    if server:
        _log_requests()
    running = uvicorn.Server(
        uvicorn.Config(
            app,  # type: ignore[arg-type]
            log_level="warning", server_header=False, date_header=False,
            timeout_graceful_shutdown=30, timeout_keep_alive=KEEP_ALIVE, proxy_headers=server,
        )
    )  # fmt: skip
    if not (server or no_open):
        open_when_ready(running, url)
    with suppress(KeyboardInterrupt):
        running.run(sockets=[bound])
    sys.stderr.write(say("web.serve.stopped", lang) + "\n")


def _log_requests() -> None:
    """Write one line of JSON for each answer to standard error."""
    import logging

    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    log = logging.getLogger("legaat.web")
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False


def account(
    name: Annotated[str, typer.Argument(help=_help("account-name"))],
    role: Annotated[
        Literal["person", "dietitian", "admin"], typer.Option(help=_help("role"))
    ] = "person",
    totp: Annotated[bool, typer.Option("--totp", help=_help("totp"))] = False,
    reset: Annotated[bool, typer.Option("--reset", help=_help("reset"))] = False,
    link: Annotated[str | None, typer.Option(metavar="URL", help=_help("link"))] = None,
    database: Annotated[str | None, typer.Option(metavar="URL", help=_help("database"))] = None,
    folder: Annotated[Path | None, typer.Option(metavar="DIR", help=_help("folder"))] = None,
) -> None:
    """Make an account, or give an existing one a new password."""
    _needs_web()
    from legaat.web._config import WebConfig
    from legaat.web._database import Database
    from legaat.web._keys import open_vault

    config = WebConfig.from_environment("server", database=database, folder=folder)
    lang = default_lang()
    password = None if link is not None else _ask_password(lang)
    store = Database(config)
    vault = open_vault(config, store)
    if reset:
        made, name = _reset(store, vault, name, password)
    else:
        made, name = _make(store, name, password, role)
    given = _make_link(store, made, link, lang) if link is not None else None
    said = "made" if not reset else "was-reset" if given is None else "was-ended"
    typer.echo(say(f"web.help.{said}", lang, name=name))
    if totp:
        from legaat.web._second import enrol_totp

        with store.session() as session:
            secret = enrol_totp(session, vault, made, confirmed=True)
        typer.echo(say("web.help.secret", lang, secret=secret))
    if given is not None:
        typer.echo(given)
    store.close()


def _ask_password(lang: Lang) -> str:
    import getpass

    if sys.stdin.isatty():
        return getpass.getpass(say("web.help.password", lang))
    return sys.stdin.readline().rstrip("\r\n")


def _make(
    store: Database, name: str, password: str | None, role: Literal["person", "dietitian", "admin"]
) -> tuple[str, str]:
    from legaat.web._consent import CONSOLE
    from legaat.web._identity import add_account, audit, plain_name

    with store.session() as session:
        made = add_account(session, name, password, role)
        audit(session, CONSOLE, "make account", made)
    return made, plain_name(name)


def _reset(store: Database, vault: Vault, name: str, password: str | None) -> tuple[str, str]:
    """Give an account a new password and log it out everywhere; making a link does so too."""
    from sqlalchemy import select

    from legaat.web._consent import CONSOLE
    from legaat.web._identity import audit, end_sessions, hash_password, plain_name
    from legaat.web._login import forget_tries
    from legaat.web._models import Account

    name = plain_name(name)
    with store.session() as session:
        row = session.scalar(select(Account).where(Account.name == name))
        if row is None:
            raise UsageError("web-account-unknown", where=Where(entry=name[:80]))
        if password is not None:
            row.password = hash_password(name, password)
            end_sessions(session, row.id)
            audit(session, CONSOLE, "password changed", row.id)
        forget_tries(session, vault, name)
        return row.id, name


def _make_link(store: Database, account_id: str, base: str, lang: Lang) -> str:
    """Make a link and return the sentence that gives it."""
    from legaat.web._consent import CONSOLE
    from legaat.web._links import LINK_HOURS, make_link

    with store.session() as session:
        token = make_link(session, account_id, CONSOLE)
    link = f"{base.rstrip('/')}/link/{token}"
    return say("web.help.link-is", lang, hours=LINK_HOURS, link=link)


# -- keys --------------------------------------------------------------------------------------

key_app = typer.Typer(no_args_is_help=True, help=_help("key"))


@key_app.command(cls=Command, help=_help("rotate"))
def rotate(
    folder: Annotated[Path | None, typer.Option(metavar="DIR", help=_help("folder"))] = None,
) -> None:
    """Make a new key."""
    _needs_web()
    from legaat.web._config import WebConfig
    from legaat.web._keys import rotate as new_key

    config = WebConfig.from_environment("server", folder=folder)
    new_key(config)
    typer.echo(say("web.help.rotated", default_lang(), file=str(config.key_path)))


@key_app.command(cls=Command, help=_help("reseal"))
def reseal(
    database: Annotated[str | None, typer.Option(metavar="URL", help=_help("database"))] = None,
    folder: Annotated[Path | None, typer.Option(metavar="DIR", help=_help("folder"))] = None,
) -> None:
    """Seal everything with the newest key."""
    _needs_web()
    from legaat.web._config import WebConfig
    from legaat.web._database import Database
    from legaat.web._keys import reseal as seal_anew

    config = WebConfig.from_environment("server", database=database, folder=folder)
    store = Database(config)
    done, aside = seal_anew(config, store)
    store.close()
    lang = default_lang()
    typer.echo(say("web.help.resealed", lang, n=done))
    if aside is not None:
        typer.echo(say("web.help.aside", lang, file=str(aside)))

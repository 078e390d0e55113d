"""A running web face for the tests, and a visitor who fills in forms as a browser would."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from legaat.web import WebConfig, create_app

EXAMPLE = Path(__file__).parents[1] / "examples" / "profile.tsv"
PASSWORD = "a long enough password"


class Somebody:
    """A client that sends the form token it was last shown."""

    def __init__(self, client: TestClient) -> None:
        self.client = client

    def get(self, path: str, **options: Any) -> Any:
        return self.client.get(path, **options)

    def token(self) -> str:
        found = re.search(r'name="csrf" value="([^"]+)"', self.client.get("/label").text)
        assert found is not None
        return found[1]

    def post(self, path: str, data: Mapping[str, str] | None = None, **options: Any) -> Any:
        return self.client.post(path, data={"csrf": self.token(), **(data or {})}, **options)

    def upload(self, content: bytes | None = None, name: str = "profile.tsv") -> Any:
        content = EXAMPLE.read_bytes() if content is None else content
        return self.post("/upload", files={"file": (name, content)})

    def profile(self) -> str:
        page = self.upload()
        again = re.search(r'action="[^"]*(/upload/[^/"]+/again)"', page.text)
        if again is not None:
            # Given before: read once more, as a second profile.
            page = self.post(again[1])
        assert page.status_code == 200, page.text
        return str(page.url).rsplit("/", 1)[-1]


def config(folder: Path, mode: Any = "local", database: str | None = None) -> WebConfig:
    return WebConfig(
        mode=mode, folder=folder, database=database, max_upload=6 * 1024 * 1024, parse_seconds=20
    )


@contextmanager
def running(settings: WebConfig) -> Iterator[TestClient]:
    with TestClient(create_app(settings), base_url="http://127.0.0.1:8877") as client:  # type: ignore[arg-type]
        client.headers["accept-language"] = "en"
        yield client


def face_of(client: TestClient) -> Any:
    app: Any = client.app
    return app._app._app.state.face


def add_accounts(client: TestClient, *names: str, role: Any = "person") -> None:
    from legaat.web._identity import add_account

    with face_of(client).database.session() as session:
        for name in names:
            add_account(session, name, PASSWORD, role)


def logged_in(client: TestClient, name: str) -> Somebody:
    other = TestClient(client.app, base_url="http://127.0.0.1:8877")
    other.headers["accept-language"] = "en"
    answer = other.post("/login", data={"name": name, "password": PASSWORD}, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return Somebody(other)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def account_id(client: TestClient, name: str) -> str:
    from sqlalchemy import select

    from legaat.web._models import Account

    with face_of(client).database.session() as session:
        found = session.scalar(select(Account.id).where(Account.name == name))
    assert found is not None
    return str(found)


def routes_of(client: TestClient) -> list[tuple[str, str]]:
    """Every method and address that the application answers, with its prefix."""
    from fastapi import routing

    app: Any = client.app
    routes = app._app._app.routes
    # FastAPI keeps an included router whole since 0.16x.
    walk: Any = getattr(routing, "iter_route_contexts", iter)
    return [
        (method, route.path)
        for route in walk(routes)
        for method in sorted(getattr(route, "methods", None) or ())
        if method not in {"HEAD", "OPTIONS"}
    ]


def allowed(client: TestClient, person: str, dietitian: str) -> tuple[Somebody, Somebody, str]:
    """A person, a dietitian whom they allowed to look on, and the base of the client's pages."""
    add_accounts(client, person)
    add_accounts(client, dietitian, role="dietitian")
    one, other = logged_in(client, person), logged_in(client, dietitian)
    one.post("/mine/consent", {"dietitian": dietitian})
    return one, other, f"/client/{account_id(client, person)}"


def without_rates(client: TestClient) -> None:
    """Let a test ask more often than one address may: it is many people at once."""
    from legaat.web._guard import Rates

    app: Any = client.app
    app._all = app._logins = Rates(1_000_000, 1_000_000)

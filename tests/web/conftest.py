"""Fixtures of the web tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="needs the extra web")

from fastapi.testclient import TestClient

from web_factory import Somebody, config, running


@pytest.fixture(autouse=True)
def cheap_passwords(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords fast: the real cost, which one test looks at, is time lost in all others."""
    from argon2 import PasswordHasher

    from legaat.web import _identity

    if request.node.get_closest_marker("costly") is None:
        cheap = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
        monkeypatch.setattr(_identity, "hasher", lambda: cheap)


@pytest.fixture
def local(tmp_path: Path) -> Iterator[Somebody]:
    with running(config(tmp_path / "web")) as client:
        yield Somebody(client)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[TestClient]:
    with running(config(tmp_path / "web", "server")) as client:
        yield client


def _programs() -> Path | None:
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return places[-1] if places else None


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A real PostgreSQL server of its own, on a socket in a temporary folder."""
    pytest.importorskip("psycopg", reason="needs the extra postgresql")
    programs = _programs()
    if programs is None:
        pytest.skip("needs the PostgreSQL server programs")
    # A short path, because that of a socket may have about 100 characters.
    folder = Path(tempfile.mkdtemp(prefix="legaat-pg-"))
    # The server refuses to run as root.
    as_root = os.name == "posix" and os.geteuid() == 0
    if as_root:
        try:
            shutil.chown(folder, "postgres", "postgres")
        except LookupError:
            pytest.skip("needs a user called postgres, because PostgreSQL doesn't run as root")

    def run(*command: str) -> None:
        prefix = ["runuser", "-u", "postgres", "--"] if as_root else []
        subprocess.run(
            [*prefix, *command], check=True, timeout=60, stdout=subprocess.DEVNULL, cwd="/"
        )

    data = folder / "data"
    run(str(programs / "initdb"), "-D", str(data), "-U", "legaat", "--auth=trust", "-E", "UTF8")
    options = f"-k {folder} -c listen_addresses= -c fsync=off"
    control = (str(programs / "pg_ctl"), "-D", str(data))
    run(*control, "-o", options, "-l", str(folder / "log"), "-w", "start")
    try:
        yield f"postgresql+psycopg://legaat@/postgres?host={folder}"
    finally:
        run(*control, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def empty_postgres(postgres: str) -> Iterator[str]:
    """The same server, with nothing left in it afterwards."""
    from sqlalchemy import create_engine, text

    yield postgres
    engine = create_engine(postgres)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[str | None]:
    """Each database that is supported, empty; None is SQLite in the face's own folder."""
    if request.param == "sqlite":
        yield None
        return
    yield request.getfixturevalue("empty_postgres")

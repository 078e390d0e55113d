"""Migrations, on real databases."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, MetaData, create_engine, func, inspect, select, text

from legaat.web._database import Database, migrate
from legaat.web._identity import ensure_local
from legaat.web._keys import open_vault
from legaat.web._models import Account, Base, Job, KeyCheck, Record
from web_factory import PASSWORD, config

OLD = Path(__file__).parent / "kept" / "0001.sqlite3"
"""A database of the first version, with invented data; its key is the bytes 0 to 31."""


def test_migrations_make_the_tables_of_the_models(database: str | None, tmp_path: Path) -> None:
    store = Database(config(tmp_path / "web", database=database))
    found = inspect(store.engine)
    for table in Base.metadata.sorted_tables:
        columns = {column["name"]: column["nullable"] for column in found.get_columns(table.name)}
        assert columns == {c.name: bool(c.nullable) for c in table.columns}, table.name
    store.close()


def test_migrating_twice_changes_nothing(database: str | None, tmp_path: Path) -> None:
    store = Database(config(tmp_path / "web", database=database))
    migrate(store.engine)
    store.close()
    Database(config(tmp_path / "web", database=database)).close()


def test_models_and_migrations_agree(database: str | None, tmp_path: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    store = Database(config(tmp_path / "web", database=database))
    with store.engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    store.close()
    assert differences == []


def _first_version(folder: Path, url: str | None) -> None:
    """Put the old database where the new version finds it."""
    folder.mkdir(parents=True)
    (folder / "key").write_bytes(bytes(range(32)))
    if url is None:
        shutil.copy(OLD, folder / "legaat.sqlite3")
        return
    engine = create_engine(url)
    migrate(engine, "0001")
    source = create_engine(f"sqlite:///{OLD}")
    _copy(source, engine)
    source.dispose()
    engine.dispose()


def _copy(source: Engine, engine: Engine) -> None:
    tables = MetaData()
    tables.reflect(engine)
    with source.connect() as old, engine.begin() as new:
        for name in ("accounts", "logins", "consents", "records", "jobs", "audit"):
            table = tables.tables[name]
            rows: list[dict[str, Any]] = [dict(row._mapping) for row in old.execute(select(table))]
            if name == "records":
                rows.sort(key=lambda row: ("upload", "profile").index(row["kind"])
                          if row["kind"] in {"upload", "profile"} else 2)  # fmt: skip
            if name == "audit":
                # PostgreSQL counts these itself.
                rows = [{key: row[key] for key in row if key != "id"} for row in rows]
            new.execute(table.insert(), rows)


def test_a_database_of_the_first_version_loses_nothing(
    database: str | None, tmp_path: Path
) -> None:
    from legaat.web._consent import clients_of
    from legaat.web._login import log_in
    from legaat.web._state import Face

    settings = config(tmp_path / "web", "server", database)
    _first_version(settings.folder, database)
    place = Database(settings)
    vault = open_vault(settings, place)
    with place.session() as session:
        found = {name: session.scalar(select(func.count()).select_from(table))
                 for name, table in Base.metadata.tables.items()}  # fmt: skip
        held = {"accounts": 3, "consents": 1, "records": 4, "jobs": 1, "audit": 7}
        assert {key: found[key] for key in held} == held
        anna = session.scalar(select(Account.id).where(Account.name == "anna"))
        dora = session.scalar(select(Account).where(Account.name == "dora"))
        assert anna is not None
        assert dora is not None
        assert not dora.disabled
        assert [one.name for one in clients_of(session, dora.id)] == ["anna"]
        assert len(session.scalars(select(KeyCheck)).all()) == 1
        secret = vault.open(dora.totp or b"", f"totp/{dora.id}")
        assert secret.startswith(b"JBSWY3DP")
        job = session.scalars(select(Job)).one()
        assert vault.open(job.body, f"{anna}/job/{job.id}").startswith(b"{")
        profile = session.scalar(select(Record).where(Record.kind == "profile"))
        assert profile is not None
    assert log_in(place, vault, "anna", PASSWORD).token
    assert log_in(place, vault, "dora", PASSWORD).reason == "totp"
    face = Face(settings, place, vault)
    from legaat.web._identity import Visitor

    with face.store(Visitor(anna, "anna", "person", "")) as (store, _):
        read = face.profile(store, profile.id)
        assert read is not None
        assert len(read) == 2
    place.close()


def test_a_migration_that_is_cut_off_leaves_the_database_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from alembic import op

    folder = tmp_path / "web"
    _first_version(folder, None)
    engine = create_engine(f"sqlite:///{folder / 'legaat.sqlite3'}")
    before = inspect(engine).get_table_names()

    def broken(*_told: object, **_more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(op, "create_table", broken)
    with pytest.raises(KeyboardInterrupt):
        migrate(engine)
    monkeypatch.undo()
    assert inspect(engine).get_table_names() == before
    assert "failures" in {c["name"] for c in inspect(engine).get_columns("accounts")}
    migrate(engine)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM accounts")).scalar() == 3
        assert connection.execute(text("SELECT count(*) FROM records")).scalar() == 4
    engine.dispose()


def test_going_back_and_forth_keeps_the_data(database: str | None, tmp_path: Path) -> None:
    from alembic import command
    from alembic.config import Config

    import legaat.web._database as module

    settings = config(tmp_path / "web", "server", database)
    _first_version(settings.folder, database)
    place = Database(settings)
    told = Config()
    told.set_main_option("script_location", str(Path(module.__file__).parent / "migrations"))
    with place.engine.begin() as connection:
        told.attributes["connection"] = connection
        command.downgrade(told, "0001")
    migrate(place.engine)
    with place.session() as session:
        assert session.scalar(select(func.count()).select_from(Record)) == 4
        assert session.scalar(select(func.count()).select_from(Account)) == 3
    place.close()


def test_two_processes_may_start_at_once_on_a_new_database(
    database: str | None, tmp_path: Path
) -> None:
    from concurrent.futures import ThreadPoolExecutor

    settings = config(tmp_path / "web", database=database)
    with ThreadPoolExecutor(3) as pool:
        for place in pool.map(lambda _: Database(settings), range(3)):
            place.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such rights")
@pytest.mark.parametrize("left_open", [False, True])
def test_nobody_else_reads_the_files_of_a_folder_that_was_there(
    tmp_path: Path, left_open: bool
) -> None:
    folder = tmp_path / "web"
    folder.mkdir()
    folder.chmod(0o755)
    if left_open:
        with closing(sqlite3.connect(folder / "legaat.sqlite3")) as made:
            made.execute("PRAGMA journal_mode=WAL")
            made.execute("CREATE TABLE other (id INTEGER)")
            made.commit()
        (folder / "legaat.sqlite3").chmod(0o644)
    before = os.umask(0o022)
    try:
        place = Database(config(folder))
        with place.session() as session:
            ensure_local(session)
        found = {path.name: path.stat().st_mode & 0o077 for path in folder.iterdir()}
        assert found == dict.fromkeys(
            ("legaat.sqlite3", "legaat.sqlite3-wal", "legaat.sqlite3-shm"), 0
        )
        place.close()
    finally:
        os.umask(before)

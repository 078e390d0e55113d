"""Migrations, on real databases."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import inspect

from legaat.web._database import Database, migrate
from legaat.web._models import Base
from web_factory import config


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

"""The database: SQLite by default, PostgreSQL by a setting; migrated when it is opened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, sessionmaker

from legaat.web._config import WebConfig

__all__ = ["Database", "insert_new", "migrate"]

_MIGRATION: Final = 0x1E6AA7
"""The advisory lock of migrations on PostgreSQL; any number that others don't use."""


class Database:
    """One engine, and sessions that commit whole or not at all."""

    __slots__ = ("_make", "engine")

    def __init__(self, config: WebConfig) -> None:
        if config.database is None:
            config.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            _private(config.folder / "legaat.sqlite3")
        self.engine = _engine(config.url)
        migrate(self.engine)
        self._make = sessionmaker(self.engine, expire_on_commit=False)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Give a session; commit at the end, roll back on an error."""
        with self._make.begin() as session:
            yield session

    def scrub(self) -> None:
        """Make what was deleted unreadable in the files of the database, too.

        SQLite overwrites freed pages (``secure_delete``), but its write-ahead log still holds them
        until it is emptied; PostgreSQL keeps dead rows until it is vacuumed.
        """
        lines = (
            (
                "PRAGMA busy_timeout=1000",
                "PRAGMA wal_checkpoint(TRUNCATE)",
                "PRAGMA busy_timeout=30000",
            )
            if self.engine.dialect.name == "sqlite"
            else ("VACUUM records, jobs",)
        )
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for line in lines:
                connection.execute(text(line))

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


def _private(path: Path) -> None:
    """Make the database readable for its owner alone, before anything is written in it.

    SQLite gives the write-ahead log and the shared memory beside it the mode of the database
    (sqlite.org/wal.html); those that an earlier version left are mended too.
    """
    path.touch(mode=0o600)
    for ending in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            path.with_name(path.name + ending).chmod(0o600)


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=20)
    engine = create_engine(url, connect_args={"timeout": 30, "check_same_thread": False})

    def pragmas(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        # WAL with full sync: a commit that returned outlives a kill -9 and a power cut.
        for line in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            cursor.execute(f"PRAGMA {line}")
        cursor.close()

    event.listen(engine, "connect", pragmas)
    return engine


def insert_new(session: Session, table: Any, **values: object) -> None:
    """Add a row unless its key is there already, also when two do so at once."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(insert(table).values(**values).on_conflict_do_nothing())


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring the tables to this version of Legaat: whole or not at all, one process at a time."""
    from alembic import command

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        with _alone(connection):
            command.upgrade(config, revision)


@contextmanager
def _alone(connection: Connection) -> Iterator[None]:
    """Hold the database for one migration.

    Python's SQLite driver begins a transaction only before it changes rows, so that a migration
    that is cut off between two changes of tables would stay half done: here it begins by hand.
    """
    if connection.dialect.name != "sqlite":
        with connection.begin():
            connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _MIGRATION})
            yield
        return
    driver: Any = connection.connection.dbapi_connection
    before = driver.isolation_level
    driver.isolation_level = None
    try:
        with connection.begin():
            driver.execute("BEGIN IMMEDIATE")
            yield
    finally:
        driver.isolation_level = before

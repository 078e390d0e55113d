"""Whether the key fits the database, and replacing it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from legaat.errors import FileError, UsageError, Where
from legaat.web._config import WebConfig
from legaat.web._database import Database
from legaat.web._models import Account, Job, KeyCheck, Record
from legaat.web._store import now
from legaat.web._vault import MOST_KEYS, Vault, read_keys, write_keys

__all__ = ["open_vault", "reseal", "rotate"]

_WORD: Final = b"legaat"
_KEY: Final = 32
_MOST_ASIDE: Final = 1000
"""Older keys that were put aside stay for old backups: a new one each month lasts 83 years."""


def open_vault(config: WebConfig, database: Database) -> Vault:
    """Open the vault of a database, or say at once that the key is another's.

    Raises
    ------
    FileError
        The key is missing while something is sealed, or it opens nothing here.
    """
    path = config.key_path
    with database.session() as session:
        sealed = next(_sealed(session), None) is not None
        known = session.scalar(select(KeyCheck.key_id).limit(1)) is not None
    if not path.exists() and (sealed or known):
        # A new key would be made here, and the lost one would seem to be in its place.
        raise FileError("web-key-missing", where=Where.file(path))
    vault = Vault.at(path)
    with database.session() as session:
        _fit(session, vault, path)
    return vault


def _place(row: Account | Job | Record, column: str) -> str:
    if isinstance(row, Record):
        return f"{row.owner}/{row.kind}/{row.id}"
    if isinstance(row, Job):
        return f"{row.owner}/{'job' if column == 'body' else column}/{row.id}"
    return f"{column.replace('_', '-')}/{row.id}"


_COLUMNS: Final[tuple[tuple[Any, tuple[str, ...]], ...]] = (
    (Account, ("totp", "totp_new")),
    (Job, ("body", "result")),
    (Record, ("body",)),
)
"""Everything that is sealed, but for the checks of the keys themselves."""


def _sealed(session: Session) -> Iterator[tuple[bytes, str]]:
    """Give one sealed value of each column that holds any, with its place."""
    for table, columns in _COLUMNS:
        for column in columns:
            row = session.scalar(select(table).where(getattr(table, column).is_not(None)).limit(1))
            if row is not None:
                yield getattr(row, column), _place(row, column)


def _fit(session: Session, vault: Vault, path: Path) -> None:
    from cryptography.exceptions import InvalidTag

    checks = {one.key_id: one.word for one in session.scalars(select(KeyCheck))}
    try:
        for key_id, word in checks.items():
            vault.open(word, f"key/{key_id}")
        if not checks:
            for value, place in _sealed(session):
                vault.open(value, place)
    except InvalidTag:
        raise FileError("web-key-other", where=Where.file(path)) from None
    if vault.newest not in checks:
        _remember(session, vault)


def _remember(session: Session, vault: Vault) -> None:
    from legaat.web._database import insert_new

    word = vault.seal(_WORD, f"key/{vault.newest}")
    insert_new(session, KeyCheck, key_id=vault.newest, word=word, created=now())


def rotate(config: WebConfig) -> None:
    """Put a new key before the others; it seals from the next start on.

    Raises
    ------
    FileError
        There is no key yet, or it can't be written.
    UsageError
        So many older keys are in use that they must be put aside first.
    """
    keys = read_keys(config.key_path)
    if len(keys) >= MOST_KEYS:
        raise UsageError("web-key-many", n=len(keys))
    write_keys(config.key_path, (os.urandom(_KEY), *keys))


def reseal(config: WebConfig, database: Database) -> tuple[int, Path | None]:
    """Seal everything with the newest key, and put the older keys aside.

    Returns
    -------
    int
        So many values were sealed anew.
    Path or None
        Where the older keys lie now; None where there were none.

    Raises
    ------
    FileError
        The key doesn't fit, or can't be written.
    UsageError
        Something was sealed with an older key meanwhile: a server runs that was not restarted.
    """
    vault = open_vault(config, database)
    done = sum(_reseal(database, vault, *one) for one in _COLUMNS)
    with database.session() as session:
        if any(_waiting(session, vault, table, column) for table, cs in _COLUMNS for column in cs):
            raise UsageError("web-key-busy")
        session.execute(delete(KeyCheck).where(KeyCheck.key_id != vault.newest))
    newest, *older = read_keys(config.key_path)
    if not older:
        return done, None
    aside = config.key_path.with_name(f"{config.key_path.name}.old")
    kept = read_keys(aside, _MOST_ASIDE) if aside.exists() else ()
    write_keys(aside, (*older, *(one for one in kept if one not in older)))
    write_keys(config.key_path, (newest,))
    return done, aside


def _waiting(session: Session, vault: Vault, table: Any, column: str) -> list[str]:
    """Return the ids of the rows that another key sealed."""
    value = getattr(table, column)
    start = func.substr(value, 1, len(vault.mark))
    return list(session.scalars(select(table.id).where(value.is_not(None), start != vault.mark)))


def _reseal(database: Database, vault: Vault, table: Any, columns: tuple[str, ...]) -> int:
    done = 0
    for column in columns:
        with database.session() as session:
            ids = _waiting(session, vault, table, column)
        for one in ids:
            # One by one: an upload may be large, and a cut-off leaves the rest for the next time.
            with database.session() as session:
                row = session.get(table, one, with_for_update=True)
                if row is None or getattr(row, column) is None:
                    continue
                place = _place(row, column)
                setattr(row, column, vault.seal(vault.open(getattr(row, column), place), place))
                done += 1
    return done

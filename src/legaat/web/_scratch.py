"""A private folder for files that must lie on disk for a moment, emptied of what a crash left.

Each process has a folder of its own below the data folder and holds a lock on it for as long as it
lives; the system lets go of the lock when the process dies, however it dies. Whoever starts next
removes the folders that nobody holds.
"""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Final

__all__ = ["Scratch"]

_LOCK: Final = "lock"
_FOLDER: Final = "tmp"


class Scratch:
    """The scratch folder of one process; made when it is first needed.

    Attributes
    ----------
    name : str
        Names this process among those that share a data folder, 12 letters.
    """

    __slots__ = ("_guard", "_handle", "_path", "name")

    def __init__(self) -> None:
        self.name = secrets.token_hex(6)
        self._path: Path | None = None
        self._handle: int | None = None
        self._guard = Lock()

    def at(self, folder: Path) -> Path:
        """Return this process's scratch folder below a data folder."""
        with self._guard:
            if self._path is None:
                path = folder / _FOLDER / self.name
                path.mkdir(parents=True, exist_ok=True, mode=0o700)
                path.parent.chmod(0o700)
                self._handle = os.open(path / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
                _hold(self._handle)
                self._path = path
            return self._path

    @contextmanager
    def folder(self, data: Path) -> Iterator[Path]:
        """Give a folder that is gone afterwards."""
        with tempfile.TemporaryDirectory(dir=self.at(data)) as made:
            yield Path(made)

    def sweep(self, folder: Path) -> tuple[str, ...]:
        """Remove the scratch folders of processes that are gone, and return their names."""
        own = self.at(folder)
        gone = []
        for path in own.parent.iterdir():
            if path != own and path.is_dir() and not path.is_symlink() and _free(path / _LOCK):
                shutil.rmtree(path, ignore_errors=True)
                gone.append(path.name)
        return tuple(gone)

    def close(self) -> None:
        """Remove this process's folder."""
        with self._guard:
            if self._path is not None:
                shutil.rmtree(self._path, ignore_errors=True)
            if self._handle is not None:
                os.close(self._handle)
            self._path = self._handle = None


def _hold(handle: int) -> bool:
    """Take the lock of a folder; False where a living process has it."""
    try:
        import fcntl
    except ImportError:  # pragma: no cover - Windows: an open file can't be removed there
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _free(lock: Path) -> bool:
    try:
        handle = os.open(lock, os.O_RDWR)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    try:
        return _hold(handle)
    finally:
        os.close(handle)

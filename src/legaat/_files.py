"""Writing files whole or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from legaat.errors import FileError, Where

__all__ = ["check_writable", "write_atomic"]


def check_writable(path: Path) -> None:
    """Fail early where a file can't be written later.

    Parameters
    ----------
    path : Path
        The file that will be written.

    Raises
    ------
    FileError
        The folder doesn't exist, isn't a folder, or can't be written to; or the path is itself a
        folder.
    """
    folder = path.parent
    if path.is_dir():
        raise FileError("output-is-folder", where=Where.file(path))
    if not folder.exists():
        raise FileError("output-folder-missing", where=Where.file(folder))
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        raise FileError("output-not-writable", where=Where.file(folder))


def write_atomic(path: Path, text: str) -> None:
    """Write a text file so that it is either there whole or as it was.

    The text goes to a temporary file in the same folder, reaches the disk, and is renamed.

    Parameters
    ----------
    path : Path
        Where it goes; an existing file is replaced.
    text : str
        Written as UTF-8.

    Raises
    ------
    FileError
        The folder is missing, read-only or full.
    """
    check_writable(path)
    temporary: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}.", delete=False
        ) as handle:
            temporary = Path(handle.name)
            handle.write(text)
            handle.flush()
            os.fsync(handle.fileno())
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except OSError as error:
        if temporary is not None:
            with suppress(OSError):
                temporary.unlink()
        raise FileError(
            "output-failed", where=Where.file(path), reason=error.strerror or str(error)
        ) from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask

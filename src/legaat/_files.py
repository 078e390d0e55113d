"""Writing files whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from legaat.errors import FileError, UsageError, Where, reason

__all__ = ["STDIO", "check_outputs", "check_writable", "write_atomic", "write_parts"]


STDIO: Final = Path("-")
"""Stands for the screen where a file could be named."""


def check_outputs(inputs: Iterable[Path | None], outputs: Iterable[Path | None]) -> None:
    """Fail early where an output can't be written, or would replace another file of the command.

    Parameters
    ----------
    inputs, outputs : iterable of Path or None
        The files that the command reads and writes; None and "-" stand for no file.

    Raises
    ------
    UsageError
        Two of them are the same file (links are followed).
    FileError
        See :func:`check_writable`.
    """
    taken = {path.resolve() for path in inputs if path is not None and path != STDIO}
    for path in (path for path in outputs if path is not None and path != STDIO):
        if path.resolve() in taken:
            raise UsageError("output-taken", where=Where.file(path))
        taken.add(path.resolve())
        check_writable(path)


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


def write_atomic(path: Path, text: str | bytes) -> None:
    """Write a file so that it is either there whole or as it was.

    The text goes to a temporary file in the same folder, reaches the disk, and is renamed. Only
    its owner can read it: what Legaat writes is about somebody's health.

    Parameters
    ----------
    path : Path
        Where it goes; an existing file is replaced.
    text : str or bytes
        Text is written as UTF-8.

    Raises
    ------
    FileError
        The folder is missing, read-only or full.
    """
    check_writable(path)
    write_parts(path, (text.encode() if isinstance(text, str) else text,))


def write_parts(path: Path, parts: Iterable[bytes]) -> None:
    """Write a file, piece by piece, as `write_atomic` does; its folder is made where it lacks.

    Raises
    ------
    FileError
        The folder can't be made or written to.
    """
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".tmp-", delete=False) as handle:
            temporary = Path(handle.name)
            for part in parts:
                handle.write(part)
            handle.flush()
            os.fsync(handle.fileno())
        temporary.replace(path)
    except OSError as error:
        if temporary is not None:
            with suppress(OSError):
                temporary.unlink()
        raise FileError("output-failed", where=Where.file(path), reason=reason(error)) from error

"""Handing the bytes of an upload to the worker process without putting them on disk.

Where the system has files in memory (Linux, ``memfd_create``), the worker inherits one: it has no
name in any folder and is gone with the last process that holds it, a kill -9 included. Elsewhere
the bytes lie in the private scratch folder for as long as they are read, under a name that says
nothing, and are swept at the next start where a crash left them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from legaat.web._config import WebConfig

__all__ = ["Handed", "handed"]

_NAME: Final = "upload"
_OWN: Final = Path("/proc/self/fd")


@dataclass(frozen=True, slots=True)
class Handed:
    """Where the worker finds the bytes.

    Attributes
    ----------
    path : str
        As the worker opens it.
    handles : tuple of int
        Open files that the worker has to inherit.
    """

    path: str
    handles: tuple[int, ...] = ()


@contextmanager
def handed(data: bytes, config: WebConfig, ending: str = "") -> Iterator[Handed]:
    """Give the bytes a place that a worker process can open, for as long as this lasts.

    Parameters
    ----------
    data : bytes
    config : WebConfig
    ending : str
        Of the name, where what reads it asks for one.
    """
    handle = _in_memory()
    if handle is None:
        with config.scratch.folder(config.folder) as folder:
            path = folder / f"{_NAME}{ending}"
            _write(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), data)
            yield Handed(os.fspath(path))
        return
    try:
        _write(os.dup(handle), data)
        yield Handed(os.fspath(_OWN / str(handle)), (handle,))
    finally:
        os.close(handle)


def _in_memory() -> int | None:
    """Return an open file in memory, or None where the system has none."""
    if not hasattr(os, "memfd_create") or not _OWN.is_dir():  # pragma: no cover - not on Linux
        return None
    try:
        handle = os.memfd_create(_NAME)
    except OSError:  # pragma: no cover - forbidden where it runs
        return None
    os.fchmod(handle, 0o600)
    return handle


def _write(handle: int, data: bytes) -> None:
    with os.fdopen(handle, "wb") as file:
        file.write(data)

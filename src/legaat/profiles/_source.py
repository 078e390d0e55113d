"""Opening a file without trusting it: what it is, and what is refused outright."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from os import PathLike, fspath
from pathlib import Path, PurePosixPath
from typing import Final, Literal, TypeAlias

from legaat.errors import FileError, RefusedError, Where
from legaat.profiles._suspects import refuse_sequences, refuse_suspects
from legaat.profiles._unpack import ZIP_MAGIC, unpack
from legaat.settings import Settings

Kind: TypeAlias = Literal["text", "json", "hdf5", "archive"]
HDF5_MAGIC: Final = b"\x89HDF\r\n\x1a\n"
_LAYERS: Final = 2


@dataclass(frozen=True, slots=True)
class Source:
    """An opened, unpacked file.

    Attributes
    ----------
    path : str
        The file, as the user gave it.
    stem : str
        Its name without folder and endings: the sample's name where the file tells none.
    data : bytes
        What it holds, unpacked.
    kind : {"text", "json", "hdf5", "archive"}
        By its content, never by its name.
    settings : Settings
    """

    path: str
    stem: str
    data: bytes
    kind: Kind
    settings: Settings

    def where(self, line: int | None = None, entry: str | None = None) -> Where:
        """Name a place in this file."""
        return Where.file(self.path, line, entry)


@dataclass(frozen=True, slots=True)
class CalledFile:
    """A file that lies somewhere else than under its own name, such as in memory.

    Attributes
    ----------
    path : str
        Where it is opened.
    called : str
        Its name: what a sample is called after where the file itself tells none.
    """

    path: str
    called: str

    def __fspath__(self) -> str:
        """Return where it is opened."""
        return self.path


def open_source(path: str | PathLike[str], settings: Settings | None = None) -> Source:
    """Read a file whole, unpack it, and look what it is.

    Raises
    ------
    FileError
        It isn't there, is a folder, or may not be read.
    RefusedError
        It is too large, expands too far, or holds something that could do harm.
    FormatError
        It is empty, broken, or plainly something else than a profile.
    """
    settings = settings or Settings.from_environment()
    name = fspath(path)
    data = _read(Path(name), settings)
    for _ in range(_LAYERS):
        data, done = unpack(data, name, settings)
        if done:
            break
    refuse_suspects(data, name)
    called = path.called if isinstance(path, CalledFile) else name
    stem = PurePosixPath(called.replace("\\", "/")).name.split(".", maxsplit=1)[0]
    return Source(name, stem or "sample", data, kind_of(data), settings)


def kind_of(data: bytes) -> Kind:
    """Tell the kind of content by its first bytes."""
    if data.startswith(HDF5_MAGIC):
        return "hdf5"
    if data.startswith(ZIP_MAGIC):
        return "archive"
    return (
        "json" if data[:64].removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[") else "text"
    )


def _read(path: Path, settings: Settings) -> bytes:
    where = Where.file(path)
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise FileError("file-is-folder", where=where)
        if not (stat.S_ISREG(mode) or stat.S_ISFIFO(mode)):
            raise FileError("file-is-device", where=where)
        with path.open("rb") as handle:
            data = handle.read(settings.max_file_bytes + 1)
    except FileNotFoundError as error:
        raise FileError("file-missing", where=where) from error
    except PermissionError as error:
        raise FileError("file-denied", where=where) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise FileError("file-unreadable", where=where, reason=reason) from error
    refuse_sequences(data, str(path))
    if len(data) > settings.max_file_bytes:
        limit = settings.max_file_bytes // 1024**2
        raise RefusedError("file-too-large", where=where, limit=limit)
    return data

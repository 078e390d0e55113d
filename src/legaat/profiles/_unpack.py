"""Compression and archives, within limits."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Final, Protocol

from legaat.errors import FormatError, RefusedError, Where
from legaat.settings import Settings

if TYPE_CHECKING:
    from zipfile import ZipFile

ZIP_MAGIC: Final = b"PK\x03\x04"
_CHUNK: Final = 1024 * 1024
FREE_BYTES: Final = 16 * 1024 * 1024
"""Below this many bytes expanded, any ratio is fine: a sparse table compresses very well."""
_XZ_MEMORY: Final = 256 * 1024 * 1024
_BROKEN: Final = (ValueError, OSError, EOFError, KeyError, RuntimeError, struct.error)
"""What zipfile raises on archives that contradict themselves (NotImplementedError included)."""
_MAX_MEMBERS: Final = 10_000


class SupportsRead(Protocol):
    """A stream of bytes."""

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes."""
        ...


def unpack(data: bytes, path: str, settings: Settings) -> tuple[bytes, bool]:
    """Take off one layer of compression; the flag tells that there was none to take off."""
    if data.startswith(b"\x1f\x8b"):
        import gzip

        return _drain(gzip.GzipFile(fileobj=BytesIO(data)), len(data), path, settings), False
    if data.startswith(b"BZh"):
        import bz2

        return _drain(bz2.BZ2File(BytesIO(data)), len(data), path, settings), False
    if data.startswith(b"\xfd7zXZ\x00"):
        return _collect(_xz(data), len(data), path, settings), False
    if data.startswith(ZIP_MAGIC):
        member = only_member(data, path)
        if member is not None:
            return member_bytes(data, member, path, settings), False
    return data, True


def _drain(stream: SupportsRead, packed: int, path: str, settings: Settings) -> bytes:
    return _collect(iter(lambda: stream.read(_CHUNK), b""), packed, path, settings)


def _xz(data: bytes) -> Iterator[bytes]:
    import lzma

    while data:
        machine = lzma.LZMADecompressor(memlimit=_XZ_MEMORY)
        chunk = machine.decompress(data, _CHUNK)
        yield chunk
        while not machine.eof:
            if machine.needs_input:
                raise EOFError
            yield machine.decompress(b"", _CHUNK)
        data = machine.unused_data.lstrip(b"\0")


def _collect(chunks: Iterator[bytes], packed: int, path: str, settings: Settings) -> bytes:
    """Gather what a decompressor gives, and stop it where it gives too much."""
    from lzma import LZMAError

    out = bytearray()
    try:
        for chunk in chunks:
            out += chunk
            _check_size(len(out), packed, path, settings)
    except EOFError as error:
        raise FormatError("file-truncated", where=Where.file(path)) from error
    except (OSError, zlib.error, LZMAError, ValueError, struct.error, NotImplementedError) as error:
        raise FormatError("file-damaged", where=Where.file(path)) from error
    return bytes(out)


def _check_size(size: int, packed: int, path: str, settings: Settings) -> None:
    too_much = size > settings.max_expanded_bytes
    too_steep = size > FREE_BYTES and size > packed * settings.max_expansion
    if too_much or too_steep:
        raise RefusedError("file-bomb", where=Where.file(path), size=size // 1024**2)


def open_zip(data: bytes, path: str) -> ZipFile:
    """Open an archive and check each of its names."""
    import zipfile

    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, *_BROKEN) as error:
        broken = "file-truncated" if len(data) > 4 else "file-damaged"
        raise FormatError(broken, where=Where.file(path)) from error
    members = archive.infolist()
    if len(members) > _MAX_MEMBERS:
        raise RefusedError("zip-many-members", where=Where.file(path), n=len(members))
    for member in members:
        parts = member.filename.replace("\\", "/").split("/")
        if ".." in parts or parts[0] == "" or ":" in parts[0] or not member.filename.isprintable():
            raise RefusedError("zip-path", where=Where.file(path, entry=member.filename[:100]))
        if member.flag_bits & 0x1:
            raise FormatError("zip-locked", where=Where.file(path, entry=member.filename))
    return archive


def only_member(data: bytes, path: str) -> str | None:
    """Return the one file in a plain archive; None where it is a QIIME 2 artefact."""
    with open_zip(data, path) as archive:
        names = [m.filename for m in archive.infolist() if not m.is_dir()]
    names = [n for n in names if not n.startswith("__MACOSX/") and not n.endswith(".DS_Store")]
    if any(name.count("/") == 1 and name.endswith("/metadata.yaml") for name in names):
        return None
    if "[Content_Types].xml" in names or "mimetype" in names:
        raise FormatError("file-excel", where=Where.file(path))
    if len(names) != 1:
        found = ", ".join(names[:3]) or "-"
        raise FormatError("zip-not-one-file", where=Where.file(path), n=len(names), found=found)
    return names[0]


def member_bytes(data: bytes, member: str, path: str, settings: Settings) -> bytes:
    """Unpack one file of an archive, within the limits."""
    import zipfile

    with open_zip(data, path) as archive:
        try:
            info = archive.getinfo(member)
            with archive.open(info) as stream:
                packed = min(info.compress_size, len(data))
                return _drain(stream, max(packed, 1), path, settings)
        except (zipfile.BadZipFile, *_BROKEN) as error:
            raise FormatError("file-damaged", where=Where.file(path, entry=member)) from error

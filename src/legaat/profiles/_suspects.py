"""What is plainly not a profile, named before any reader sees it."""

from __future__ import annotations

import re
from typing import Final

from legaat.errors import FormatError, InputError, RefusedError, Where
from legaat.profiles._sequences import holds_sequences, peek

PICKLE_ENDINGS: Final = (".pkl", ".pickle", ".joblib", ".pkl.gz", ".pickle.gz")
# The first bytes of a pickle (Python's pickletools): PROTO and a version, or in protocol 0 a GLOBAL
# with the start of its arguments, or an empty dict or list with its memo.
_PICKLE: Final = re.compile(
    rb"\x80[\x02-\x05][\x00-\xff]|(?:c[\w.]+\n[\w.]+\n[()pq]\S)|\([dl]p\d+\n"
)
# zlib streams as joblib writes them, and its older "ZF" header.
_JOBLIB: Final = (b"\x78\x01", b"\x78\x9c", b"\x78\xda", b"ZF0x")
# R's serialisation: "RDX3\n", "RDA3\n", or a bare "X\n" / "A\n" with a version behind it.
_R_FILE: Final = re.compile(rb"RD[XA][23]\n|X\n\x00\x00\x00[\x02\x03]|A\n[23]\n")
_FIRST: Final = 64 * 1024
_BINARY: Final = (
    b"%PDF",
    b"SQLite format 3\x00",
    b"\x93NUMPY",
    b"\x89PNG",
    b"\xff\xd8\xff",
)


def refuse_sequences(data: bytes, path: str) -> None:
    """Raise where a file holds sequences, before it is unpacked or found too large.

    Raw reads are much larger than profiles: what they are says more than how large they are.
    """
    if holds_sequences(peek(data).removeprefix(b"\xef\xbb\xbf").lstrip()):
        raise FormatError("file-reads", where=Where.file(path))


def refuse_suspects(data: bytes, path: str) -> None:
    """Raise where the content is empty, dangerous, or known to be something else."""
    error = _suspect(data, path)
    if error is not None:
        raise error


def _suspect(data: bytes, path: str) -> InputError | None:
    where = Where.file(path)
    head = data[:4096]
    plain = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not plain and not data.removeprefix(b"\xef\xbb\xbf").strip():
        return FormatError("file-empty", where=where)
    if path.lower().endswith(PICKLE_ENDINGS) or _PICKLE.match(head) or head.startswith(_JOBLIB):
        return RefusedError("file-pickle", where=where)
    if plain.startswith(b"<"):
        return RefusedError("file-xml", where=where)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return FormatError("file-excel", where=where)
    if _R_FILE.match(head):
        return FormatError("file-r", where=where)
    if data[257:262] == b"ustar":
        return FormatError("file-tar", where=where)
    if holds_sequences(data[:_FIRST].removeprefix(b"\xef\xbb\xbf").lstrip()):
        return FormatError("file-reads", where=where)
    if head.startswith((*_BINARY, b"\x28\xb5\x2f\xfd")):
        return FormatError("file-binary", where=where)
    return None

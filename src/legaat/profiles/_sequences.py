"""Telling files of sequences (FASTA, FASTQ, SAM, BAM, CRAM) from profiles, by their first bytes."""

from __future__ import annotations

import re
import zlib
from typing import Final

__all__ = ["holds_sequences", "peek"]

_PEEK: Final = 64 * 1024
_LETTERS: Final = re.compile(rb"[A-Za-z*.-]+\r?")
_BASES: Final = re.compile(rb"[ACGTUNRYKMSWBDHVacgtunrykmswbdhv.*-]+\r?")
_SAM: Final = re.compile(rb"@(?:HD|SQ|RG|PG|CO)\t")
_BINARY: Final = (b"BAM\x01", b"CRAM")


def peek(data: bytes) -> bytes:
    """Return the first bytes of a file, with gzip taken off; as they are where that fails."""
    if not data.startswith(b"\x1f\x8b"):
        return data[:_PEEK]
    try:
        return zlib.decompressobj(wbits=31).decompress(data[:_PEEK], _PEEK)
    except zlib.error:
        return data[:_PEEK]


def holds_sequences(head: bytes) -> bool:
    """Whether a file that begins like this holds sequences.

    FASTA: lines with ``>``, and between them letters only. FASTQ: ``@`` and a name, then bases,
    then more bases or ``+``. SAM, BAM and CRAM: their own marks. A CAMI profile begins with ``@``
    as well, but its second line is no row of bases.

    Parameters
    ----------
    head : bytes
        The first bytes, without a byte order mark and blank lines.
    """
    if head.startswith(_BINARY) or _SAM.match(head):
        return True
    mark = head[:1]
    if mark not in (b">", b"@"):
        return False
    name, _, rest = head.partition(b"\n")
    lines = [line for line in rest.split(b"\n")[:3] if line.strip()]
    if b"\t" in name or not lines:
        return False
    if mark == b">":
        return _LETTERS.fullmatch(lines[0]) is not None
    then = lines[1] if len(lines) > 1 else b"+"
    return _BASES.fullmatch(lines[0]) is not None and (
        then.startswith(b"+") or _BASES.fullmatch(then) is not None
    )

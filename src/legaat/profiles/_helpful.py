"""Files that can not be read as profiles, recognised to say what to do instead."""

from __future__ import annotations

from legaat.errors import FormatError
from legaat.profiles._qiime import ID_COLUMNS, TAXON_COLUMNS
from legaat.profiles._raw import RawTable
from legaat.profiles._registry import Head, Request, reader
from legaat.profiles._source import Source


def _is_taxonomy(head: Head) -> float:
    if not head.rows or len(head.rows[0]) < 2:
        return 0.0
    first, second = head.rows[0][0].lower(), head.rows[0][1].lower()
    return 0.97 if first in ID_COLUMNS and second in TAXON_COLUMNS else 0.0


@reader("qiime-taxonomy", example="", sniff=_is_taxonomy)
def taxonomy_alone(source: Source, request: Request) -> RawTable:  # noqa: ARG001
    """Say that a taxonomy is only half of what is needed."""
    raise FormatError("qza-is-taxonomy", where=source.where())


@reader(
    "sylph-raw",
    example="",
    sniff=lambda head: (
        0.98
        if "Sample_file\tGenome_file" in head.text or "Sample_file,Genome_file" in head.text
        else 0
    ),
)
def sylph_raw(source: Source, request: Request) -> RawTable:  # noqa: ARG001
    """Say how to get names into sylph's own table."""
    raise FormatError("sylph-raw", where=source.where())

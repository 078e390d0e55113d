"""Long tables: one amount a line, with or without a column of samples."""

from __future__ import annotations

from legaat.errors import FormatError
from legaat.profiles._columns import Columns, columns_of, read_columns
from legaat.profiles._numbers import is_number
from legaat.profiles._raw import RawTable
from legaat.profiles._registry import Head, Request, numeric, reader
from legaat.profiles._source import Source
from legaat.profiles._text import Row, grid_of


def _sniff(head: Head) -> float:
    if len(head.rows) < 2:
        return 0.0
    found = columns_of(head.rows[0])
    body = head.rows[1:20]
    if found is None:
        listed = [
            len(row) == 2 and numeric(row[1]) and not numeric(row[0]) and bool(row[0])
            for row in head.rows[:20]
        ]
        return 0.6 if all(listed) else 0.0
    fits = [len(row) > found.last for row in body]
    confidence = 0.7 + 0.1 * (found.sample is not None) + 0.1 * (found.genus is not None)
    return confidence * sum(fits) / len(fits)


@reader(
    "long",
    example="sample_id,species,abundance\nmy_sample,Bacteroides uniformis,12.5",
    sniff=_sniff,
)
def long(source: Source, request: Request) -> RawTable:  # noqa: ARG001 - one shape for all
    """Read a table with a taxon and an amount a line; MICOM's columns are known too."""
    grid = grid_of(source)
    rows = [row for row in grid.rows() if not _is_comment(row)]
    found = columns_of(rows[0].cells) if rows else None
    if found is not None:
        return read_columns(grid, found, rows[1:], rows[0].cells)
    if (
        rows
        and all(len(row.cells) == 2 for row in rows)
        and is_number(rows[0].cells[1], comma=grid.comma)
    ):
        return read_columns(grid, Columns(abundance=1, taxon=0), rows, ("taxon", "abundance"))
    line = rows[0].line if rows else 1
    raise FormatError("format-mismatch", where=source.where(line), format="long")


def _is_comment(row: Row) -> bool:
    return row.cells[0].startswith("#") and columns_of(row.cells) is None

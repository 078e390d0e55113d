"""The minimal CSV that people trade: NCBI taxid and percent."""

from __future__ import annotations

from typing import Final

from legaat.errors import FormatError
from legaat.profiles._cells import Cells
from legaat.profiles._raw import RawTable, RawTaxon, amount, taxid_of
from legaat.profiles._registry import Head, Request, numeric, reader
from legaat.profiles._source import Source
from legaat.profiles._text import grid_of

_TAXID_WORDS: Final = frozenset(
    {
        "taxid",
        "tax_id",
        "taxon_id",
        "taxon",
        "ncbi_taxid",
        "ncbi_tax_id",
        "ncbi taxid",
        "taxonomy_id",
    }
)


def _is_taxid_csv(head: Head) -> float:
    rows = head.rows
    if rows and len(rows[0]) in (2, 3) and rows[0][0].lower() in _TAXID_WORDS:
        rows = rows[1:]
    fits = [len(r) in (2, 3) and r[0].isdecimal() and all(map(numeric, r[1:])) for r in rows[:50]]
    return 0.86 * sum(fits) / len(fits) if fits else 0.0


@reader(
    "taxid-csv",
    example="356, 0.004\n853, 7.25",
    sniff=_is_taxid_csv,
)
def taxid_csv(source: Source, request: Request) -> RawTable:  # noqa: ARG001 - one shape for all
    """Read ``taxid, percent[, percentile]``; ranks are mixed and known only from the taxids."""
    grid = grid_of(source)
    cells = Cells(source)
    sample = cells.sample(source.stem)
    for row in grid.rows():
        first = row.cells[0].lower()
        if not cells.taxa and (first in _TAXID_WORDS or first.startswith("#")):
            continue
        taxid = taxid_of(row.cells[0])
        if taxid is None or len(row.cells) < 2:
            raise FormatError("taxid-row", where=grid.where(row.line), cell=_shown(row.cells[0]))
        index = cells.taxon(taxid, RawTaxon(f"taxid {taxid}", (), row.line, taxid))
        where = grid.where(row.line, f"taxid {taxid}")
        cells.add(sample, index, amount(row.cells[1], where, comma=grid.comma), row.line)
    if not cells.taxa:
        raise FormatError("no-rows", where=source.where())
    return RawTable(samples=cells.samples, taxa=cells.taxa, values=cells.matrix(), unit="%")


def _shown(cell: str) -> str:
    return "".join(ch if ch.isprintable() else "?" for ch in cell[:40])

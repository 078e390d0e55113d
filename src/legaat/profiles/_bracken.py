"""Bracken, single and combined.

Columns after ``est_abundance.py`` and ``combine_bracken_outputs.py`` of Bracken.
"""

from __future__ import annotations

from typing import Final

from legaat.errors import FormatError, ProfileError
from legaat.profiles._cells import Cells
from legaat.profiles._lineage import Lineage
from legaat.profiles._matrix import check_width
from legaat.profiles._ranks import level_of
from legaat.profiles._raw import RawTable, RawTaxon, amount, clean_name
from legaat.profiles._registry import Request, reader
from legaat.profiles._source import Source
from legaat.profiles._text import Row, grid_of

_BRACKEN: Final = ("name", "taxonomy_id", "taxonomy_lvl")


@reader(
    "bracken",
    example=(
        "name\ttaxonomy_id\ttaxonomy_lvl\tkraken_assigned_reads\tadded_reads"
        "\tnew_est_reads\tfraction_total_reads\n"
        "Bacteroides uniformis\t820\tS\t4000\t500\t4500\t0.45000"
    ),
    sniff=lambda head: 0.97 if head.rows and head.rows[0][:3] == _BRACKEN else 0.0,
    method="shotgun",
)
def bracken(source: Source, request: Request) -> RawTable:  # noqa: ARG001 - one shape for all
    """Read the re-estimated reads of one sample, or of the samples that were combined."""
    grid = grid_of(source)
    rows = grid.rows()
    header = next(rows, Row(1, []))
    columns = _bracken_columns(source, header)
    check_width(len(columns), grid)
    cells = Cells(source)
    for name in columns:
        cells.sample(name)
    for row in rows:
        if len(row.cells) < len(header.cells):
            wanted = len(header.cells)
            raise FormatError(
                "ragged", where=grid.where(row.line), found=len(row.cells), wanted=wanted
            )
        name = clean_name(row.cells[0], source, row.line)
        level = level_of(row.cells[2])
        taxid = int(row.cells[1]) if row.cells[1].isdecimal() and len(row.cells[1]) < 12 else None
        lineage: Lineage = ((level, name),) if level else ()
        index = cells.taxon(name, RawTaxon(name, lineage, row.line, taxid))
        for sample, column in enumerate(columns.values()):
            where = grid.where(row.line, header.cells[column])
            cells.add(sample, index, amount(row.cells[column], where, comma=grid.comma), row.line)
    values = cells.matrix()
    return RawTable(
        samples=cells.samples,
        taxa=cells.taxa,
        values=values,
        unit="reads",
        quantity="counts",
        method="shotgun",
        tool="Bracken",
        n_reads=tuple(int(total) for total in values.sum(axis=1)),
    )


def _bracken_columns(source: Source, header: Row) -> dict[str, int]:
    """Return sample name to column of reads."""
    if tuple(header.cells[:3]) != _BRACKEN:
        raise FormatError("format-mismatch", where=source.where(header.line), format="bracken")
    if "new_est_reads" in header.cells:
        return {source.stem: header.cells.index("new_est_reads")}
    found: dict[str, int] = {}
    for index, cell in enumerate(header.cells):
        if cell.endswith("_num"):
            name = clean_name(cell.removesuffix("_num"), source, header.line)
            if name in found:
                where = source.where(header.line, name)
                raise ProfileError(
                    "duplicate-sample", where=where, name=name, lines=str(header.line)
                )
            found[name] = index
    if not found:
        raise FormatError("format-mismatch", where=source.where(header.line), format="bracken")
    return found

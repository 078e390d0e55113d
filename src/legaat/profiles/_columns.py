"""Column names of tables, and lines whose columns are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from legaat.errors import FormatError
from legaat.profiles._cells import Cells
from legaat.profiles._lineage import Lineage, is_unclassified, lineage_of
from legaat.profiles._metadata import is_metadata, left_out, without_totals
from legaat.profiles._ranks import Level, level_of
from legaat.profiles._raw import RawTable, RawTaxon, amount, clean_name, parents_of, path_of
from legaat.profiles._source import Source
from legaat.profiles._text import Grid, Row


def _in_order(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# Column names seen in files, by what they hold; the first that is there is taken.
SAMPLE: Final = (
    "sample_id",
    "sample",
    "sampleid",
    "sample id",
    "sample-id",
    "sample_name",
    "samples",
)
TAXON: Final = _in_order(
    "taxon taxonomy lineage clade_name clade organism scientific_name tax_name taxa "
    "bacteria bacterium microbe name species genus soort bacterie geslacht"
)
VALUE: Final = _in_order(
    "abundance relative_abundance rel_abundance relab percent percentage pct % share fraction "
    "proportion ppm count counts reads read_count value aandeel percentage_% aantal"
)
RANK: Final = ("rank", "tax_rank", "taxonomy_lvl", "level")
TAXID: Final = ("taxid", "tax_id", "taxonomy_id", "ncbi_taxid", "ncbi_tax_id", "taxon_id")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where things stand in a line (0-based); None where they don't."""

    abundance: int
    taxon: int | None = None
    genus: int | None = None
    sample: int | None = None
    rank: int | None = None
    taxid: int | None = None

    @property
    def last(self) -> int:
        """The rightmost column that is needed."""
        return max(c for c in (self.abundance, self.taxon, self.sample, self.rank) if c is not None)


def _find(header: Sequence[str], words: Sequence[str]) -> int | None:
    low = [cell.strip().lower().lstrip("#").replace(" ", "_") for cell in header]
    for word in words:
        if word.replace(" ", "_") in low:
            return low.index(word.replace(" ", "_"))
    return None


def columns_of(header: Sequence[str]) -> Columns | None:
    """Recognise the columns by their names; None where amounts or taxa have no known name."""
    value, taxon = _find(header, VALUE), _find(header, TAXON)
    if value is None or taxon is None or value == taxon:
        return None
    genus = species = None
    if _find(header, ("species",)) is not None and _find(header, ("genus",)) is not None:
        genus, species = _find(header, ("genus",)), _find(header, ("species",))
    return Columns(
        abundance=value,
        taxon=species if species is not None else taxon,
        genus=genus,
        sample=_find(header, SAMPLE),
        rank=_find(header, RANK),
        taxid=_find(header, TAXID),
    )


def read_columns(
    grid: Grid, columns: Columns, rows: Sequence[Row], header: Sequence[str]
) -> RawTable:
    """Read lines whose columns are known."""
    source, cells = grid.source, Cells(grid.source)
    if not rows:
        raise FormatError("no-rows", where=source.where())
    for row in rows:
        if len(row.cells) <= columns.last:
            where, wanted = grid.where(row.line), columns.last + 1
            raise FormatError("ragged", where=where, found=len(row.cells), wanted=wanted)
        one = _taxon(row, columns, source)
        sample = source.stem
        if columns.sample is not None:
            sample = clean_name(row.cells[columns.sample], source, row.line) or source.stem
        name = header[columns.abundance] if columns.abundance < len(header) else ""
        where = grid.where(row.line, name[:120] or f"#{columns.abundance + 1}")
        value = amount(row.cells[columns.abundance], where, comma=grid.comma)
        index = cells.taxon((one.label, one.lineage, one.taxid), one)
        cells.add(cells.sample(sample), index, value, row.line)
    taxa, values, notes = without_totals(cells.taxa, cells.matrix())
    about = [one.label for one in taxa if is_metadata(one.label)]
    if about and len(about) < len(taxa):
        kept = [i for i, one in enumerate(taxa) if not is_metadata(one.label)]
        taxa, values = tuple(taxa[i] for i in kept), np.ascontiguousarray(values[:, kept])
        notes = (*notes, *left_out(about))
    paths = [path_of(one.label) for one in taxa]
    return RawTable(
        samples=cells.samples,
        taxa=taxa,
        values=values,
        notes=notes,
        parents=parents_of(paths),
        layered=columns.rank is not None,
    )


def _taxon(row: Row, columns: Columns, source: Source) -> RawTaxon:
    taxid = None
    if columns.taxid is not None and columns.taxid < len(row.cells):
        digits = row.cells[columns.taxid]
        taxid = (
            int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 12 else None
        )
    if columns.taxon is None:
        if taxid is None:
            raise FormatError("taxid-row", where=source.where(row.line), cell=row.cells[0][:40])
        return RawTaxon(f"taxid {taxid}", (), row.line, taxid)
    name = clean_name(row.cells[columns.taxon], source, row.line)
    if is_unclassified(name) and not (columns.genus is not None and not name):
        return RawTaxon(name or "-", (), row.line, unclassified=True)
    genus = ""
    if columns.genus is not None and columns.genus < len(row.cells):
        genus = clean_name(row.cells[columns.genus], source, row.line)
    level = level_of(row.cells[columns.rank]) if columns.rank is not None else None
    lineage = _lineage(name, genus, level)
    return RawTaxon(name or genus or "-", lineage, row.line, taxid)


def _lineage(name: str, genus: str, level: Level | None) -> Lineage:
    found = lineage_of(name)
    if level is not None and found:
        return ((level, found[-1][1]),) if len(found) == 1 else found
    if genus:
        first = name.split(" ", maxsplit=1)[0]
        full = name if not first.islower() else f"{genus} {name}"
        return lineage_of(f"g__{genus};s__{full}" if name else f"g__{genus}")
    return found

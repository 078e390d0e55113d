"""OTU tables: the text that ``biom convert --to-tsv`` writes."""

from __future__ import annotations

from typing import Final

import numpy as np

from legaat.errors import FormatError
from legaat.profiles._features import Features, table_of
from legaat.profiles._matrix import Body
from legaat.profiles._raw import RawTable
from legaat.profiles._registry import Head, Request, reader
from legaat.profiles._source import Source
from legaat.profiles._text import grid_of

_TAXON_COLUMNS: Final = frozenset({"taxonomy", "taxon", "consensus lineage", "consensuslineage"})
_CORNERS: Final = frozenset({"otu id", "otuid", "otu_id", "feature id", "featureid", "asv id"})


def _is_otu_table(head: Head) -> float:
    if head.kind != "text":
        return 0.0
    for line in head.lines[:20]:
        if line.lstrip("# ").lower().split("\t")[0].strip() in _CORNERS and "\t" in line:
            # A QIIME 2 taxonomy starts alike, but has a taxon as its second column.
            second = line.lower().split("\t")[1].strip()
            return 0.0 if second in _TAXON_COLUMNS else 0.96
        if line.startswith("# Constructed from biom file"):
            return 0.96
    return 0.0


@reader(
    "otu-table",
    example=(
        "# Constructed from biom file\n#OTU ID\tmy_sample\ttaxonomy\n"
        "OTU1\t12.0\tk__Bacteria; p__Firmicutes; c__Clostridia"
    ),
    sniff=_is_otu_table,
)
def otu_table(source: Source, request: Request) -> RawTable:
    """Read the text table of ``biom convert --to-tsv``, with or without a column of taxa."""
    grid = grid_of(source, delimiter="\t" if b"\t" in source.data else None)
    header = next(
        (row for row in grid.rows() if row.cells[0].lstrip("# ").lower() in _CORNERS), None
    )
    if header is None:
        raise FormatError("format-mismatch", where=source.where(1), format="otu-table")
    trail = int(header.cells[-1].lower() in _TAXON_COLUMNS)
    samples = header.cells[1 : len(header.cells) - trail]
    lines = [n for n in grid.filled(header.line + 1) if not grid.lines[n - 1].startswith("#")]
    if not samples or not lines:
        raise FormatError("no-rows", where=source.where(header.line))
    cells, values = Body(grid, samples, 1, trail).read(lines, request.progress)
    rows, columns = np.nonzero(values)
    taxa = [row[-1] for row in cells] if trail else None
    ids = [row[0] for row in cells]
    features = Features(ids, samples, taxa, rows, columns, values[rows, columns], lines)
    return table_of(features, source, request)

"""mOTUs 2, 3 and 4: one sample or a merged table.

Header after ``motus profile`` (comment lines, then ``#consensus_taxonomy``); with ``-p`` an NCBI
taxid follows, with ``-q`` the mOTU's number stands in front.
"""

from __future__ import annotations

import re
from typing import Final

import numpy as np

from legaat.errors import FormatError
from legaat.profiles._lineage import is_unclassified
from legaat.profiles._matrix import Body
from legaat.profiles._raw import RawTable, RawTaxon, clean_name, taxon
from legaat.profiles._registry import Head, Request, reader
from legaat.profiles._source import Source
from legaat.profiles._text import Grid, Row, grid_of

_CORNERS: Final = ("consensus_taxonomy", "motu", "#consensus_taxonomy", "#motu")
_LEADS: Final = frozenset({"ncbi_tax_id", "consensus_taxonomy", "taxonomy", "motu"})
_BIN: Final = re.compile(r"\[?\b(?:ref|meta|ext)_mOTU_v\d+_\d+\]?$")
_VERSION: Final = re.compile(r"taxonomy: (ref_mOTU_[\w.]+)")


def _sniff(head: Head) -> float:
    start = head.text[:8192]
    if re.search(r"^#?consensus_taxonomy\t|^#?mOTU\t", start, re.MULTILINE):
        return 0.97
    return 0.85 if "_mOTU_v" in start and "\t" in start else 0.0


@reader(
    "motus",
    example=(
        "# git tag version 3.1.0 | motus version 3.1.0 | taxonomy: ref_mOTU_3.1.0 meta_mOTU_3.1.0\n"
        "# call: motus profile -p -c\n"
        "#consensus_taxonomy\tNCBI_tax_id\tmy_sample\n"
        "Bacteroides uniformis [ref_mOTU_v31_00855]\t820\t41\n"
        "unassigned\tNA\t12"
    ),
    sniff=_sniff,
    method="shotgun",
)
def motus(source: Source, request: Request) -> RawTable:
    """Read a profile; species of several mOTUs are added up, the last row is what has no name."""
    grid = grid_of(source, delimiter="\t" if b"\t" in source.data else None)
    header = _header(grid)
    names = [cell.lstrip("#").strip().lower() for cell in header.cells]
    lead = 1
    while lead < len(names) and names[lead] in _LEADS:
        lead += 1
    samples = [clean_name(cell, source, header.line) for cell in header.cells[lead:] if cell]
    lines = list(grid.filled(header.line + 1))
    if not samples or not lines:
        raise FormatError("no-rows", where=source.where(header.line))
    cells, values = Body(grid, samples, lead).read(lines, request.progress)
    label = names.index("consensus_taxonomy") if "consensus_taxonomy" in names else 0
    seen = [
        _taxon(row[label] or row[0], source, line) for line, row in zip(lines, cells, strict=True)
    ]
    used = values.sum(axis=1) > 0  # most of the thousands of rows are 0
    taxa = tuple(one for one, keep in zip(seen, used, strict=True) if keep)
    if samples in (["unnamed sample"], ["count"]):
        samples = [source.stem]
    version = _VERSION.search("\n".join(grid.lines[: header.line]))
    return RawTable(
        samples=tuple(samples),
        taxa=taxa,
        values=np.ascontiguousarray(values[used].T),
        quantity="cell fraction",
        method="shotgun",
        tool="mOTUs",
        database=version.group(1) if version else None,
    )


def _header(grid: Grid) -> Row:
    for row in grid.rows():
        if row.cells[0].lower() in _CORNERS and len(row.cells) > 1:
            return row
        if not row.cells[0].startswith("#"):
            break
    raise FormatError("format-mismatch", where=grid.where(1), format="motus")


def _taxon(text: str, source: Source, line: int) -> RawTaxon:
    name = _BIN.sub("", text).strip()
    if is_unclassified(name):
        return RawTaxon(name or text, (), line, unclassified=True)
    return taxon(name, source, line)

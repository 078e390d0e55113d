"""The lines above the data in MetaPhlAn's files, and what they tell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from legaat.profiles._raw import (
    clean_name,
)
from legaat.profiles._source import Source
from legaat.profiles._text import Grid

CLADE: Final = re.compile(r"[kdr]__[A-Za-z]")
_FIRST: Final = frozenset({"clade_name", "id", "sampleid", "clade", "taxonomy", "taxon"})
_TAXIDS: Final = frozenset({"ncbi_tax_id", "clade_taxid", "taxid"})
_VALUE: Final = "relative_abundance"
_NO_SAMPLE: Final = frozenset({"metaphlan_analysis", "metaphlan2_analysis", "analysis", ""})
_READS: Final = re.compile(r"#\s*(\d+) reads processed")
_DATABASE: Final = re.compile(r"#(mpa_v[\w.-]+)")


@dataclass(slots=True)
class Layout:
    """What the lines above the data tell."""

    header: list[str] | None = None
    sample: str = ""
    database: str | None = None
    n_reads: int | None = None
    first: int = 0


def layout_of(grid: Grid) -> Layout:
    """Read the lines above the data, however many there are."""
    found = Layout()
    for row in grid.rows():
        first = row.cells[0]
        filled = [cell for cell in row.cells if cell]
        if first.startswith("#"):
            _comment(grid.lines[row.line - 1], filled, found)
        elif first.lower() in _FIRST or (not first and len(filled) > 1):
            found.header = row.cells
        else:
            found.first = row.line
            return found
    return found


def _comment(text: str, filled: list[str], found: Layout) -> None:
    name = filled[0].lstrip("# ").lower()
    if database := _DATABASE.match(text):
        found.database = database.group(1)
    if reads := _READS.match(text):
        found.n_reads = int(reads.group(1)[:15])
    if name == "sampleid" and len(filled) > 1:
        found.sample = filled[1]
        if found.header is None and "metaphlan2" in filled[1].lower():
            found.header = filled
    elif name in _FIRST and len(filled) > 1:
        found.header = filled


def is_single(header: list[str] | None) -> bool:
    """Whether the file holds one sample: it has no header, or a column of relative abundance."""
    return header is None or any(cell.strip().lower() == _VALUE for cell in header)


def columns_of(grid: Grid, layout: Layout) -> tuple[int, list[str]]:
    """Return how many cells stand before the numbers, and the numbers' names."""
    if layout.header is None:
        cells = grid.split(grid.lines[layout.first - 1], layout.first)
        lead = 2 if len(cells) > 2 and re.fullmatch(r"-1|\d+(?:\|\d*)*", cells[1]) else 1
        return lead, [_VALUE]
    names = [cell.strip().lower() for cell in layout.header]
    if _VALUE in names:
        return names.index(_VALUE), [_VALUE]
    lead = 2 if len(names) > 1 and names[1] in _TAXIDS else 1
    return lead, [name for name in layout.header[lead:] if name]


def samples_of(source: Source, layout: Layout, columns: list[str]) -> tuple[str, ...]:
    """Return the names of the samples; the file's own name where it tells none."""
    if not is_single(layout.header) and not all(c.lower() in _NO_SAMPLE for c in columns):
        return tuple(clean_name(column, source) for column in columns)
    name = clean_name(
        layout.sample.replace("\\", "/").rstrip("/").rsplit("/", maxsplit=1)[-1], source
    )
    if name.lower() in _NO_SAMPLE:
        name = source.stem
    return (name.removesuffix(".gz").removesuffix(".fastq").removesuffix(".fq") or source.stem,)

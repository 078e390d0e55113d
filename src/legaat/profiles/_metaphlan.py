"""MetaPhlAn 2, 3, 4 and 4.2, single and merged; sylph's ``.sylphmpa``; Kraken's mpa style.

Headers after the writers themselves: ``metaphlan.py`` and ``merge_metaphlan_tables.py`` of
MetaPhlAn 4.2.5, and ``sylph-tax taxprof`` (sylph-docs, "sylph-tax output format").
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from legaat.errors import FormatError
from legaat.profiles._matrix import Body
from legaat.profiles._mpa_layout import CLADE, Layout, columns_of, is_single, layout_of, samples_of
from legaat.profiles._profile import Quantity
from legaat.profiles._raw import (
    RawTable,
    RawTaxon,
    Unit,
    duplicate,
    parents_of,
    path_of,
    taxon,
)
from legaat.profiles._registry import Head, Request, reader
from legaat.profiles._source import Source
from legaat.profiles._text import Grid, grid_of


def _sniff(head: Head) -> float:
    if head.kind != "text" or "sequence_abundance" in head.text:
        return 0.0
    clades = [row for row in head.rows if CLADE.match(row[0])]
    named = "clade_name" in head.text or "etaphlan" in head.text[:4096]
    if "#mpa_v" in head.text[:4096] or (named and clades):
        return 0.97
    if head.text[:4096].lower().startswith("#sampleid\tmetaphlan"):
        return 0.97
    return 0.75 if clades and any("|" in row[0] for row in clades) else 0.0


@reader(
    "metaphlan",
    example=(
        "#mpa_vJan25_CHOCOPhlAnSGB_202503\n"
        "#SampleID\tmy_sample\n"
        "#clade_name\tNCBI_tax_id\trelative_abundance\tadditional_species\n"
        "UNCLASSIFIED\t-1\t14.84\t\n"
        "k__Bacteria\t2\t85.16\t"
    ),
    sniff=_sniff,
    method="shotgun",
)
def metaphlan(source: Source, request: Request) -> RawTable:
    """Read one sample, or a merged table."""
    table, layout = _read(source, request)
    declared = layout.database is not None or "etaphlan" in source.data[:4096].decode("latin-1")
    unit: Unit | None = "%" if declared else None
    quantity: Quantity = "cell fraction" if declared else "unknown"
    return replace(
        table,
        unit=unit,
        quantity=quantity,
        tool="MetaPhlAn" if declared else None,
        database=layout.database,
    )


@reader(
    "sylphmpa",
    example=(
        "#SampleID\treads/my_sample.fastq.gz\tTaxonomies_used:['GTDB_r220']\n"
        "clade_name\trelative_abundance\tsequence_abundance\tANI (if strain-level)"
        "\tCoverage (if strain-level)\n"
        "d__Bacteria\t100.0\t100.0\tNA\tNA"
    ),
    sniff=lambda head: 0.97 if "clade_name" in head.text and "sequence_abund" in head.text else 0.0,
    method="shotgun",
)
def sylphmpa(source: Source, request: Request) -> RawTable:
    """Read sylph's profile after ``sylph-tax taxprof``."""
    table, layout = _read(source, request)
    return replace(
        table, unit="%", quantity="cell fraction", tool="sylph", database=layout.database
    )


def _read(source: Source, request: Request) -> tuple[RawTable, Layout]:
    grid = grid_of(source)
    layout = layout_of(grid)
    if not layout.first:
        raise FormatError("no-rows", where=source.where())
    lead, columns = columns_of(grid, layout)
    body = Body(grid, columns, lead)
    lines = [n for n in grid.filled(layout.first) if not grid.lines[n - 1].startswith("#")]
    if is_single(layout.header):
        values = np.array([_single_value(grid, line, lead, body) for line in lines])[:, None]
        cells = [grid.split(grid.lines[line - 1], line) for line in lines]
    else:
        cells, values = body.read(lines, request.progress)
    taxa = _taxa(source, lines, cells)
    samples = samples_of(source, layout, columns)
    paths = [path_of(one.label) for one in taxa]
    return (
        RawTable(
            samples=samples,
            taxa=taxa,
            values=np.ascontiguousarray(values.T),
            parents=parents_of(paths),
            cumulative=True,
            method="shotgun",
            n_reads=(layout.n_reads,) if len(samples) == 1 else None,
        ),
        layout,
    )


def _single_value(grid: Grid, line: int, lead: int, body: Body) -> float:
    cells = grid.split(grid.lines[line - 1], line)
    if len(cells) <= lead:
        where = grid.where(line)
        raise FormatError("ragged", where=where, found=len(cells), wanted=lead + 1)
    return body.amount(cells[lead], line)


def _taxa(source: Source, lines: list[int], cells: list[list[str]]) -> tuple[RawTaxon, ...]:
    seen: dict[str, int] = {}
    taxa = []
    for line, row in zip(lines, cells, strict=True):
        one = taxon(row[0], source, line)
        if one.label.startswith("NO_TAXONOMY"):
            one = replace(one, lineage=(), unclassified=True)
        if one.label in seen:
            raise duplicate(one.label, seen[one.label], line, source)
        seen[one.label] = line
        taxa.append(one)
    return tuple(taxa)

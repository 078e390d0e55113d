"""Kraken 2 reports, with 6 or 8 columns (after the Kraken 2 manual)."""

from __future__ import annotations

import re
from typing import Final

import numpy as np

from legaat.errors import FormatError
from legaat.messages import Message, Speakable
from legaat.profiles._lineage import Lineage, Step
from legaat.profiles._ranks import DEPTH, SPECIES, level_of
from legaat.profiles._raw import RawTable, RawTaxon, amount, clean_name, duplicate
from legaat.profiles._registry import Head, Request, reader
from legaat.profiles._source import Source
from legaat.profiles._text import Grid, Row, grid_of

_CODE: Final = re.compile(r"(?:[URDKPCOFGS]\d{0,2}|-)")
_SHOWN: Final = 50
_ROUNDING: Final = 0.02
"""Part of the reads that may be missing from a report before it is said to be incomplete."""


def _is_report_row(cells: tuple[str, ...]) -> bool:
    if len(cells) not in (6, 8):
        return False
    code, taxid = cells[-3], cells[-2]
    counts = cells[1:-3]
    return bool(_CODE.fullmatch(code)) and taxid.isdecimal() and all(c.isdecimal() for c in counts)


def _sniff_report(head: Head) -> float:
    rows = head.rows[:_SHOWN]
    if not rows:
        return 0.0
    return 0.96 * sum(_is_report_row(row) for row in rows) / len(rows)


@reader(
    "kraken2",
    example=(
        "  5.00\t500\t500\tU\t0\tunclassified\n"
        " 95.00\t9500\t20\tR\t1\troot\n"
        " 94.80\t9480\t100\tD\t2\t    Bacteria"
    ),
    sniff=_sniff_report,
    method="shotgun",
)
def kraken2(source: Source, request: Request) -> RawTable:  # noqa: ARG001 - one shape for all
    """Read a report: each row's own reads, its rank and, by indentation, its lineage."""
    grid = grid_of(source)
    rows = list(grid.rows())
    indented = any(_indent(grid, row) for row in rows)
    stack: list[tuple[int, Lineage]] = []
    taxa: list[RawTaxon] = []
    own: list[float] = []
    seen: dict[str, int] = {}
    for row in rows:
        _check(row, grid)
        code, taxid = row.cells[-3].upper(), row.cells[-2]
        name = clean_name(row.cells[-1], source, row.line)
        if taxid in seen and taxid != "0":
            raise duplicate(name, seen[taxid], row.line, source)
        seen[taxid] = row.line
        depth = _indent(grid, row) if indented else _depth(code)
        while stack and stack[-1][0] >= depth:
            stack.pop()
        lineage = _extended(stack[-1][1] if stack else (), code, name)
        stack.append((depth, lineage))
        unclassified = code == "U" or taxid == "0"
        number = int(taxid) if len(taxid) < 12 else None
        taxa.append(RawTaxon(name, lineage, row.line, number, unclassified))
        own.append(amount(row.cells[2], grid.where(row.line), comma=grid.comma))
    values = np.array([own])
    return RawTable(
        samples=(source.stem,),
        taxa=tuple(taxa),
        values=values,
        ambiguous_above=True,
        unit="reads",
        quantity="counts",
        method="shotgun",
        tool="Kraken 2",
        n_reads=(int(values.sum()),),
        notes=_incomplete(rows, grid, float(values.sum())),
    )


def _check(row: Row, grid: Grid) -> None:
    if not _is_report_row(tuple(row.cells)):
        where = grid.where(row.line)
        raise FormatError("kraken-row", where=where, found=len(row.cells))


def _indent(grid: Grid, row: Row) -> int:
    cell = grid.lines[row.line - 1].rsplit(grid.delimiter, 1)[-1].lstrip('"')
    return len(cell) - len(cell.lstrip(" "))


def _depth(code: str) -> int:
    level = level_of(code[0])
    return 2 * (DEPTH[level] + 1) + (len(code) > 1) if level else (0 if code in "UR" else 99)


def _extended(before: Lineage, code: str, name: str) -> Lineage:
    level = level_of(code) if len(code) == 1 else None
    deepest = DEPTH[before[-1][0]] if before else -1
    if level is None and (deepest == SPECIES or code.startswith("S")):
        level = "strain"
    if level is None or DEPTH[level] <= deepest:
        return before
    step: Step = (level, name)
    return (*before, step)


def _incomplete(rows: list[Row], grid: Grid, total: float) -> tuple[Speakable, ...]:
    """Say so where the roots promise more reads than the rows hold: rows are missing."""
    promised = sum(
        amount(row.cells[1], grid.where(row.line), comma=grid.comma)
        for row in rows
        if row.cells[-3] == "U" or row.cells[-2] == "1"
    )
    if promised > total * (1 + _ROUNDING):
        return (Message.of("reading.warning.rows-missing", share=1 - total / promised),)
    return ()

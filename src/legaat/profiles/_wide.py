"""Wide tables: samples down and taxa across, or the other way round."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from legaat.errors import ProfileError
from legaat.messages import Message
from legaat.profiles._columns import VALUE
from legaat.profiles._matrix import Body
from legaat.profiles._metadata import is_metadata, left_out, without_totals
from legaat.profiles._raw import (
    RawTable,
    RawTaxon,
    clean_name,
    duplicate,
    parents_of,
    path_of,
    taxon,
)
from legaat.profiles._registry import Head, Request, numeric, reader
from legaat.profiles._source import Source
from legaat.profiles._text import Grid, grid_of
from legaat.profiles._wide_layout import LABELS, Layout, empty_behind, layout_of

_MOSTLY: Final = 0.8


def _sniff(head: Head) -> float:
    rows = [row for row in head.rows if any(row)]
    if head.kind != "text" or len(rows) < 2 or len(rows[0]) < 2:
        return 0.0
    lead = 2 if rows[0][1].lower() in LABELS and len(rows[0]) > 2 else 1
    names = rows[0][lead:]
    body = [row for row in rows[1:21] if not is_metadata(row[0])]
    apart = _apart(names)
    cells = [c for row in body for at, c in enumerate(row[lead:]) if c and at not in apart]
    if not cells or any(abs(len(row) - len(rows[0])) > 1 for row in body[:-1]):
        return 0.0
    numbers = sum(numeric(cell) for cell in cells) / len(cells)
    named = sum(not numeric(cell) for cell in names) / len(names)
    return 0.65 * numbers * (0.5 + 0.5 * named) if numbers > _MOSTLY else 0.0


@reader(
    "wide",
    example="sample_id,Bacteroides uniformis,Roseburia hominis\nmy_sample,12.5,3.1",
    sniff=_sniff,
)
def wide(source: Source, request: Request) -> RawTable:
    """Read a table of amounts; which way it lies follows from the names."""
    grid = grid_of(source)
    layout = layout_of(grid)
    header, lead = layout.header, layout.lead
    names = list(header.cells[lead:])
    while names and not names[-1] and len(names) > 1 and empty_behind(grid, header.line):
        names.pop()
    names = [clean_name(name, source, header.line) for name in names]
    lines, about = _taxon_lines(grid, layout)
    apart = frozenset() if layout.taxa_down else _apart(names)
    body = Body(grid, names, lead, apart=apart)
    cells, values = body.read(lines, request.progress)
    firsts = [
        clean_name(row[lead - 1 if not layout.taxa_down else 0], source, line)
        for row, line in zip(cells, lines, strict=True)
    ]
    notes: tuple[Message, ...] = ()
    if body.blanks:
        notes = (Message.of("reading.warning.blanks", n=body.blanks),)
    if layout.taxa_down:
        taxa = _taxa(firsts, lines, source)
        samples = (source.stem,) if len(names) == 1 and names[0].lower() in VALUE else tuple(names)
        values, sample_lines = np.ascontiguousarray(values.T), None
    else:
        about = [names[i] for i in sorted(apart)]
        rest = [i for i in range(len(names)) if i not in apart]
        if apart:
            values = values[:, rest]
        taxa = _taxa([names[i] for i in rest], [header.line] * len(rest), source, across=True)
        samples, sample_lines = tuple(firsts), tuple(lines)
    taxa, values, totals = without_totals(taxa, values)
    notes = (*notes, *left_out(about), *totals)
    paths = [path_of(one.label) for one in taxa]
    return RawTable(
        samples=samples,
        taxa=taxa,
        values=values,
        parents=parents_of(paths),
        lines=sample_lines,
        notes=notes,
    )


def _apart(names: Sequence[str]) -> frozenset[int]:
    """Return the columns that are facts about the person, where others are left."""
    found = frozenset(i for i, name in enumerate(names) if is_metadata(name))
    return found if len(found) < len(names) else frozenset()


def _taxon_lines(grid: Grid, layout: Layout) -> tuple[list[int], list[str]]:
    """Return the lines with amounts, and the names of those with facts about the person."""
    lines = list(grid.filled(layout.header.line + 1))
    if not layout.taxa_down:
        return lines, []
    names: dict[int, str] = {}
    for line in lines:
        first = (grid.lines[line - 1].split(grid.delimiter, layout.lead)[: layout.lead])[-1]
        if is_metadata(name := first.strip(' "')):
            names[line] = name
    if len(names) == len(lines):
        return lines, []
    return [line for line in lines if line not in names], list(names.values())


def _taxa(
    names: Sequence[str], lines: Sequence[int], source: Source, *, across: bool = False
) -> tuple[RawTaxon, ...]:
    seen: dict[str, int] = {}
    taxa = []
    for position, (name, line) in enumerate(zip(names, lines, strict=True), start=1):
        one = taxon(name, source, line)
        if name in seen and not one.unclassified:
            if not across:
                raise duplicate(name, seen[name], line, source)
            where = source.where(line, name[:120])
            columns = f"{seen[name] + 1}, {position + 1}"
            raise ProfileError("duplicate-column", where=where, taxon=name[:120], columns=columns)
        seen.setdefault(name, position if across else line)
        taxa.append(one)
    return tuple(taxa)

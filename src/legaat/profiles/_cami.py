"""CAMI / OPAL profiles (Bioboxes profiling format 0.9 and 0.10), several samples a file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from legaat.errors import FormatError
from legaat.profiles._cells import Cells
from legaat.profiles._lineage import Lineage, Step
from legaat.profiles._ranks import level_of
from legaat.profiles._raw import RawTable, RawTaxon, amount, clean_name, parents_of
from legaat.profiles._registry import Head, Request, reader
from legaat.profiles._source import Source
from legaat.profiles._text import Grid, Row, grid_of

_NEEDED: Final = ("taxid", "rank", "taxpath", "percentage")
_DEEPEST: Final = 60
_RANKS: Final = "superkingdom|phylum|class|order|family|genus|species|strain"


def _sniff(head: Head) -> float:
    found = re.search(r"^@@TAXID\b", head.text, re.MULTILINE | re.IGNORECASE)
    return 0.98 if found else 0.0


@reader(
    "cami",
    example=(
        "@SampleID:my_sample\n@Version:0.9.1\n"
        "@Ranks:superkingdom|phylum|class|order|family|genus|species|strain\n"
        "@@TAXID\tRANK\tTAXPATH\tTAXPATHSN\tPERCENTAGE\n"
        "2\tsuperkingdom\t2\tBacteria\t98.5"
    ),
    sniff=_sniff,
)
def cami(source: Source, request: Request) -> RawTable:  # noqa: ARG001 - one shape for all
    """Read all samples; the lineage comes from TAXPATHSN, gaps allowed."""
    grid = grid_of(source, delimiter="\t" if b"\t" in source.data else None)
    cells = Cells(source)
    paths: list[tuple[str, ...]] = []
    ranks, columns, sample = _RANKS.split("|"), dict[str, int](), -1
    database = None
    for row in grid.rows():
        first = row.cells[0]
        if first.startswith("@@"):
            columns = _header(row, grid)
            sample = cells.sample(source.stem) if sample < 0 else sample
        elif first.startswith("@"):
            key, _, value = first[1:].partition(":")
            if key.lower() == "sampleid":
                name = clean_name(value, source, row.line).rsplit("/", maxsplit=1)[-1]
                sample = cells.sample(name or f"{source.stem} {row.line}")
            elif key.lower() == "ranks":
                ranks = [rank.strip().lower() for rank in value.split("|")]
            elif key.lower() == "taxonomyid":
                database = clean_name(value, source, row.line) or None
        elif not first.startswith("#"):
            one, path = _taxon(row, grid, columns, ranks)
            before = len(paths)
            index = cells.taxon((path, one.label), one)
            if index == before:
                paths.append(path)
            where = grid.where(row.line, "PERCENTAGE")
            value_ = amount(row.cells[columns["percentage"]], where, comma=grid.comma)
            cells.add(sample, index, value_, row.line)
    if not cells.taxa:
        raise FormatError("no-rows", where=source.where())
    return RawTable(
        samples=cells.samples,
        taxa=cells.taxa,
        values=cells.matrix(),
        parents=parents_of(paths),
        database=database,
    )


def _header(row: Row, grid: Grid) -> dict[str, int]:
    columns = {cell.lstrip("@").strip().lower(): i for i, cell in enumerate(row.cells)}
    missing = [name.upper() for name in _NEEDED if name not in columns]
    if missing:
        raise FormatError("column-missing", where=grid.where(row.line), column=", ".join(missing))
    return columns


def _taxon(
    row: Row, grid: Grid, columns: dict[str, int], ranks: Sequence[str]
) -> tuple[RawTaxon, tuple[str, ...]]:
    if not columns or len(row.cells) <= max(columns[name] for name in _NEEDED):
        where, wanted = grid.where(row.line), len(columns) or len(_NEEDED)
        raise FormatError("ragged", where=where, found=len(row.cells), wanted=wanted)
    taxid, rank = row.cells[columns["taxid"]], row.cells[columns["rank"]].lower()
    ids = clean_name(row.cells[columns["taxpath"]], grid.source, row.line).split("|")
    ids = [piece.strip() for piece in ids][:_DEEPEST]
    at = columns.get("taxpathsn", len(row.cells))
    names = (
        row.cells[at].split("|")[-_DEEPEST:]
        if at < len(row.cells)
        else [f"taxid {n}" for n in ids if n]
    )
    lineage = _lineage(names, rank, ranks, grid, row.line)
    number = int(taxid) if taxid.isdecimal() and len(taxid) < 12 else None
    label = lineage[-1][1] if lineage else taxid or "-"
    path = tuple(piece for piece in ids if piece) or (label,)
    return RawTaxon(f"{rank} {label}", lineage, row.line, number), path


def _lineage(
    names: Sequence[str], rank: str, ranks: Sequence[str], grid: Grid, line: int
) -> Lineage:
    """Match names to ranks from the end: some writers put extra levels in front."""
    if rank not in ranks:
        level = level_of(rank)
        last = clean_name(names[-1], grid.source, line)
        return ((level, last),) if level and last else ()
    above = ranks[: ranks.index(rank) + 1]
    steps: list[Step] = []
    for word, raw in zip(reversed(above), reversed(names), strict=False):
        level, name = level_of(word), clean_name(raw, grid.source, line)
        if level and name:
            steps.append((level, name))
    return tuple(reversed(steps))

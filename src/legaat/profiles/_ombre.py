"""CSVs of home tests whose rows name their parent: Ombre, Thryve, uBiome."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from legaat.errors import FormatError
from legaat.profiles._linked import Node, linked_table
from legaat.profiles._raw import RawTable, amount, clean_name, taxid_of
from legaat.profiles._registry import Head, Request, reader
from legaat.profiles._source import Source
from legaat.profiles._text import grid_of

_OMBRE: Final = ("tax_name", "tax_rank", "count", "count_norm", "taxon", "parent")
_BY_NAME: Final = ("taxon_id", "rank", "name", "parent", "count")


def _is_named(columns: Sequence[str]) -> Callable[[Head], float]:
    wanted = set(columns)

    def sniff(head: Head) -> float:
        found = {cell.strip().lower() for cell in head.rows[0]} if head.rows else set()
        return 0.96 if wanted <= found else 0.0

    return sniff


@reader(
    "ombre",
    example="tax_name,tax_rank,count,count_norm,taxon,parent\nBacteria,superkingdom,29047,1000000,2,131567",
    sniff=_is_named(_OMBRE),
    method="16S",
)
def ombre(source: Source, request: Request) -> RawTable:  # noqa: ARG001 - one shape for all
    """Read the CSV of Ombre (Thryve) and uBiome; the parent is a taxid."""
    return _linked(source, name="tax_name", rank="tax_rank", key="taxon", tool=None)


@reader(
    "taxon-rank-csv",
    example="taxon_id,rank,name,parent,count\n459786,genus,Oscillibacter,Oscillospiraceae,3091",
    sniff=_is_named(_BY_NAME),
    method="16S",
)
def taxon_rank_csv(source: Source, request: Request) -> RawTable:  # noqa: ARG001
    """Read the CSV whose parent is a name."""
    return _linked(source, name="name", rank="rank", key="name", tool=None)


def _linked(source: Source, *, name: str, rank: str, key: str, tool: str | None) -> RawTable:
    grid = grid_of(source)
    rows = grid.rows()
    header = next(rows, None)
    columns = {cell.lower(): i for i, cell in enumerate(header.cells)} if header else {}
    for wanted in (name, rank, key, "parent", "count"):
        if wanted not in columns:
            raise FormatError("column-missing", where=source.where(1), column=wanted)
    taxid_at = columns.get("taxon", columns.get("taxon_id", -1))
    nodes = []
    for row in rows:
        if len(row.cells) <= max(columns[c] for c in (name, rank, key, "count")):
            where = grid.where(row.line)
            raise FormatError("ragged", where=where, found=len(row.cells), wanted=len(columns))
        cells = [*row.cells, *[""] * len(columns)]
        where = grid.where(row.line, "count")
        nodes.append(
            Node(
                cells[columns[key]],
                cells[columns["parent"]],
                clean_name(cells[columns[name]], source, row.line),
                cells[columns[rank]],
                amount(cells[columns["count"]], where, comma=grid.comma),
                taxid_of(cells[taxid_at]) if taxid_at >= 0 else None,
                row.line,
            )
        )
    return linked_table(nodes, source, unit="reads", tool=tool)

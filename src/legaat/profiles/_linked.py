"""Rows that name their parent: lineages and parents from links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from legaat.errors import FormatError
from legaat.profiles._cells import Cells
from legaat.profiles._lineage import Lineage, Step, is_unclassified
from legaat.profiles._ranks import DEPTH, level_of
from legaat.profiles._raw import NO_PARENT, RawTable, RawTaxon, Unit
from legaat.profiles._source import Source

_MAX_DEPTH: Final = 60


@dataclass(frozen=True, slots=True)
class Node:
    """One row of a file that links each taxon to its parent."""

    key: str
    parent: str
    name: str
    rank: str
    value: float
    taxid: int | None
    line: int | None


def linked_table(
    nodes: Sequence[Node], source: Source, *, unit: Unit, tool: str | None
) -> RawTable:
    """Follow the links to lineages and parents."""
    if not nodes:
        raise FormatError("no-rows", where=source.where())
    by_key = {node.key: node for node in nodes}
    cells = Cells(source)
    sample = cells.sample(source.stem)
    for node in nodes:
        taxon = RawTaxon(
            node.name or "-",
            _climb(node, by_key),
            node.line,
            node.taxid,
            unclassified=is_unclassified(node.name),
        )
        cells.add(sample, cells.taxon(node.key, taxon), node.value, node.line)
    parents = [
        NO_PARENT if node.parent == node.key else cells.taxon(node.parent)
        for node in by_key.values()
    ]
    linked = any(parent != NO_PARENT for parent in parents)
    values = cells.matrix()
    return RawTable(
        samples=cells.samples,
        taxa=cells.taxa,
        values=values,
        parents=tuple(parents) if linked and not _circular(parents) else None,
        unit=unit,
        quantity="counts" if unit == "reads" else "ppm",
        method="16S",
        tool=tool,
    )


def _climb(node: Node, by_key: Mapping[str, Node]) -> Lineage:
    steps: list[Step] = []
    here: Node | None = node
    for _ in range(_MAX_DEPTH):
        if here is None:
            break
        level = level_of(here.rank)
        if level and here.name and (not steps or DEPTH[level] < DEPTH[steps[-1][0]]):
            steps.append((level, here.name))
        above = by_key.get(here.parent)
        here = above if above is not here else None
    return tuple(reversed(steps))


def _circular(parents: Sequence[int]) -> bool:
    for start in range(len(parents)):
        here = start
        for _ in range(_MAX_DEPTH):
            here = parents[here]
            if here == NO_PARENT:
                break
        else:
            return True
    return False

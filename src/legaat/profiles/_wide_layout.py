"""Where the header of a wide table is, and which way the table lies."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from legaat.errors import FormatError
from legaat.profiles._columns import SAMPLE, TAXID, TAXON
from legaat.profiles._lineage import is_unclassified
from legaat.profiles._ranks import guess_level
from legaat.profiles._text import Grid, Row

_SHOWN: Final = 40
_SAMPLE_CORNERS: Final = frozenset({*SAMPLE, "subject", "run", "monster", "#sampleid"})
_TAXON_CORNERS: Final = frozenset({*TAXON, "#otu id", "tax", "feature"}) - {"name"}
LABELS: Final = _SAMPLE_CORNERS | frozenset(TAXID)
"""Names of a second column that holds labels, not amounts."""
_NAMELESS: Final = frozenset({"", "index", "unnamed: 0"})
_GENUS_SHAPE: Final = re.compile(r"[A-Z][a-z]{4,}")


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the header is and how the table lies."""

    header: Row
    lead: int
    taxa_down: bool


def layout_of(grid: Grid) -> Layout:
    """Find the header, the columns of labels, and which way the table lies.

    Raises
    ------
    FormatError
        There is no line below the header, or only one column.
    """
    header, first = _header(grid)
    if first is None or len(header.cells) < 2:
        raise FormatError("no-rows", where=grid.where(header.line))
    if len(header.cells) == len(first.cells) - 1:
        # R's write.table leaves the corner out.
        header = Row(header.line, ["", *header.cells])
    corner = header.cells[0].lower().lstrip("#").strip()
    second = header.cells[1].lower().lstrip("#").strip()
    lead = 1
    if len(header.cells) > 2 and (
        (corner in _NAMELESS and second in _SAMPLE_CORNERS) or second in TAXID
    ):
        lead = 2
    if corner in _TAXON_CORNERS or second in TAXID:
        down = True
    elif corner in _SAMPLE_CORNERS or lead == 2:
        down = False
    else:
        down = _taxa_down(grid, header, lead)
    return Layout(header, lead, down)


def _header(grid: Grid) -> tuple[Row, Row | None]:
    """Return the header and the first line below it; a header may start with ``#``."""
    comment: Row | None = None
    plain: Row | None = None
    for row in grid.rows():
        if row.cells[0].startswith("#") and plain is None:
            comment = row
            continue
        if plain is not None:
            return plain, row
        if comment is not None and len(comment.cells) == len(row.cells) > 1:
            cells = [comment.cells[0].lstrip("# "), *comment.cells[1:]]
            return Row(comment.line, cells), row
        plain = row
    return plain or Row(1, []), None


def _taxa_down(grid: Grid, header: Row, lead: int) -> bool:
    down = [row.cells[0] for row, _ in zip(grid.rows(header.line + 1), range(_SHOWN), strict=False)]
    across = header.cells[lead : lead + _SHOWN]
    return _likeness(down) > _likeness(across)


def _likeness(names: Sequence[str]) -> float:
    """How much a list of names looks like taxa, 0 to 1."""
    from legaat.taxonomy import resolver

    known = resolver()
    score = 0.0
    for name in names:
        level = guess_level(name)
        if "__" in name or level != "genus" or known.resolve(name, "genus").placed:
            score += 1.0
        elif _GENUS_SHAPE.fullmatch(name) or is_unclassified(name):
            score += 0.3
    return score / max(len(names), 1)


def empty_behind(grid: Grid, line: int) -> bool:
    """Whether the lines below end in an empty cell, as Excel leaves them."""
    rows = zip(grid.rows(line + 1), range(_SHOWN), strict=False)
    return all(not row.cells[-1] for row, _ in rows)

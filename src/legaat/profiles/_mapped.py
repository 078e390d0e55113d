"""Any delimited table whose columns the user names (``--map``)."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import Final

from legaat.errors import FormatError, UsageError, Where
from legaat.profiles._columns import Columns, read_columns
from legaat.profiles._numbers import is_number
from legaat.profiles._raw import RawTable, clean_name
from legaat.profiles._registry import Request, reader
from legaat.profiles._source import Source
from legaat.profiles._text import Row, grid_of

_LOOK: Final = 50
ROLES: Final = ("taxon", "abundance", "sample", "rank", "taxid")


@reader(
    "map", example="any table, with --map taxon=COLUMN,abundance=COLUMN", sniff=lambda _head: 0.0
)
def mapped(source: Source, request: Request) -> RawTable:
    """Read any delimited table whose columns the user names."""
    mapping = request.mapping or {}
    check_mapping(mapping)
    grid = grid_of(source)
    rows = [row for row in grid.rows() if not row.cells[0].startswith("#")]
    if not rows:
        raise FormatError("no-rows", where=source.where())
    at = _header_at(rows[:_LOOK], mapping)
    header = rows[at].cells
    places = {role: _place(value, header, role, source) for role, value in mapping.items()}
    columns = Columns(**places)
    first = header[columns.abundance] if columns.abundance < len(header) else ""
    headless = is_number(first, comma=grid.comma)
    return read_columns(grid, columns, rows[at:] if headless else rows[at + 1 :], header)


def _header_at(rows: Sequence[Row], mapping: Mapping[str, str | int]) -> int:
    """Find the header below a title: the first line with the named columns, or the fullest."""
    texts = [str(value).strip().lower() for value in mapping.values()]
    names = {text for text in texts if not text.isdecimal()}
    last = max((int(text[:9]) for text in texts if text.isdecimal()), default=0)
    for at, row in enumerate(rows):
        filled = [cell.lower() for cell in row.cells]
        if names <= set(filled) and last <= len(filled) and (names or all(filled[:last])):
            return at
    sizes = [sum(map(bool, row.cells)) for row in rows]
    return sizes.index(max(sizes))


def check_mapping(mapping: Mapping[str, str | int]) -> None:
    """Check the roles of a mapping.

    Raises
    ------
    UsageError
        A role isn't known, or the amounts or the taxa are missing.
    """
    where = Where(entry="--map")
    for role in mapping:
        if role not in ROLES:
            near = difflib.get_close_matches(str(role), ROLES, n=1, cutoff=0.0)[0]
            raise UsageError("map-role", where=where, role=str(role)[:40], near=near)
    if "abundance" not in mapping or not {"taxon", "taxid"} & mapping.keys():
        raise UsageError("map-incomplete", where=where)


def _place(value: str | int, header: Sequence[str], role: str, source: Source) -> int:
    text = str(value).strip()
    if text in header:
        return list(header).index(text)
    low = [cell.lower() for cell in header]
    if text.lower() in low:
        return low.index(text.lower())
    if text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= len(header):
        return int(text) - 1
    named = [cell for cell in header if cell]
    near = difflib.get_close_matches(text, named, n=3, cutoff=0.3) or named[:5]
    shown = ", ".join(clean_name(cell, source)[:60] for cell in near) or "-"
    raise FormatError("map-column", where=source.where(1), role=role, column=text[:60], near=shown)

"""The first lines of a file, for somebody who has to say which column holds what."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike
from typing import Final

from legaat.profiles._registry import head_of, numeric
from legaat.profiles._source import Kind, open_source

__all__ = ["Peek", "peek"]

_LOOK: Final = 50
_MOST_COLUMNS: Final = 1000
_MOST_CHARS: Final = 200


@dataclass(frozen=True, slots=True)
class Peek:
    """The beginning of a file.

    Attributes
    ----------
    kind : {"text", "json", "hdf5", "archive"}
    header : tuple of str
        Names of the columns as a mapping takes them; numbers from 1 where a name is missing, too
        long or stands twice. Empty where this is no table.
    rows : tuple of tuple of str
        The first rows below it.
    """

    kind: Kind
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def peek(path: str | PathLike[str], rows: int = 5) -> Peek:
    """Look at the beginning of a file, whatever it is.

    Parameters
    ----------
    path : path
    rows : int
        Most rows that are returned.

    Returns
    -------
    Peek

    Raises
    ------
    InputError
        It can't be opened, or is refused outright.
    """
    source = open_source(path)
    head = head_of(source)
    body = [row[:_MOST_COLUMNS] for row in head.rows[:_LOOK]]
    if not body or max(map(len, body)) < 2:
        return Peek(head.kind)
    # A title above the table is narrower than the table: the header is the first full line.
    sizes = [sum(map(bool, row)) for row in body]
    at = sizes.index(max(sizes))
    first = body[at]
    told = any(numeric(cell) for cell in first[1:])
    header = tuple(
        str(place) if told or not name or len(name) > _MOST_CHARS or first.count(name) > 1 else name
        for place, name in enumerate(first, start=1)
    )
    below = body[at if told else at + 1 :][:rows]
    return Peek(head.kind, header, tuple(tuple(c[:_MOST_CHARS] for c in row) for row in below))

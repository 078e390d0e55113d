"""Amounts that are in memory already: a mapping, a pandas Series, or a DataFrame.

They are written as a table and read like any file, so that names, totals and mistakes are treated
the same; a line in an error is a line of that table.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from os import PathLike, fspath
from typing import Final, Protocol, TypeAlias, runtime_checkable

from legaat.profiles._source import Source, open_source
from legaat.settings import Settings

__all__ = ["Amounts", "Given", "Table", "path_of", "source_of"]


@runtime_checkable
class Table(Protocol):
    """Samples down and taxa across, or the other way round, as a pandas DataFrame holds them."""

    @property
    def columns(self) -> Iterable[object]:
        """Names across."""
        ...

    def itertuples(self) -> Iterable[tuple[object, ...]]:
        """Return each row, its name first."""
        ...


class Amounts(Protocol):
    """Taxa and their amounts, as a pandas Series holds them."""

    def items(self) -> Iterable[tuple[object, object]]:
        """Return each taxon with its amount."""
        ...


Given: TypeAlias = "str | PathLike[str] | Mapping[str, float] | Amounts | Table"

_STEM: Final = "sample"


def path_of(given: Given) -> str | None:
    """Return the path of a file, as it was given; None for what is in memory."""
    return fspath(given) if isinstance(given, (str, PathLike)) else None


def source_of(given: Given) -> Source:
    """Open a file, or write what is in memory as a table.

    Raises
    ------
    InputError
        As :func:`open_source`.
    """
    if isinstance(given, (str, PathLike)):
        return open_source(given)
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\n")
    if isinstance(given, Table):
        writer.writerow(["", *given.columns])
        writer.writerows(given.itertuples())
    else:
        writer.writerow(["taxon", "abundance"])
        writer.writerows(given.items())
    stem = str(getattr(given, "name", None) or _STEM)
    data = sheet.getvalue().encode()
    return Source(type(given).__name__, stem, data, "text", Settings.from_environment())

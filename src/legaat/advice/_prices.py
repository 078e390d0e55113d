"""The reader's own prices: there are none in the evidence, and none are made up."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from legaat.errors import FileError, RefusedError, UsageError, Where, reason
from legaat.knowledge import Ingredient, ingredients

__all__ = ["DAYS_A_MONTH", "Price", "read_prices"]

DAYS_A_MONTH: Final = 365 / 12
_MAX_BYTES: Final = 64 * 1024
_MOST: Final = 1e6
_CONTENT: Final = ("grams", "pieces")


@dataclass(frozen=True, slots=True)
class Price:
    """What a pack costs, and what is in it.

    Attributes
    ----------
    eur : float
    grams : float or None
        Of the ingredient itself: grams of beta-glucan, not of oat bran.
    pieces : float or None
        Capsules, tablets or sachets.
    """

    eur: float
    grams: float | None = None
    pieces: float | None = None

    def month(self, item: Ingredient, amount: float) -> float | None:
        """Return the euros a month of an amount a day; None where the pack doesn't tell."""
        if item.unit == "g" and self.grams is not None:
            return self.eur / self.grams * amount * DAYS_A_MONTH
        if self.pieces is not None and item.pieces != 0:
            return self.eur / self.pieces * (item.pieces or 1) * DAYS_A_MONTH
        return None


def read_prices(path: str | PathLike[str]) -> Mapping[str, Price]:
    """Read prices from a TOML file.

    Parameters
    ----------
    path : path
        A table for each ingredient: ``[chicory-inulin]``, ``eur = 9.95``, ``grams = 500``; or
        ``pieces`` for capsules and tablets. At most 64 KiB.

    Raises
    ------
    FileError
        It can't be opened.
    RefusedError
        It is too large.
    UsageError
        It isn't of that form, or names something that no blend holds.
    """
    path = Path(path)
    try:
        with path.open("rb") as handle:
            raw = handle.read(_MAX_BYTES + 1)
    except OSError as error:
        raise FileError(
            "prices-unreadable", where=Where.file(path), reason=reason(error)
        ) from error
    if len(raw) > _MAX_BYTES:
        raise RefusedError("prices-too-large", where=Where.file(path))
    try:
        data = tomllib.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise UsageError("prices-shape", where=Where.file(path)) from error
    return MappingProxyType({name: _price(path, name, row) for name, row in data.items()})


def _price(path: Path, name: str, row: Any) -> Price:
    where = Where(path=str(path), entry=name[:80])
    if name not in ingredients():
        raise UsageError("prices-unknown", where=where, known=", ".join(ingredients()))
    if not isinstance(row, dict) or not row.keys() <= {"eur", *_CONTENT} or "eur" not in row:
        raise UsageError("prices-shape", where=where)
    good = all(
        isinstance(v, (int, float)) and not isinstance(v, bool) and math.isfinite(v) and v <= _MOST
        for v in row.values()
    )
    if not good or row["eur"] < 0 or any(row[k] <= 0 for k in _CONTENT if k in row):
        raise UsageError("prices-shape", where=where)
    return Price(**row)

"""A species' columns as the arrays that the engine runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from legaat.twin._compile import Compiled
from legaat.twin._sparse import Matrix

POOLS: Final = ("hex", "uro", "dxs", "lac")
"""Pools inside the cell that routes start from; the row of each is its balance."""

ROWS: Final = (*POOLS, "prec", "atp")

DIGITS: Final = 9
"""Decimals that coefficients are rounded to, so that every machine writes the same."""


@dataclass(slots=True)
class Column:
    """One reaction of a species: per unit, what it does inside, in the lumen, and how fast."""

    id: str
    net: Mapping[str, float]
    upper: float
    steps: float
    growth: float = 0.0


def compiled(name: str, columns: list[Column]) -> Compiled:
    """Write a model as arrays."""
    used = [row for row in ROWS if any(row in column.net for column in columns)]
    at = {row: i for i, row in enumerate(used)}
    data, indices, owners = [], [], []
    names, places, ratios = [], [], []
    for j, column in enumerate(columns):
        for row, n in sorted(column.net.items()):
            value = round(n, DIGITS)
            if not value:
                continue
            if row in at:
                data.append(value)
                indices.append(at[row])
                owners.append(j)
            else:
                names.append(f"{row}_m")
                places.append(j)
                ratios.append(value)
    n = len(columns)
    ratio = np.array(ratios)
    return Compiled(
        id=name,
        reactions=tuple(column.id for column in columns),
        rows=tuple(used),
        matrix=Matrix.of(np.array(indices), np.array(owners), np.array(data), (len(used), n)),
        lower=np.zeros(n),
        upper=np.array([min(column.upper, 1000.0) for column in columns]),
        objective=np.array([column.growth for column in columns]),
        weights=np.array([round(column.steps, DIGITS) for column in columns]),
        column=np.arange(n),
        ratio=np.ones(n),
        exchange_names=tuple(names),
        exchange_column=np.array(places, dtype=np.int64),
        exchange_ratio=ratio,
        exchange_lower=np.full(len(names), -1000.0),
        exchange_upper=np.full(len(names), 1000.0),
    )

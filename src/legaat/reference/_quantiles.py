"""Weighted quantiles of a population, and where a value falls among them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

PERCENTS: Final = (1, *range(5, 100, 5), 99)
"""Percentiles at which a population is stored.

The least and the greatest value would be those of one person each, so the ends are the 1st and
the 99th: between the values of several people, and steadier.
"""

_END: Final = float(np.log(5.0))  # from 5 people of 100 outside to 1
_HALF: Final = 0.5  # the middle of the last hundredth, where the grid tells no slope


def weighted_quantiles(
    values: Floats, weights: Floats, percents: Sequence[float] = PERCENTS
) -> Floats:
    """Return weighted quantiles of each column.

    Parameters
    ----------
    values : array, shape (n_people,) or (n_people, n_columns)
    weights : array, shape (n_people,)
        Not negative; their scale is of no matter.
    percents : sequence of float
        0 to 100.

    Returns
    -------
    array, shape (n_percents,) or (n_percents, n_columns)
        Linear between the mid-ranks of the sorted values (Hazen's plotting positions with
        weights), the least and the greatest at 0 and 100.
    """
    table = np.asarray(values, dtype=float)
    if table.ndim == 1:
        return weighted_quantiles(table[:, None], weights, percents)[:, 0]
    asked = np.asarray(percents, dtype=float)
    out = np.empty((len(asked), table.shape[1]))
    for column in range(table.shape[1]):
        order = np.argsort(table[:, column], kind="stable")
        sorted_weights = weights[order]
        ranks = np.cumsum(sorted_weights) - 0.5 * sorted_weights
        out[:, column] = np.interp(asked / 100 * sorted_weights.sum(), ranks, table[order, column])
        out[asked <= 0, column] = table[order[0], column]
        out[asked >= 100, column] = table[order[-1], column]
    return out


def percentile(grid: Sequence[float] | Floats, value: float) -> float:
    """Return of 100 people how many have less, from a stored grid of quantiles.

    Parameters
    ----------
    grid : sequence of float, length 21
        Values at `PERCENTS` (1, 5, 10, …, 95, 99), not decreasing.
    value : float

    Returns
    -------
    float
        0 to 100. Where many people share the value (zero, most often), half of them count as
        having less (mid-rank). Between two grid points the logarithm of the value is
        interpolated, because shares spread over powers of ten; next to a zero, the value.
        Beyond the ends the number of people outside falls as a power of the value (a Pareto
        tail) that goes through the last two points, so that it comes near 0 or 100 and doesn't
        claim what one person more could change.
    """
    points = np.asarray(grid, dtype=float)
    low = int(np.searchsorted(points, value, side="left"))
    high = int(np.searchsorted(points, value, side="right"))
    if high > low:
        return _shared(low, high, value)
    if low == 0:
        return _outside(value, points[0], points[1])
    if low == len(points):
        return 100.0 - _outside(value, points[-1], points[-2])
    below, above = points[low - 1], points[low]
    part = (
        np.log(value / below) / np.log(above / below)
        if below > 0
        else (value - below) / (above - below)
    )
    return float(PERCENTS[low - 1] + part * (PERCENTS[low] - PERCENTS[low - 1]))


def _shared(low: int, high: int, value: float) -> float:
    """Return the middle of the part of people who have this value."""
    first = 0 if low == 0 and (high > 1 or value <= 0) else PERCENTS[low]
    last = 100 if high == len(PERCENTS) and high - low > 1 else PERCENTS[high - 1]
    return (first + last) / 2


def _outside(value: float, end: float, inner: float) -> float:
    """Return how many of 100 people lie further out than a value beyond the end of the grid."""
    if value == 0:
        return 0.0
    if end == 0 or inner == 0:
        return _HALF
    slope = np.log(abs(inner)) - np.log(abs(end))
    beyond = np.log(abs(value)) - np.log(abs(end))
    return float(np.exp(_END * beyond / slope)) if slope else _HALF

"""Weighted quantiles of a population, and where a value falls among them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

PERCENTS: Final = tuple(range(0, 101, 5))
"""Percentiles at which a population is stored."""


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
        Values at the percentiles 0, 5, …, 100, not decreasing.
    value : float

    Returns
    -------
    float
        0 to 100. Where many people share the value (zero, most often), half of them count as
        having less (mid-rank). Between two grid points the logarithm of the value is
        interpolated, because shares spread over powers of ten; next to a zero, the value.
    """
    points = np.asarray(grid, dtype=float)
    step = 100 / (len(points) - 1)
    low = int(np.searchsorted(points, value, side="left"))
    high = int(np.searchsorted(points, value, side="right"))
    if high > low:
        return step * (low + high - 1) / 2
    if low == 0:
        return 0.0
    if low == len(points):
        return 100.0
    below, above = points[low - 1], points[low]
    part = (
        np.log(value / below) / np.log(above / below)
        if below > 0
        else (value - below) / (above - below)
    )
    return float(step * (low - 1 + part))

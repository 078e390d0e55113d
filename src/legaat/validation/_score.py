"""Correlations with honest intervals: whole donors or communities are drawn again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]

_DRAWS = 500


def correlation(predicted: Sequence[float], measured: Sequence[float]) -> float | None:
    """Return Pearson's r; None for fewer than three values or without spread."""
    a, b = np.asarray(predicted, float), np.asarray(measured, float)
    if len(a) < 3 or not (a.std() > 0 and b.std() > 0):
        return None
    return float(np.corrcoef(a, b)[0, 1])


def interval(
    predicted: Sequence[float], measured: Sequence[float], groups: Sequence[str]
) -> tuple[float, float] | None:
    """Return the 95 % interval of r, drawing whole groups again; None for fewer than four groups.

    Parameters
    ----------
    predicted, measured : sequence of float
    groups : sequence of str
        The donor or community of each value.
    """
    where = {g: [i for i, x in enumerate(groups) if x == g] for g in sorted(set(groups))}
    if len(where) < 4:
        return None
    a, b = np.asarray(predicted, float), np.asarray(measured, float)
    rng, names, found = np.random.default_rng(0), list(where), []
    for _ in range(_DRAWS):
        picked = np.concatenate(
            [where[names[i]] for i in rng.integers(len(names), size=len(names))]
        )
        r = correlation(a[picked].tolist(), b[picked].tolist())
        if r is not None:
            found.append(r)
    if not found:
        return None
    low, high = np.quantile(found, (0.025, 0.975))
    return float(low), float(high)


def slope(predicted: Sequence[float], measured: Sequence[float]) -> float | None:
    """Return the slope of measured on predicted; None where the prediction has no spread."""
    a, b = np.asarray(predicted, float), np.asarray(measured, float)
    spread = float(((a - a.mean()) ** 2).sum()) if len(a) > 1 else 0.0
    if spread <= 0:
        return None
    return float(((a - a.mean()) * (b - b.mean())).sum()) / spread


def coverage(
    intervals: Sequence[tuple[float, float] | None], measured: Sequence[float]
) -> float | None:
    """Return the part of the measurements that lies within its interval."""
    known = [(i, m) for i, m in zip(intervals, measured, strict=True) if i is not None]
    if not known:
        return None
    return sum(low <= m <= high for (low, high), m in known) / len(known)

"""A figure with its interval, as the checks print it (build time only)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Line(NamedTuple):
    """One figure with its 95 % interval (NaN where there is none)."""

    reference: str
    what: str
    value: float
    low: float
    high: float
    n: int


def interval(values: list[float]) -> tuple[float, float]:
    """Return the 2.5th and 97.5th percentile of what a bootstrap drew."""
    low, high = np.nanquantile(values, [0.025, 0.975])
    return float(low), float(high)


def as_row(line: Line) -> str:
    """Return one row of a Markdown table."""
    between = "" if np.isnan(line.low) else f"{line.low:.3f} to {line.high:.3f}"
    return f"| {line.reference} | {line.what} | {line.value:.3f} | {between} | {line.n} |\n"

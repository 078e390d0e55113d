"""Rows that repeat those below them: each amount counted once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from legaat.profiles._numbers import Floats
from legaat.profiles._raw import NO_PARENT, RawTable

_ROUNDING: Final = 1e-4
"""Part of a sample's total below which a difference is rounding: MetaPhlAn keeps 5 decimals of a
percentage, so that a thousand rows can add up to 0.005 % of noise."""
_AGREE: Final = 0.05
"""Part of the total by which parts may exceed the whole before a file isn't cumulative."""


def own_values(table: RawTable) -> Floats:
    """Return what each row holds beyond the rows below it.

    In a cumulative file a phylum's number includes its genera. What is left after taking the
    children away is what was named no further. Their sum is the sample's total, with each read
    counted once. Where children exceed their parent the parent holds nothing of its own.

    Returns
    -------
    ndarray, shape (samples, taxa)
    """
    values = table.values
    if table.parents is None or table.cumulative is False:
        return values
    own = _minus_children(values, table.parents)
    below = np.minimum(own, 0.0).sum(axis=1)
    if (
        table.cumulative is None
        and (-below > _AGREE * values.max(axis=1, initial=0.0)).mean() > 0.5
    ):
        return values
    np.maximum(own, 0.0, out=own)
    whole = np.array_equal(values, np.floor(values))
    if not whole:
        tops = [i for i, parent in enumerate(table.parents) if parent == NO_PARENT]
        limit = _ROUNDING * values[:, tops].sum(axis=1, keepdims=True)
        inner = sorted({parent for parent in table.parents if parent != NO_PARENT})
        part = own[:, inner]
        own[:, inner] = np.where(part < limit, 0.0, part)
    return own


def _minus_children(values: Floats, parents: Sequence[int]) -> Floats:
    """Take from each row what the rows below it hold, in each sample by itself.

    A row that a sample leaves out (several samples a file, each with its own rows) hands what is
    below it on to the row above.
    """
    below = np.zeros_like(values)
    for row in sorted(range(len(parents)), key=_depths(parents).__getitem__, reverse=True):
        parent = parents[row]
        if parent != NO_PARENT:
            here = values[:, row]
            below[:, parent] += np.where(here > 0, here, below[:, row])
    own: Floats = np.where(values > 0, values - below, 0.0)
    return own


def _depths(parents: Sequence[int]) -> list[int]:
    depths = [-1] * len(parents)
    for start in range(len(parents)):
        chain = []
        here = start
        while here != NO_PARENT and depths[here] < 0:
            chain.append(here)
            here = parents[here]
        depth = depths[here] if here != NO_PARENT else -1
        for row in reversed(chain):
            depth += 1
            depths[row] = depth
    return depths

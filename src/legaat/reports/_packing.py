"""Packing circles: each comes to touch two that lie already, as near to the middle as it can."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from math import hypot, sqrt
from typing import TypeAlias

__all__ = ["Circle", "enclosing_radius", "pack"]

Circle: TypeAlias = tuple[float, float, float]
"""Centre x, centre y, radius."""

_TOUCH = 1e-6


def pack(radii: Sequence[float], gap: float = 0.0) -> list[Circle]:
    """Lay circles side by side around (0, 0) without overlap.

    A greedy search, cubic in the number of circles: meant for some twenty at a time. Greedy
    placement of this kind is described by Wang and others, CHI 2006
    (doi:10.1145/1124772.1124851).

    Parameters
    ----------
    radii : sequence of float
        Largest first for a compact result.
    gap : float
        Space between two circles.

    Returns
    -------
    list of (x, y, radius)
        In the order given.
    """
    placed: list[Circle] = []
    for radius in radii:
        wide = radius + gap / 2
        x, y = min(_free(placed, wide), key=lambda at: (round(hypot(*at), 3), at[1], at[0]))
        placed.append((x, y, wide))
    return _centred([(x, y, wide - gap / 2) for x, y, wide in placed])


def _free(placed: Sequence[Circle], radius: float) -> Iterator[tuple[float, float]]:
    """Yield each place where a circle touches two others (or the only one) and overlaps none."""
    if not placed:
        yield (0.0, 0.0)
    elif len(placed) == 1:
        yield (placed[0][0] + placed[0][2] + radius, placed[0][1])
    for first, second in combinations(placed, 2):
        for at in _touching(first, second, radius):
            if all(hypot(at[0] - x, at[1] - y) > r + radius - _TOUCH for x, y, r in placed):
                yield at


def _touching(first: Circle, second: Circle, radius: float) -> tuple[tuple[float, float], ...]:
    """Return the two places at which a circle touches both (none where they lie too far apart)."""
    x1, y1, r1 = first[0], first[1], first[2] + radius
    dx, dy, r2 = second[0] - x1, second[1] - y1, second[2] + radius
    apart = hypot(dx, dy)
    if apart > r1 + r2 or apart < abs(r1 - r2) or apart == 0:
        return ()
    along = (r1**2 - r2**2 + apart**2) / (2 * apart)
    across = sqrt(max(r1**2 - along**2, 0.0))
    x, y = x1 + along * dx / apart, y1 + along * dy / apart
    ox, oy = across * dy / apart, across * dx / apart
    return ((x + ox, y - oy), (x - ox, y + oy))


def _centred(circles: Sequence[Circle]) -> list[Circle]:
    """Shift circles so that the box around them has its middle at (0, 0)."""
    if not circles:
        return []
    x = (min(x - r for x, _, r in circles) + max(x + r for x, _, r in circles)) / 2
    y = (min(y - r for _, y, r in circles) + max(y + r for _, y, r in circles)) / 2
    return [(cx - x, cy - y, r) for cx, cy, r in circles]


def enclosing_radius(circles: Sequence[Circle]) -> float:
    """Return the radius around (0, 0) that holds all circles."""
    return max((hypot(x, y) + r for x, y, r in circles), default=0.0)

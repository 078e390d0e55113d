"""The cooperative trade-off, solved where it is small: in the space of growth rates.

Which growth rates are possible together is a convex polytope, the shadow of the flux polytope. The
trade-off asks for its point of least Euclidean length with enough community growth. The polytope
is only known through a linear program that says yes, or no with a proof; each proof is a
half-space that holds all possible rates (Farkas), and the least point of the half-spaces so far
is found exactly. When the program says yes to that point, it is the answer: no possible point is
shorter than the least of a set that holds them all (an outer approximation: Kelley 1960,
doi:10.1137/0108053; Benders 1962, doi:10.1007/BF01386316).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from legaat.errors import SolverError

if TYPE_CHECKING:
    from legaat.twin._model import Bools, Floats

_DEEP: Final = 1e-10
_FIT: Final = 1e-8
_STEEP: Final = 2e-15
_ZERO: Final = 1e-15
"""Slopes and weights in the least-distance problem at or below these are none: rounding."""


class Cuts:
    """Half-spaces that hold every possible vector of growth rates.

    Parameters
    ----------
    abundances : ndarray, shape (members,)
    present : ndarray of bool, shape (members,)
    need : float
        Least abundance-weighted growth, 1/h.
    """

    def __init__(self, abundances: Floats, present: Bools, need: float) -> None:
        self.abundances, self.present, self.need = abundances, present, need
        self.normals: list[Floats] = []
        self.limits: list[float] = []
        self.last: Floats | None = None

    def add(self, normal: Floats, limit: float) -> bool:
        """Add ``normal @ rates <= limit``; say whether it cuts off the last point asked for."""
        size = float(np.linalg.norm(normal[self.present]))
        if size == 0 or not np.isfinite(limit):
            return False
        normal, limit = normal / size, limit / size
        cuts = self.last is None or float(normal @ self.last) > limit + _DEEP
        if cuts:
            self.normals.append(normal)
            self.limits.append(limit)
        return cuts


def least_squares(cuts: Cuts) -> tuple[Floats, float]:
    """Return the shortest growth rates within the cuts, and their squared length.

    A least-distance problem, solved as non-negative least squares (Lawson & Hanson 1974, Solving
    Least Squares Problems, chapter 23), which ends exactly after finitely many steps.

    Raises
    ------
    SolverError
        The cuts leave nothing, which a sound set of them never does.
    """
    here = cuts.present
    n = int(here.sum())
    rates = np.zeros(len(here))
    if cuts.need <= 0 or n == 0:
        cuts.last = rates
        return rates, 0.0
    a = cuts.abundances[here]
    # without a cut: proportional to abundance; its length is the unit of everything below
    unit = cuts.need / float(a @ a)
    if not cuts.normals:
        rates[here] = unit * a
        cuts.last = rates
        return rates, float(rates @ rates)
    left = [a / np.linalg.norm(a), *np.eye(n)]
    right = [cuts.need / unit / float(np.linalg.norm(a)), *np.zeros(n)]
    for normal, limit in zip(cuts.normals, cuts.limits, strict=True):
        left.append(-normal[here])
        right.append(-limit / unit)
    g, h = np.array(left), np.array(right)
    system = np.vstack([g.T, h[None, :]])
    target = np.zeros(n + 1)
    target[n] = 1.0
    weights = _nonnegative(system, target)
    residual = system @ weights - target
    if abs(residual[n]) < 1e-14:
        raise SolverError("solver-stuck", reason="cuts")
    point = -residual[:n] / residual[n]
    if float((h - g @ point).max()) > _FIT * (1 + float(np.abs(point).max())):
        raise SolverError("solver-stuck", reason="least distance")
    rates[here] = np.maximum(point, 0.0) * unit
    cuts.last = rates
    return rates, float(rates @ rates)


def _nonnegative(matrix: Floats, target: Floats) -> Floats:
    """Return the ``w >= 0`` with the least ``|matrix @ w - target|``.

    The active-set method of Lawson & Hanson 1974, chapter 23. It stands here because importing
    the module that has one costs more than a tenth of a whole simulation.

    Raises
    ------
    SolverError
        It cycles, which rounding may make it do.
    """
    n = matrix.shape[1]
    weights, free, barred = np.zeros(n), np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
    enough = _STEEP * max(matrix.shape) * float(np.abs(matrix).sum(axis=0).max())
    for _ in range(100 * n + 1000):
        slope = matrix.T @ (target - matrix @ weights)
        slope[free | barred] = -np.inf
        best = int(slope.argmax())
        if slope[best] <= enough:
            return weights
        free[best] = True
        trial = _least(matrix, target, free)
        if trial[best] <= 0:  # a slope of rounding only
            free[best], barred[best] = False, True
            continue
        barred[:] = False
        while (down := free & (trial <= 0)).any():
            step = float((weights[down] / (weights[down] - trial[down])).min())
            weights = weights + step * (trial - weights)
            free &= weights > _ZERO
            weights[~free] = 0.0
            trial = _least(matrix, target, free)
        weights = trial
    raise SolverError("solver-stuck", reason="least distance")


def _least(matrix: Floats, target: Floats, free: Bools) -> Floats:
    """Return the least-squares weights with all but the free ones at 0."""
    out = np.zeros(len(free))
    out[free] = np.linalg.lstsq(matrix[:, free], target, rcond=None)[0]
    return out

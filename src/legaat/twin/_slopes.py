"""The trade-off where a community's program is small: by linear pieces that get finer.

For the growth rates with the least ``sum w_i mu_i**2`` each square is replaced by a chain of
secants, which a linear program minimises; around what it finds the chains are made finer (a
quarter each time), so that the error falls sixteenfold a round. The basis carries over. A chain
of tangents lies below the square: the least of their sum is what no possible rates can go below,
and so proves how far the answer is from the best.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from legaat.errors import SolverError
from legaat.twin._lp import Program, Solved

if TYPE_CHECKING:
    from legaat.twin._community import Community
    from legaat.twin._model import Floats

_START: Final = (0.0, 0.5, 0.9, 1.0, 1.1, 1.5, 2.5, 5.0)
"""First joints of the chains, as multiples of the growth that all would share."""

_AROUND: Final = (-np.inf, -16.0, -4.0, -1.0, 0.0, 1.0, 4.0, 16.0)
"""Later joints, around the last point, in widths; the first is none."""

_FIRST: Final = 0.1
_FINER: Final = 0.25
_NEAR: Final = 8.0
_EDGE: Final = 20.0
"""How many widths the answer may move for the pieces to get finer, or to stay as they are."""

_FINE: Final = 0.01
"""Width below which the gap is asked for."""

_ROUNDS: Final = 60
_ENOUGH: Final = 4e-7
"""Relative gap at which the pieces are fine enough; what is handed out may have 1e-6."""

_MOST: Final = 1e2
"""End of the last piece, as a multiple of the largest joint."""


class Slopes:
    """A community's program for growth rates, kept with its basis between scenarios.

    Parameters
    ----------
    community : Community
    """

    def __init__(self, community: Community) -> None:
        self.community = community
        self._program: Program | None = None
        self._unit = 0.0

    def least(
        self,
        lower: Floats,
        upper: Floats,
        need: float,
        weights: Floats,
        enough: float = _ENOUGH,
    ) -> tuple[Floats, float]:
        """Find the growth rates with the least weighted sum of squares.

        Parameters
        ----------
        lower, upper : ndarray, shape (columns,)
        need : float
            Least community growth, 1/h.
        weights : ndarray, shape (members,)
        enough : float
            Relative gap at which to stop.

        Returns
        -------
        rates : ndarray, shape (members,)
        gap : float
            How far, relatively, their sum of squares may lie above the least.

        Raises
        ------
        SolverError
        """
        if need <= 0:
            return np.zeros(len(weights)), 0.0
        total = float(self.community.abundances.sum())
        self._unit = self._unit or need / total
        level = need / total / self._unit
        joints = level * np.tile(np.array(_START), (len(weights), 1))
        # wider where little weight lies, so that each member's pieces err by as much
        wide = (level / np.sqrt(len(weights) * weights / weights.sum()))[:, None]
        width, best, below = _FIRST, np.inf, 0.0
        answer = np.full(len(weights), level)
        for _ in range(_ROUNDS):
            rates, _ = self._solve(lower, upper, need, joints, _secants(joints, weights))
            far = float((np.abs(rates - answer)[:, None] / (width * wide)).max())
            value = float(weights @ rates**2)
            if value < best:
                answer, best = rates, value
            joints = np.maximum(answer[:, None] + width * wide * np.array(_AROUND), 0.0)
            joints[:, 0] = 0.0
            if width < _FINE or enough > _ENOUGH:
                middles = 0.5 * (joints + np.column_stack([joints[:, :1], joints[:, :-1]]))
                tangents = 2 * weights[:, None] * joints
                rates, bound = self._solve(lower, upper, need, middles, tangents)
                below = max(below, bound)
                if best - below <= enough * best:
                    return answer * self._unit, max(0.0, best - below) / best
                far = float((np.abs(rates - answer)[:, None] / (width * wide)).max())
            width *= _FINER if far < _NEAR else (1.0 if far < _EDGE else 2.0)
        gap = (best - below) / best
        raise SolverError("solver-gap", gap=gap)

    def _solve(
        self, lower: Floats, upper: Floats, need: float, joints: Floats, cost: Floats
    ) -> tuple[Floats, float]:
        n, k = self.community.matrix.shape[1], len(joints)
        sizes = np.diff(joints, axis=1, append=_MOST * joints.max())
        low = np.concatenate([lower, np.zeros(sizes.size)])
        high = np.concatenate([upper, sizes.ravel()])
        price = np.concatenate([np.zeros(n), cost.ravel() / float(cost.max())])
        if self._program is None:
            self._program = self._build(low, high, price, joints.shape[1])
        self._program.set_bounds(low, high)
        self._program.set_cost(price)
        row = np.array([self.community.matrix.shape[0] + k])
        self._program.set_rows(row, np.array([need / self._unit]), np.array([np.inf]))
        found = self._program.solve("simplex")
        if not isinstance(found, Solved):
            raise SolverError("solver-stuck", reason="slopes")
        rates = found.x[n:].reshape(k, -1).sum(axis=1)
        return rates, found.objective * float(cost.max())

    def _build(self, low: Floats, high: Floats, price: Floats, pieces: int) -> Program:
        from scipy.sparse import csc_array, eye_array, hstack, kron, vstack

        c = self.community
        (m, n), k = c.matrix.shape, len(c.members)
        sums = csc_array(kron(eye_array(k), np.ones((1, pieces))))
        shares = csc_array(np.repeat(c.abundances, pieces)[None, :])
        matrix = csc_array(
            vstack(
                [
                    hstack([c.matrix, csc_array((m, k * pieces))]),
                    hstack([c.growth / self._unit, -sums]),
                    hstack([csc_array((1, n)), shares]),
                ]
            )
        )
        rows = np.zeros(m + k + 1)
        return Program(matrix, price, low, high, rows, rows)


def _secants(joints: Floats, weights: Floats) -> Floats:
    """Return the slope of each piece of ``w x**2``, shape (members, pieces)."""
    ends = np.column_stack([joints[:, 1:], np.full(len(joints), _MOST * joints.max())])
    slopes: Floats = weights[:, None] * (joints + ends)
    return slopes

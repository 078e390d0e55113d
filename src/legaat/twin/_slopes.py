"""The trade-off where a community's program is small: by linear pieces that get finer.

For the growth rates with the least ``sum w_i mu_i**2`` each square is replaced by a chain of
secants, which a linear program minimises; around what it finds the chains are made finer, as fine
as what is left to win asks for. The basis carries over. The prices that the linear program gives
prove the answer: with a price on each row the problem falls apart into one for each column and
growth rate, and the sum of their least values is what no possible rates can go below (Lagrangian
duality).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from legaat.errors import SolverError
from legaat.twin._lp import Program, Solved
from legaat.twin._sparse import Matrix

if TYPE_CHECKING:
    from legaat.twin._community import Community
    from legaat.twin._model import Floats

_START: Final = (0.0, 0.5, 0.9, 1.0, 1.1, 1.5, 2.5, 5.0)
"""First joints of the chains, as multiples of the growth that all would share."""

_AROUND: Final = (-np.inf, -16.0, -4.0, -1.0, 0.0, 1.0, 4.0, 16.0)
"""Later joints, around the last point, in widths; the first is none."""

_FIRST: Final = 0.06
_LAST: Final = 0.0012
_PART: Final = 0.35
"""Widths at first and at last; and between, as a multiple of the root of the gap, since the error
of a chain goes with the square of the width. Found by trying: twenty what-ifs of 150 taxa."""

_WIDEST: Final = 0.25
_COARSE: Final = 0.05
"""Width while the gap is larger than this."""

_ROUNDS: Final = 60
_ENOUGH: Final = 8e-7
"""Relative gap at which the pieces are fine enough; what is handed out may have 1e-6."""

_MOST: Final = 1e2
"""How far the secant of the last piece, which has no end, reaches, in largest joints."""


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
        self._last: Floats | None = None

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
        best, below = np.inf, 0.0
        if self._last is None:
            answer = np.full(len(weights), level)
            joints = level * np.tile(np.array(_START), (len(weights), 1))
        else:
            answer = self._last * level
            joints = _around(answer, _FIRST, weights)
        for _ in range(_ROUNDS):
            rates, bound = self._solve(lower, upper, need, joints, weights)
            value = float(weights @ rates**2)
            if value < best:
                answer, best = rates, value
            below = max(below, bound)
            gap = max(0.0, best - below) / best
            if gap <= enough:
                self._last = answer / level
                return answer * self._unit, gap
            most = _WIDEST if gap > _COARSE else _FIRST
            joints = _around(answer, max(_LAST, min(most, _PART * gap**0.5)), weights)
        raise SolverError("solver-gap", gap=gap)

    def _solve(
        self, lower: Floats, upper: Floats, need: float, joints: Floats, weights: Floats
    ) -> tuple[Floats, float]:
        n, k = self.community.matrix.shape[1], len(joints)
        cost = _secants(joints, weights)
        sizes = np.diff(joints, axis=1, append=np.inf)
        scale = 2.0 * float(weights.max()) * need / self._unit
        low = np.concatenate([lower, np.zeros(sizes.size)])
        high = np.concatenate([upper, sizes.ravel()])
        price = np.concatenate([np.zeros(n), cost.ravel() / scale])
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
        return rates, _below(self._program, found.duals * scale, n, weights)

    def _build(self, low: Floats, high: Floats, price: Floats, pieces: int) -> Program:
        c = self.community
        (m, n), k = c.matrix.shape, len(c.members)
        piece = np.arange(k * pieces)
        owner = np.repeat(np.arange(k), pieces)
        sums = Matrix.of(owner, piece, np.ones(k * pieces), (k, k * pieces))
        shares = Matrix.of(np.zeros_like(owner), piece, c.abundances[owner], (1, k * pieces))
        growth = c.growth.scaled(np.full(n, 1.0 / self._unit))
        matrix = Matrix.blocks([[c.matrix, None], [growth, -sums], [None, shares]])
        rows = np.zeros(m + k + 1)
        return Program(matrix, price, low, high, rows, rows)


def _around(answer: Floats, width: float, weights: Floats) -> Floats:
    """Return joints around the answer, shape (members, pieces); the first is 0.

    They lie wider where little weight lies, so that each member's pieces err by as much.
    """
    size = float(weights @ answer**2)
    wide = width * np.sqrt(size / (len(weights) * weights))
    joints: Floats = np.maximum(answer[:, None] + wide[:, None] * np.array(_AROUND), 0.0)
    joints[:, 0] = 0.0
    return joints


def _secants(joints: Floats, weights: Floats) -> Floats:
    """Return the slope of each piece of ``w x**2``, shape (members, pieces)."""
    ends = np.column_stack([joints[:, 1:], np.full(len(joints), _MOST * joints.max())])
    slopes: Floats = weights[:, None] * (joints + ends)
    return slopes


def _below(program: Program, duals: Floats, n: int, weights: Floats) -> float:
    """Return what the sum of squares can't be less than, from the prices of the rows.

    With prices on the rows the problem falls apart: each column goes to the better of its
    bounds, and each growth rate to the least of ``w x**2 - p x``, which is ``-p**2 / 4 w``.
    """
    worth = program.matrix.T @ duals
    rows = np.where(duals > 0, program.row_lower, program.row_upper)
    rows = np.where(np.isfinite(rows), rows, 0.0)
    price = -worth[:n]
    columns = np.where(price > 0, price * program.lower[:n], price * program.upper[:n])
    pull = np.maximum(worth[n:].reshape(len(weights), -1)[:, 0], 0.0)
    return float(duals @ rows + columns.sum() - (pull**2 / (4 * weights)).sum())

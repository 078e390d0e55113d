"""Solving one community: greatest growth, the trade-off, and one flux distribution.

The engine keeps two linear programs with their bases. In the first, growth is the objective; in
the second, growth rates are right-hand sides and the objective is the total flux. Its cost is
never negative, so it is dual feasible at rest and the dual simplex starts without a first phase;
another medium or other rates change bounds only and leave it dual feasible (docs/twin.md).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from threading import RLock
from typing import TYPE_CHECKING, Final

import numpy as np

from legaat.errors import NoGrowthError, SolverError
from legaat.twin._halves import Proof, Split, transfer
from legaat.twin._lp import TOLERANCE, Infeasible, Program, Solved
from legaat.twin._slopes import Slopes
from legaat.twin._sparse import Matrix
from legaat.twin._tradeoff import Cuts, least_squares

if TYPE_CHECKING:
    from legaat.twin._community import Community
    from legaat.twin._lp import Fine
    from legaat.twin._model import Bools, Floats

GAP: Final = 1e-6
"""Largest relative gap with which a solution is handed out."""

_ROUNDS: Final = 500

_WARM_STEPS: Final = 0.2
"""Simplex steps per row after which a warm start is given up for the interior point."""

_REST: Final = 0.01
"""Part of the rates at which the flux program is solved first: an easy solution, and a basis from
which impossible rates are found impossible in few steps."""

_SLACK: Final = 1e-9
"""Play of each growth rate, as part of the largest. The answer lies on the boundary of what is
possible, where HiGHS needs some room to say yes."""

_EVEN_SLACK: Final = 2e-8
"""The same for an even trade-off, as part of each rate itself."""

_WIDEN: Final = 4.0
_WIDEST: Final = 1.5e-7
"""How the play grows where HiGHS says no without a reason, and up to where."""

_KEPT: Final = 100
"""Proofs remembered for later scenarios, newest first to stay."""

_SMALL: Final = 0.01
"""Growth below this, 1/h, is judged by its absolute error."""

_NEARLY: Final = 1.0 - 2e-6
"""All of the growth, where an even trade-off is asked for it: it is known to within 1e-6."""

_FACE: Final = 1e-7
_FACTOR: Final = 1000.0
"""Scale of the growth objective: tolerances on its prices become as tight as those on fluxes."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a scenario asks of a community.

    Attributes
    ----------
    imports : ndarray, shape (nutrients,)
        Most that may enter the lumen, mmol/gDW/h.
    present : ndarray of bool, shape (members,)
    """

    imports: Floats
    present: Bools


@dataclass(frozen=True, slots=True)
class Greatest:
    """Solution 1: the greatest growth of the community.

    Attributes
    ----------
    value : float
        1/h, abundance-weighted.
    prices : ndarray, shape (nutrients,)
        How much that rises per mmol/gDW/h more of each nutrient.
    gap, residual : float
    """

    value: float
    prices: Floats
    gap: float
    residual: float


@dataclass(frozen=True, slots=True)
class Shared:
    """Solutions 2 and 3: growth rates of the trade-off and the parsimonious fluxes.

    Attributes
    ----------
    rates : ndarray, shape (members,)
    x : ndarray, shape (columns,)
    total : float
        Sum of all absolute fluxes.
    rounds : int
        Times the growth rates had to be corrected.
    gap, residual : float
    """

    rates: Floats
    x: Floats
    total: float
    rounds: int
    gap: float
    residual: float


@dataclass(slots=True)
class Engine:
    """The solver state of one community; safe to share between threads.

    Parameters
    ----------
    community : Community
    parent : Engine, optional
        A solved engine of a community with mostly the same members, to start from.
    even : bool
        Weigh each squared growth rate with the abundance, so that without a binding bound every
        gram grows alike; else, as in MICOM, growth is then proportional to abundance.
    """

    community: Community
    parent: Engine | None = None
    even: bool = False
    lock: RLock = field(default_factory=RLock, repr=False)
    _growth: Program | None = field(default=None, repr=False)
    _flux: Program | None = field(default=None, repr=False)
    _split: Split | None = field(default=None, repr=False)
    _slopes: Slopes | None = field(default=None, repr=False)
    _proofs: deque[Proof] = field(default_factory=lambda: deque(maxlen=_KEPT), repr=False)

    def greatest(self, setting: Setting) -> Greatest:
        """Find the greatest community growth.

        Raises
        ------
        NoGrowthError
            Nothing can grow, or a forced reaction can't run.
        SolverError
        """
        if not self.community.growth.nnz:
            raise NoGrowthError("growth-infeasible")
        lower, upper = (bound * self._mass() for bound in self.bounds(setting))
        program = self._growth
        if program is None:
            program = self._growth = self._growth_program(lower, upper)
            self._inherit(program, split=False)
        else:
            program.vertex()
            program.settle_here()
            program.go_home()
        program.set_bounds(lower, upper)
        if self.even:  # a small program: the simplex method is quick, and exact
            found = program.solve("simplex")
        else:
            found = program.solve("interior", patience=_WARM_STEPS)
        if isinstance(found, Infeasible):
            raise NoGrowthError("growth-infeasible")
        if found.gap > GAP:
            raise SolverError("solver-gap", gap=found.gap)
        prices = np.zeros(len(self.community.nutrients))
        columns = self.community.lumen_columns()
        here = columns >= 0
        prices[here] = np.maximum(found.reduced[columns[here]], 0.0) / _FACTOR
        return Greatest(max(0.0, -found.objective / _FACTOR), prices, found.gap, found.residual)

    def shared(
        self, setting: Setting, greatest: float, fraction: float, most: float = GAP
    ) -> Shared:
        """Find the trade-off's growth rates and its parsimonious fluxes.

        Parameters
        ----------
        setting : Setting
        greatest : float
            Value of the greatest community growth, 1/h.
        fraction : float
            Part of it that is kept, 0 to 1.
        most : float
            Largest relative gap of the growth rates; a larger one is only ever used where growth
            is shared evenly, for ranking many changes.

        Raises
        ------
        SolverError
            The growth rates did not reach the gap.
        """
        need = fraction * greatest * (1.0 - 1e-9)
        lower, upper = self.bounds(setting)
        if self.even:
            return self._smooth(lower, upper, min(fraction, _NEARLY) * greatest, most)
        program, split = self._flux_program(lower, upper)
        low, high = split.bounds(lower, upper)
        program.set_bounds(low, high)
        shares = self.community.abundances
        cuts = Cuts(shares, setting.present, need)
        for proof in self._proofs:
            cuts.add(proof.normal, proof.limit(low, high))
        m = self.community.matrix.shape[0]
        rows = np.arange(m, m + len(self.community.members))
        if program.home is None and not program.warm:
            rates, _ = least_squares(cuts)
            program.set_rows(rows, _REST * rates, _REST * rates)
            program.solve("simplex")
        else:
            program.go_home()
        part = _SLACK
        for turn in range(_ROUNDS):
            rates, least = least_squares(cuts)
            slack = _play(rates, part)
            program.set_rows(rows, rates - slack, rates + slack)
            found = program.solve("simplex")
            if isinstance(found, Solved):
                program.settle_here()
                settled = self._settle(program, split, found)
                x = split.join(settled.x)
                got = self.community.growth @ x
                length = float(got @ got)
                floor = float(np.square(_SMALL * shares).sum())  # growth that all would share
                gap = max(0.0, length - least) / max(length, floor)
                short = max(0.0, need - float(shares @ got)) / max(need, _SMALL)
                if max(gap, short) > GAP:
                    raise SolverError("solver-gap", gap=max(gap, short))
                got, gap = np.maximum(got, 0.0), max(gap, short)
                return Shared(got, x, found.objective, turn, gap, settled.residual)
            if self._learn(cuts, found.ray, low, high):
                continue
            if part < _WIDEST:  # impossible by less than rounding: HiGHS and the cuts disagree
                part *= _WIDEN
            elif not self._last_resort(cuts, lower, upper):
                raise SolverError("solver-stuck", reason="no cut")
        raise SolverError("solver-stuck", reason="rounds")

    def _smooth(self, lower: Floats, upper: Floats, need: float, most: float) -> Shared:
        """Find the even trade-off's growth rates by linear pieces, then the fluxes."""
        if self._slopes is None:
            self._slopes = Slopes(self.community)
        shares = self.community.abundances
        rates, gap = self._slopes.least(lower, upper, need, shares, 0.4 * most)
        program, split = self._flux_program(lower, upper)
        program.set_bounds(*split.bounds(lower, upper))
        m, slack = self.community.matrix.shape[0], np.maximum(2 * TOLERANCE, _EVEN_SLACK * rates)
        program.go_home()
        program.set_rows(np.arange(m, m + len(shares)), rates - slack, rates + slack)
        found = program.solve("simplex")
        if isinstance(found, Infeasible):
            raise SolverError("solver-stuck", reason="rates")
        program.settle_here()
        # Where many changes are only ranked, any of the equally parsimonious fluxes will do.
        settled = self._settle(program, split, found) if most <= GAP else found
        x = split.join(settled.x)
        got = np.maximum(self.community.growth @ x, 0.0)
        short = max(0.0, need - float(shares @ got)) / max(need, _SMALL)
        gap = max(gap, short)
        if gap > most:
            raise SolverError("solver-gap", gap=gap)
        return Shared(got, x, found.objective, 0, gap, settled.residual)

    def _learn(self, cuts: Cuts, ray: Fine | None, low: Floats, high: Floats) -> bool:
        """Add the half-space that shows why the last growth rates are impossible."""
        if ray is not None and self._split is not None:
            for sign in (1.0, -1.0):  # the sign of a ray is the solver's choice
                proof = self._split.proof(sign * ray)
                if cuts.add(proof.normal, proof.limit(low, high)):
                    self._proofs.append(proof)
                    return True
        return False

    def _last_resort(self, cuts: Cuts, lower: Floats, upper: Floats) -> bool:
        price = None if cuts.last is None else self._elastic(lower, upper, cuts.last)
        return price is not None and cuts.add(*price)

    # -- the pieces ------------------------------------------------------------------------

    def bounds(self, setting: Setting) -> tuple[Floats, Floats]:
        c = self.community
        lower, upper = c.lower.copy(), c.upper.copy()
        lumen = c.owner < 0
        lower[lumen] = -setting.imports[c.place[lumen]]
        gone = ~lumen & ~setting.present[c.owner]
        lower[gone] = upper[gone] = 0.0
        return lower, upper

    def _growth_program(self, lower: Floats, upper: Floats) -> Program:
        """Build the program of greatest growth, with each taxon's fluxes per gram of community.

        Times its abundance a taxon's fluxes have the same balances within, and what it gives to
        the lumen no longer depends on the abundance; nor does the objective. That leaves the
        interior point a better scaled program.
        """
        c = self.community
        taxon = c.owner[c.matrix.column]
        outward = (taxon >= 0) & (c.row_owner[c.matrix.indices] < 0)
        data = c.matrix.data.copy()
        data[outward] /= c.abundances[taxon[outward]]
        matrix = Matrix(c.matrix.indptr, c.matrix.indices, data, c.matrix.shape)
        cost = -_FACTOR * (c.growth.T @ np.ones(len(c.members)))
        zero = np.zeros(c.matrix.shape[0])
        return Program(matrix, cost, lower, upper, zero, zero, nought=_FACTOR * _SMALL)

    def _mass(self) -> Floats:
        c = self.community
        return np.where(c.owner >= 0, c.abundances[c.owner], 1.0)

    def _flux_program(self, lower: Floats, upper: Floats) -> tuple[Program, Split]:
        if self._flux is None or self._split is None:
            split = self._split = Split(self.community)
            low, high = split.bounds(lower, upper)
            rows = np.zeros(split.matrix.shape[0])
            # Devex: less time and fewer rounds with genome-scale models (docs/twin.md)
            self._flux = Program(
                split.matrix, split.weights, low, high, rows, rows, devex=not self.even
            )
            self._inherit(self._flux, split=True)
        return self._flux, self._split

    def _settle(self, program: Program, split: Split, first: Solved) -> Solved:
        """Choose among equally parsimonious fluxes by a stated rule.

        Columns with a reduced cost stay where they are, which leaves exactly the optimal ones
        free; among those, the sum of fluxes times a number drawn from the names of taxon and
        reaction is least. The answer depends on nothing else.
        """
        at = program.basis
        fixed = np.abs(first.reduced) > _FACE
        low, high, cost = program.lower.copy(), program.upper.copy(), program.cost.copy()
        program.set_bounds(np.where(fixed, first.x, low), np.where(fixed, first.x, high))
        program.set_cost(split.ties)
        second = program.solve("simplex")
        program.set_cost(cost)
        program.set_bounds(low, high)
        program.start_from(at)
        if isinstance(second, Infeasible):
            return first
        return second

    def _elastic(self, lower: Floats, upper: Floats, rates: Floats) -> tuple[Floats, float] | None:
        """Cut off `rates` by the prices of the nearest rates that are possible (L1)."""
        c = self.community
        n, k, m = c.matrix.shape[1], len(rates), c.matrix.shape[0]
        unit = Matrix.eye(k)
        matrix = Matrix.blocks([[c.matrix, None, None], [c.growth, unit, -unit]])
        side = np.concatenate([np.zeros(m), rates])
        program = Program(
            matrix,
            np.concatenate([np.zeros(n), np.ones(2 * k)]),
            np.concatenate([lower, np.zeros(2 * k)]),
            np.concatenate([upper, np.full(2 * k, 1e4)]),
            side,
            side,
        )
        found = program.solve("interior")
        if isinstance(found, Infeasible):
            return None
        # any multipliers y give: y_rates . rates <= max over the box of y^T A x
        z = c.matrix.T @ found.duals[:m] + c.growth.T @ found.duals[m:]
        return found.duals[m:], float(np.maximum(z * lower, z * upper).sum())

    # -- starting from a relative ----------------------------------------------------------

    def _inherit(self, program: Program, *, split: bool) -> None:
        parent = self.parent
        if parent is None:
            return
        with parent.lock:
            source = parent._flux if split else parent._growth
            if source is None:
                return
            if not split:
                source.vertex()
            if not source.warm:
                return
            basis = source.basis
        program.start_from(transfer(parent.community, self.community, basis, split=split))


def _play(rates: Floats, part: float) -> float:
    """Return the play of each growth rate, 1/h: not below HiGHS's tolerance where that is small."""
    largest = float(rates.max(initial=0.0))
    return max(part * largest, min(2 * TOLERANCE, 10 * part * largest))

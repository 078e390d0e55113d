"""Linear programs: one gate to HiGHS, where every status and residual is checked.

HiGHS (Huangfu & Hall 2018, doi:10.1007/s12532-017-0130-5) does the arithmetic, on one thread, so
that the same program gives the same bits. Nothing leaves this module as a solution whose
residual was not recomputed here from the matrix.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import numpy as np

from legaat.errors import SolverError
from legaat.twin._sparse import Matrix

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from legaat.twin._model import Floats, Ints

Method: TypeAlias = Literal["simplex", "interior"]
Fine: TypeAlias = "NDArray[np.longdouble]"

TOLERANCE: Final = 1e-9
"""Feasibility and optimality tolerance asked of HiGHS; its own default is 1e-7."""

ACCEPT: Final = 1e-6
"""Largest scaled residual with which a solution is passed on."""


_INTERIOR_TOLERANCE: Final = 1e-7
"""What HiGHS is asked of an interior point; with less it stops short and says "unknown". What it
gives is judged here, by residual and gap."""


_REFINEMENTS: Final = 2


@dataclass(frozen=True, slots=True)
class _Attempt:
    method: Method
    presolve: bool
    warm: bool = False


_WARM: Final = _Attempt("simplex", presolve=True, warm=True)
_AGAIN: Final = _Attempt("simplex", presolve=False, warm=True)
"""From the basis where the warm start stopped, but factorised anew."""

_INTERIOR: Final = (_Attempt("interior", presolve=True), _Attempt("interior", presolve=False))
_SIMPLEX: Final = (_Attempt("simplex", presolve=True), _Attempt("simplex", presolve=False))


@dataclass(frozen=True, slots=True)
class Basis:
    """Where a solution lies in its polyhedron, as HiGHS codes it: one small integer each."""

    columns: NDArray[np.int8]
    rows: NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Solved:
    """An optimum that passed the gate.

    Attributes
    ----------
    x : ndarray, shape (columns,)
    duals : ndarray, shape (rows,)
        Shadow price of each row.
    reduced : ndarray, shape (columns,)
        Reduced cost of each column.
    objective : float
    residual : float
        Largest violation of a row, over 1 + the sum of the sizes of its terms.
    gap : float
        How far, relatively, `duals` leave the objective unproven (weak duality).
    iterations : int
    """

    x: Floats
    duals: Floats
    reduced: Floats
    objective: float
    residual: float
    gap: float
    iterations: int


@dataclass(frozen=True, slots=True)
class Infeasible:
    """Proof that there is no solution: a combination of the rows that no point can meet.

    Attributes
    ----------
    ray : ndarray, shape (rows,) or None
        Multipliers of the rows (Farkas), in extended precision; None where HiGHS gave none.
    """

    ray: Fine | None


class Program:
    """A linear program that keeps its basis between solutions.

    Parameters
    ----------
    matrix : Matrix or one of scipy's, shape (rows, columns)
    cost, lower, upper : ndarray, shape (columns,)
    row_lower, row_upper : ndarray, shape (rows,)
    nought : float
        Objectives smaller than this are judged by their absolute gap, over this.
    devex : bool
        Price rows of the dual simplex method by Devex, whose weights cost nothing to begin with,
        instead of steepest edges.
    """

    def __init__(
        self,
        matrix: Any,
        cost: Floats,
        lower: Floats,
        upper: Floats,
        row_lower: Floats,
        row_upper: Floats,
        *,
        nought: float = 1e-3,
        devex: bool = False,
    ) -> None:
        import highspy

        self._hp: Any = highspy
        self._nought = nought
        self.matrix = Matrix.read(matrix)
        self.cost, self.lower, self.upper = cost.copy(), lower.copy(), upper.copy()
        self.row_lower, self.row_upper = row_lower.copy(), row_upper.copy()
        self._h: Any = self._fresh()
        if devex:
            self._h.setOptionValue("simplex_dual_edge_weight_strategy", 1)
        self.warm = False
        self.home: Basis | None = None
        self._magnitude = abs(self.matrix)

    def _fresh(self) -> Any:
        hp = self._hp
        h = _quiet(hp)()
        h.setOptionValue("threads", 1)
        h.setOptionValue("parallel", "off")
        h.setOptionValue("primal_feasibility_tolerance", TOLERANCE)
        h.setOptionValue("dual_feasibility_tolerance", TOLERANCE)
        a, (m, n) = self.matrix, self.matrix.shape
        # arrays in one go: HiGHS's own record would take them number by number
        h.passModel(
            n, m, a.nnz, int(hp.MatrixFormat.kColwise), int(hp.ObjSense.kMinimize), 0.0,
            self.cost, self.lower, self.upper, self.row_lower, self.row_upper,
            a.indptr[:-1], a.indices, a.data, np.zeros(n, dtype=np.int32),
        )  # fmt: skip
        return h

    def set_cost(self, cost: Floats) -> None:
        """Replace the cost of every column."""
        n = len(cost)
        self.cost = cost.copy()
        self._h.changeColsCost(n, np.arange(n, dtype=np.int32), self.cost)

    def set_bounds(self, lower: Floats, upper: Floats) -> None:
        """Replace the bounds of every column."""
        moved = np.flatnonzero((lower != self.lower) | (upper != self.upper)).astype(np.int32)
        self.lower, self.upper = lower.copy(), upper.copy()
        if len(moved):
            self._h.changeColsBounds(len(moved), moved, lower[moved], upper[moved])

    def set_rows(self, rows: Ints, lower: Floats, upper: Floats) -> None:
        """Replace the bounds of some rows."""
        self.row_lower[rows], self.row_upper[rows] = lower, upper
        self._h.changeRowsBounds(len(rows), rows.astype(np.int32), lower, upper)

    @property
    def basis(self) -> Basis:
        """The basis of the last solution."""
        b = self._h.getBasis()
        return Basis(
            np.array([int(s) for s in b.col_status], dtype=np.int8),
            np.array([int(s) for s in b.row_status], dtype=np.int8),
        )

    def start_from(self, basis: Basis) -> None:
        """Begin the next simplex solution here; gaps and surplus are repaired by HiGHS."""
        status = self._hp.HighsBasisStatus
        codes = [status(i) for i in range(5)]
        b = self._hp.HighsBasis()
        b.col_status = [codes[i] for i in basis.columns.tolist()]
        b.row_status = [codes[i] for i in basis.rows.tolist()]
        b.valid, b.alien = True, True
        self.warm = self._h.setBasis(b) != self._hp.HighsStatus.kError

    def settle_here(self) -> None:
        """Remember this basis: later scenarios start from it, whatever came between."""
        if self.warm and self.home is None:
            self.home = self.basis

    def go_home(self) -> None:
        """Return to the remembered basis."""
        if self.home is not None:
            self.start_from(self.home)

    def solve(self, first: Method = "simplex", *, patience: float = 3.0) -> Solved | Infeasible:
        """Minimise, trying another method where one gets stuck.

        Parameters
        ----------
        first : {"simplex", "interior"}
            What to try first, when there is no basis to start from.
        patience : float
            Simplex steps per row that a start from a basis may take.

        Raises
        ------
        SolverError
            No method gave a solution, or a proof that there is none, within tolerance.
        """
        cold: tuple[_Attempt, ...] = _INTERIOR + _SIMPLEX
        if first == "simplex":
            cold = _SIMPLEX[:1] + _INTERIOR + _SIMPLEX[1:]
        reason = ""
        for attempt in (_WARM, _AGAIN, *cold) if self.warm else cold:
            answer = self._attempt(attempt, patience)
            if not isinstance(answer, str):
                return answer
            reason = answer
            stopped = self.basis if attempt == _WARM else None
            self._h.clearSolver()
            self.warm = False
            if stopped is not None:
                self.start_from(stopped)
        raise SolverError("solver-stuck", reason=reason)

    def _attempt(self, attempt: _Attempt, patience: float) -> Solved | Infeasible | str:
        h, hp = self._h, self._hp
        interior = attempt.method == "interior"
        limit = int(patience * self.matrix.shape[0]) if attempt.warm else 2**31 - 1
        tolerance = _INTERIOR_TOLERANCE if interior else TOLERANCE
        h.setOptionValue("simplex_iteration_limit", max(limit, 500))
        h.setOptionValue("solver", "ipm" if interior else "simplex")
        h.setOptionValue("run_crossover", "off")
        h.setOptionValue("presolve", "on" if attempt.presolve else "off")
        h.setOptionValue("primal_feasibility_tolerance", tolerance)
        h.setOptionValue("dual_feasibility_tolerance", tolerance)
        h.run()
        status = h.getModelStatus()
        if status == hp.HighsModelStatus.kNotset:  # it never began: see _schedule
            _schedule(hp)
            h.run()
            status = h.getModelStatus()
        if status == hp.HighsModelStatus.kOptimal:
            solved = self._read()
            if solved.residual > ACCEPT or (interior and solved.gap > ACCEPT):
                return f"residual {solved.residual:.1e}, gap {solved.gap:.1e}"
            self.warm = not interior
            return solved
        if status == hp.HighsModelStatus.kInfeasible and not interior:
            self.warm = True
            return Infeasible(self._ray())
        if status == hp.HighsModelStatus.kUnbounded:
            raise SolverError("solver-unbounded")
        return str(h.modelStatusToString(status))

    def vertex(self) -> None:
        """Turn the last interior solution into a basis, so that the next one starts warm."""
        if self.warm:
            return
        _schedule(self._hp)
        self._h.setOptionValue("solver", "ipm")
        self._h.crossover(self._h.getSolution())
        self.warm = bool(self._h.getBasis().valid)

    def _ray(self) -> Fine | None:
        out = self._h.getDualRay()
        if len(out) < 3 or not out[1]:
            return None
        ray = np.array(out[2], dtype=np.float64)
        return self._cleaned(ray) if np.isfinite(ray).all() and ray.any() else None

    def _cleaned(self, ray: Floats) -> Fine:
        """Take the rounding out of a ray: iterative refinement in its own basis.

        A ray prices every basic variable but one at nothing. The rounding left there, times bounds
        of a thousand, is more than the ray cuts off when the rates are all but possible; so
        residuals and ray are of extended precision (Wilkinson 1963, Rounding Errors in Algebraic
        Processes), where the platform has that.
        """
        _, basic = self._h.getBasicVariables()
        basic = np.asarray(basic)
        inner = basic >= 0
        fine = ray.astype(np.longdouble)
        for _ in range(_REFINEMENTS):
            prices = np.empty(len(basic), dtype=np.longdouble)
            prices[inner] = times_fine(self.matrix, fine)[basic[inner]]
            prices[~inner] = fine[-1 - basic[~inner]]
            prices[np.abs(prices).argmax()] = 0.0
            size = np.abs(prices).max()
            if size == 0:
                break
            # of size 1, because HiGHS takes what is below 1e-14 for nothing
            answer = self._h.getBasisTransposeSolve((prices / size).astype(np.float64))
            step = np.asarray(answer[1])
            if len(step) != len(ray) or not np.isfinite(step).all():
                break
            fine = fine - size * step
        return fine

    def _read(self) -> Solved:
        solution, info = self._h.getSolution(), self._h.getInfo()
        x = np.clip(np.array(solution.col_value), self.lower, self.upper)
        duals = np.array(solution.row_dual)
        objective = float(self.cost @ x)
        return Solved(
            x=x,
            duals=duals,
            reduced=np.array(solution.col_dual),
            objective=objective,
            residual=self.residual(x),
            gap=max(0.0, objective - self.bound(duals)) / max(abs(objective), self._nought),
            iterations=int(max(info.simplex_iteration_count, 0) + max(info.ipm_iteration_count, 0)),
        )

    def residual(self, x: Floats) -> float:
        """Return the largest scaled violation of a row; `x` lies within its bounds."""
        value = self.matrix @ x
        off = np.maximum(np.maximum(self.row_lower - value, value - self.row_upper), 0.0)
        if not np.isfinite(x).all():
            return float("inf")
        return float((off / (1.0 + self._magnitude @ np.abs(x))).max(initial=0.0))

    def bound(self, duals: Floats) -> float:
        """Return a value that no solution can go below, whatever `duals` are (weak duality)."""
        price = self.cost - self.matrix.T @ duals
        rows = np.where(duals > 0, _finite(self.row_lower), _finite(self.row_upper))
        with np.errstate(invalid="ignore"):
            columns = np.where(price > 0, price * self.lower, price * self.upper)
        columns[price == 0] = 0.0
        return float(duals @ rows + columns.sum())


def times_fine(matrix: Matrix, duals: Fine) -> Fine:
    """Return ``matrix.T @ duals`` in extended precision, shape (columns,)."""
    out = np.zeros(matrix.shape[1], dtype=np.longdouble)
    filled = np.diff(matrix.indptr) > 0
    if filled.any():
        terms = matrix.data * duals.astype(np.longdouble)[matrix.indices]
        out[filled] = np.add.reduceat(terms, matrix.indptr[:-1][filled])
    return out


@cache
def _quiet(highspy: Any) -> Any:
    """Return a HiGHS that does not greet: its constructor prints before it takes an option."""

    class Quiet(highspy.Highs):  # type: ignore[misc]
        def enableCallbacks(self) -> Any:  # noqa: N802
            self.setOptionValue("output_flag", False)  # noqa: FBT003
            return super().enableCallbacks()

    return Quiet


def _schedule(highspy: Any) -> None:
    """Give this thread a HiGHS scheduler of one thread, if it hasn't one.

    HiGHS keeps a scheduler per thread. A run makes it, but a crossover takes it for granted and
    crashes without; and a run refuses to begin where somebody else's run in this thread made a
    wider one.
    """
    trial = _quiet(highspy)()
    trial.setOptionValue("threads", 1)
    if trial.run() == highspy.HighsStatus.kError:
        highspy.Highs.resetGlobalScheduler(True)  # noqa: FBT003
        trial.run()


def _finite(values: Floats) -> Floats:
    return np.where(np.isfinite(values), values, 0.0)

"""An independent solution of the trade-off: the whole quadratic program, uncompiled, by Clarabel.

Shares no code with the engine but the reading of a model: matrices are assembled here, from the
conventions in MICOM's source, and another solver gives primal and dual values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import clarabel
import numpy as np
from scipy import sparse

from legaat.twin._model import Model


@dataclass(frozen=True)
class Oracle:
    """Greatest growth, growth rates, and the relative gap between primal and dual objective."""

    greatest: float
    rates: np.ndarray
    gap: float


def solve(
    models: Sequence[Model],
    abundances: Sequence[float],
    medium: Mapping[str, float],
    fraction: float,
) -> Oracle:
    """Solve the trade-off on the uncompiled matrices."""
    a, g, lower, upper = _community(models, abundances, medium)
    weights = np.asarray(abundances)
    n = a.shape[1]
    best, _, _ = _clarabel(sparse.csc_matrix((n, n)), -(g.T @ weights), a, lower, upper)
    greatest = float(weights @ (g @ best))
    # growth rates as variables of their own, so that the quadratic part is diagonal
    k = len(models)
    a2 = sparse.bmat([[a, None], [g, -sparse.eye(k)]], format="csc")
    p = sparse.diags(np.concatenate([np.zeros(n), np.full(k, 2.0)])).tocsc()
    need = np.concatenate([np.zeros(n), weights])
    x, primal, dual = _clarabel(
        p, np.zeros(n + k), a2, np.concatenate([lower, np.zeros(k)]),
        np.concatenate([upper, np.full(k, 1e3)]), floor=(need, fraction * greatest),
    )  # fmt: skip
    return Oracle(greatest, x[n:], abs(primal - dual) / max(abs(primal), 1e-12))


def _community(
    models: Sequence[Model], abundances: Sequence[float], medium: Mapping[str, float]
) -> tuple[Any, Any, np.ndarray, np.ndarray]:
    names = sorted({name for m in models for name in m.exchange_metabolites})
    number = {name: i for i, name in enumerate(names)}
    inner, outer, lows, highs, growth = [], [], [], [], []
    for model, share in zip(models, abundances, strict=True):
        low, high = model.lower.copy(), model.upper.copy()
        j, s = model.exchanges, model.exchange_signs
        low[j] = np.where(s > 0, -100.0, low[j])
        high[j] = np.where(s > 0, high[j], 100.0)
        rows = [number[x] for x in model.exchange_metabolites]
        outer.append(sparse.csc_matrix((share * s, (rows, j)), (len(names), len(low))))
        inner.append(model.stoichiometry)
        lows.append(low)
        highs.append(high)
        growth.append(sparse.csr_matrix(model.objective[None, :]))
    k = len(names)
    a = sparse.bmat(
        [[sparse.block_diag(inner), None], [sparse.hstack(outer), -sparse.eye(k)]], format="csc"
    )
    g = sparse.hstack([sparse.block_diag(growth), sparse.csr_matrix((len(models), k))]).tocsr()
    lows.append(np.array([-medium.get(x, 0.0) for x in names]))
    highs.append(np.full(k, 1000.0))
    return a, g, np.concatenate(lows), np.concatenate(highs)


def _clarabel(
    p: Any, q: np.ndarray, a: Any, lower: np.ndarray, upper: np.ndarray,
    floor: tuple[np.ndarray, float] | None = None,
) -> tuple[np.ndarray, float, float]:  # fmt: skip
    n = len(q)
    eye = sparse.identity(n, format="csr")
    blocks, right = [a, -eye, eye], [np.zeros(a.shape[0]), -lower, upper]
    if floor is not None:
        blocks.append(sparse.csr_matrix(-floor[0][None, :]))
        right.append(np.array([-floor[1]]))
    whole = sparse.csc_matrix(sparse.vstack(blocks))
    cones = [clarabel.ZeroConeT(a.shape[0]), clarabel.NonnegativeConeT(whole.shape[0] - a.shape[0])]
    settings = clarabel.DefaultSettings()
    settings.verbose = False
    settings.max_threads = 1
    settings.tol_gap_rel = settings.tol_gap_abs = settings.tol_feas = 1e-9
    solution = clarabel.DefaultSolver(
        sparse.csc_matrix(p), q, whole, np.concatenate(right), cones, settings
    ).solve()
    if str(solution.status) not in {"Solved", "AlmostSolved"}:
        raise RuntimeError(str(solution.status))
    return np.array(solution.x), float(solution.obj_val), float(solution.obj_val_dual)


@dataclass(frozen=True)
class Certificate:
    """What an independent linear program says of growth rates somebody claims to be best.

    Attributes
    ----------
    greatest : float
        Greatest community growth, 1/h.
    violation : float
        Least total change (L1, relative) that makes the claimed rates possible.
    gap : float
        Relative gap: no possible rates have a sum of squares below (1 - gap) times the claimed.
    distance : float
        Largest possible relative L2 distance from the true rates, by strong convexity.
    """

    greatest: float
    violation: float
    gap: float
    distance: float


def certify(
    models: Sequence[Model], abundances: Sequence[float], medium: Mapping[str, float],
    fraction: float, rates: Sequence[float],
) -> Certificate:  # fmt: skip
    """Certify growth rates on the uncompiled matrices with scipy's linear programming.

    The sum of squares f is convex, so f(y) >= f(r) + 2 r.(y - r) for all possible y: the least of
    the right-hand side, a linear program, bounds the best from below (the duality gap of Frank &
    Wolfe 1956). And f(r) - f* >= |r - r*|^2.
    """
    a, g, lower, upper = _community(models, abundances, medium)
    weights, r = np.asarray(abundances), np.asarray(rates)
    bounds = np.column_stack([lower, upper])
    greatest = -_linear(-1000 * (g.T @ weights), a, bounds) / 1000
    need = fraction * greatest * (1 - 1e-9)
    scale = 1000 / float(r @ r)
    row = sparse.csr_matrix(-(g.T @ weights)[None, :])
    least = _linear(2 * scale * (g.T @ r), a, bounds, a_ub=row, b_ub=[-need]) / scale
    k = len(r)
    wide = sparse.bmat([[a, None, None], [g, sparse.eye(k), -sparse.eye(k)]], format="csc")
    size = float(np.abs(r).sum())
    off = _linear(
        np.concatenate([np.zeros(len(lower)), np.ones(2 * k)]), wide,
        np.vstack([bounds, np.tile([0.0, 10.0], (2 * k, 1))]),
        b_eq=np.concatenate([np.zeros(a.shape[0]), r]),
    )  # fmt: skip
    gap = max(0.0, 2 * float(r @ r) - least) / float(r @ r)
    return Certificate(greatest, off / size, gap, float(np.sqrt(gap)))


def _linear(
    cost: np.ndarray, a: Any, bounds: np.ndarray, a_ub: Any = None, b_ub: Any = None,
    b_eq: np.ndarray | None = None,
) -> float:  # fmt: skip
    from scipy.optimize import linprog

    right = np.zeros(a.shape[0]) if b_eq is None else b_eq
    options = {"primal_feasibility_tolerance": 1e-9, "dual_feasibility_tolerance": 1e-9,
               "ipm_optimality_tolerance": 1e-12}  # fmt: skip
    found = linprog(cost, a_ub, b_ub, a, right, bounds, method="highs-ipm", options=options)
    if found.status != 0:
        raise RuntimeError(found.message)
    # Not what the solver calls the optimum, but what its prices prove: weak duality over the box
    # of bounds holds for any prices, whatever the solver's tolerances.
    price = cost - a.T @ found.eqlin.marginals
    proven = float(right @ found.eqlin.marginals)
    if a_ub is not None:
        row = np.minimum(found.ineqlin.marginals, 0.0)
        price -= a_ub.T @ row
        proven += float(np.asarray(b_ub) @ row)
    return proven + float(np.minimum(price * bounds[:, 0], price * bounds[:, 1]).sum())


def prove(
    models: Sequence[Model], abundances: Sequence[float], medium: Mapping[str, float],
    rates: Sequence[float], centre: Sequence[float],
) -> float:  # fmt: skip
    """Return how far (relative L2) possible `rates` can be from the best of their own growth.

    Every possible y with the same community growth has ``|y|^2 >= 2 c.y - |c|^2`` for any c; the
    least of ``c.y`` is a linear program on the uncompiled matrices, whose prices at a vertex are
    refined in extended precision, so that weak duality leaves next to nothing. And the best is
    nearer to `rates` than the root of what their squared lengths differ in (strong convexity).
    """
    import highspy

    a, g, lower, upper = _community(models, abundances, medium)
    weights, r, c = np.asarray(abundances), np.asarray(rates), np.asarray(centre)
    need, size = float(weights @ r), float(r @ r)
    matrix = sparse.csc_matrix(sparse.vstack([a, sparse.csr_matrix((g.T @ weights)[None, :])]))
    matrix.sort_indices()
    cost = np.asarray(g.T @ c).ravel() / size * 1000
    h = highspy.Highs()
    for key, value in {
        "output_flag": False, "threads": 1, "solver": "ipm", "run_crossover": "on",
        "primal_feasibility_tolerance": 1e-9, "dual_feasibility_tolerance": 1e-9,
    }.items():  # fmt: skip
        h.setOptionValue(key, value)
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = matrix.shape
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = cost, lower, upper
    lp.row_lower_ = np.append(np.zeros(a.shape[0]), need)
    lp.row_upper_ = np.append(np.zeros(a.shape[0]), 1e30)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_ = matrix.indptr, matrix.indices
    lp.a_matrix_.value_ = matrix.data
    h.passModel(lp)
    h.run()
    _, basic = h.getBasicVariables()
    basic = np.asarray(basic)
    inner = basic >= 0
    y = np.array(h.getSolution().row_dual).astype(np.longdouble)
    best = -np.inf
    for _ in range(3):
        z = cost - np.add.reduceat(matrix.data * y[matrix.indices], matrix.indptr[:-1])
        bound = y[-1] * need if y[-1] >= 0 else -np.inf
        best = max(best, float(bound + np.minimum(z * lower, z * upper).sum()) / 1000)
        off = np.where(inner, -z[basic], y[-1 - np.minimum(basic, -1)])
        scale = np.abs(off).max()
        if scale == 0:
            break
        y = y - scale * h.getBasisTransposeSolve((off / scale).astype(np.float64))[1]
    return float(np.sqrt(max(0.0, 1.0 - (2 * best - float(c @ c) / size))))

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

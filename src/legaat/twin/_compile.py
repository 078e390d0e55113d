"""Make a model smaller without changing what it can do.

Four reductions, repeated until none applies, each of which keeps the set of possible fluxes
(docs/twin.md derives them):

1. *Blocked reactions go.* Quick ones first (a metabolite that nothing makes, or nothing uses).
   Then all irreversible reactions at once, by one linear program over the flux cone: asking each
   for a flux of up to 1, the optimum gives exactly 1 to those that can run and 0 to the others
   (Vlassis, Pacheco & Sauter 2014, FASTCORE, LP-7). Once every irreversible reaction left can
   run, a reversible one is blocked exactly where the null space has a zero row
   (Tefagh & Boyd 2020, SWIFTCORE).
2. *Fixed ratios merge.* A metabolite with one maker and one user ties their fluxes; so does
   a pair of proportional rows of the null space (full coupling, Burgard et al. 2004).
3. *Dependent rows drop*, by a rank-revealing QR factorisation.
4. Bounds of what was merged are intersected. Those of exchanges are not: a community sets them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from legaat.errors import ModelFileError
from legaat.twin._cone import cone_support
from legaat.twin._model import Floats, Ints, Model
from legaat.twin._sparse import Matrix

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

_NOTHING: Final = 1e-11
"""A coefficient smaller than this, relative to its column, is rounding of a sum that cancels."""

_RANK: Final = 1e-9
"""Relative size below which a pivot of the QR factorisation, or a row of the null space, is 0."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A model after the reductions.

    Attributes
    ----------
    id : str
    reactions, rows : tuple of str
        Ids of all reactions of the original, and of the metabolites whose balance is kept.
    matrix : Matrix, shape (rows, columns)
    lower, upper, objective, weights : ndarray, shape (columns,)
        Bounds that come from other reactions than exchanges; growth; and how much the sum of
        all absolute fluxes rises with one unit of this column.
    column, ratio : ndarray, shape (reactions,)
        Flux of reaction j is ``ratio[j] * x[column[j]]``; blocked ones have column -1, ratio 0.
    exchange_names : tuple of str
        Lumen metabolite of each exchange that can run.
    exchange_column, exchange_ratio : ndarray, shape (exchanges,)
        Secretion is ``exchange_ratio * x[exchange_column]`` in mmol/gDW/h.
    exchange_lower, exchange_upper : ndarray, shape (exchanges,)
        The original's own bounds on secretion (uptake is negative).
    """

    id: str
    reactions: tuple[str, ...]
    rows: tuple[str, ...]
    matrix: Matrix
    lower: Floats
    upper: Floats
    objective: Floats
    weights: Floats
    column: Ints
    ratio: Floats
    exchange_names: tuple[str, ...]
    exchange_column: Ints
    exchange_ratio: Floats
    exchange_lower: Floats
    exchange_upper: Floats

    def expand(self, x: Floats) -> Floats:
        """Return every original flux, shape (reactions,), from the compiled ones."""
        full: Floats = self.ratio * np.where(self.column >= 0, x[self.column], 0.0)
        return full


class _Work:
    """The model while it shrinks: original flux = ratio * x[column] for what is left."""

    def __init__(self, model: Model) -> None:
        n = len(model.reactions)
        self.s: csr_array = model.stoichiometry.tocsr()
        self.s.eliminate_zeros()
        self.rows = np.arange(len(model.metabolites))
        self.column = np.arange(n)
        self.ratio = np.ones(n)
        self.free_lower, self.free_upper = model.lower.copy(), model.upper.copy()
        self.free_lower[model.exchanges] = -np.inf
        self.free_upper[model.exchanges] = np.inf
        # The column that gives a merged group its unit: growth first, then exchanges.
        self.rank = np.zeros(n, dtype=np.int64)
        self.rank[model.exchanges] = 1
        self.rank[model.objective != 0] = 2
        self.lower, self.upper = self.free_lower.copy(), self.free_upper.copy()

    @property
    def n(self) -> int:
        return int(self.s.shape[1])

    def keep(self, mask: NDArray[np.bool_]) -> None:
        """Drop the columns outside `mask`: they are blocked."""
        if mask.all():
            return
        new = np.where(mask, np.cumsum(mask) - 1, -1)
        alive = self.column >= 0
        self.column[alive] = new[self.column[alive]]
        self.ratio[self.column < 0] = 0.0
        self.lower, self.upper, self.rank = self.lower[mask], self.upper[mask], self.rank[mask]
        self.s = self.s[:, mask]
        self.tidy()

    def merge(self, group: Ints, scale: Floats) -> None:
        """Replace columns by groups: x[j] = scale[j] * y[group[j]]."""
        from scipy.sparse import csr_array

        n_new = int(group.max()) + 1
        join = csr_array((scale, (np.arange(self.n), group)), shape=(self.n, n_new))
        size = abs(self.s) @ abs(join)
        self.s = self.s @ join
        self._drop_rounding(size)
        alive = self.column >= 0
        old = self.column[alive]
        self.ratio[alive] *= scale[old]
        self.column[alive] = group[old]
        self.rank = _reduce(np.maximum, self.rank, group, n_new)
        self._bounds(n_new)
        self.tidy()

    def _bounds(self, n: int) -> None:
        alive = self.column >= 0
        ratio, column = self.ratio[alive], self.column[alive]
        low, high = self.free_lower[alive] / ratio, self.free_upper[alive] / ratio
        low, high = np.where(ratio > 0, low, high), np.where(ratio > 0, high, low)
        self.lower, self.upper = np.full(n, -np.inf), np.full(n, np.inf)
        np.maximum.at(self.lower, column, low)
        np.minimum.at(self.upper, column, high)

    def _drop_rounding(self, size: csr_array) -> None:
        whole = size.tocsr()
        whole.sort_indices()
        dense = self.s.tocoo()
        limit = np.asarray(whole[dense.row, dense.col]).ravel()
        real = np.abs(dense.data) > _NOTHING * limit
        from scipy.sparse import csr_array

        self.s = csr_array(
            (dense.data[real], (dense.row[real], dense.col[real])), shape=dense.shape
        )

    def tidy(self) -> None:
        """Drop rows without an entry."""
        self.s.eliminate_zeros()
        filled = np.diff(self.s.indptr) > 0
        if not filled.all():
            self.s = self.s[filled]
            self.rows = self.rows[filled]


def _reduce(how: np.ufunc, values: Ints, group: Ints, n: int) -> Ints:
    out = np.full(n, values.min(initial=0), dtype=values.dtype)
    how.at(out, group, values)
    return out


def compile_model(model: Model) -> Compiled:
    """Reduce a model without changing what it can do.

    Parameters
    ----------
    model : Model

    Returns
    -------
    Compiled

    Raises
    ------
    ModelFileError
        Nothing in the model can carry any flux.
    """
    work = _Work(model)
    _quick(work)
    work.keep(cone_support(work.s, work.lower, work.upper))
    _quick(work)
    _null_space(work)
    _quick(work)
    _independent_rows(work)
    if work.n == 0:
        raise ModelFileError("model-dead", model=model.id)
    return _finish(model, work)


def _quick(work: _Work) -> None:
    """Remove dead ends and merge pairs until neither is left."""
    while work.n:
        before = work.n
        work.keep(~_dead_ends(work))
        if work.n:
            group, scale = _pairs(work)
            if int(group.max()) + 1 < work.n:
                work.merge(group, scale)
        if work.n == before:
            return


def _dead_ends(work: _Work) -> NDArray[np.bool_]:
    """Columns at a metabolite that nothing can make, or nothing can use."""
    s = work.s.tocoo()
    forward, backward = work.upper[s.col] > 0, work.lower[s.col] < 0
    makes = np.where(s.data > 0, forward, backward)
    uses = np.where(s.data > 0, backward, forward)
    n = s.shape[0]
    can_make = np.bincount(s.row, weights=makes, minlength=n) > 0
    can_use = np.bincount(s.row, weights=uses, minlength=n) > 0
    alone = np.bincount(s.row, minlength=n) == 1
    dead = np.zeros(work.n, dtype=bool)
    dead[s.col[(~can_make | ~can_use | alone)[s.row]]] = True
    return dead | ((work.lower >= 0) & (work.upper <= 0))


def _pairs(work: _Work) -> tuple[Ints, Floats]:
    """Group columns tied by metabolites with exactly two of them."""
    two = np.flatnonzero(np.diff(work.s.indptr) == 2)
    starts = work.s.indptr[two]
    indices = work.s.indices.astype(np.int64)
    a, b = indices[starts], indices[starts + 1]
    # s_a x_a + s_b x_b = 0
    ratio = -work.s.data[starts] / work.s.data[starts + 1]
    return _group(work, a, b, ratio)


def _group(work: _Work, a: Ints, b: Ints, ratio: Floats) -> tuple[Ints, Floats]:
    """Find groups of columns tied by x_b = ratio * x_a, and each column's scale from its root."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import breadth_first_order, connected_components

    n = work.n
    edges = coo_array((np.ones(len(a)), (a, b)), shape=(n, n)).tocsr()
    n_groups, label = connected_components(edges, directed=False)
    scale = np.ones(n)
    sizes = np.bincount(label, minlength=n_groups)
    # Two ties between the same pair must agree, or the pair is blocked; the second stays as
    # a row, so that the next round sees it.
    known: dict[tuple[int, int], float] = {}
    for i, j, r in zip(a.tolist(), b.tolist(), ratio.tolist(), strict=True):
        known.setdefault((i, j), r)
        known.setdefault((j, i), 1 / r)
    order = np.lexsort((np.arange(n), -work.rank, label))
    firsts = order[np.searchsorted(label[order], np.arange(n_groups))]
    graph = edges + edges.T
    for root in firsts[sizes > 1].tolist():
        found, parent = breadth_first_order(graph, root, directed=False)
        for node in found[1:].tolist():
            up = int(parent[node])
            scale[node] = scale[up] * known[up, node]
    return label.astype(np.int64), scale


def _null_space(work: _Work) -> None:
    """Remove blocked reversible reactions and merge what the null space ties."""
    if not work.n:
        return
    basis = _kernel(work.s)
    size = np.sqrt((basis**2).sum(axis=1))
    alive = size > _RANK
    work.keep(alive)
    basis = basis[alive] / size[alive, None]
    if not work.n:
        return
    a, b, ratio = _parallel(basis, size[alive])
    if len(a):
        group, scale = _group(work, a, b, ratio)
        work.merge(group, scale)


def _kernel(s: csr_array) -> Floats:
    """Return a basis of the null space, shape (columns, dimension)."""
    from scipy.linalg import qr, solve_triangular

    dense = np.asarray(s.toarray(), dtype=np.float64)
    dense /= np.sqrt((dense**2).sum(axis=1))[:, None]
    r, pivots = qr(dense, mode="r", pivoting=True, overwrite_a=True, check_finite=False)
    diagonal = np.abs(np.diag(r))
    rank = int((diagonal > _RANK * diagonal[0]).sum()) if len(diagonal) else 0
    n = dense.shape[1]
    basis = np.zeros((n, n - rank))
    basis[pivots[:rank]] = -solve_triangular(r[:rank, :rank], r[:rank, rank:])
    basis[pivots[rank:], np.arange(n - rank)] = 1.0
    return basis


def _parallel(basis: Floats, size: Floats) -> tuple[Ints, Ints, Floats]:
    """Find pairs of proportional unit rows, each to the first of its kind."""
    probe = basis @ np.cos(np.arange(1, basis.shape[1] + 1) ** 2)  # fixed, in general position
    order = np.argsort(np.abs(probe), kind="stable")
    a: list[int] = []
    b: list[int] = []
    ratio: list[float] = []
    value = np.abs(probe)[order]
    start = 0
    for end in range(1, len(order) + 1):
        if end < len(order) and value[end] - value[end - 1] <= 1e-9:
            continue
        run = np.sort(order[start:end])
        start = end
        while len(run) > 1:
            cosine = basis[run] @ basis[run[0]]
            same = np.abs(np.abs(cosine) - 1) < 1e-11
            same[0] = True
            for other, sign in zip(run[same][1:].tolist(), cosine[same][1:].tolist(), strict=True):
                a.append(int(run[0]))
                b.append(other)
                ratio.append(float(np.sign(sign) * size[other] / size[run[0]]))
            run = run[~same]
    return np.array(a, dtype=np.int64), np.array(b, dtype=np.int64), np.array(ratio)


def _independent_rows(work: _Work) -> None:
    """Drop rows that are sums of others."""
    from scipy.linalg import qr

    if not work.n or not work.s.shape[0]:
        return
    dense = np.asarray(work.s.toarray(), dtype=np.float64)
    dense /= np.sqrt((dense**2).sum(axis=1))[:, None]
    r, pivots = qr(dense.T, mode="r", pivoting=True)
    diagonal = np.abs(np.diag(r))
    rank = int((diagonal > _RANK).sum())
    chosen = np.sort(pivots[:rank])
    work.s, work.rows = work.s[chosen], work.rows[chosen]


def _finish(model: Model, work: _Work) -> Compiled:
    alive = work.column >= 0
    column, ratio = work.column, work.ratio
    n = work.n
    objective = np.zeros(n)
    np.add.at(objective, column[alive], (model.objective * ratio)[alive])
    weights = np.zeros(n)
    np.add.at(weights, column[alive], np.abs(ratio[alive]))
    live = alive[model.exchanges]
    j, sign = model.exchanges[live], model.exchange_signs[live]
    low, high = model.lower[j] * sign, model.upper[j] * sign
    return Compiled(
        id=model.id,
        reactions=model.reactions,
        rows=tuple(model.metabolites[i] for i in work.rows.tolist()),
        matrix=Matrix.read(work.s),
        lower=work.lower,
        upper=work.upper,
        objective=objective,
        weights=weights,
        column=column,
        ratio=ratio,
        exchange_names=tuple(
            name for name, on in zip(model.exchange_metabolites, live.tolist(), strict=True) if on
        ),
        exchange_column=column[j],
        exchange_ratio=ratio[j] * sign,
        exchange_lower=np.minimum(low, high),
        exchange_upper=np.maximum(low, high),
    )

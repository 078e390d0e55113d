"""Many compiled models around one shared lumen: the matrices of a community.

MICOM's conventions (Diener, Gibbons & Resendis-Antonio 2020, doi:10.1128/mSystems.00606-19, and
micom 0.39.1, ``community.py``), so that results compare: fluxes of a taxon are per gram of that
taxon; what it takes or gives counts in the lumen times its abundance; uptake from the lumen is
open up to 100 mmol/gDW/h; the medium bounds what enters the lumen, per gram of community.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from legaat.twin._cone import cone_support
from legaat.twin._sparse import Matrix

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from legaat.twin._compile import Compiled
    from legaat.twin._model import Floats, Ints

MAX_UPTAKE: Final = 100.0
"""Uptake from the lumen per gram of a taxon, mmol/gDW/h: MICOM's ``max_exchange``."""


@dataclass(frozen=True, slots=True)
class Member:
    """A taxon in a community.

    Attributes
    ----------
    taxon : str
        Name as the profile has it.
    model_id : str
        Which model of the pack stands for it.
    abundance : float
        Share of the community's mass, 0 to 1.
    """

    taxon: str
    model_id: str
    abundance: float


@dataclass(frozen=True, slots=True)
class Community:
    """The linear system of a community, reduced to what can run on its medium.

    Attributes
    ----------
    members : tuple of Member
    models : tuple of Compiled
    nutrients : tuple of str
        Lumen metabolites, sorted.
    support : frozenset of str
        Nutrients that may be imported without rebuilding.
    matrix : Matrix, shape (rows, columns)
        ``matrix @ x = 0``; the last rows are the lumen's balances.
    growth : Matrix, shape (members, columns)
        Growth rates, 1/h, are ``growth @ x``.
    lower, upper, weights : ndarray, shape (columns,)
        Bounds but for the medium's; and what a unit of the column adds to the total flux.
    owner : ndarray of int, shape (columns,)
        Member of each column; -1 for the net export of a nutrient.
    place : ndarray of int, shape (columns,)
        Column in the member's compiled model, or number of the nutrient.
    row_owner, row_place : ndarray of int, shape (rows,)
        The same for rows.
    gives : Matrix, shape (nutrients, columns)
        What each column brings into the lumen, mmol/h per gram of community.
    """

    members: tuple[Member, ...]
    models: tuple[Compiled, ...]
    nutrients: tuple[str, ...]
    support: frozenset[str]
    matrix: Matrix
    growth: Matrix
    lower: Floats
    upper: Floats
    weights: Floats
    owner: Ints
    place: Ints
    row_owner: Ints
    row_place: Ints
    gives: Matrix

    @property
    def abundances(self) -> Floats:
        """Shape (members,)."""
        return np.array([m.abundance for m in self.members])

    def lumen_columns(self) -> Ints:
        """Column of each nutrient's net export; -1 where it can neither come nor go."""
        columns = np.full(len(self.nutrients), -1, dtype=np.int64)
        at = np.flatnonzero(self.owner < 0)
        columns[self.place[at]] = at
        return columns

    def member_fluxes(self, x: Floats, i: int) -> Floats:
        """Return every original flux of member `i`, mmol/h per gram of that member."""
        mine = self.owner == i
        compiled = np.zeros(self.models[i].matrix.shape[1])
        compiled[self.place[mine]] = x[mine]
        return self.models[i].expand(compiled)


def assemble(
    members: tuple[Member, ...], models: tuple[Compiled, ...], support: Iterable[str]
) -> Community:
    """Put the models around one lumen.

    Parameters
    ----------
    members : tuple of Member
    models : tuple of Compiled
        In the same order.
    support : iterable of str
        Lumen metabolites that the medium may hold.
    """
    nutrients = tuple(sorted({name for model in models for name in model.exchange_names}))
    number = {name: i for i, name in enumerate(nutrients)}
    n_lumen = len(nutrients)
    open_ = frozenset(support) & number.keys()
    lows, highs, gives, export = [], [], [], np.zeros(n_lumen)
    for member, model in zip(members, models, strict=True):
        codes = np.array([number[name] for name in model.exchange_names], dtype=np.int64)
        low, high = _exchange_bounds(model)
        lows.append(low)
        highs.append(high)
        np.maximum.at(export, codes, model.exchange_upper)
        share = member.abundance * model.exchange_ratio
        gives.append(Matrix.of(codes, model.exchange_column, share, (n_lumen, len(low))))
    sizes = [model.matrix.shape[1] for model in models]
    heights = [model.matrix.shape[0] for model in models]
    alone = np.full(n_lumen, -1)
    given = Matrix.blocks([gives])
    inner = Matrix.diagonal([model.matrix for model in models])
    matrix = Matrix.blocks([[inner, None], [given, -Matrix.eye(n_lumen)]])
    nothing = Matrix.of(alone[:0], alone[:0], np.zeros(0), (n_lumen, n_lumen))
    lumen = Matrix.blocks([[given, nothing]])
    import_floor = np.array([-1.0 if name in open_ else 0.0 for name in nutrients])
    whole = _Whole(
        matrix=matrix,
        lower=np.concatenate([*lows, import_floor]),
        upper=np.concatenate([*highs, export]),
        weights=np.concatenate([*(m.weights for m in models), np.ones(n_lumen)]),
        owner=np.concatenate([np.repeat(np.arange(len(models)), sizes), alone]),
        place=np.concatenate([*(np.arange(n) for n in sizes), np.arange(n_lumen)]),
        row_owner=np.concatenate([np.repeat(np.arange(len(models)), heights), alone]),
        row_place=np.concatenate([*(np.arange(n) for n in heights), np.arange(n_lumen)]),
        objective=np.concatenate([*(m.objective for m in models), np.zeros(n_lumen)]),
    )  # fmt: skip
    return _reduce(members, models, nutrients, open_, whole, lumen)


@dataclass(frozen=True, slots=True)
class _Whole:
    matrix: Matrix
    lower: Floats
    upper: Floats
    weights: Floats
    owner: Ints
    place: Ints
    row_owner: Ints
    row_place: Ints
    objective: Floats


def _exchange_bounds(model: Compiled) -> tuple[Floats, Floats]:
    lower, upper = model.lower.copy(), model.upper.copy()
    ratio, column = model.exchange_ratio, model.exchange_column
    ends = np.array([np.full(len(ratio), -MAX_UPTAKE) / ratio, model.exchange_upper / ratio])
    np.maximum.at(lower, column, ends.min(axis=0))
    np.minimum.at(upper, column, ends.max(axis=0))
    return lower, upper


def _reduce(
    members: tuple[Member, ...],
    models: tuple[Compiled, ...],
    nutrients: tuple[str, ...],
    support: frozenset[str],
    whole: _Whole,
    lumen: Matrix,
) -> Community:
    """Leave out the columns that cannot run on this medium, and the rows they leave empty."""
    keep = _can_run(whole.matrix, whole.lower, whole.upper)
    matrix = whole.matrix.columns(keep)
    filled = matrix.filled()
    owner, objective = whole.owner[keep], whole.objective[keep]
    grows = np.flatnonzero(objective)
    growth = Matrix.of(owner[grows], grows, objective[grows], (len(models), int(keep.sum())))
    lower = whole.lower[keep]
    lower[owner < 0] = 0.0
    return Community(
        members=members,
        models=models,
        nutrients=nutrients,
        support=support,
        matrix=matrix.rows(filled),
        growth=growth,
        lower=lower,
        upper=whole.upper[keep],
        weights=whole.weights[keep],
        owner=owner,
        place=whole.place[keep],
        row_owner=whole.row_owner[filled],
        row_place=whole.row_place[filled],
        gives=lumen.columns(keep),
    )


def _can_run(matrix: Matrix, lower: Floats, upper: Floats) -> NDArray[np.bool_]:
    keep = cone_support(matrix, lower, upper)
    at, row, entry = matrix.column, matrix.indices, matrix.data
    while True:  # what is left alone at a metabolite has no partner
        live = keep[at]
        forward, backward = upper[at] > 0, lower[at] < 0
        makes = live & np.where(entry > 0, forward, backward)
        uses = live & np.where(entry > 0, backward, forward)
        n = matrix.shape[0]
        count = np.bincount(row[live], minlength=n)
        can = (np.bincount(row[makes], minlength=n) > 0) & (np.bincount(row[uses], minlength=n) > 0)
        dead = ~can | (count == 1)
        gone = np.unique(at[live & dead[row]])
        if not len(gone):
            return keep
        keep[gone] = False

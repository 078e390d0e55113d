"""What the same growth rates leave open, and why nothing grows: questions beside the main ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from legaat.errors import SolverError
from legaat.twin._community import MAX_UPTAKE, Community, Member, assemble
from legaat.twin._lp import Program, Solved
from legaat.twin._sparse import Matrix

if TYPE_CHECKING:
    from legaat.twin._compile import Compiled
    from legaat.twin._engine import Engine, Setting
    from legaat.twin._model import Floats, Ints

_PLAY: Final = 2e-8
_SOME_GROWTH: Final = 0.01
"""Growth asked for when looking for what is missing, 1/h: a doubling in three days."""


def ranges(
    engine: Engine, setting: Setting, rates: Floats, nutrients: Ints
) -> tuple[Floats, Floats, Floats]:
    """Find the least and most net export of each nutrient at fixed growth rates.

    Parameters
    ----------
    engine : Engine
    setting : Setting
    rates : ndarray, shape (members,)
        Growth rates, 1/h, each held to within 2e-8 of the largest.
    nutrients : ndarray of int, shape (k,)
        Numbers of the nutrients.

    Returns
    -------
    least, most : ndarray, shape (k,)
        mmol/gDW/h; uptake is negative.
    prices : ndarray, shape (k, all nutrients)
        How much `most` rises per mmol/gDW/h more of each nutrient.

    Raises
    ------
    SolverError
    """
    c = engine.community
    program = _held(engine, setting, rates)
    columns = c.lumen_columns()
    here = columns >= 0
    least, most = np.zeros(len(nutrients)), np.zeros(len(nutrients))
    prices = np.zeros((len(nutrients), len(columns)))
    for i, j in enumerate(columns[nutrients].tolist()):
        if j < 0:
            continue
        cost = np.zeros(c.matrix.shape[1])
        for sign in (-1.0, 1.0):
            cost[j] = sign
            program.set_cost(cost)
            found = _solve(program)
            (least if sign > 0 else most)[i] = sign * found.objective
            if sign < 0:
                prices[i, here] = np.maximum(found.reduced[columns[here]], 0.0)
        if most[i] < least[i]:
            least[i] = most[i] = 0.5 * (least[i] + most[i])
    return least, most, prices


def range_of_sum(
    engine: Engine, setting: Setting, rates: Floats, nutrients: Ints
) -> tuple[float, float]:
    """Find the least and most of several net exports together at fixed growth rates, mmol/gDW/h.

    Raises
    ------
    SolverError
    """
    c = engine.community
    columns = c.lumen_columns()[nutrients]
    program = _held(engine, setting, rates)
    ends = []
    for sign in (1.0, -1.0):
        cost = np.zeros(c.matrix.shape[1])
        cost[columns[columns >= 0]] = sign
        program.set_cost(cost)
        ends.append(sign * _solve(program).objective)
    least, most = ends
    return (least, most) if least <= most else (0.5 * (least + most),) * 2


def _held(engine: Engine, setting: Setting, rates: Floats) -> Program:
    """Return the program of all fluxes with the growth rates held."""
    c = engine.community
    lower, upper = engine.bounds(setting)
    m = c.matrix.shape[0]
    play = _PLAY * max(float(rates.max(initial=0.0)), 1e-3)
    return Program(
        Matrix.blocks([[c.matrix], [c.growth]]),
        np.zeros(c.matrix.shape[1]),
        lower,
        upper,
        np.concatenate([np.zeros(m), rates - play]),
        np.concatenate([np.zeros(m), rates + play]),
    )


def _solve(program: Program) -> Solved:
    if program.warm:
        program.vertex()
    found = program.solve("interior", patience=0.05)
    if not isinstance(found, Solved):
        raise SolverError("solver-stuck", reason="range")
    if not program.warm:
        program.vertex()
    return found


def missing(
    members: tuple[Member, ...], models: tuple[Compiled, ...], imports: dict[str, float]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Say what the medium lacks for anything to grow.

    With every nutrient allowed at a cost of its own, the least that has to be added for some
    growth is found by one linear program.

    Returns
    -------
    lacking : tuple of str
        Lumen metabolites, most needed first; empty where the medium is not the reason.
    stuck : tuple of str
        Taxa that cannot grow on any medium.
    """
    community = assemble(
        members, models, {name for model in models for name in model.exchange_names}
    )
    stuck = tuple(m.taxon for i, m in enumerate(members) if not _can_grow(community, i))
    c = community
    lumen = np.flatnonzero(c.owner < 0)
    n, k = c.matrix.shape[1], len(lumen)
    weighted = c.growth.T @ c.abundances
    grows = np.flatnonzero(weighted)
    total = Matrix.of(np.zeros(len(grows), np.int64), grows, weighted[grows], (1, n))
    matrix = Matrix.blocks([[c.matrix, -c.matrix.columns(c.owner < 0)], [total, None]])
    lower = c.lower.copy()
    lower[lumen] = [-imports.get(c.nutrients[p], 0.0) for p in c.place[lumen].tolist()]
    m = c.matrix.shape[0]
    program = Program(
        matrix,
        np.concatenate([np.zeros(n), np.ones(k)]),
        np.concatenate([lower, np.zeros(k)]),
        np.concatenate([c.upper, np.full(k, MAX_UPTAKE)]),
        np.append(np.zeros(m), _SOME_GROWTH),
        np.append(np.zeros(m), 1e6),
    )
    try:
        found = program.solve("simplex")
    except SolverError:
        return (), stuck
    if not isinstance(found, Solved):
        return (), stuck
    added = found.x[n:]
    order = [i for i in np.argsort(-added, kind="stable").tolist() if added[i] > 1e-9]
    return tuple(c.nutrients[c.place[lumen[i]]] for i in order), stuck


def _can_grow(community: Community, i: int) -> bool:
    return bool((community.growth.data[community.growth.indices == i] != 0).any())

"""From a solved engine to a scenario: who makes, who eats, what limits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from legaat.twin._engine import Engine, Greatest, Setting, Shared
from legaat.twin._grams import find_nutrient
from legaat.twin._ranges import range_of_sum, ranges
from legaat.twin._result import (
    NAMED,
    RANGED,
    SUMS,
    Export,
    Limit,
    MemberGrowth,
    Reach,
    Scenario,
    SolverReport,
)
from legaat.twin._state import State

if TYPE_CHECKING:
    from legaat.twin._community import Community
    from legaat.twin._model import Floats

_SEEN: Final = 1e-6
"""Fluxes and prices below this are none: MICOM's accuracy."""

_MAX_LIMITS: Final = 20

Spans: TypeAlias = "Mapping[str, tuple[tuple[float, float], Floats]]"


def asked(state: State, wanted: bool | Iterable[str]) -> tuple[str, ...]:  # noqa: FBT001
    """Return the lumen metabolites whose ranges are wanted; True stands for the usual ones.

    Raises
    ------
    DietError
        A name that no model knows.
    """
    if wanted is False:
        return ()
    ids = {words: lumen for lumen, words in NAMED.items()}
    names = RANGED if wanted is True else tuple(wanted)
    return tuple(ids[n] if n in ids else find_nutrient(n, state.pack) for n in names)


def spans(engine: Engine, setting: Setting, rates: Floats, wanted: tuple[str, ...]) -> Spans:
    """Return the range of each export, and what would raise its most."""
    number = {name: i for i, name in enumerate(engine.community.nutrients)}
    known = [lumen for lumen in wanted if lumen in number]
    if not known:
        return {}
    least, most, prices = ranges(engine, setting, rates, np.array([number[x] for x in known]))
    return {lumen: ((float(least[i]), float(most[i])), prices[i]) for i, lumen in enumerate(known)}


def scenario(
    state: State,
    engine: Engine,
    greatest: Greatest,
    shared: Shared,
    found: Spans,
    *,
    name: str,
    setting: Setting,
    fraction: float,
    seconds: float,
) -> Scenario:
    """Put a solution into words and numbers."""
    c = engine.community
    members = tuple(
        MemberGrowth(m.taxon, m.model_id, state.matched.by[m.taxon], m.abundance, rate)
        for m, rate in zip(state.members, shared.rates.tolist(), strict=True)
        if m.taxon not in state.absent
    )
    return Scenario(
        name=name,
        changes=state.changes,
        fraction=fraction,
        greatest_growth=greatest.value,
        community_growth=float(c.abundances @ shared.rates),
        total_flux=shared.total,
        members=members,
        exports=calibrated(state, _exports(state, engine, setting, shared, found)),
        limiting=_limits(state, engine, greatest.prices),
        solver=SolverReport(
            status="optimal",
            residual=max(greatest.residual, shared.residual),
            gap=max(greatest.gap, shared.gap),
            rounds=shared.rounds,
            seconds=seconds,
        ),
        _community=c,
        _x=shared.x,
    )


def _exports(
    state: State, engine: Engine, setting: Setting, shared: Shared, found: Spans
) -> Mapping[str, Export]:
    c, factor = engine.community, state.diet.factor
    flow = flows(c, shared.x)
    net = flow.sum(axis=1)
    rank = {lumen: i for i, lumen in enumerate(NAMED)}
    order = sorted(range(len(c.nutrients)), key=lambda i: rank.get(c.nutrients[i], len(rank)))
    exports: dict[str, Export] = {}
    names = [m.taxon for m in c.members]
    seen = np.abs(flow) > _SEEN
    for i in order:
        lumen = c.nutrients[i]
        here = np.flatnonzero(seen[i])
        span = found.get(lumen)
        if lumen not in NAMED and abs(net[i]) < _SEEN and span is None:
            continue
        value = float(net[i]) * factor
        exports[NAMED.get(lumen, lumen.removesuffix("_m"))] = Export(
            metabolite=lumen,
            value=value,
            mechanism=value,
            unit=state.diet.unit,
            by={
                names[j]: v * factor
                for j, v in zip(here.tolist(), flow[i, here].tolist(), strict=True)
            },
            limits=() if span is None else _limits(state, engine, span[1]),
            _reach=_reach(engine, setting, shared, (lumen,), None if span is None else span[0]),
            _factor=factor,
        )
    return MappingProxyType(_with_sums(exports, engine, setting, shared))


def _with_sums(
    exports: Mapping[str, Export], engine: Engine, setting: Setting, shared: Shared
) -> dict[str, Export]:
    """Put what is measured together behind its last part."""
    found: dict[str, Export] = {}
    for name, export in exports.items():
        found[name] = export
        for sum_name, lumens in SUMS.items():
            parts = [e for e in exports.values() if e.metabolite in lumens]
            if parts and parts[-1] is export:
                found[sum_name] = _sum(parts, engine, setting, shared)
    return found


def _sum(parts: list[Export], engine: Engine, setting: Setting, shared: Shared) -> Export:
    by: dict[str, float] = {}
    for part in parts:
        for taxon, amount in part.by.items():
            by[taxon] = by.get(taxon, 0.0) + amount
    lumens = tuple(part.metabolite for part in parts)
    reach = _reach(engine, setting, shared, lumens, None)
    if all(part.known_range is not None for part in parts):
        reach()  # the parts were asked for, and so is this
    return replace(
        parts[0],
        metabolite="+".join(lumens),
        value=sum(part.value for part in parts),
        mechanism=sum(part.mechanism for part in parts),
        by=by,
        limits=(),
        _reach=reach,
    )


def _reach(
    engine: Engine,
    setting: Setting,
    shared: Shared,
    lumens: tuple[str, ...],
    known: tuple[float, float] | None,
) -> Reach:
    def ask() -> tuple[float, float] | None:
        number = {name: i for i, name in enumerate(engine.community.nutrients)}
        with engine.lock:
            return range_of_sum(
                engine, setting, shared.rates, np.array([number[x] for x in lumens])
            )

    return Reach(ask, known)


def calibrated(state: State, exports: Mapping[str, Export]) -> Mapping[str, Export]:
    """Put what was learned from measurements on top of what the model says."""
    if not state.calibrated:
        return exports
    from legaat.twin._calibration import calibrate

    learned = calibrate(exports, state.shares, state.added, state.diet)
    nobody = {n: _nobody(n, state.diet.unit) for n in learned if n not in exports}
    return MappingProxyType(
        {
            name: export if name not in learned else _corrected(export, *learned[name])
            for name, export in {**exports, **nobody}.items()
        }
    )


def _corrected(export: Export, value: float, interval: tuple[float, float] | None) -> Export:
    """Return an export with what was learned; its range goes along in proportion."""
    moved = value / export.mechanism if export.mechanism > _SEEN else 1.0
    return replace(
        export,
        value=value,
        interval=interval,
        method="calibrated" if value != export.mechanism else "model",
        _factor=export._factor * moved,
    )


def _nobody(name: str, unit: str) -> Export:
    """Return the export of what no member's model makes or eats; measurements may still know it."""
    lumens = SUMS.get(name) or tuple(lumen for lumen, words in NAMED.items() if words == name)
    return Export("+".join(lumens), 0.0, {}, unit=unit, _reach=Reach(None, (0.0, 0.0)))


def _limits(state: State, engine: Engine, prices: Floats) -> tuple[Limit, ...]:
    names = engine.community.nutrients
    order = [i for i in np.argsort(-prices, kind="stable").tolist() if prices[i] > _SEEN]
    return tuple(
        Limit(names[i], state.words(names[i]), float(prices[i])) for i in order[:_MAX_LIMITS]
    )


def flows(c: Community, x: Floats) -> Floats:
    """Return what each member brings into the lumen, shape (nutrients, members)."""
    rows, columns, k = c.gives.indices, c.gives.column, len(c.members)
    place = rows.astype(np.int64) * k + c.owner[columns]  # only members give
    flow = np.bincount(place, c.gives.data * x[columns], len(c.nutrients) * k)
    return flow.astype(np.float64, copy=False).reshape(-1, k)

"""Proofs of impossible rates: true for every bound, and clean of rounding."""

from __future__ import annotations

import numpy as np
import pytest

from legaat.twin import Twin
from legaat.twin._lp import Infeasible, Program, Solved, times_fine
from legaat.twin._sparse import Matrix


def test_a_ray_is_clean_and_cuts_off_what_it_refuses(twin: Twin) -> None:
    engine = twin._s.engine()
    setting = twin._s.setting(engine)
    greatest = engine.greatest(setting).value
    lower, upper = engine.bounds(setting)
    program, split = engine._flux_program(lower, upper)
    low, high = split.bounds(lower, upper)
    program.set_bounds(low, high)
    shares = engine.community.abundances
    rates = np.full(len(shares), 1.5 * greatest)  # more than there is
    program.set_rows(np.arange(split.n_inner, split.matrix.shape[0]), rates, rates)
    found = program.solve("simplex")
    assert isinstance(found, Infeasible)
    assert found.ray is not None
    _, basic = program._h.getBasicVariables()
    inner = np.array([b for b in basic if b >= 0])
    prices = np.sort(np.abs(times_fine(split.matrix, found.ray)[inner]))
    assert float(prices[:-1].max(initial=0.0)) <= 1e-15 * float(np.abs(found.ray).max())
    proof = split.proof(found.ray)
    sign = 1.0 if proof.normal @ rates > proof.limit(low, high) else -1.0
    proof = split.proof(sign * found.ray)
    assert proof.normal @ rates > proof.limit(low, high)
    best = np.array([m.growth for m in twin.solve(fraction=0.9).members])
    assert proof.normal @ best <= proof.limit(low, high) + 1e-9


def test_the_proof_of_the_best_rates_is_near_nothing(twin: Twin) -> None:
    pytest.importorskip("clarabel")
    import twin_oracle
    from legaat.twin._model import model_from_json
    from twin_factory import MEDIUM, trees

    found = twin.solve(fraction=0.9)
    rates = [m.growth for m in found.members]
    models = [model_from_json(trees()[m.taxon.replace(" ", "_")], m.taxon) for m in found.members]
    inflow = {k.removeprefix("EX_"): v for k, v in MEDIUM.items()}
    shares = [m.abundance for m in found.members]
    assert twin_oracle.prove(models, shares, inflow, rates, rates) <= 2e-4
    half = np.array([m.growth for m in twin.solve(fraction=0.5).members])
    worse = np.array(rates) * float(half @ shares) / float(np.dot(rates, shares))  # possible too
    off = float(np.linalg.norm(worse - half) / np.linalg.norm(worse))
    assert off > 1e-3
    assert twin_oracle.prove(models, shares, inflow, worse.tolist(), half.tolist()) >= 0.99 * off


def test_a_start_from_nothing_takes_all_the_steps_it_needs() -> None:
    n = 700  # more than the steps that a start from a basis always has
    program = Program(
        Matrix.eye(n), np.ones(n), np.zeros(n), np.full(n, 9.0), np.ones(n), np.full(n, 9.0)
    )
    program.start_from(program.basis)
    program.set_rows(np.arange(n), np.full(n, 2.0), np.full(n, 9.0))
    found = program.solve("interior", patience=0.0)
    assert isinstance(found, Solved)
    assert found.objective == pytest.approx(2.0 * n)

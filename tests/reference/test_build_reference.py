"""How the references are worked out: weights, fits, and what is written."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from legaat.reference import sources
from legaat.reference._build import ENOUGH_CARRIERS, NAMES, table_bytes
from legaat.reference._depth import depth_from_shares
from legaat.reference._fit import FLAT, Fit, fit_prevalence, fit_shares
from legaat.reference._people import Healthy
from legaat.reference._tables import DATA, from_bytes, load
from legaat.reference.build import (
    REFERENCES,
    intraclass_correlation,
    load_healthy,
    study_weights,
    weighted_quantiles,
)


def drawn(n: int, part: float, mu: float, sigma: float, limit: float, seed: int = 5) -> np.ndarray:
    """Draw invented people: who carries it, how much, and what the sample shows."""
    rng = np.random.default_rng(seed)
    share = np.exp(np.minimum(rng.normal(mu, sigma, n), 0))
    shown = (rng.random(n) < part) & (rng.random(n) < -np.expm1(-share / limit))
    return np.where(shown, share, 0.0)


def test_a_censored_fit_finds_what_the_people_were_drawn_from() -> None:
    shares = drawn(4_000, 0.7, -8.0, 1.5, 2e-4)
    limit = np.full(4_000, 2e-4)
    part, mu, sigma = fit_shares(shares, limit, np.ones(4_000), FLAT)
    assert (shares > 0).mean() < 0.55
    assert part == pytest.approx(0.7, abs=0.06)
    assert mu == pytest.approx(-8.0, abs=0.2)
    assert sigma == pytest.approx(1.5, abs=0.12)


def test_prevalence_and_its_spread_are_found_over_studies() -> None:
    rng = np.random.default_rng(6)
    odds = rng.normal(0.8, 1.0, 40)
    studies = tuple(f"study {s}" for s in range(40) for _ in range(60))
    seen = rng.random(2_400) < np.repeat(1 / (1 + np.exp(-odds)), 60)
    centre, spread = fit_prevalence(seen, np.zeros(2_400), studies)
    assert centre == pytest.approx(0.8, abs=0.35)
    assert spread == pytest.approx(1.0, abs=0.3)


def test_a_study_ten_times_as_large_does_not_weigh_ten_times() -> None:
    rng = np.random.default_rng(7)
    studies = ("large",) * 500 + ("small",) * 50 + ("other",) * 50
    centres = np.repeat([0.1, 0.3, 0.5], [500, 50, 50])
    shares = np.clip(centres[:, None] + rng.normal(0, 0.05, (600, 3)), 0, 1)
    weights = study_weights(studies, shares)
    assert weights.sum() == pytest.approx(1.0)
    assert weights[:500].sum() < 1.2 * weights[500:550].sum()


def test_studies_that_do_not_differ_leave_everybody_the_same_weight() -> None:
    rng = np.random.default_rng(8)
    studies = ("a",) * 300 + ("b",) * 30
    shares = rng.dirichlet(np.ones(20), 330)
    assert intraclass_correlation(studies, shares) < 0.02
    weights = study_weights(studies, shares)
    assert weights[0] == pytest.approx(weights[-1], rel=0.9)


@pytest.mark.parametrize("limit", [1e-5, 1e-4, 1e-3])
def test_the_limit_of_a_sample_is_found_from_its_shares(limit: float) -> None:
    table = load("shotgun-species")
    rng = np.random.default_rng(9)
    error = []
    for _ in range(40):
        share = np.exp(np.minimum(rng.normal(table.mu, table.sigma), 0))
        here = rng.random(len(share)) < 1 / (1 + np.exp(-table.centre))
        shown = here & (rng.random(len(share)) < -np.expm1(-share / limit))
        shares = np.where(shown, share, 0.0)
        found = depth_from_shares(shares, float(shares[shown].min()), table)
        assert found.weights.sum() == pytest.approx(1.0)
        error.append(np.log(found.limit / limit))
    assert abs(np.median(error)) < np.log(2)
    assert np.quantile(np.abs(error), 0.9) < np.log(8)


def small_reference() -> bytes:
    shares = np.column_stack(
        [drawn(200, p, -4.0, 1.0, 1e-4, seed) for seed, p in ((1, 1), (2, 0.5))]
    )
    people = Healthy(
        tuple(map(str, range(200))),
        ("a", "b") * 100,
        ("Aa aa", "Bb bb"),
        shares,
        np.full(200, 0.005),
    )
    fit = Fit(np.full(2, -4.0), np.ones(2), np.array([3.0, 0.0]), np.ones(2))
    return table_bytes("shotgun-species", people, fit, 2.0)


def test_a_table_written_twice_is_the_same_and_is_read_back() -> None:
    raw = small_reference()
    assert raw == small_reference()
    table = from_bytes(raw)
    assert table.taxa == ("Aa aa", "Bb bb")
    assert table.population.shape == (21, 2)
    assert table.limit_scale == 2.0
    assert set(table.chance) == {"low", "high", "missing"}


@pytest.mark.parametrize("name", NAMES)
def test_the_shipped_tables_are_sound(name: str) -> None:
    table = load(name)
    t = len(table.taxa)
    assert len(set(table.taxa)) == t
    assert (np.diff(table.population, axis=0) >= 0).all()
    assert ((table.population >= 0) & (table.population <= 1)).all()
    assert (np.diff(table.usual, axis=0) >= 0).all()
    assert (table.usual > 0).all()
    assert (table.high >= table.usual[2]).all()
    assert (table.sigma > 0).all()
    assert not set(table.counted) & set(table.taxa)
    assert set(table.counted.values()) <= set(table.taxa)
    assert 0 < ENOUGH_CARRIERS < 50


def test_the_provenance_matches_what_is_shipped() -> None:
    record = json.loads((DATA / "provenance.json").read_text("utf-8"))
    assert set(record["references"]) == set(NAMES)
    for name, about in record["references"].items():
        raw = (DATA / f"{name}.npz").read_bytes()
        assert hashlib.sha256(raw).hexdigest() == about["output_sha256"]
        assert sum(about["people_by_study"].values()) == about["people"]
    tables = [path for path in DATA.iterdir() if not path.name.startswith("expected-")]
    assert sum(path.stat().st_size for path in tables) < 1_000_000


def test_every_source_of_a_reference_is_known() -> None:
    for name in REFERENCES:
        assert set(load(name).info.source) <= set(sources())


@pytest.mark.shared
@pytest.mark.parametrize("name", REFERENCES)
def test_the_shipped_quantiles_are_those_of_the_people(name: str, shared: Path) -> None:
    people = load_healthy(shared, name)
    table = load(name)
    assert people.taxa == table.taxa
    assert people.weights.sum() == pytest.approx(1.0)
    assert people.shares.sum(axis=1).max() <= 1 + 1e-9
    grid = weighted_quantiles(people.shares, people.weights)
    assert table.population == pytest.approx(grid, rel=1e-5, abs=1e-9)


@pytest.mark.shared
def test_no_study_decides(shared: Path) -> None:
    people = load_healthy(shared, "shotgun-species")
    studies, labels = np.unique(np.array(people.studies), return_inverse=True)
    assert np.bincount(labels, people.weights).max() < 2 / len(studies)


def test_an_unknown_reference_cannot_be_loaded() -> None:
    with pytest.raises(ValueError, match="nothing"):
        load_healthy(Path(), "nothing")

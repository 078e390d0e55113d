"""The model behind "is it there, and would this sample show it"."""

from __future__ import annotations

import numpy as np
import pytest

from legaat.reference._model import (
    expected_and_absent,
    mean_prevalence,
    richness_shift,
    unseen_if_there,
)


def one(value: float) -> np.ndarray:
    return np.array([value])


def test_the_chance_to_miss_agrees_with_drawing() -> None:
    rng = np.random.default_rng(3)
    for mu, sigma, limit in ((-6.0, 1.5, 1e-4), (-8.0, 2.5, 1e-4), (-4.0, 0.8, 1e-2)):
        drawn = np.exp(np.minimum(rng.normal(mu, sigma, 400_000), 0))
        expected = np.exp(-drawn / limit).mean()
        assert unseen_if_there(one(mu), one(sigma), limit)[0] == pytest.approx(expected, abs=0.01)


def test_a_deeper_sample_misses_less() -> None:
    limits = np.geomspace(1e-7, 1e-1, 20)
    missed = [unseen_if_there(one(-7.0), one(2.0), limit)[0] for limit in limits]
    assert missed == sorted(missed)


def test_prevalence_is_the_mean_over_studies() -> None:
    rng = np.random.default_rng(4)
    drawn = 1 / (1 + np.exp(-rng.normal(2.0, 1.5, 400_000)))
    assert mean_prevalence(one(2.0), one(1.5))[0] == pytest.approx(drawn.mean(), abs=0.005)


def test_missing_is_at_most_the_prevalence_and_falls_with_the_chance_to_miss() -> None:
    centre, spread = np.linspace(-3, 6, 30), np.full(30, 1.0)
    sure = expected_and_absent(centre, spread, np.zeros(30), 0.0, 0.03)
    unsure = expected_and_absent(centre, spread, np.full(30, 0.5), 0.0, 0.03)
    there = mean_prevalence(centre, spread)
    assert sure == pytest.approx(there)
    assert (unsure < sure).all()


def test_missing_is_at_least_nothing_when_nothing_can_be_seen() -> None:
    blind = expected_and_absent(one(0.0), one(0.1), one(1.0), 0.0, 0.0)[0]
    assert blind == pytest.approx(0.25, abs=0.01)  # one half expects it, one half lacks it


def test_a_person_who_lacks_most_gets_a_lower_chance_to_carry_the_rest() -> None:
    centre, spread, unseen = np.full(50, 1.0), np.full(50, 0.8), np.full(50, 0.02)
    few, most = np.arange(50) < 5, np.arange(50) < 45
    assert richness_shift(centre, spread, unseen, few) < -2
    assert richness_shift(centre, spread, unseen, most) > 0.5

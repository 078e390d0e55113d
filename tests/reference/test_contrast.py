"""Contrasts are joined over studies, kept where they repeat, and never a score."""

from __future__ import annotations

import numpy as np
import pytest

from legaat.reference import conditions, contrasts
from legaat.reference._contrast_build import Effects, hedges, holds, kept_rows, pool, signs_kept
from legaat.reference._index_check import groups, index
from legaat.reference._names import RDP_LUMPS, REFERENCES


def test_joining_studies_weighs_them_by_their_spread() -> None:
    """Worked by hand: the method of DerSimonian and Laird on three studies."""
    g = np.array([[0.1], [0.5], [0.9]])
    variance = np.array([[0.04], [0.04], [0.04]])
    found = pool(g, variance)
    between = (8.0 - 2) / (75 - 25)  # Q = 0.32 / 0.04; C = 75 - 3 * 25**2 / 75
    assert found.mean[0] == pytest.approx(0.5)
    assert found.error[0] == pytest.approx(np.sqrt((0.04 + between) / 3))
    assert found.heterogeneity[0] == pytest.approx(0.75)


def test_a_study_that_cannot_tell_has_no_say() -> None:
    g = np.array([[0.3], [np.nan], [0.3]])
    assert pool(g, np.full((3, 1), 0.1)).mean[0] == pytest.approx(0.3)


def test_hedges_g_points_to_those_who_are_not_healthy() -> None:
    scores = np.concatenate([np.zeros(20), np.ones(20)])[:, None] + np.tile([0.0, 0.5], 20)[:, None]
    g, variance = hedges(scores, np.repeat([True, False], 20))
    assert g[0] > 3
    assert variance[0] > 0.1


def made(shift: float, studies: int = 10, seed: int = 2) -> Effects:
    rng = np.random.default_rng(seed)
    g = np.array([shift, 0.0]) + rng.normal(0, 0.1, (studies, 2))
    names = tuple(f"study {k}" for k in range(studies))
    return Effects(names, ("Real", "Chance"), g, np.full((studies, 2), 0.01))


def test_what_repeats_is_kept_and_what_does_not_is_not() -> None:
    rows = list(kept_rows(made(-0.5)))
    assert [(row["taxon"], row["direction"], row["k"], row["n"]) for row in rows] == [
        ("Real", "lower", 10, 10)
    ]


def test_one_study_alone_cannot_carry_a_contrast() -> None:
    g = np.zeros((8, 1))
    g[0] = 4.0
    assert not holds(g + 0.02, np.full((8, 1), 0.02))[0]


def test_signs_are_counted_on_studies_left_out() -> None:
    kept, shown, single = signs_kept(made(-0.5), draws=10)
    assert (kept == shown).all()
    assert shown.sum() >= 10
    assert single == 1.0


def test_the_shipped_contrasts_say_direction_size_and_number_of_studies() -> None:
    for name in REFERENCES:
        for taxon, row in contrasts(name).items():
            assert row.taxon == taxon
            assert row.direction == ("lower" if row.effect < 0 else "higher")
            assert row.k >= 0.7 * row.n
            assert row.n >= 6
            assert row.interval[0] < row.effect < row.interval[1]
            assert row.interval[0] * row.interval[1] > 0
            assert (row.more_in > 0.5) == (row.direction == "lower")
            assert row.citations == ("R500",)
    assert {"CRC", "T2D", "Obesity"} <= set(conditions())


def test_genera_that_16s_does_not_part_get_no_contrast() -> None:
    assert not set(contrasts("16s-genus")) & set(RDP_LUMPS)
    assert set(contrasts("16s-genus")) < set(contrasts("shotgun-genus"))


def test_the_published_kind_of_index_is_what_its_authors_wrote() -> None:
    shares = np.array([[0.5, 0.0], [0.4, 0.1], [0.0, 0.6], [0.0, 0.3]])
    more, less = groups(shares, np.array([True, True, False, False]))
    assert (more.tolist(), less.tolist()) == ([True, False], [False, True])
    found = index(shares, more, less)
    assert (found[:2] > 0).all()
    assert (found[2:] < 0).all()

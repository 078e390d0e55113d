"""Weighted quantiles and the percentile of a value among them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legaat.reference import PERCENTS, percentile
from legaat.reference.build import weighted_quantiles


def test_equal_weights_give_the_plain_median() -> None:
    values = np.array([3.0, 1.0, 2.0])
    assert weighted_quantiles(values, np.ones(3), [0, 50, 100]).tolist() == [1.0, 2.0, 3.0]


def test_a_weight_counts_like_so_many_people() -> None:
    few = weighted_quantiles(np.array([1.0, 2.0, 3.0]), np.array([1.0, 1.0, 2.0]), [50])
    many = weighted_quantiles(np.array([1.0, 2.0, 3.0, 3.0]), np.ones(4), [50])
    assert few[0] == pytest.approx(2.0 + 1 / 3)
    assert many[0] == pytest.approx(2.5)


def test_columns_are_taken_one_by_one() -> None:
    table = np.array([[0.0, 5.0], [1.0, 6.0], [2.0, 7.0]])
    assert weighted_quantiles(table, np.ones(3), [50]).tolist() == [[1.0, 6.0]]


def test_half_of_those_who_have_as_much_count_as_less() -> None:
    grid = [0.0] * 11 + [0.01 * i for i in range(1, 11)]
    assert percentile(grid, 0.0) == 25.0


def test_the_grid_holds_nobodys_own_value() -> None:
    assert (PERCENTS[0], PERCENTS[-1], len(PERCENTS)) == (1, 99, 21)
    people = np.concatenate([np.full(500, 0.1), [1e-7, 0.9]])
    grid = weighted_quantiles(people, np.ones(len(people)))
    assert set(grid.tolist()) == {0.1}


def test_beyond_the_ends_the_people_outside_become_ever_fewer() -> None:
    grid = np.array([0.001 * 10 ** (p / 100) for p in PERCENTS])
    below = [percentile(grid, grid[0] / by) for by in (1.0, 1.05, 1.2, 2.0)]
    above = [100 - percentile(grid, grid[-1] * by) for by in (1.0, 1.05, 1.2, 2.0)]
    for outside in (below, above):
        assert outside[0] == pytest.approx(1.0)
        assert outside == sorted(outside, reverse=True)
        assert 0 < outside[-1] < 0.01
    assert percentile(grid, 0.0) == 0.0


def test_where_hardly_anybody_has_it_having_it_is_the_last_hundredth() -> None:
    assert percentile([0.0] * 21, 0.01) == 99.5
    assert percentile([0.0] * 21, 0.0) == 50.0
    assert percentile([0.0] * 20 + [0.001], 0.01) == 99.5


def test_between_two_points_the_logarithm_is_interpolated() -> None:
    grid = np.array([0.001 * 10 ** (p / 100) for p in PERCENTS])
    assert percentile(grid, 0.001 * 10**0.525) == pytest.approx(52.5)


@settings(max_examples=100, derandomize=True, deadline=None)
@given(
    values=st.lists(st.floats(0, 1, allow_subnormal=False), min_size=2, max_size=40),
    asked=st.lists(st.floats(0, 1, allow_subnormal=False), min_size=2, max_size=5),
)
def test_more_is_never_a_lower_percentile(values: list[float], asked: list[float]) -> None:
    grid = weighted_quantiles(np.array(values), np.ones(len(values)))
    assert len(grid) == len(PERCENTS)
    found = [percentile(grid, value) for value in sorted(asked)]
    assert all(0 <= p <= 100 for p in found)
    assert found == sorted(found)

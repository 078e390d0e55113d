"""Each amount is counted once, whatever rows repeat it."""

from __future__ import annotations

import numpy as np
import pytest

from legaat.profiles._nested import own_values
from legaat.profiles._raw import RawTable, RawTaxon, parents_of


def table(values: list[list[float]], parents: tuple[int, ...], cumulative: bool | None) -> RawTable:
    taxa = tuple(RawTaxon(str(i), ()) for i in range(len(parents)))
    samples = tuple(map(str, range(len(values))))
    return RawTable(
        samples=samples,
        taxa=taxa,
        values=np.array(values),
        parents=parents,
        cumulative=cumulative,
    )


def test_a_parent_keeps_what_its_children_leave() -> None:
    own = own_values(table([[100, 60, 30]], (-1, 0, 0), cumulative=True))
    assert own.tolist() == [[10, 60, 30]]


def test_a_chain_of_equal_rows_counts_at_its_end() -> None:
    own = own_values(table([[100, 100, 100, 100]], (-1, 0, 1, 2), cumulative=True))
    assert own.tolist() == [[0, 0, 0, 100]]


def test_a_row_that_a_sample_leaves_out_hands_on() -> None:
    own = own_values(table([[100, 0, 100], [100, 100, 0]], (-1, 0, 1), cumulative=None))
    assert own.tolist() == [[0, 0, 100], [0, 100, 0]]


def test_rounding_is_no_part_without_a_name() -> None:
    own = own_values(table([[100.0, 59.998, 40.0]], (-1, 0, 0), cumulative=True))
    assert own[0, 0] == 0


def test_whole_numbers_are_exact() -> None:
    own = own_values(table([[1_000_000, 999_999]], (-1, 0), cumulative=True))
    assert own.tolist() == [[1, 999_999]]


def test_children_above_their_parent_stay_as_they_are() -> None:
    own = own_values(table([[100, 128, 52]], (-1, 0, 0), cumulative=True))
    assert own.sum() == 180


def test_rows_that_do_not_add_up_are_no_sums() -> None:
    own = own_values(table([[10, 300, 40]], (-1, 0, 0), cumulative=None))
    assert own.tolist() == [[10, 300, 40]]


@pytest.mark.parametrize(
    ("paths", "parents"),
    [
        ([("a",), ("a", "b"), ("a", "b", "c")], (-1, 0, 1)),
        ([("a",), ("a", "x", "c")], (-1, 0)),
        ([("a",), ("b",)], None),
        ([(), ("b",)], None),
    ],
)
def test_parents_follow_from_paths(
    paths: list[tuple[str, ...]], parents: tuple[int, ...] | None
) -> None:
    assert parents_of(paths) == parents

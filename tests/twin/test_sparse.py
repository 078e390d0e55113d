"""The few operations on sparse matrices, against the full ones."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csc_array, csr_array

from legaat.twin._sparse import Matrix


def _random(seed: int, shape: tuple[int, int] = (6, 9)) -> tuple[Matrix, np.ndarray]:
    full = np.random.default_rng(seed).normal(size=shape)
    full[np.abs(full) < 0.8] = 0.0
    full[2], full[:, 3] = 0.0, 0.0
    return Matrix.read(csc_array(full)), full


def test_products_are_those_of_the_full_matrix() -> None:
    matrix, full = _random(1)
    x, y = np.arange(9.0), np.arange(6.0)
    assert matrix @ x == pytest.approx(full @ x)
    assert matrix.T @ y == pytest.approx(full.T @ y)
    assert (abs(matrix).toarray() == np.abs(full)).all()
    assert (matrix.scaled(x).toarray() == full * x).all()


def test_nothing_times_anything_is_a_float_zero() -> None:
    empty = Matrix.of(np.zeros(0, int), np.zeros(0, int), np.zeros(0), (3, 2))
    assert (empty @ np.ones(2)).dtype == np.float64
    assert (empty.T @ np.ones(3)).dtype == np.float64


def test_parts_and_blocks() -> None:
    (a, full_a), (b, full_b) = _random(2), _random(3)
    some, few = np.arange(9) % 2 == 0, np.arange(6) > 2
    assert (a.columns(some).toarray() == full_a[:, some]).all()
    assert (a.rows(few).toarray() == full_a[few]).all()
    assert (a.filled() == (full_a != 0).any(axis=1)).all()
    whole = Matrix.blocks([[a, None], [-b, Matrix.eye(6)]])
    expected = np.block([[full_a, np.zeros((6, 6))], [-full_b, np.eye(6)]])
    assert (whole.toarray() == expected).all()
    assert (np.diff(whole.indices)[np.diff(whole.column) == 0] > 0).all()
    square = Matrix.diagonal([a, b]).toarray()
    zero = np.zeros((6, 9))
    assert (square == np.block([[full_a, zero], [zero, full_b]])).all()


def test_entries_come_in_any_order_and_add_up() -> None:
    rows, columns = np.array([2, 0, 2, 1]), np.array([1, 1, 1, 0])
    made = Matrix.of(rows, columns, np.array([1.0, 2.0, 3.0, 4.0]), (3, 2))
    assert (made.toarray() == [[0, 2], [4, 0], [0, 4]]).all()
    assert made.nnz == 3


def test_scipys_come_and_go() -> None:
    matrix, full = _random(4)
    assert (Matrix.read(csr_array(full)).toarray() == full).all()
    assert (matrix.tocsc().toarray() == full).all()
    assert Matrix.read(matrix) is matrix

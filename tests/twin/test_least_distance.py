"""The non-negative least squares under the trade-off, against scipy's."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import nnls

from legaat.twin._tradeoff import _nonnegative


@pytest.mark.parametrize("whole", [False, True])
def test_the_least_residual_is_scipys(whole: bool) -> None:
    draw = np.random.default_rng(0)
    for _ in range(200):
        n, k = draw.integers(2, 40), draw.integers(2, 60)
        matrix = draw.normal(size=(n, k))
        matrix = np.round(matrix) if whole else matrix
        target = np.zeros(n)
        target[-1] = 1.0
        found = _nonnegative(matrix, target)
        sure = nnls(matrix, target)[0]
        assert (found >= 0).all()
        assert np.linalg.norm(matrix @ found - target) == pytest.approx(
            np.linalg.norm(matrix @ sure - target), abs=1e-12
        )

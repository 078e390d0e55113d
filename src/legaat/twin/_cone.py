"""Which columns of a network can run at all: one linear program over its cone of fluxes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from legaat.errors import SolverError
from legaat.twin._lp import Program, Solved
from legaat.twin._sparse import Matrix

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from legaat.twin._model import Floats

_RUNS: Final = 1e-6
"""Values below this are none; those of columns that run are 1."""


def cone_support(matrix: Any, lower: Floats, upper: Floats) -> NDArray[np.bool_]:
    """Say which columns can be other than zero in ``matrix @ x = 0``, signs as the bounds allow.

    One linear program asks every sign-bound column for a value of up to 1; as the solutions form
    a cone, the optimum gives 1 to each that can run and 0 to each that can't (Vlassis et al.
    2014, doi:10.1371/journal.pcbi.1003424). Columns free in sign are kept.

    Parameters
    ----------
    matrix : Matrix or one of scipy's, shape (rows, columns)
    lower, upper : ndarray, shape (columns,)

    Returns
    -------
    ndarray of bool, shape (columns,)
    """
    matrix = Matrix.read(matrix)
    m, n = matrix.shape
    keep = np.ones(n, dtype=bool)
    forward, backward = lower >= 0, upper <= 0
    bound = np.flatnonzero(forward | backward)
    if not len(bound) or not m:
        return keep
    turned = matrix.scaled(np.where(backward, -1.0, 1.0))
    program = Program(
        Matrix.blocks([[turned, turned.columns(forward | backward)]]),
        np.concatenate([np.zeros(n), -np.ones(len(bound))]),
        np.concatenate([np.where(forward | backward, 0.0, -np.inf), np.zeros(len(bound))]),
        np.concatenate([np.full(n, np.inf), np.ones(len(bound))]),
        np.zeros(m),
        np.zeros(m),
    )
    try:
        solved = program.solve()
    except SolverError:
        return keep  # a reduction less, and nothing lost
    if isinstance(solved, Solved):
        keep[bound[solved.x[n:] < _RUNS]] = False
    return keep

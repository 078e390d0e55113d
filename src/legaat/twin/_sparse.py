"""Sparse matrices by columns: the few operations that solving a community needs.

They stand here because importing scipy's costs more than a twentieth of a whole simulation; where
models are compiled, which is done once, scipy's are used.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csc_array

    from legaat.twin._model import Floats

    Numbers = NDArray[np.integer[Any]]

_INDEX: Final = np.int32
"""What HiGHS counts in."""


class Matrix:
    """A matrix in compressed columns, rows in order within each; not to be changed.

    Parameters
    ----------
    indptr : ndarray of int, shape (columns + 1,)
    indices : ndarray of int, shape (entries,)
        Row of each entry.
    data : ndarray, shape (entries,)
    shape : tuple of int
    """

    __slots__ = ("column", "data", "indices", "indptr", "shape")

    def __init__(
        self, indptr: Numbers, indices: Numbers, data: Floats, shape: tuple[int, int]
    ) -> None:
        self.indptr: NDArray[np.int32] = indptr.astype(_INDEX, copy=False)
        self.indices: NDArray[np.int32] = indices.astype(_INDEX, copy=False)
        self.data, self.shape = data, shape
        self.column: NDArray[np.int32] = np.repeat(
            np.arange(shape[1], dtype=_INDEX), np.diff(self.indptr)
        )

    @classmethod
    def of(cls, rows: Numbers, columns: Numbers, data: Floats, shape: tuple[int, int]) -> Matrix:
        """Build from entries in any order; what falls on one place is summed."""
        key = columns.astype(np.int64) * max(shape[0], 1) + rows
        if len(key) > 1 and (np.diff(key) <= 0).any():
            order = np.argsort(key, kind="stable")
            key, rows, columns, data = key[order], rows[order], columns[order], data[order]
            first = np.concatenate([[True], np.diff(key) > 0])
            if not first.all():
                data = np.add.reduceat(data, np.flatnonzero(first))
                rows, columns = rows[first], columns[first]
        counts = np.bincount(columns, minlength=shape[1])
        return cls(np.concatenate([[0], np.cumsum(counts)]), rows, data, shape)

    @classmethod
    def read(cls, matrix: Any) -> Matrix:
        """Take over one of scipy's, or leave one of these as it is."""
        if isinstance(matrix, Matrix):
            return matrix
        by_column = matrix.tocsc()
        by_column.sum_duplicates()
        return cls(by_column.indptr, by_column.indices, by_column.data, by_column.shape)

    @classmethod
    def eye(cls, n: int) -> Matrix:
        """Return the identity."""
        return cls(np.arange(n + 1), np.arange(n), np.ones(n), (n, n))

    @classmethod
    def blocks(cls, grid: Sequence[Sequence[Matrix | None]]) -> Matrix:
        """Put matrices side by side and below each other; None is a block of zeros.

        Each row and each column of the grid must hold a matrix, to have a size.
        """
        heights = [next(b.shape[0] for b in line if b is not None) for line in grid]
        widths = [
            next(line[j].shape[1] for line in grid if line[j] is not None)  # type: ignore[union-attr]
            for j in range(len(grid[0]))
        ]
        tops = np.concatenate([[0], np.cumsum(heights)])
        lefts = np.concatenate([[0], np.cumsum(widths)])
        rows, columns, data = [], [], []
        for j in range(len(widths)):
            for i in range(len(heights)):
                block = grid[i][j]
                if block is not None:
                    rows.append(block.indices + tops[i])
                    columns.append(block.column + lefts[j])
                    data.append(block.data)
        return cls.of(
            np.concatenate(rows),
            np.concatenate(columns),
            np.concatenate(data),
            (int(tops[-1]), int(lefts[-1])),
        )

    @classmethod
    def diagonal(cls, parts: Sequence[Matrix]) -> Matrix:
        """Put matrices along the diagonal."""
        tops = np.concatenate([[0], np.cumsum([p.shape[0] for p in parts], dtype=np.int64)])
        counts = np.concatenate([np.diff(p.indptr) for p in parts])
        return cls(
            np.concatenate([[0], np.cumsum(counts)]),
            np.concatenate([p.indices + top for p, top in zip(parts, tops[:-1], strict=True)]),
            np.concatenate([p.data for p in parts]),
            (int(tops[-1]), sum(p.shape[1] for p in parts)),
        )

    @property
    def nnz(self) -> int:
        """Number of entries."""
        return len(self.data)

    @property
    def T(self) -> _Transposed:  # noqa: N802 - as numpy and scipy call it
        """The transpose, to multiply with."""
        return _Transposed(self)

    def __matmul__(self, x: Floats) -> Floats:
        """Multiply with a vector, shape (columns,)."""
        out = np.bincount(self.indices, self.data * x[self.column], self.shape[0])
        return out.astype(np.float64, copy=False)

    def __abs__(self) -> Matrix:
        """Return the sizes of the entries."""
        return Matrix(self.indptr, self.indices, np.abs(self.data), self.shape)

    def __neg__(self) -> Matrix:
        """Return the matrix with all signs turned."""
        return Matrix(self.indptr, self.indices, -self.data, self.shape)

    def scaled(self, factors: Floats) -> Matrix:
        """Multiply each column by a factor."""
        return Matrix(self.indptr, self.indices, self.data * factors[self.column], self.shape)

    def filled(self) -> NDArray[np.bool_]:
        """Say which rows have an entry."""
        return np.bincount(self.indices, minlength=self.shape[0]) > 0

    def columns(self, mask: NDArray[np.bool_]) -> Matrix:
        """Return only some columns."""
        keep = mask[self.column]
        counts = np.diff(self.indptr)[mask]
        return Matrix(
            np.concatenate([[0], np.cumsum(counts)]),
            self.indices[keep],
            self.data[keep],
            (self.shape[0], int(mask.sum())),
        )

    def rows(self, mask: NDArray[np.bool_]) -> Matrix:
        """Return only some rows."""
        keep = mask[self.indices]
        counts = np.bincount(self.column[keep], minlength=self.shape[1])
        number = np.cumsum(mask) - 1
        return Matrix(
            np.concatenate([[0], np.cumsum(counts)]),
            number[self.indices[keep]],
            self.data[keep],
            (int(mask.sum()), self.shape[1]),
        )

    def toarray(self) -> Floats:
        """Return it with its zeros."""
        out = np.zeros(self.shape)
        out[self.indices, self.column] = self.data
        return out

    def tocsc(self) -> csc_array:
        """Return it as scipy's."""
        from scipy.sparse import csc_array

        return csc_array((self.data, self.indices, self.indptr), shape=self.shape)


class _Transposed:
    __slots__ = ("_matrix",)

    def __init__(self, matrix: Matrix) -> None:
        self._matrix = matrix

    def __matmul__(self, y: Floats) -> Floats:
        m = self._matrix
        out = np.bincount(m.column, m.data * y[m.indices], m.shape[1])
        return out.astype(np.float64, copy=False)

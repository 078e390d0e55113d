"""BIOM version 2: an HDF5 table of features."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any, Final

import numpy as np

from legaat.errors import FormatError, MissingExtraError, RefusedError
from legaat.profiles._features import TAXON_KEYS, Features, table_of
from legaat.profiles._raw import RawTable, check_growth
from legaat.profiles._registry import Request, reader
from legaat.profiles._source import Source

_WIDE: Final = 8
_PART: Final = 256
"""Texts read at once."""


@reader(
    "biom-hdf5",
    example="HDF5: observation/ids, observation/matrix, observation/metadata/taxonomy, sample/ids",
    sniff=lambda head: 0.9 if head.kind == "hdf5" else 0.0,
)
def biom_hdf5(source: Source, request: Request) -> RawTable:
    """Read BIOM version 2 (needs the extra ``hdf5``)."""
    return table_of(hdf5_features(source, source.data), source, request)


def hdf5_features(source: Source, data: bytes) -> Features:
    """Read the parts of a BIOM 2 file that matter.

    Links out of the file are not followed, and sizes are checked before anything is read.
    """
    try:
        import h5py
    except ImportError as error:
        raise MissingExtraError("missing-extra", where=source.where(), extra="hdf5") from error
    try:
        with h5py.File(BytesIO(data), "r") as file:
            return _Hdf5(file, source, len(data)).features()
    except (OSError, RuntimeError, KeyError, ValueError, TypeError, AttributeError) as error:
        raise FormatError("hdf5-broken", where=source.where()) from error


class _Hdf5:
    """One open BIOM 2 file."""

    def __init__(self, file: Any, source: Source, packed: int) -> None:
        self._file = file
        self._source = source
        self._packed = packed

    def features(self) -> Features:
        if self._file.attrs.get("encoding-type", "") == "anndata":
            raise FormatError("hdf5-anndata", where=self._source.where())
        ids = self._texts("observation/ids")
        samples = self._texts("sample/ids")
        self._check_sizes(len(ids), len(samples))
        start = self._numbers("observation/matrix/indptr", "iu").astype(np.int64)
        columns = self._numbers("observation/matrix/indices", "iu").astype(np.int64)
        values = self._numbers("observation/matrix/data").astype(np.float64)
        steps = np.diff(start)
        fits = (
            start.size == len(ids) + 1
            and columns.size == values.size
            and start[0] == 0
            and start[-1] == values.size
            and (steps >= 0).all()
            and (columns.size == 0 or (columns.min() >= 0 and columns.max() < len(samples)))
        )
        if not fits:
            raise FormatError("hdf5-part", where=self._at("observation/matrix"), part="matrix")
        rows = np.repeat(np.arange(len(ids)), steps)
        taxa = self._taxa(len(ids))
        return Features(ids, samples, taxa, rows, columns.astype(np.intp), values)

    def _check_sizes(self, n_ids: int, n_samples: int) -> None:
        """Check that the parts of the matrix can belong together, before any is read."""
        sizes = [
            self._dataset(f"observation/matrix/{part}").size or 0
            for part in ("indptr", "indices", "data")
        ]
        if sizes[0] != n_ids + 1 or sizes[1] != sizes[2] or sizes[2] > n_ids * n_samples:
            raise FormatError("hdf5-part", where=self._at("observation/matrix"), part="matrix")

    def _at(self, key: str) -> Any:
        return self._source.where(entry=key)

    def _dataset(self, key: str) -> Any:
        import h5py

        here = self._file
        for part in key.split("/"):
            link = here.get(part, getlink=True) if isinstance(here, h5py.Group) else None
            if link is not None and not isinstance(link, h5py.HardLink):
                raise RefusedError("hdf5-link", where=self._at(key))
            if link is None:
                raise FormatError("hdf5-part", where=self._at(key), part=key)
            here = here[part]
        if not isinstance(here, h5py.Dataset) or here.is_virtual or here.external:
            raise FormatError("hdf5-part", where=self._at(key), part=key)
        entries = here.size or 0
        if entries > self._source.settings.max_cells:
            limit = self._source.settings.max_cells
            raise RefusedError("too-many-cells", where=self._at(key), limit=limit)
        # Every number becomes one of 8 bytes, whatever its size in the file.
        size = entries * max(here.dtype.itemsize, _WIDE)
        check_growth(size, self._packed, self._source, key)
        return here

    def _numbers(self, key: str, kinds: str = "iuf") -> Any:
        found = self._dataset(key)
        if found.ndim != 1 or found.dtype.kind not in kinds:
            raise FormatError("hdf5-part", where=self._at(key), part=key)
        return found[()]

    def _texts(self, key: str) -> list[str]:
        found = self._dataset(key)
        if (
            found.ndim != 1
            or found.dtype.kind not in "SO"
            or found.size > self._source.settings.max_rows
        ):
            raise FormatError("hdf5-part", where=self._at(key), part=key)
        return self._read_texts(found, key)

    def _read_texts(self, found: Any, key: str) -> list[str]:
        """Read texts in parts: many entries may point to one long text."""
        texts: list[str] = []
        size = 0
        for start in range(0, found.shape[0], _PART):
            for row in found[start : start + _PART]:
                text = _text(row) if found.ndim == 1 else "; ".join(_text(one) for one in row)
                size += len(text)
                texts.append(text)
            check_growth(size, self._packed, self._source, key)
        return texts

    def _taxa(self, n: int) -> Sequence[str] | None:
        for key in TAXON_KEYS:
            path = f"observation/metadata/{key}"
            if path not in self._file:
                continue
            found = self._dataset(path)
            if found.dtype.kind not in "SO" or found.ndim not in (1, 2) or found.shape[0] != n:
                raise FormatError("hdf5-part", where=self._at(path), part=path)
            return self._read_texts(found, path)
        return None


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)

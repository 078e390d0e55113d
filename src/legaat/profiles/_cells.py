"""Amounts that come one by one, gathered into one matrix."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

import numpy as np

from legaat.errors import RefusedError
from legaat.profiles._numbers import Floats
from legaat.profiles._raw import NO_PARENT, RawTaxon, check_cells, duplicate
from legaat.profiles._source import Source


class Cells:
    """Collects amounts that come one by one, and watches for doubles and for size."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._samples: dict[str, int] = {}
        self._taxa: dict[Hashable, int] = {}
        self._taxon_list: list[RawTaxon] = []
        self._values: dict[tuple[int, int], float] = {}
        self._lines: dict[tuple[int, int], int | None] = {}

    def sample(self, name: str) -> int:
        """Return the number of a sample, a new one if need be."""
        return self._samples.setdefault(name, len(self._samples))

    def taxon(self, key: Hashable, make: RawTaxon | None = None) -> int:
        """Return the number of a taxon; `make` is stored where the key is new."""
        found = self._taxa.get(key)
        if found is None and make is not None:
            found = self._taxa[key] = len(self._taxon_list)
            self._taxon_list.append(make)
            if found >= self._source.settings.max_rows:
                limit = self._source.settings.max_rows
                raise RefusedError("too-many-rows", where=self._source.where(), limit=limit)
        return NO_PARENT if found is None else found

    def add(
        self, sample: int, taxon: int, value: float, line: int | None, *, sums: bool = False
    ) -> None:
        """Store an amount; a second one for the same taxon is an error unless `sums`."""
        key = (sample, taxon)
        if key in self._values and not sums:
            first = self._lines[key]
            raise duplicate(self._taxon_list[taxon].label, first, line, self._source)
        self._values[key] = self._values.get(key, 0.0) + value
        self._lines.setdefault(key, line)

    @property
    def samples(self) -> tuple[str, ...]:
        """Names of the samples, in the order of the file."""
        return tuple(self._samples)

    @property
    def taxa(self) -> tuple[RawTaxon, ...]:
        """The taxa, in the order of the file."""
        return tuple(self._taxon_list)

    @property
    def keys(self) -> Mapping[Hashable, int]:
        """The taxa's keys and numbers."""
        return self._taxa

    def matrix(self) -> Floats:
        """Return the amounts, samples by taxa."""
        shape = (len(self._samples), len(self._taxon_list))
        check_cells(shape, self._source)
        out = np.zeros(shape)
        for key, value in self._values.items():
            out[key] = value
        return out

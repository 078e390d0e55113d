"""Many samples of one file: one matrix, profiles made when asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, overload

import numpy as np

from legaat.errors import MissingExtraError, SampleError, Where
from legaat.profiles._assemble import Assembly
from legaat.profiles._numbers import Floats
from legaat.profiles._profile import Profile
from legaat.profiles._report import Origin, profile_of

if TYPE_CHECKING:
    import pandas as pd


class ProfileTable(Sequence[Profile]):
    """All profiles of a file, in its order. Immutable.

    A profile is made when it is asked for, by its number or by the name of its sample; what is
    kept is one matrix.

    Examples
    --------
    >>> table = read_profiles("cohort.csv")  # doctest: +SKIP
    >>> table["person 12"].shares  # doctest: +SKIP
    """

    __slots__ = ("_index", "_made", "_origin")

    def __init__(self, made: Assembly, origin: Origin) -> None:
        self._made = made
        self._origin = origin
        self._index = {name: i for i, name in enumerate(made.table.samples)}

    @property
    def samples(self) -> tuple[str, ...]:
        """Names of the samples."""
        return self._made.table.samples

    @property
    def taxa(self) -> tuple[str, ...]:
        """Names of all taxa that some sample may have."""
        return self._made.names

    def __len__(self) -> int:
        return len(self._made.table.samples)

    def __iter__(self) -> Iterator[Profile]:
        return (profile_of(self._made, i, self._origin) for i in range(len(self)))

    def __contains__(self, item: object) -> bool:
        if isinstance(item, str):
            return item in self._index
        return (
            isinstance(item, Profile) and item.sample in self._index and self[item.sample] == item
        )

    @overload
    def __getitem__(self, key: int | str) -> Profile: ...
    @overload
    def __getitem__(self, key: slice) -> Sequence[Profile]: ...

    def __getitem__(self, key: int | str | slice) -> Profile | Sequence[Profile]:
        """Return one profile, by number or sample, or several by a slice.

        Raises
        ------
        SampleError
            No sample has this name.
        IndexError
            No sample has this number.
        """
        if isinstance(key, slice):
            return tuple(self[i] for i in range(len(self))[key])
        if isinstance(key, str):
            return profile_of(self._made, number_of(key, self.samples, self._origin), self._origin)
        return profile_of(self._made, range(len(self))[key], self._origin)

    def __repr__(self) -> str:
        return f"ProfileTable({len(self)} samples, {len(self.taxa)} taxa, {self._made.rank})"

    def to_numpy(self) -> Floats:
        """Return the shares, each sample adding up to 1.

        Returns
        -------
        ndarray, shape (len(samples), len(taxa))
        """
        made = self._made
        shares = np.zeros((len(self), len(self.taxa)))
        for row, target in enumerate(made.targets.tolist()):
            if target >= 0:
                shares[:, target] += made.own[:, row]
        shares /= shares.sum(axis=1, keepdims=True)
        return shares

    def to_pandas(self) -> pd.DataFrame:
        """Return the shares as a data frame, samples down and taxa across.

        Raises
        ------
        MissingExtraError
            pandas isn't installed.
        """
        try:
            import pandas as pd
        except ImportError as error:
            raise MissingExtraError("missing-extra", extra="pandas") from error
        return pd.DataFrame(self.to_numpy(), index=list(self.samples), columns=list(self.taxa))


def number_of(sample: str, samples: Sequence[str], origin: Origin) -> int:
    """Return the number of a sample.

    Raises
    ------
    SampleError
        No sample has this name; names the nearest.
    """
    if sample in samples:
        return list(samples).index(sample)
    import difflib

    near = difflib.get_close_matches(sample, samples, n=3, cutoff=0.4) or list(samples[:3])
    where = Where(path=origin.provenance.path, entry="--sample")
    raise SampleError("sample-unknown", where=where, name=sample[:80], near=", ".join(near))

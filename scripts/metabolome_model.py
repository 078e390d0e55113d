"""The model of ``fit_metabolites.py``: ridge regression within studies, all metabolites at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
from metabolome import TRACE, Study

from legaat.substances._features import RANKS, Layout, amounts, lineage, transformed

Floats: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Settings:
    """What was chosen on metabolites outside the panel.

    Attributes
    ----------
    penalty : float
        Ridge penalty, against a kernel whose mean diagonal is one.
    borrow : float
        Weight of what the metabolites that go together say, against a metabolite's own.
    scaling : float
        Columns are divided by their spread to this power.
    infants : bool
        Whether studies of infants train too.
    """

    penalty: float = 5.0
    borrow: float = 1.0
    scaling: float = 0.5
    infants: bool = True


CHOSEN: Final = Settings()

STUDY_POWER: Final = 0.5
"""A study of n people weighs as n to this power: between equal studies and equal people."""

SHRINKAGE: Final = 20.0
"""People added, as if uncorrelated, to a correlation between two metabolites."""

COMMON: Final = 0.03
"""Part of the people in whom a genus or group must be more than a trace to be a column."""


@dataclass(frozen=True, slots=True)
class Table:
    """A study as arrays.

    Attributes
    ----------
    features : array, shape (samples, columns)
    scores : array, shape (samples, metabolites)
        NaN where not measured.
    owner : array of int, shape (samples,)
        Whose sample it is.
    """

    features: Floats
    scores: Floats
    owner: npt.NDArray[np.intp]

    def weights(self, there: npt.NDArray[np.bool_] | None = None) -> Floats:
        """Return the weight of each sample (of those there): a person's samples share theirs."""
        owner = self.owner if there is None else self.owner[there]
        counts = np.bincount(owner)
        people = float((counts > 0).sum())
        return np.asarray(people ** (STUDY_POWER - 1) / counts[owner])

    def by_person(self, values: Floats, there: npt.NDArray[np.bool_] | None = None) -> Floats:
        """Return the mean of `values` (of the samples there) of each person who has some."""
        owner = self.owner if there is None else self.owner[there]
        people, place = np.unique(owner, return_inverse=True)
        mean = np.zeros((len(people), *values.shape[1:]))
        np.add.at(mean, place, values)
        counts = np.bincount(place).astype(float)
        return np.asarray((mean.T / counts).T)


def layout_of(studies: Sequence[Study]) -> Layout:
    """Return the columns that these studies' people give."""
    counts: dict[tuple[str, str], float] = defaultdict(float)
    found_in: dict[tuple[str, str], set[str]] = defaultdict(set)
    for study in studies:
        sizes = np.bincount(study.owner, minlength=len(study.subjects))
        for sample, owner in zip(study.samples, study.owner.tolist(), strict=True):
            sums: dict[tuple[str, str], float] = defaultdict(float)
            for genus, share in sample.items():
                for key in zip(("genus", *RANKS), (genus, *lineage(genus)), strict=True):
                    sums[key] += share
            for key, share in sums.items():
                if share > TRACE and key[1]:
                    counts[key] += 1 / sizes[owner]
                    found_in[key].add(study.name)
    total = sum(len(study.subjects) for study in studies)
    kept = sorted(k for k, n in counts.items() if n >= COMMON * total and len(found_in[k]) > 1)
    genera = tuple(name for rank, name in kept if rank == "genus")
    return Layout(genera, tuple(key for key in kept if key[0] != "genus"))


def tables(studies: Sequence[Study], layout: Layout, wanted: Sequence[str]) -> list[Table]:
    """Return each study's features and scores."""
    found = []
    for study in studies:
        features = transformed(np.array([amounts(sample, layout) for sample in study.samples]))
        nothing = np.full(len(study.samples), np.nan)
        scores = np.array([study.scores.get(name, nothing) for name in wanted]).T
        found.append(Table(features, scores, study.owner))
    return found


def fit(given: Sequence[Table], settings: Settings = CHOSEN) -> Floats:
    """Return the coefficients of every metabolite.

    Parameters
    ----------
    given : sequence of Table
        The studies that teach.
    settings : Settings

    Returns
    -------
    array, shape (columns, metabolites)
        All zero where no study measured one.
    """
    scale = _scale(given, settings.scaling)
    own = np.zeros((len(scale), given[0].scores.shape[1]))
    groups: dict[bytes, list[int]] = defaultdict(list)
    for j in range(own.shape[1]):
        measured = np.concatenate([~np.isnan(t.scores[:, j]) for t in given])
        if measured.any():
            groups[measured.tobytes()].append(j)
    for members in groups.values():
        own[:, members] = _ridge(given, members, scale, settings.penalty)
    together = _together(given)
    np.fill_diagonal(together, 0.0)
    mass = np.maximum(np.abs(together).sum(axis=0), 1e-9)
    return np.asarray(scale[:, None] * (own + settings.borrow * (own @ together) / mass))


def _scale(given: Sequence[Table], power: float) -> Floats:
    """Return what to multiply each column by; each half (logs, roots) has the same weight."""
    spread = _spread(given)
    half = len(spread) // 2
    blocks = np.concatenate([np.full(half, np.linalg.norm(spread[part])) for part in
                             (slice(0, half), slice(half, None))])  # fmt: skip
    relative = spread / blocks
    safe = np.maximum(relative, 1e-9)
    scale = np.where(relative > 1e-9, safe**-power, 0.0)
    return np.asarray(scale / np.sqrt(((relative * scale) ** 2).sum()) / blocks)


def _spread(given: Sequence[Table]) -> Floats:
    weights = np.concatenate([t.weights() for t in given])
    inner = np.concatenate([_centred(t.features, t.weights()) for t in given])
    return np.asarray(np.sqrt((weights[:, None] * inner**2).sum(axis=0) / weights.sum()))


def _centred(values: Floats, weights: Floats) -> Floats:
    return np.asarray(values - weights @ values / weights.sum())


def _ridge(given: Sequence[Table], members: list[int], scale: Floats, penalty: float) -> Floats:
    """Return coefficients (of scaled columns) of metabolites measured in the same people."""
    x, y, w = [], [], []
    for table in given:
        there = ~np.isnan(table.scores[:, members[0]])
        if there.any():
            weights = table.weights(there)
            x.append(_centred(table.features[there] * scale, weights))
            y.append(_centred(table.scores[there][:, members], weights))
            w.append(weights)
    inner, target, weights = np.concatenate(x), np.concatenate(y), np.concatenate(w)
    root = np.sqrt(weights / weights.sum() * _people(given, members[0]))[:, None]
    kernel = root * (inner @ inner.T) * root.T
    kernel[np.diag_indices_from(kernel)] += penalty
    return np.asarray(inner.T @ (root * np.linalg.solve(kernel, root * target)))


def _people(given: Sequence[Table], j: int) -> int:
    return sum(len(set(t.owner[~np.isnan(t.scores[:, j])].tolist())) for t in given)


def _together(given: Sequence[Table]) -> Floats:
    """Return the correlation of each two metabolites within studies, shrunken towards none."""
    size = given[0].scores.shape[1]
    products, people = np.zeros((size, size)), np.zeros((size, size))
    for table in given:
        there = ~np.isnan(table.scores)
        part = np.sqrt(1 / np.bincount(table.owner)[table.owner])[:, None]
        filled = np.where(there, table.scores, 0.0) * part
        products += filled.T @ filled
        people += (there * part).T @ (there * part)
    return np.asarray(products / (people + SHRINKAGE))

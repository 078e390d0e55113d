"""The healthy people behind a reference, read from the shared data (build time only)."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from legaat.reference._names import OLD_GENUS, OLDER, RDP_LUMPS, RDP_UNLIKE, REFERENCES
from legaat.reference._quantiles import Floats
from legaat.taxonomy import resolver

HEALTHY: Final = "Healthy"

Rows: TypeAlias = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], Floats]
"""Samples, their studies, taxa and shares."""


class Healthy(NamedTuple):
    """Healthy people of a reference.

    Attributes
    ----------
    samples, studies : tuple of str, length n
    taxa : tuple of str, length t
        Current names.
    shares : array, shape (n, t)
        Share of the classified part, 0 to 1; rows sum to 1 or less, because what has no name at
        this rank is part of the total but no column.
    weights : array, shape (n,)
        Weight of each person, summing to 1: studies are weighted by their design effect.
    """

    samples: tuple[str, ...]
    studies: tuple[str, ...]
    taxa: tuple[str, ...]
    shares: Floats
    weights: Floats


class Everyone(NamedTuple):
    """All people of the data behind a reference, healthy or not.

    Attributes
    ----------
    people : Healthy
        In the columns of the reference; weights over all of them.
    conditions : tuple of str, length n
        What each was recruited as; `HEALTHY` for the healthy.
    """

    people: Healthy
    conditions: tuple[str, ...]

    @property
    def healthy(self) -> NDArray[np.bool_]:
        """Who is healthy, shape (n,)."""
        return np.array([condition == HEALTHY for condition in self.conditions])


def load_everyone(shared: Path, reference: str) -> Everyone:
    """Read all people of the data behind a reference, the sick ones too.

    For what is learned of how taxa go together, and for contrasts inside a study; what is usual
    comes from :func:`load_healthy` alone. Parameters and errors are the same.
    """
    basis = load_healthy(shared, reference)
    if reference == "16s-genus":
        return Everyone(basis, (HEALTHY,) * len(basis.samples))
    folder = shared / "data/reference"
    samples, studies, taxa, shares = _by_reference(_species(folder, everyone=True), reference)
    place = {taxon: at for at, taxon in enumerate(taxa)}
    shares = shares[:, [place[taxon] for taxon in basis.taxa]]
    known = _phenotypes(folder)
    people = Healthy(samples, studies, basis.taxa, shares, study_weights(studies, shares))
    return Everyone(people, tuple(known[sample] for sample in samples))


def load_healthy(shared: Path, reference: str) -> Healthy:
    """Read the healthy people of a reference from the shared data.

    For building tables (this room's and the substances'), never at run time.

    Parameters
    ----------
    shared : Path
        The shared data folder.
    reference : {"shotgun-species", "shotgun-genus", "16s-genus"}

    Returns
    -------
    Healthy
        ``samples, studies, taxa, shares, weights``.

    Raises
    ------
    ValueError
        The reference isn't one of the three.
    """
    if reference not in {*REFERENCES, OLDER}:
        raise ValueError(reference)
    if reference == "16s-genus":
        samples, studies, taxa, shares = _flemish(shared / "data/reference/fgfp_genus")
    else:
        found = _species(shared / "data/reference")
        samples, studies, taxa, shares = _by_reference(found, reference)
    weights = study_weights(studies, shares)
    return Healthy(samples, studies, taxa, shares, weights)


def intraclass_correlation(studies: Iterable[str], shares: Floats) -> float:
    """Return how alike two people of one study are, over all taxa together.

    One-way random-effects analysis of variance with unequal group sizes, on the arcsine of the
    square root of the shares, the variance components summed over taxa:
    ``ICC = s2_between / (s2_between + s2_within)`` with
    ``s2_between = (MSB - MSW) / n0`` and ``n0 = (N - sum(n_j^2) / N) / (k - 1)``
    (Donner A, Koval JJ, Biometrics 1980;36:19-25).
    """
    labels = np.unique(np.array(list(studies)), return_inverse=True)[1]
    sizes = np.bincount(labels).astype(float)
    n, k = sizes.sum(), len(sizes)
    if k < 2:
        return 0.0
    values = np.arcsin(np.sqrt(np.clip(shares, 0, 1)))
    means = np.zeros((k, values.shape[1]))
    np.add.at(means, labels, values)
    means /= sizes[:, None]
    between = float((sizes[:, None] * (means - values.mean(axis=0)) ** 2).sum()) / (k - 1)
    within = float(((values - means[labels]) ** 2).sum()) / (n - k)
    n0 = (n - (sizes**2).sum() / n) / (k - 1)
    part = max(0.0, (between - within) / n0)
    return float(part / (part + within))


def study_weights(studies: tuple[str, ...], shares: Floats) -> Floats:
    """Return a weight for each person, so that large studies don't decide.

    A study of n people carries the information of ``n / (1 + (n - 1) ICC)`` independent ones
    (the design effect of Kish L, Survey Sampling, 1965); each of its people gets the n-th part.
    """
    icc = intraclass_correlation(studies, shares)
    names, labels = np.unique(np.array(studies), return_inverse=True)
    sizes = np.bincount(labels, minlength=len(names))[labels].astype(float)
    weights = 1 / (1 + (sizes - 1) * icc)
    return np.asarray(weights / weights.sum())


def _by_reference(found: Rows, reference: str) -> Rows:
    """Sum species by genus, where the reference asks for it."""
    if reference == "shotgun-species":
        return found
    samples, studies, taxa, shares = found
    genera = [resolver().genus_of(taxon) for taxon in taxa]
    if reference == OLDER:
        genera = [OLD_GENUS.get(genus, genus) if genus else None for genus in genera]
    return samples, studies, *_merge(taxa, shares, genera)


def _phenotypes(folder: Path) -> dict[str, str]:
    with (folder / "metadata.csv").open(encoding="utf-8", newline="") as file:
        return {row["sample"]: row["Phenotype_all"] for row in csv.DictReader(file)}


def _species(folder: Path, *, everyone: bool = False) -> Rows:
    with (folder / "metadata.csv").open(encoding="utf-8", newline="") as file:
        study = {
            row["sample"]: row["Batch"]
            for row in csv.DictReader(file)
            if everyone or row["Phenotype"] == HEALTHY
        }
    with gzip.open(folder / "species_percent.csv.gz", "rt", encoding="utf-8") as text:
        header = text.readline().rstrip("\n").split(",")[1:]
        rows = [line.rstrip("\n").split(",") for line in text]
    rows = [row for row in rows if row[0] in study]
    values = np.array([[float(cell or 0) for cell in row[1:]] for row in rows])
    shares = values / values.sum(axis=1, keepdims=True)
    known = resolver()
    names = [known.species_of(name) or known.resolve(name).name for name in header]
    taxa, shares = _merge(tuple(header), shares, list(names))
    samples = tuple(row[0] for row in rows)
    return samples, tuple(study[sample] for sample in samples), taxa, shares


def _flemish(folder: Path) -> Rows:
    with (folder / "FGFP_genus_data.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        header = next(reader)[1:]
        rows = list(reader)
    counts = np.array([[float(cell) for cell in row[1:]] for row in rows])
    names = [_genus_of_column(name) for name in header]
    named = np.array([name is not None for name in names])
    # What has no genus is what a profile's reader calls unclassified: shares are of the rest.
    shares = counts / counts[:, named].sum(axis=1, keepdims=True)
    kept = [None if name in RDP_UNLIKE else name for name in names]
    taxa, shares = _merge(tuple(header), shares, kept)
    samples = tuple(row[0] for row in rows)
    return samples, ("FGFP",) * len(samples), taxa, shares


def _genus_of_column(name: str) -> str | None:
    if name.startswith("unclassified_") or "incertae_sedis" in name or name == "Streptophyta":
        return None
    genus = resolver().resolve(name, "genus").name
    return next((whole for whole, parts in RDP_LUMPS.items() if genus in parts), genus)


def _merge(
    taxa: tuple[str, ...], shares: Floats, names: list[str | None]
) -> tuple[tuple[str, ...], Floats]:
    """Sum the columns that have one name; leave out those without."""
    merged: dict[str, Floats] = {}
    for column, name in enumerate(names[: len(taxa)]):
        if name is not None:
            merged[name] = merged.get(name, np.zeros(len(shares))) + shares[:, column]
    order = sorted(merged, key=lambda name: (-float(merged[name].mean()), name))
    return tuple(order), np.column_stack([merged[name] for name in order])

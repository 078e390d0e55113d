"""Fit how much one healthy person changes from one time to the next (build time only)."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from scipy.optimize import minimize

from legaat.profiles import Method, read_profiles
from legaat.reference._change import FILE, MIDDLE, PERCENTS, Noise, aligned, bray_curtis, deviation
from legaat.reference._compare import compare
from legaat.reference._expect_build import write
from legaat.reference._quantiles import Floats
from legaat.reference._tables import DATA
from legaat.reference._types import Standing

SOURCES: Final[dict[str, tuple[str, Method, int]]] = {
    "16s-genus": ("POYET_BIO_ML_2019", "16S", 90),
    "shotgun-genus": ("MARS_IBS_2020", "shotgun", 0),
}
"""Healthy people measured more than once, and the days that may lie between (0: one visit)."""

FALSE: Final = 1.0
"""Genera that may be called changed, on average, in a healthy person."""

_MONTHS: Final = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)


class Pair(NamedTuple):
    """Two samples of one person, one after the other."""

    person: str
    x: Floats
    y: Floats
    limit: float


def build(shared: Path, out: Path = DATA) -> dict[str, object]:
    """Fit the noise of each method and write it."""
    noise = {}
    for name in SOURCES:
        pairs = list(pairs_of(shared, name))
        noise[name] = asdict(fit_noise(pairs))
    record: dict[str, object] = {
        "made_by": "scripts/build_expected.py",
        "percents": list(PERCENTS),
        "noise": noise,
    }
    write(out / FILE, (json.dumps(record, indent=1) + "\n").encode())
    return record


def pairs_of(shared: Path, name: str) -> Iterator[Pair]:
    """Return consecutive samples of each healthy person."""
    study, method, most_days = SOURCES[name]
    folder = shared / "data/metabolome" / study
    with (folder / "metadata.tsv").open(encoding="utf-8", newline="") as file:
        about = {row["Sample"]: row for row in csv.DictReader(file, delimiter="\t")}
    table = next(folder.glob("genera.counts*"))
    samples = {p.sample: p for p in read_profiles(table, rank="genus")}
    visits: dict[str, list[tuple[float, str]]] = {}
    for sample, row in about.items():
        when = _when(row)
        if sample in samples and when is not None and row.get("Study.Group", "H") == "H":
            visits.setdefault(row["Subject"], []).append((when, sample))
    for person, found in sorted(visits.items()):
        rows = sorted(found)
        standings: dict[str, Standing] = {}
        for (first, a), (second, b) in pairwise(rows):
            if most_days and second - first > most_days:
                continue
            for sample in (a, b):
                if sample not in standings:
                    profile = samples[sample]
                    known = replace(profile.provenance, method=method)
                    standings[sample] = compare(replace(profile, provenance=known), name)
            yield Pair(person, *aligned(standings[a], standings[b]))


def _when(row: dict[str, str]) -> float | None:
    """Return days, or the number of the visit where no date is told."""
    if "Timepoint" in row:
        return float(row["Timepoint"]) if row["Timepoint"].isdigit() else None
    day, month, year = row["Collection_Date"].split("-")
    return float(date(int(year), _MONTHS.index(month.lower()) + 1, int(day)).toordinal())


def fit_noise(pairs: list[Pair]) -> Noise:
    """Fit the variance, and the threshold that leaves `FALSE` genera per pair beyond it.

    The squared logarithm of a ratio has the fitted variance as its mean; a gamma quasi-likelihood
    (McCullagh P, Nelder JA, Generalized Linear Models, 1989), each person with the same weight.
    """
    weights = person_weights(pairs)
    parts = [_points(pair) for pair in pairs]
    squares, middle = (np.concatenate([part[k] for part in parts]) for k in range(2))
    w = np.concatenate([np.full(len(p[0]), v) for p, v in zip(parts, weights, strict=True)])

    at = np.log10(middle) - MIDDLE

    def loss(b: Floats) -> float:
        variance = np.exp(b[0] + b[1] * at + b[2] * at**2)
        return float(w @ (np.log(variance) + squares / variance) / w.sum())

    found = minimize(loss, np.array([0.0, -0.1, -0.1]), method="Nelder-Mead").x
    first = Noise(
        level=round(float(found[0]), 4),
        slope=round(float(found[1]), 4),
        curve=round(float(found[2]), 4),
        threshold=3.0,
        false_changes=FALSE,
        distances=(),
        people=len({pair.person for pair in pairs}),
        pairs=len(pairs),
    )
    apart = np.array([bray_curtis(pair.x, pair.y) for pair in pairs])
    order = np.argsort(apart)
    place = (np.cumsum(weights[order]) - 0.5 * weights[order]) / weights.sum()
    distances = np.interp(np.array(PERCENTS) / 100, place, apart[order])
    return replace(
        first,
        threshold=round(_threshold(pairs, first, weights), 3),
        distances=tuple(round(float(v), 4) for v in distances),
    )


def person_weights(pairs: list[Pair]) -> Floats:
    """Return a weight for each pair, so that each person counts once."""
    names = [pair.person for pair in pairs]
    return np.array([1 / names.count(name) for name in names])


def _points(pair: Pair) -> tuple[Floats, Floats]:
    seen = (pair.x > 0) | (pair.y > 0)
    old, new = np.maximum(pair.x[seen], pair.limit), np.maximum(pair.y[seen], pair.limit)
    return np.log(new / old) ** 2, np.sqrt(old * new)


def beyond(pair: Pair, noise: Noise) -> Floats:
    """Return how far each genus seen in a pair changed, in standard deviations of the noise."""
    ratio, spread = deviation(pair.x, pair.y, pair.limit, noise)
    seen = (pair.x > 0) | (pair.y > 0)
    return np.asarray((np.abs(ratio) / spread)[seen])


def _threshold(pairs: list[Pair], noise: Noise, weights: Floats) -> float:
    far = [beyond(pair, noise) for pair in pairs]
    low, high = 0.5, 12.0
    for _ in range(40):
        middle = (low + high) / 2
        called = weights @ [(one > middle).sum() for one in far] / weights.sum()
        low, high = (middle, high) if called > FALSE else (low, middle)
    return high


def false_calls(pairs: list[Pair]) -> tuple[Floats, Floats]:
    """Return genera called changed per pair of people left out of the fit, and their weights."""
    people = sorted({pair.person for pair in pairs})
    called = np.zeros(len(pairs))
    for k in range(5):
        out = set(people[k::5])
        noise = fit_noise([pair for pair in pairs if pair.person not in out])
        for at, pair in enumerate(pairs):
            if pair.person in out:
                called[at] = (beyond(pair, noise) > noise.threshold).sum()
    return called, person_weights(pairs)

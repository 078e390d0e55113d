"""Measure what the references say: studies left out, and samples thinned (build time only)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from legaat.reference._build import NAMES, depth_of_row, refit, without_study
from legaat.reference._compare import judge
from legaat.reference._depth import depth_from_shares
from legaat.reference._fit import limits
from legaat.reference._model import (
    mean_prevalence,
    richness_shift,
    unseen_at,
    unseen_if_there,
)
from legaat.reference._names import OLDER
from legaat.reference._people import Healthy, load_healthy
from legaat.reference._quantiles import Floats, percentile
from legaat.reference._tables import Table, load

FRACTIONS: Final = (1 / 2, 1 / 5, 1 / 20)
SMALLEST: Final = 20
"""A study of fewer people isn't left out: it would show noise."""

LARGE: Final = 50

_BINS: Final = np.linspace(0, 1, 11)


class Line(NamedTuple):
    """One figure."""

    reference: str
    what: str
    value: float
    ideal: str
    n: int


def check(shared: Path, *, seed: int = 1) -> str:
    """Return a table of figures in Markdown.

    Parameters
    ----------
    shared : Path
        The shared data folder.
    seed : int
        For the thinning.
    """
    rows = [
        f"| {line.reference} | {line.what} | {line.value:.3f} | {line.ideal} | {line.n} |\n"
        for line in figures(shared, seed=seed)
    ]
    head = "| reference | what | value | ideal | n |\n| --- | --- | ---: | ---: | ---: |\n"
    return head + "".join(rows)


def figures(shared: Path, *, seed: int = 1) -> Iterator[Line]:
    """Measure everything, one figure after the other."""
    for name in NAMES:
        if name == OLDER:
            continue
        people = load_healthy(shared, name)
        table = load(name)
        yield from fit_of_shares(name, people, table)
        yield from shown_by_depth(name, people, table)
        yield from thinned(name, people, table, np.random.default_rng(seed))
        if len(set(people.studies)) > 1:
            yield from left_out(name, people, table, np.random.default_rng(seed))


def fit_of_shares(name: str, people: Healthy, table: Table) -> Iterator[Line]:
    """How far the log-normal curve is from the people who show a taxon (KS distance)."""
    limit = limits(people.shares, table.limit_scale)
    distances = []
    for t in np.flatnonzero((people.shares > 0).mean(axis=0) >= 0.2):
        shown = people.shares[:, t] > 0
        order = np.argsort(people.shares[shown, t])
        found = np.cumsum(people.weights[shown][order])
        found /= found[-1]
        curve = _curve(people.shares[shown, t][order], limit, table, int(t))
        distances.append(float(np.abs(curve - found).max()))
    yield Line(
        name, "log-normal: median KS distance", float(np.median(distances)), "0", len(distances)
    )
    yield Line(
        name, "log-normal: 90th percentile", float(np.quantile(distances, 0.9)), "0", len(distances)
    )


def _curve(at: Floats, limit: Floats, table: Table, t: int) -> Floats:
    """Return the model's distribution of the shares shown, over samples of these limits."""
    grid = np.linspace(table.mu[t] - 6 * table.sigma[t], 0.0, 600)
    density = np.exp(-0.5 * ((grid - table.mu[t]) / table.sigma[t]) ** 2)
    sample = np.quantile(limit, np.linspace(0.01, 0.99, 50))
    shown = (1 - np.exp(-np.exp(grid)[:, None] / sample)).mean(axis=1)
    mass = np.cumsum(density * shown)
    return np.asarray(np.interp(np.log(at), grid, mass / mass[-1]))


def shown_by_depth(name: str, people: Healthy, table: Table) -> Iterator[Line]:
    """Whether shallow samples show as many taxa less as the model says."""
    limit = limits(people.shares, table.limit_scale)
    there = mean_prevalence(table.centre, table.spread)
    common = (there >= 0.1) & ((people.shares > 0).mean(axis=0) < 0.98)
    said = np.array(
        [(there * (1 - unseen_if_there(table.mu, table.sigma, one)))[common].sum() for one in limit]
    )
    found = (people.shares[:, common] > 0).sum(axis=1)
    part = np.digitize(limit, np.quantile(limit, [0.2, 0.4, 0.6, 0.8]))
    for k, label in enumerate(
        ("deepest fifth", "2nd fifth", "3rd fifth", "4th fifth", "shallowest")
    ):
        ratio = float(found[part == k].mean() / said[part == k].mean())
        yield Line(
            name, f"taxa shown / taxa predicted, {label}", ratio, "1", int((part == k).sum())
        )


def thinned(name: str, people: Healthy, table: Table, rng: np.random.Generator) -> Iterator[Line]:
    """Calibrate the chance to miss a taxon that is there, on thinned samples.

    The depth of a thinned sample of shares is not told but found from its shares, as for a real
    one; that of counts is known. What the full sample shows lies above what that could miss.
    """
    for fraction in FRACTIONS:
        missed: list[tuple[Floats, np.ndarray]] = []
        absent: list[tuple[Floats, np.ndarray]] = []
        for row, limit in _samples(people, table):
            thin = thin_sample(row, limit, fraction, rng, counts=table.limit_scale == 1.0)
            if not thin.any():
                continue
            before = unseen_if_there(table.mu, table.sigma, limit)
            after = np.maximum(_unseen_when_thin(thin, limit / fraction, table), before)
            there = row > 0
            missed.append((((after - before) / (1 - before + 1e-12))[there], thin[there] == 0))
            shift = richness_shift(table.centre, table.spread, after, thin > 0)
            part = mean_prevalence(table.centre + shift, table.spread)
            not_shown = (1 - part + part * before) / (1 - part + part * after)
            gone = thin == 0
            absent.append((not_shown[gone], row[gone] == 0))
        label = f"thinned to 1/{round(1 / fraction)}"
        yield from _calibration(name, f"{label}: there, but missed", missed)
        yield from _calibration(name, f"{label}: unseen, and truly not there", absent)


def _unseen_when_thin(thin: Floats, limit: float, table: Table) -> Floats:
    if table.limit_scale == 1.0:
        return unseen_if_there(table.mu, table.sigma, limit)
    depth = depth_from_shares(thin, float(thin[thin > 0].min()), table)
    return np.asarray(depth.weights @ unseen_at(table.mu, table.sigma, depth.limits))


def _calibration(name: str, label: str, rows: list[tuple[Floats, np.ndarray]]) -> Iterator[Line]:
    said = np.concatenate([row[0] for row in rows])
    found = np.concatenate([row[1] for row in rows])
    yield Line(name, f"{label}: ECE", ece(said, found), "0", len(found))
    yield Line(
        name, f"{label}: said minus found", float(said.mean() - found.mean()), "0", len(found)
    )


def _samples(people: Healthy, table: Table) -> Iterator[tuple[Floats, float]]:
    limit = limits(people.shares, table.limit_scale)
    for at in range(0, len(people.samples), max(1, len(people.samples) // 500)):
        yield people.shares[at], float(limit[at])


def thin_sample(
    shares: Floats, limit: float, fraction: float, rng: np.random.Generator, *, counts: bool
) -> Floats:
    """Return a sample as a part of its reads would show it.

    Counts of reads are thinned one by one (binomial). Where a profiler gives shares only, a
    taxon stays with the probability that the model of detection gives, known to be shown by all
    reads: ``(1 - exp(-f x / limit)) / (1 - exp(-x / limit))``.
    """
    if counts:
        left = rng.binomial(np.rint(shares / limit).astype(int), fraction).astype(float)
        return np.asarray(left * (limit / fraction))
    expected = shares / limit
    chance = np.where(
        shares > 0, -np.expm1(-fraction * expected) / np.maximum(-np.expm1(-expected), 1e-12), 0.0
    )
    left = np.where(rng.random(len(shares)) < chance, shares, 0.0)
    return np.asarray(left / max(left.sum(), 1e-12))


def left_out(name: str, people: Healthy, table: Table, rng: np.random.Generator) -> Iterator[Line]:
    """Leave each study out, work the reference out from the rest, and compare its people.

    Taxa that fewer than one person in twenty shows are left out: they are many, and no claim
    rests on them.
    """
    people = _without_rare(people)
    places: list[Floats] = []
    prevalence: list[tuple[float, float]] = []
    called: list[dict[str, float]] = []
    studies = [s for s in dict.fromkeys(people.studies) if people.studies.count(s) >= SMALLEST]
    for study in studies:
        rest, out = without_study(people, study)
        rebuilt = refit(name, rest, table.limit_scale)
        shares = people.shares[out]
        places.append(_places(rebuilt, shares, rng))
        limit = limits(shares, table.limit_scale)
        prevalence.extend(_prevalences(rebuilt, shares, limit, rng))
        called.append(_calls(rebuilt, shares))
    yield from _about_places(name, places)
    yield from _about_prevalence(name, np.array(prevalence))
    for status in ("low", "high", "missing"):
        mean = float(np.mean([one[status] for one in called]))
        label = f"left out: taxa called {status} per healthy person"
        yield Line(name, label, mean, "few", len(called))


def _without_rare(people: Healthy) -> Healthy:
    kept = np.flatnonzero((people.shares > 0).mean(axis=0) >= 0.05)
    taxa = tuple(people.taxa[t] for t in kept)
    return people._replace(taxa=taxa, shares=people.shares[:, kept])


def _places(table: Table, shares: Floats, rng: np.random.Generator) -> Floats:
    """Return percentiles of the common taxa, shape (people, taxa).

    Those who don't show a taxon share the place of all who don't: anywhere in it, at random.
    """
    common = np.flatnonzero(mean_prevalence(table.centre, table.spread) >= 0.5)
    out = np.empty((len(shares), len(common)))
    for column, t in enumerate(common):
        grid = table.population[:, t]
        nothing = 2 * percentile(grid, 0.0)
        out[:, column] = [
            percentile(grid, value) if value > 0 else rng.uniform(0, nothing)
            for value in shares[:, t]
        ]
    return out


def _about_places(name: str, places: list[Floats]) -> Iterator[Line]:
    """Report the percentiles, every study with the same weight."""
    n = sum(p.size for p in places)
    for level in (5, 10, 25, 50, 75, 90, 95):
        below = float(np.mean([np.mean(p < level) for p in places]))
        label = f"left out: part below the {level}th percentile"
        yield Line(name, label, below, f"{level / 100}", n)
    large = [p for p in places if len(p) >= LARGE]
    gaps = np.concatenate([np.abs((p < 50).mean(axis=0) - 0.5) for p in large])
    label = "left out: gap at the median, one taxon in one study of 50 or more, typical"
    yield Line(name, label, float(np.median(gaps)), "0", len(gaps))


def _prevalences(
    table: Table, shares: Floats, limit: Floats, rng: np.random.Generator
) -> Iterator[tuple[float, float]]:
    """Return (place of the study's count in its predicted distribution, said minus found)."""
    there = mean_prevalence(table.centre, table.spread)
    for t in np.flatnonzero((there >= 0.1) & (there <= 0.95)):
        ones = np.ones(len(limit))
        shown = 1 - unseen_if_there(table.mu[t] * ones, table.sigma[t] * ones, limit)
        odds = table.centre[t] + table.spread[t] * rng.standard_normal(200)
        parts = 1 / (1 + np.exp(-odds))
        drawn = (rng.random((200, len(limit))) < parts[:, None] * shown).sum(axis=1)
        found = (shares[:, t] > 0).sum()
        place = float((drawn < found).mean() + 0.5 * (drawn == found).mean())
        yield place, float(there[t] * shown.mean() - found / len(limit))


def _about_prevalence(name: str, rows: Floats) -> Iterator[Line]:
    inside = float(((rows[:, 0] > 0.1) & (rows[:, 0] < 0.9)).mean())
    yield Line(name, "left out: prevalence inside its 80 % interval", inside, "0.8", len(rows))
    yield Line(
        name, "left out: prevalence, mean gap", float(np.abs(rows[:, 1]).mean()), "0", len(rows)
    )
    yield Line(
        name, "left out: prevalence, said minus found", float(rows[:, 1].mean()), "0", len(rows)
    )


def _calls(table: Table, shares: Floats) -> dict[str, float]:
    found = [judge(table, row, depth_of_row(row, table), 0.0).status for row in shares]
    return {
        status: float(np.mean([one.count(status) for one in found]))
        for status in ("low", "high", "missing")
    }


def ece(said: Floats, found: np.ndarray) -> float:
    """Return the expected calibration error over ten equal bins."""
    part = np.clip(np.digitize(said, _BINS) - 1, 0, 9)
    gaps = [
        abs(said[part == k].mean() - found[part == k].mean()) * (part == k).mean()
        for k in range(10)
        if (part == k).any()
    ]
    return float(np.sum(gaps))

"""Contrasts between healthy people and others, inside studies and joined (build time only)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from legaat.reference._contrast import FILE
from legaat.reference._expect_build import write
from legaat.reference._names import OLDER
from legaat.reference._people import HEALTHY, Everyone, load_everyone
from legaat.reference._quantiles import Floats
from legaat.reference._tables import DATA

NAMES: Final = ("shotgun-species", "shotgun-genus", OLDER)

FEWEST: Final = 10
"""Healthy people, and others, that a study needs to be compared."""

SHOWN_FROM: Final = 0.1
"""Part of all people who must show a taxon."""

Z: Final = 2.576
"""The 99 % interval must stay clear of zero, with any one study left out."""

AGREE: Final = 0.7
"""Part of the studies that must point the same way."""

FEWEST_STUDIES: Final = 6


class Effects(NamedTuple):
    """Hedges' g and its variance of each study and taxon (NaN where it can't be told).

    Attributes
    ----------
    studies : tuple of str, length k
    taxa : tuple of str, length t
    g, variance : array, shape (k, t)
    """

    studies: tuple[str, ...]
    taxa: tuple[str, ...]
    g: Floats
    variance: Floats


class Pooled(NamedTuple):
    """A random-effects mean over studies: value, standard error, I squared (arrays of length t)."""

    mean: Floats
    error: Floats
    heterogeneity: Floats


def build(shared: Path, out: Path = DATA) -> dict[str, object]:
    """Work out all contrasts, write those that hold, and return them."""
    rows: dict[str, list[dict[str, object]]] = {}
    record: dict[str, object] = {}
    for name in NAMES:
        everyone = load_everyone(shared, name)
        effects = effects_of(everyone)
        rows[name] = list(kept_rows(effects))
        record["studies"] = _about_studies(everyone, effects.studies)
        record["conditions"] = _conditions(everyone, effects.studies)
    record["contrasts"] = rows
    text = json.dumps(record, indent=1, ensure_ascii=False) + "\n"
    write(out / FILE, text.encode())
    return record


def effects_of(everyone: Everyone) -> Effects:
    """Return the differences inside each study that has enough people of both kinds.

    Shares are turned into normal scores of their ranks inside the study (Blom's), so that
    neither zeros nor a few large values decide; then Hedges' g with its usual variance (Hedges
    LV, Olkin I, Statistical Methods for Meta-Analysis, 1985).
    """
    people, healthy = everyone.people, everyone.healthy
    at = np.flatnonzero((people.shares > 0).mean(axis=0) >= SHOWN_FROM)
    labels = np.array(people.studies)
    studies = [
        study
        for study in sorted(set(people.studies))
        if min(((labels == study) & healthy).sum(), ((labels == study) & ~healthy).sum()) >= FEWEST
    ]
    pairs = [
        hedges(normal_scores(people.shares[labels == study][:, at]), healthy[labels == study])
        for study in studies
    ]
    g, variance = (np.array([pair[k] for pair in pairs]) for k in (0, 1))
    return Effects(tuple(studies), tuple(people.taxa[t] for t in at), g, variance)


def normal_scores(values: Floats) -> Floats:
    """Return normal quantiles of the ranks in each column, ties at their middle."""
    from scipy.special import ndtri
    from scipy.stats import rankdata

    return np.asarray(ndtri((rankdata(values, axis=0) - 0.375) / (len(values) + 0.25)))


def hedges(scores: Floats, healthy: np.ndarray) -> tuple[Floats, Floats]:
    """Return Hedges' g (others minus healthy) and its variance for each column."""
    a, b = scores[~healthy], scores[healthy]
    n, m = len(a), len(b)
    pooled = ((n - 1) * a.var(axis=0, ddof=1) + (m - 1) * b.var(axis=0, ddof=1)) / (n + m - 2)
    told = pooled > 1e-9
    d = (a.mean(axis=0) - b.mean(axis=0)) / np.sqrt(np.where(told, pooled, 1.0))
    g = np.where(told, d * (1 - 3 / (4 * (n + m) - 9)), np.nan)
    return g, (n + m) / (n * m) + g**2 / (2 * (n + m))


def pool(g: Floats, variance: Floats) -> Pooled:
    """Join studies by a random-effects model (DerSimonian R, Laird N, 1986;7:177-88)."""
    known = np.isfinite(g)
    value = np.where(known, g, 0.0)
    weight = np.where(known, 1 / variance, 0.0)
    total = np.maximum(weight.sum(axis=0), 1e-12)
    free = np.maximum(known.sum(axis=0) - 1, 0)
    mean = (weight * value).sum(axis=0) / total
    q = (weight * (value - mean) ** 2).sum(axis=0)
    scale = np.maximum(total - (weight**2).sum(axis=0) / total, 1e-12)
    between = np.maximum(0.0, (q - free) / scale)
    weight = np.where(known, 1 / (variance + between), 0.0)
    total = np.maximum(weight.sum(axis=0), 1e-12)
    mean = (weight * value).sum(axis=0) / total
    spread = np.maximum(0.0, 1 - free / np.maximum(q, 1e-12))
    return Pooled(mean, 1 / np.sqrt(total), spread)


def holds(g: Floats, variance: Floats) -> np.ndarray:
    """Whether a taxon's difference repeats: with all studies, and with each left out."""
    whole = pool(g, variance)
    known = np.isfinite(g).sum(axis=0)
    agree = (np.sign(g) == np.sign(whole.mean)).sum(axis=0) / np.maximum(known, 1)
    good = (np.abs(whole.mean) > Z * whole.error) & (known >= FEWEST_STUDIES) & (agree >= AGREE)
    for out in range(len(g)):
        part = pool(np.delete(g, out, axis=0), np.delete(variance, out, axis=0))
        good &= np.abs(part.mean) > Z * part.error
        good &= np.sign(part.mean) == np.sign(whole.mean)
    return np.asarray(good)


def kept_rows(effects: Effects) -> Iterator[dict[str, object]]:
    """Return the contrasts that hold, the largest first."""
    whole, good = pool(effects.g, effects.variance), holds(effects.g, effects.variance)
    for t in np.argsort(-np.abs(whole.mean), kind="stable"):
        if not good[t]:
            continue
        mean, error = float(whole.mean[t]), float(whole.error[t])
        yield {
            "taxon": effects.taxa[t],
            "direction": "lower" if mean < 0 else "higher",
            "k": int((np.sign(effects.g[:, t]) == np.sign(mean)).sum()),
            "n": int(np.isfinite(effects.g[:, t]).sum()),
            "effect": round(mean, 3),
            "interval": [round(mean - 1.96 * error, 3), round(mean + 1.96 * error, 3)],
            "heterogeneity": round(float(whole.heterogeneity[t]), 3),
        }


def signs_kept(
    effects: Effects, *, out: int = 4, draws: int = 200, seed: int = 1
) -> tuple[Floats, Floats, float]:
    """Return how often what would be shown keeps its sign in studies left out.

    Parameters
    ----------
    effects : Effects
    out : int
        Studies left out at a time, at random, and joined.
    draws : int
        How many times.
    seed : int

    Returns
    -------
    kept, shown : array, shape (draws,)
        Number of taxa that keep their sign, and that would be shown.
    single : float
        Part of the pairs of a taxon and one study left out where that small study agrees.
    """
    rng = np.random.default_rng(seed)
    kept, shown = np.zeros(draws), np.zeros(draws)
    for draw in range(draws):
        order = rng.permutation(len(effects.studies))
        test, rest = order[:out], order[out:]
        good = holds(effects.g[rest], effects.variance[rest])
        said = pool(effects.g[rest], effects.variance[rest]).mean
        found = pool(effects.g[test], effects.variance[test]).mean
        kept[draw] = (np.sign(said) == np.sign(found))[good].sum()
        shown[draw] = good.sum()
    hits = pairs = 0
    for study in range(len(effects.studies)):
        rest = np.delete(np.arange(len(effects.studies)), study)
        good = holds(effects.g[rest], effects.variance[rest]) & np.isfinite(effects.g[study])
        said = pool(effects.g[rest], effects.variance[rest]).mean
        hits += int((np.sign(said) == np.sign(effects.g[study]))[good].sum())
        pairs += int(good.sum())
    return kept, shown, hits / max(pairs, 1)


def _about_studies(everyone: Everyone, studies: tuple[str, ...]) -> list[dict[str, object]]:
    labels, healthy = np.array(everyone.people.studies), everyone.healthy
    return [
        {
            "study": study,
            "healthy": int((healthy & (labels == study)).sum()),
            "others": int((~healthy & (labels == study)).sum()),
        }
        for study in studies
    ]


def _conditions(everyone: Everyone, studies: tuple[str, ...]) -> list[str]:
    found = Counter(
        condition
        for study, condition in zip(everyone.people.studies, everyone.conditions, strict=True)
        if study in studies and condition != HEALTHY
    )
    return [condition for condition, _ in found.most_common()]

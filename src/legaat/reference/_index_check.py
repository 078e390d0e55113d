"""Why there is no overall health score: what the published kind of index reaches, and where.

The Gut Microbiome Health Index (Gupta VK et al., Nat Commun 2020;11:4635; R500): species that are
at least 1.4 times and 10 points more frequent in the healthy (or in the others) make two groups;
the index is the logarithm of the ratio of their collective abundances.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

import numpy as np
from scipy.stats import rankdata

from legaat.reference._lines import Line, interval
from legaat.reference._people import Everyone
from legaat.reference._quantiles import Floats

RATIO: Final = 1.4
DIFFERENCE: Final = 0.1
_FEWEST: Final = 5
_DRAWS: Final = 1000
_TINY: Final = 1e-5

Measure: TypeAlias = Callable[[Floats, np.ndarray, np.ndarray], float]


def health_index(everyone: Everyone) -> Iterator[Line]:
    """Return balanced accuracy pooled, and the AUROC within studies."""
    shares, healthy = everyone.people.shares, everyone.healthy
    studies = np.array(everyone.people.studies)
    same = index(shares, *groups(shares, healthy))
    apart = np.zeros(len(shares))
    for study in np.unique(studies):
        out = studies == study
        apart[out] = index(shares[out], *groups(shares[~out], healthy[~out]))
    for label, score in (("same people", same), ("studies left out", apart)):
        yield _line(
            f"health index, {label}: balanced accuracy, pooled", _balanced, score, healthy, studies
        )
        yield _line(f"health index, {label}: AUROC, pooled", _auroc, score, healthy, studies)
        yield _line(
            f"health index, {label}: AUROC within studies", _within, score, healthy, studies
        )


def groups(shares: Floats, healthy: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the species that are more frequent in the healthy, and those in the others."""
    seen = shares > _TINY
    well, ill = seen[healthy].mean(axis=0), seen[~healthy].mean(axis=0)
    more = (well >= RATIO * ill) & (well - ill >= DIFFERENCE)
    less = (ill >= RATIO * well) & (ill - well >= DIFFERENCE)
    return more, less


def index(shares: Floats, more: np.ndarray, less: np.ndarray) -> Floats:
    """Return the index of each person; above zero is called healthy."""
    return np.asarray(
        np.log10((_collective(shares[:, more]) + _TINY) / (_collective(shares[:, less]) + _TINY))
    )


def _collective(shares: Floats) -> Floats:
    """Return the part of the group that is there, times its Shannon index."""
    if shares.shape[1] == 0:
        return np.zeros(len(shares))
    there = (shares > _TINY).sum(axis=1) / shares.shape[1]
    logs = np.log(np.where(shares > 0, shares, 1))
    return np.asarray(there * np.abs((shares * logs).sum(axis=1)))


def _line(
    what: str, measure: Measure, score: Floats, healthy: np.ndarray, studies: np.ndarray
) -> Line:
    names = np.unique(studies)
    rows = {name: np.flatnonzero(studies == name) for name in names}
    rng = np.random.default_rng(1)
    drawn = []
    for _ in range(_DRAWS // 5):
        pick = [rows[name] for name in rng.choice(names, len(names))]
        at = np.concatenate(pick)
        label = np.repeat(np.arange(len(pick)), [len(one) for one in pick])
        drawn.append(measure(score[at], healthy[at], label))
    value = measure(score, healthy, studies)
    return Line("shotgun-species", what, value, *interval(drawn), len(score))


def _balanced(score: Floats, healthy: np.ndarray, _: np.ndarray) -> float:
    return float(((score > 0)[healthy].mean() + (score <= 0)[~healthy].mean()) / 2)


def _auroc(score: Floats, healthy: np.ndarray, _: np.ndarray) -> float:
    n, m = int(healthy.sum()), int((~healthy).sum())
    above = rankdata(score)[healthy].sum() - n * (n + 1) / 2
    return float(above / (n * m))


def _within(score: Floats, healthy: np.ndarray, studies: np.ndarray) -> float:
    each = [
        _auroc(score[rows], healthy[rows], rows)
        for rows in (studies == name for name in np.unique(studies))
        if min(healthy[rows].sum(), (~healthy[rows]).sum()) >= _FEWEST
    ]
    return float(np.mean(each)) if each else float("nan")

"""Measure the expectation, the missing and the contrasts on what was left out (build time only).

Every figure comes with a 95 % interval: a bootstrap over studies and over taxa at once
(Owen AB, Ann Appl Stat 2007;1:386-411), except where it says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
from scipy.stats import rankdata

from legaat.reference._change_build import SOURCES, false_calls, pairs_of
from legaat.reference._check import FRACTIONS, ece
from legaat.reference._compare import LEAST_ABSENT, MISSED_ANYWAY, MISSING_FROM
from legaat.reference._contrast_build import effects_of, signs_kept
from legaat.reference._expect import miss_chance
from legaat.reference._expect_build import (
    FOLDS,
    SEED,
    Calibration,
    LeftOut,
    assign,
    calibrate,
    known,
    left_out,
)
from legaat.reference._index_check import health_index
from legaat.reference._lines import Line, as_row, interval
from legaat.reference._model import truly_absent
from legaat.reference._names import REFERENCES
from legaat.reference._people import Everyone, load_everyone
from legaat.reference._quantiles import Floats
from legaat.reference._tables import load

FEWEST: Final = 5
"""People with and without a taxon that a study needs for an AUROC."""

DRAWS: Final = 1000
EVERY: Final = 4
"""Logistic regression is fitted for every fourth taxon."""


def check(shared: Path) -> str:
    """Return a table of figures in Markdown."""
    head = "| reference | what | value | 95 % interval | n |\n| --- | --- | ---: | --- | ---: |\n"
    return head + "".join(as_row(line) for line in figures(shared))


def figures(shared: Path) -> Iterator[Line]:
    """Measure everything, one figure after the other."""
    for name in REFERENCES:
        everyone, table = load_everyone(shared, name), load(name)
        yield from about_expectation(
            name, everyone, left_out(everyone, table), known(everyone, table)
        )
        if name != "16s-genus":
            yield from about_contrasts(name, everyone)
    yield from health_index(load_everyone(shared, "shotgun-species"))
    for name in SOURCES:
        called, weights = false_calls(list(pairs_of(shared, name)))
        mean = float(weights @ called / weights.sum())
        low, high = interval([_drawn(called, weights, k) for k in range(DRAWS)])
        yield Line(name, "genera called changed in a healthy person", mean, low, high, len(called))


def about_expectation(
    name: str, everyone: Everyone, found: LeftOut, at: np.ndarray
) -> Iterator[Line]:
    """Figures of the expectation and of what is missing."""
    studies = _studies(found)
    common = np.flatnonzero((found.shown.mean(axis=0) >= 0.1) & (found.shown.mean(axis=0) <= 0.9))
    said, thin_said, missed = nested(found)
    grid = auroc_grid(found.shown[:, common], said[:, common], studies)
    yield _auroc_line(name, "AUROC within study, studies left out", grid)
    yield from _calibration_lines(name, found, said, common)
    few = common[::EVERY]
    plain = plain_logistic(everyone, found, at, few)
    yield _auroc_line(
        name, f"the same, {len(few)} taxa", auroc_grid(found.shown[:, few], said[:, few], studies)
    )
    yield _auroc_line(
        name, f"logistic regression, {len(few)} taxa",
        auroc_grid(found.shown[:, few], plain, studies),
    )  # fmt: skip
    yield _ece_line(name, "logistic regression: ECE", plain, found.shown[:, few], found)
    yield from about_missing(name, found, thin_said, missed, common)


def nested(found: LeftOut) -> tuple[Floats, Floats, Floats]:
    """Return recalibrated expectations, of samples whole and thinned, and chances to miss.

    The recalibration of each group of studies comes from the others.
    """
    said, thin_said, missed = (np.zeros(found.raw.shape) for _ in range(3))
    for k in range(FOLDS):
        learned: Calibration = calibrate(found, np.flatnonzero(found.fold != k))
        rows = found.fold == k
        said[rows] = learned.of(found.raw[rows], found.limit[rows])
        thin_said[rows] = learned.of(found.thin_raw[rows], found.thin_limit[rows])
        missed[rows] = miss_chance(learned.miss, found.before, found.after[rows], thin_said[rows])
    return said, thin_said, missed


def _studies(found: LeftOut) -> np.ndarray:
    """Return the study of each person; of one study its parts stand for studies."""
    names = np.array(found.studies)
    return names if len(set(found.studies)) > 1 else np.array([f"part {k}" for k in found.fold])


def auroc_grid(shown: np.ndarray, said: Floats, studies: np.ndarray) -> Floats:
    """Return the AUROC of each study and taxon; NaN where a study has too few of a kind."""
    names = np.unique(studies)
    grid = np.full((len(names), shown.shape[1]), np.nan)
    for row, name in enumerate(names):
        people = studies == name
        y, ranks = shown[people], rankdata(said[people], axis=0)
        have = y.sum(axis=0)
        lack = len(y) - have
        told = (have >= FEWEST) & (lack >= FEWEST)
        above = (ranks * y).sum(axis=0) - have * (have + 1) / 2
        grid[row, told] = (above / np.maximum(have * lack, 1))[told]
    return grid


def mean_of(grid: Floats) -> float:
    """Return the mean over taxa of the mean over studies."""
    told = np.isfinite(grid)
    each = np.where(told, grid, 0).sum(axis=0) / np.maximum(told.sum(axis=0), 1)
    return float(each[told.any(axis=0)].mean())


def _auroc_line(name: str, what: str, grid: Floats) -> Line:
    rng = np.random.default_rng(SEED)
    n, t = grid.shape
    drawn = [mean_of(grid[rng.integers(0, n, n)][:, rng.integers(0, t, t)]) for _ in range(DRAWS)]
    return Line(name, what, mean_of(grid), *interval(drawn), t)


def _ece_line(name: str, what: str, said: Floats, shown: np.ndarray, found: LeftOut) -> Line:
    """Return a calibration error; the interval draws studies."""
    studies = _studies(found)
    names = np.unique(studies)
    rng = np.random.default_rng(SEED)
    sums = np.array([_bins(said[studies == s], shown[studies == s]) for s in names])
    drawn = [
        _error(sums[rng.integers(0, len(names), len(names))].sum(axis=0)) for _ in range(DRAWS)
    ]
    return Line(name, what, ece(said.ravel(), shown.ravel()), *interval(drawn), said.size)


def _bins(said: Floats, found: np.ndarray) -> Floats:
    """Return count, sum said and sum found in ten bins, shape (3, 10)."""
    part = np.clip((said.ravel() * 10).astype(int), 0, 9)
    values = (np.ones(said.size), said.ravel(), found.ravel().astype(float))
    return np.array([np.bincount(part, weights=v, minlength=10) for v in values])


def _error(sums: Floats) -> float:
    return float(np.abs(sums[1] - sums[2]).sum() / sums[0].sum())


def _calibration_lines(
    name: str, found: LeftOut, said: Floats, common: np.ndarray
) -> Iterator[Line]:
    shown = found.shown[:, common]
    yield _ece_line(name, "ECE of the expectation", said[:, common], shown, found)
    raw = 1 / (1 + np.exp(-found.raw[:, common]))
    yield _ece_line(name, "ECE before recalibration", raw, shown, found)
    alone = np.zeros(shown.shape)
    for k in range(FOLDS):
        rest = found.fold != k
        weights = found.weights[rest]
        alone[~rest] = weights @ shown[rest] / weights.sum()
    yield _ece_line(name, "prevalence alone: ECE (its AUROC is 0.5)", alone, shown, found)
    for label, what in (("Brier score", said[:, common]), ("prevalence alone: Brier", alone)):
        yield Line(name, label, float(((what - shown) ** 2).mean()), np.nan, np.nan, shown.size)


def plain_logistic(everyone: Everyone, found: LeftOut, at: np.ndarray, taxa: np.ndarray) -> Floats:
    """Return what a ridge logistic regression on the other taxa says, shape (n, len(taxa)).

    Presence and centred logarithm of each other taxon's share, closed without the taxon itself;
    healthy people of the other studies.
    """
    fold, healthy = assign(everyone)[everyone.healthy], everyone.healthy
    x = everyone.people.shares[healthy][:, at]
    seen = x > 0
    logs = np.log(np.where(seen, x, 1))
    out = np.zeros((len(x), len(taxa)))
    for column, t in enumerate(taxa):
        others = np.arange(x.shape[1]) != t
        closed = np.where(seen, logs - np.log1p(-np.minimum(x[:, [t]], 0.99)), 0)
        centre = closed.sum(axis=0) / np.maximum(seen.sum(axis=0), 1)
        inputs = np.concatenate([seen, np.where(seen, closed - centre, 0) / 2], axis=1)
        inputs = inputs[:, np.concatenate([others, others])]
        for k in range(FOLDS):
            rest = fold != k
            b = _ridge(inputs[rest], seen[rest, t], found.weights[rest])
            out[~rest, column] = 1 / (1 + np.exp(-(b[0] + inputs[~rest] @ b[1:])))
    return out


def _ridge(x: Floats, y: np.ndarray, weights: Floats, strength: float = 0.003) -> Floats:
    from scipy.optimize import minimize

    w = weights / weights.sum()

    def loss(b: Floats) -> tuple[float, Floats]:
        z = b[0] + x @ b[1:]
        p = 1 / (1 + np.exp(-np.clip(z, -30, 30)))
        off = w * (p - y)
        slope = np.concatenate([[off.sum()], off @ x + strength * b[1:]])
        value = w @ (np.logaddexp(0, z) - y * z) + strength / 2 * b[1:] @ b[1:]
        return float(value), slope

    start = np.zeros(x.shape[1] + 1)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 60})
    return np.asarray(found.x)


def about_missing(
    name: str, found: LeftOut, said: Floats, missed: Floats, common: np.ndarray
) -> Iterator[Line]:
    """Figures of ``p_absent`` and ``p_missing`` on thinned samples."""
    unseen = 1 - (1 - missed) * (1 - MISSED_ANYWAY)
    absent = truly_absent(said, unseen, LEAST_ABSENT)
    missing = said * absent
    rng = np.random.default_rng(SEED)
    within = np.isin(np.arange(said.shape[1]), common)
    twin = _another(said, found.shown, rng)
    for fraction in FRACTIONS:
        rows = found.fraction == fraction
        gone = rows[:, None] & ~found.thin_shown
        label = f"thinned to 1/{round(1 / fraction)}"
        for which, cells in (("all unseen", gone), ("unseen, 10 to 90 %", gone & within)):
            yield _cells(
                name, f"{label}, {which}: p_absent, ECE", absent, ~found.shown, cells, found
            )
            both = twin & ~found.shown
            yield _cells(name, f"{label}, {which}: p_missing, ECE", missing, both, cells, found)
        expected = gone & (said > 0.5)
        yield _cells(
            name, f"{label}, unseen and expected: p_absent, ECE",
            absent, ~found.shown, expected, found,
        )  # fmt: skip
        called = gone & (missing >= MISSING_FROM) & (found.shown.mean(axis=0) >= 0.5)
        yield Line(
            name, f"{label}: called missing per person",
            float(called[rows].sum(axis=1).mean()), np.nan, np.nan, int(rows.sum()),
        )  # fmt: skip
        true = float((~found.shown)[called].mean()) if called.any() else np.nan
        yield Line(
            name, f"{label}: of those, truly absent", true, np.nan, np.nan, int(called.sum())
        )


def _another(said: Floats, shown: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return for each cell whether another cell of the same expectation is shown.

    "Expected here" is a statement about healthy people with such a community, "truly not here"
    one about this person. The joint statement is tested with both drawn from the data: the first
    from a person and taxon nearby in the order of expectations, the second from this one.
    """
    order = np.argsort(said.ravel(), kind="stable")
    step = rng.integers(1, 51, said.size) * rng.choice((-1, 1), said.size)
    other = order[np.clip(np.arange(said.size) + step, 0, said.size - 1)]
    out = np.zeros(said.size, dtype=bool)
    out[order] = shown.ravel()[other]
    return out.reshape(said.shape)


def _cells(
    name: str, what: str, said: Floats, true: np.ndarray, cells: np.ndarray, found: LeftOut
) -> Line:
    studies = _studies(found)
    names = np.unique(studies)
    rng = np.random.default_rng(SEED)
    sums = np.array(
        [
            _bins(said[rows][cells[rows]], true[rows][cells[rows]])
            for rows in (studies == s for s in names)
        ]
    )
    drawn = [
        _error(sums[rng.integers(0, len(names), len(names))].sum(axis=0)) for _ in range(DRAWS)
    ]
    return Line(name, what, _error(sums.sum(axis=0)), *interval(drawn), int(cells.sum()))


def about_contrasts(name: str, everyone: Everyone) -> Iterator[Line]:
    """Figures of the contrasts; the interval draws the ways of leaving four studies out."""
    effects = effects_of(everyone)
    kept, shown, single = signs_kept(effects)
    rng = np.random.default_rng(SEED)
    n = len(kept)
    drawn = [float(kept[i].sum() / shown[i].sum()) for i in rng.integers(0, n, (DRAWS, n))]
    value = float(kept.sum() / shown.sum())
    what = "contrast keeps its sign, four studies left out and joined"
    yield Line(name, what, value, *interval(drawn), round(float(shown.mean())))
    what = "contrast keeps its sign, single studies left out"
    yield Line(name, what, single, np.nan, np.nan, len(effects.studies))


def _drawn(called: Floats, weights: Floats, seed: int) -> float:
    at = np.random.default_rng([SEED, seed]).integers(0, len(called), len(called))
    return float(weights[at] @ called[at] / weights[at].sum())

"""Learn the expectation and calibrate it on studies left out (build time only)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from scipy.optimize import minimize

from legaat.reference._build import depth_of_row
from legaat.reference._check import FRACTIONS, thin_sample
from legaat.reference._compare import COMMON_FROM, LEAST_ABSENT, MISSED_ANYWAY, MISSING_FROM
from legaat.reference._depth import depth_from_shares
from legaat.reference._expect import LEAST, curve_odds, logit, miss_chance, model_to_bytes
from legaat.reference._expect_fit import Recipe, Sample, train
from legaat.reference._expect_model import ExpectModel, logits
from legaat.reference._fit import limits
from legaat.reference._model import (
    richness_shift,
    truly_absent,
    unseen_at,
    unseen_if_there,
)
from legaat.reference._names import OLDER, REFERENCES
from legaat.reference._people import Everyone, load_everyone, study_weights
from legaat.reference._quantiles import Floats, weighted_quantiles
from legaat.reference._tables import DATA, Table, load

NAMES: Final = (*REFERENCES, OLDER)
SEED: Final = 1
FOLDS: Final = 6
KNOWN_FROM: Final = 0.01
"""Part of the healthy people that must show a taxon for the model to hold it."""

RECIPE: Final = Recipe(hidden=256, nets=4, epochs=40, drop=0.3, decay=0.1, decay_skip=1.0, thin=0.3)
CHECK_NETS: Final = 2
"""Nets of the models that leave studies out; the shipped one averages more, to its advantage."""

EVERY: Final = 4

POOR: Final = 1
"""Percentile of richness among healthy people below which a sample is poor."""

SHALLOW_COUNT: Final = 2.0
"""How much samples thinned to 1/20 count in the fit of the chance to miss."""


class LeftOut(NamedTuple):
    """What models say of healthy people of studies that they did not see.

    ``n`` people, ``t`` taxa of the model, one thinned sample of each person.

    Attributes
    ----------
    studies : tuple of str, length n
    fold : array of int, shape (n,)
    shown : array of bool, shape (n, t)
    raw : array, shape (n, t)
        Log-odds before recalibration, from the sample as it is.
    thin_raw : array, shape (n, t)
        The same from the thinned sample.
    thin_shown : array of bool, shape (n, t)
    whole_after, after : array, shape (n, t)
        Chance that the sample, and the thinned sample, misses it, by the curves.
    before : array, shape (t,)
        The same for a usual sample of the reference.
    limit, thin_limit : array, shape (n,)
        Detection limits of the sample and the thinned sample, found as for a real one, in units
        of the usual one.
    fraction : array, shape (n,)
        1/2, 1/5 or 1/20.
    weights : array, shape (n,)
    depth_known : bool
        Whether reads were counted, so that nobody has to guess how deep a sample is.
    """

    studies: tuple[str, ...]
    fold: np.ndarray
    shown: np.ndarray
    raw: Floats
    thin_raw: Floats
    thin_shown: np.ndarray
    whole_after: Floats
    after: Floats
    before: Floats
    limit: Floats
    thin_limit: Floats
    fraction: Floats
    weights: Floats
    depth_known: bool


def build(shared: Path, out: Path = DATA) -> dict[str, object]:
    """Learn all models, write them, and return what was done."""
    record: dict[str, object] = {"made_by": "scripts/build_expected.py", "seed": SEED}
    for name in NAMES:
        everyone, table = load_everyone(shared, name), load(name)
        found = left_out(everyone, table)
        model = final(everyone, table, found)
        raw = model_to_bytes(model)
        write(out / f"expected-{name}.npz", raw)
        record[name] = {
            "taxa": len(model.taxa),
            "bytes": len(raw),
            "sha256": hashlib.sha256(raw).hexdigest(),
            **{key: model.about[key] for key in ("calibration", "miss", "poor", "called_missing")},
        }
    text = json.dumps(record, indent=1, sort_keys=True) + "\n"
    write(out / "provenance-expected.json", text.encode())
    return record


def known(everyone: Everyone, table: Table) -> np.ndarray:
    """Return the columns that the model holds."""
    shown = everyone.people.shares[everyone.healthy] > 0
    assert everyone.people.taxa == table.taxa  # noqa: S101 - both come from one loader
    return np.flatnonzero(shown.mean(axis=0) >= KNOWN_FROM)


def fit(everyone: Everyone, table: Table, kept: np.ndarray, nets: int, seed: int) -> ExpectModel:
    """Train on some of the people."""
    at, people = known(everyone, table), everyone.people
    studies = tuple(np.array(people.studies)[kept])
    shares = people.shares[kept]
    sample = Sample(shares[:, at], everyone.healthy[kept], study_weights(studies, shares))
    taxa = tuple(people.taxa[t] for t in at)
    recipe = replace(RECIPE, nets=nets)
    return train(sample, taxa, recipe, scale=table.limit_scale, seed=seed)


def assign(everyone: Everyone, n: int = FOLDS) -> np.ndarray:
    """Return the fold of each person: whole studies, or people where there is one study."""
    studies = np.array(everyone.people.studies)
    names, sizes = np.unique(studies[everyone.healthy], return_counts=True)
    if len(names) == 1:
        return np.arange(len(studies)) % n
    load_of, fold = np.zeros(n), {}
    for at in np.argsort(-sizes, kind="stable"):
        fold[names[at]] = int(load_of.argmin())
        load_of[fold[names[at]]] += sizes[at]
    return np.array([fold.get(study, -1) for study in studies])


def left_out(everyone: Everyone, table: Table) -> LeftOut:
    """Leave each group of studies out, learn from the rest, and predict its healthy people."""
    at, people = known(everyone, table), everyone.people
    fold, healthy = assign(everyone), everyone.healthy
    limit = limits(people.shares, table.limit_scale)
    before = usual_unseen(table, limit[healthy], people.weights[healthy])[at]
    rng = np.random.default_rng(SEED)
    n = len(people.samples)
    raw, thin_raw, whole_after, after = (np.zeros((n, len(at))) for _ in range(4))
    thin_shown = np.zeros((n, len(at)), dtype=bool)
    whole_limit, thin_limit = np.ones(n), np.ones(n)
    fraction = np.array([FRACTIONS[k % len(FRACTIONS)] for k in range(n)])
    for k in range(FOLDS):
        model = fit(everyone, table, fold != k, CHECK_NETS, SEED + k)
        for i in np.flatnonzero((fold == k) & healthy):
            row = people.shares[i]
            raw[i] = logits(model, row[at])
            counts = table.limit_scale == 1.0
            thin = thin_sample(row, float(limit[i]), fraction[i], rng, counts=counts)
            if not thin[at].any():
                thin = row  # nothing would be left to read
            thin_raw[i] = logits(model, thin[at])
            thin_shown[i] = thin[at] > 0
            thin_limit[i], unseen = depth_and_unseen(table, thin, limit[i] / fraction[i])
            after[i] = unseen[at]
            whole_limit[i], unseen = depth_and_unseen(table, row, limit[i])
            whole_after[i] = unseen[at]
    shown = people.shares[:, at] > 0
    rows = np.flatnonzero(healthy)
    studies = tuple(people.studies[i] for i in rows)
    usual = usual_limit(limit[rows])
    return LeftOut(
        studies=studies, fold=fold[rows], shown=shown[rows], raw=raw[rows],
        thin_raw=thin_raw[rows], thin_shown=thin_shown[rows],
        whole_after=whole_after[rows], after=after[rows], before=before,
        limit=whole_limit[rows] / usual, thin_limit=thin_limit[rows] / usual,
        fraction=fraction[rows], weights=study_weights(studies, people.shares[rows]),
        depth_known=table.limit_scale == 1.0,
    )  # fmt: skip


def usual_limit(limit: Floats) -> float:
    """Return the detection limit in the middle."""
    return float(np.exp(np.median(np.log(limit))))


def usual_unseen(table: Table, limit: Floats, weights: Floats) -> Floats:
    """Return the chance that a sample of the reference misses each taxon, over its samples."""
    order = np.argsort(limit)
    place = np.cumsum(weights[order]) / weights.sum()
    levels = np.interp(np.linspace(0.05, 0.95, 10), place, limit[order])
    return np.asarray(unseen_at(table.mu, table.sigma, levels).mean(axis=0))


def depth_and_unseen(table: Table, shares: Floats, limit: float) -> tuple[float, Floats]:
    """Return limit and chance to miss each taxon; shares tell their depth as in a real sample."""
    if table.limit_scale == 1.0:
        return limit, unseen_if_there(table.mu, table.sigma, limit)
    depth = depth_from_shares(shares, float(shares[shares > 0].min()), table)
    return depth.limit, np.asarray(depth.weights @ unseen_at(table.mu, table.sigma, depth.limits))


class Calibration(NamedTuple):
    """What studies left out taught: see ``_expect.calibrated`` and ``_expect.miss_chance``."""

    chance: tuple[float, ...]
    miss: tuple[float, ...]

    def of(self, raw: Floats, limit: Floats) -> Floats:
        """Return probabilities of log-odds, given limits in units of the usual one."""
        shift, slope, shallow = self.chance
        odds = shift + slope * raw + shallow * np.maximum(np.log(limit), 0)[:, None]
        return np.asarray(np.clip(1 / (1 + np.exp(-odds)), LEAST, 1 - LEAST))


def calibrate(found: LeftOut, rows: np.ndarray) -> Calibration:
    """Return the recalibration of the log-odds and of the chance to miss, from some people.

    Logistic regressions on people of studies left out (Platt J, 1999): of "is it shown" on the
    log-odds, from samples as they are and from thinned ones alike; and of "the thinned sample
    misses it" on what the curves say and on the expectation. Where the depth has to be guessed,
    one fit serves all depths, whole samples (which miss nothing of what they show) among them,
    and the shallow ones count more in it, lest they be told that too much is missing.
    """
    raw = np.concatenate([found.raw[rows], found.thin_raw[rows]])
    shown = np.concatenate([found.shown[rows], found.shown[rows]])
    limit = np.concatenate([found.limit[rows], found.thin_limit[rows]])
    shallow = np.broadcast_to(np.maximum(np.log(limit), 0)[:, None], raw.shape)
    weights = np.broadcast_to(np.tile(found.weights[rows], 2)[:, None], raw.shape)
    chance = logistic([raw.ravel(), shallow.ravel()], shown.ravel(), weights.ravel())
    first = Calibration(chance, ())
    expected = first.of(raw, limit)
    after = np.concatenate([found.whole_after[rows], found.after[rows]])
    curves = [after, np.broadcast_to(found.before, after.shape)]
    inputs = [*(curve_odds(curve)[shown] for curve in curves), logit(expected)[shown]]
    missed = np.concatenate([np.zeros_like(found.thin_shown[rows]), ~found.thin_shown[rows]])
    counts = np.where(found.fraction[rows] < 0.1, SHALLOW_COUNT, 1.0) * found.weights[rows]
    each = np.concatenate([(not found.depth_known) * found.weights[rows], counts])
    w = np.broadcast_to(each[:, None], shown.shape)[shown]
    return Calibration(chance, logistic(inputs, missed[shown], w))


def logistic(inputs: list[Floats], outcome: np.ndarray, weights: Floats) -> tuple[float, ...]:
    """Return intercept and slopes of a weighted logistic regression."""
    x = np.stack([np.ones(len(outcome)), *inputs])
    w = weights / weights.sum()

    def loss(b: Floats) -> tuple[float, Floats]:
        z = b @ x
        p = 1 / (1 + np.exp(-np.clip(z, -30, 30)))
        value = w @ (np.logaddexp(0, z) - outcome * z)
        return float(value), np.asarray(x @ (w * (p - outcome)))

    start = np.zeros(len(x))
    start[1] = 1.0
    done = minimize(loss, start, jac=True, method="BFGS")
    return tuple(round(float(b), 4) for b in done.x)


def final(everyone: Everyone, table: Table, found: LeftOut) -> ExpectModel:
    """Train on everyone, and add what the studies left out taught."""
    everybody = np.ones(len(everyone.people.samples), dtype=bool)
    model = fit(everyone, table, everybody, RECIPE.nets, SEED)
    learned = calibrate(found, np.arange(len(found.studies)))
    healthy = everyone.healthy
    people = everyone.people
    limit = limits(people.shares, table.limit_scale)[healthy]
    weights = people.weights[healthy]
    shown = (weights @ (people.shares[healthy] > 0)) / weights.sum()
    before = usual_unseen(table, limit, weights)
    about = {
        "calibration": learned.chance,
        "miss": learned.miss,
        "limit": usual_limit(limit),
        "shown": [round(float(v), 4) for v in shown],
        "before": [round(float(v), 4) for v in before],
    }
    poor = poor_from(table, people.shares[healthy], weights)
    called = called_missing(found, learned)
    return replace(model, about={**about, "poor": poor, "called_missing": called})


def poor_from(table: Table, shares: Floats, weights: Floats) -> float:
    """Return the richness, in log-odds, that 99 in 100 healthy people have or exceed."""
    shifts = []
    for row in shares[::EVERY]:
        depth = depth_of_row(row, table)
        after = depth.weights @ unseen_at(table.mu, table.sigma, depth.limits)
        shifts.append(richness_shift(table.centre, table.spread, after, row > 0))
    found = weighted_quantiles(np.array(shifts), weights[::EVERY], [POOR])
    return round(float(found[0]), 2)


def called_missing(found: LeftOut, learned: Calibration) -> float:
    """Return how many taxa of a healthy person of a study left out are called missing."""
    chance = learned.of(found.raw, found.limit)
    missed = miss_chance(learned.miss, found.before, found.whole_after, chance)
    unseen = 1 - (1 - missed) * (1 - MISSED_ANYWAY)
    missing = chance * truly_absent(chance, unseen, LEAST_ABSENT)
    weights = found.weights / found.weights.sum()
    common = weights @ found.shown >= COMMON_FROM
    called = ~found.shown & common & (missing >= MISSING_FROM)
    return round(float(weights @ called.sum(axis=1)), 2)


def write(path: Path, raw: bytes) -> None:
    """Write a file whole or not at all."""
    partial = path.with_name(f".{path.name}.part")
    partial.write_bytes(raw)
    partial.replace(path)

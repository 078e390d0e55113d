"""Three weights an acid for cultures of stool, and their scores with whole studies left out."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

import legaat
from legaat.twin import _calibration as shipped
from legaat.validation._data import Culture

Floats: TypeAlias = "npt.NDArray[Any]"
STOOL = ("butyrate", "propionate", "acetate")
PRIOR = {
    "butyrate": (0.8, 0.4, 0.2),
    "propionate": (0.8, 0.6, 0.0),
    "acetate": (0.8, 0.0, 0.1),
}
"""Weights of food, makers and model before any data: food counts nearly in proportion (bacteria
take up less than all), makers less than in proportion (others share the food). The model's own
propionate held nothing that donors differ by, so it starts at none."""
PULL = 30.0
"""How strongly the weights are held to `PRIOR` (ridge, on terms centred within a study)."""


class Donors:
    """The stool cultures as numbers: replicates of one donor and treatment are averaged."""

    def __init__(self, cultures: tuple[Culture, ...], model: list[dict[str, float]],
                 who: Mapping[str, Mapping[str, float]]) -> None:  # fmt: skip
        rows: dict[tuple[str, str, str], list[int]] = {}
        for i, c in enumerate(cultures):
            if model[i]:
                rows.setdefault((c.study, c.treatment, c.donor), []).append(i)
        self.keys = list(rows)
        base = legaat.diets.exvivo()
        self.x: dict[str, Floats] = {}
        self.y: dict[str, Floats] = {}
        for acid in STOOL:
            x, y = [], []
            for members in rows.values():
                parts = [
                    shipped.terms(
                        shipped.supply(base.grams, cultures[i].added),
                        shipped.capacity(who[acid], cultures[i].shares),
                        model[i].get(acid, 0.0),
                    )
                    for i in members
                ]
                x.append(np.mean(parts, axis=0))
                y.append(np.mean([cultures[i].measured.get(acid, math.nan) for i in members]))
            self.x[acid], self.y[acid] = np.array(x), np.array(y)
        self.study = np.array([k[0] for k in self.keys])
        self.treatment = np.array([k[1] for k in self.keys])
        self.donor = np.array([k[2] for k in self.keys])

    def logs(self, acid: str) -> Floats:
        """Return the logarithm of what was measured."""
        return np.log(np.maximum(self.y[acid], 0.05))

    def weights(self, acid: str, use: Floats, pull: float = PULL) -> Floats:
        """Fit the three weights, study by study centred, towards the prior."""
        x, y = self.x[acid].copy(), self.logs(acid).copy()
        for s in set(self.study[use]):
            here = use & (self.study == s)
            x[here] -= x[here].mean(axis=0)
            y[here] -= y[here].mean()
        prior = np.array(PRIOR[acid])
        free = prior > 0
        a = x[use][:, free]
        step = np.linalg.solve(
            a.T @ a + pull * np.eye(int(free.sum())), a.T @ (y[use] - x[use] @ prior)
        )
        found = prior.copy()
        found[free] = np.maximum(0.0, prior[free] + step)
        return found

    def left_out(self, acid: str) -> tuple[Floats, Floats]:
        """Return what is predicted for each study from the others: logs, and centred errors."""
        out = np.full(len(self.keys), math.nan)
        error = np.full(len(self.keys), math.nan)
        for s in sorted(set(self.study)):
            test = self.study == s
            w = self.weights(acid, ~test)
            scaled = ~test & np.isin(self.study, SCALED)
            scale = float((self.logs(acid) - self.x[acid] @ w)[scaled].mean())
            out[test] = scale + self.x[acid][test] @ w
            error[test] = self.logs(acid)[test] - out[test]
        return out, error


SCALED = ("B", "C")
"""Studies whose tables are in mmol/L; A's are on another scale, so it is used for differences."""


def pearson(a: Floats, b: Floats) -> float:
    """Return Pearson's r; nan for fewer than three values or without spread."""
    return float(np.corrcoef(a, b)[0, 1]) if len(a) > 2 and a.std() > _FLAT < b.std() else math.nan


_FLAT = 1e-9


def _round(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 3)


def redrawn(a: Floats, b: Floats, groups: Floats) -> list[float]:
    """Return the 95 % interval of r when whole groups are drawn again."""
    rng = np.random.default_rng(0)
    names = sorted(set(groups))
    where = {g: np.flatnonzero(groups == g) for g in names}
    found = []
    for _ in range(500):
        i = np.concatenate([where[g] for g in rng.choice(names, len(names))])
        found.append(pearson(a[i], b[i]))
    return [round(float(q), 3) for q in np.nanquantile(found, (0.025, 0.975))]


def stool_scores(d: Donors) -> dict[str, Any]:
    """Score the stool cultures, each study left out."""
    return {acid: _stool_score(d, acid) for acid in STOOL}


def _stool_score(d: Donors, acid: str) -> dict[str, Any]:
    logs, error = d.left_out(acid)
    value, y = np.exp(logs), d.y[acid]
    model, share = np.exp(d.x[acid][:, 2]), np.exp(d.x[acid][:, 1])
    cells: dict[str, dict[str, Any]] = {}
    pooled: dict[str, Any] = {"pooled": {}, "n": {}, "pooled_beside": {}}
    for s in sorted(set(d.study.tolist())):
        here = d.study == s
        pooled["pooled"][s] = _round(pearson(value[here], y[here]))
        pooled["n"][s] = int(here.sum())
        pooled["pooled_beside"][s] = {
            "share of makers": _round(pearson(share[here], y[here])),
            "the model alone": _round(pearson(model[here], y[here])),
        }
        for t in sorted(set(d.treatment[here].tolist())):
            cell = here & (d.treatment == t)
            if cell.sum() > _FEW:
                cells[f"{s} {t}"] = {
                    "n": int(cell.sum()),
                    "r": _round(pearson(value[cell], y[cell])),
                    "makers": _round(pearson(share[cell], y[cell])),
                    "model": _round(pearson(model[cell], y[cell])),
                }
    big = np.isin(d.study, SCALED)
    mean = {
        f"{to}_mean": _round(float(np.mean([c[key] or 0.0 for c in cells.values()])))
        for to, key in (("cells", "r"), ("makers", "makers"), ("model", "model"))
    }
    return {
        **pooled,
        **mean,
        "cells": cells,
        "pooled_mean": _round(float(np.mean([pooled["pooled"][s] for s in SCALED]))),
        "pooled_together": _round(pearson(value[big], y[big])),
        "pooled_interval": redrawn(value[big], y[big], d.donor[big]),
        "direction": _direction(d, value, acid),
        "error_log": [round(float(q), 3) for q in np.quantile(error[big], (0.1, 0.5, 0.9))],
        "slope": _round(float(np.polyfit(logs[big], d.logs(acid)[big], 1)[0])),
    }


_FEW = 4
"""A correlation within one treatment of one study needs more donors than this."""


def paired(d: Donors, acid: str) -> float:
    """Return how alike the errors of one donor's two cultures are: r of the log errors."""
    _, error = d.left_out(acid)
    centred = error.copy()
    for s in set(d.study.tolist()):
        for t in set(d.treatment.tolist()):
            cell = (d.study == s) & (d.treatment == t)
            if cell.any():
                centred[cell] -= centred[cell].mean()
    a, b = [], []
    for i, k in enumerate(d.keys):
        for j, other in enumerate(d.keys):
            if k[1] == "control" != other[1] and (k[0], k[2]) == (other[0], other[2]):
                a.append(centred[i])
                b.append(centred[j])
    return pearson(np.array(a), np.array(b))


def _direction(d: Donors, value: Floats, acid: str) -> dict[str, float]:
    right = total = 0
    base = {k[0] + k[2]: i for i, k in enumerate(d.keys) if k[1] == "control"}
    for i, k in enumerate(d.keys):
        j = base.get(k[0] + k[2])
        if k[1] != "control" and j is not None:
            total += 1
            right += bool((value[i] > value[j]) == (d.y[acid][i] > d.y[acid][j]))
    return {"n": total, "right": round(right / total, 3)}


def donor_rows(d: Donors) -> dict[str, dict[str, float]]:
    """Return the shipped row of each acid: scale, weights, and the 80 % interval of errors."""
    rows = {}
    for acid in STOOL:
        w = d.weights(acid, np.ones(len(d.keys), dtype=bool))
        big = np.isin(d.study, SCALED)
        scale = float((d.logs(acid) - d.x[acid] @ w)[big].mean())
        _, error = d.left_out(acid)
        low, high = np.quantile(error[big], (0.1, 0.9))
        rows[acid] = {
            "scale": round(scale, 4), "food": round(float(w[0]), 4),
            "makers": round(float(w[1]), 4), "model": round(float(w[2]), 4),
            "low": round(float(low), 4), "high": round(float(high), 4),
        }  # fmt: skip
    return rows


def coverage(d: Donors) -> dict[str, float]:
    """Return how much an interval holds whose width comes from the other donors.

    Its middle is predicted with the whole study left out; its width is that of the errors of all
    other donors, those of the same study among them.
    """
    found = {}
    for acid in STOOL:
        _, error = d.left_out(acid)
        inside = []
        for s in SCALED:
            for donor in sorted(set(d.donor[d.study == s])):
                mine = (d.study == s) & (d.donor == donor)
                rest = np.isin(d.study, SCALED) & (d.donor != donor)
                low, high = np.quantile(error[rest], (0.1, 0.9))
                inside += [low <= e <= high for e in error[mine]]
        found[acid] = round(float(np.mean(inside)), 3)
    return found


def person_rows(rows: dict[str, dict[str, float]], cultures: tuple[Culture, ...],
                who: Mapping[str, Mapping[str, float]], model: list[dict[str, float]],
                d: Donors) -> dict[str, dict[str, float]]:  # fmt: skip
    """Return the rows for a person: how people differ as in stool cultures, how much as modelled.

    No study here measured what a colon makes in a day, so the average over donors on the average
    Dutch diet is the model's own, and the interval holds the errors within a study.
    """
    grams = legaat.diets.dutch().grams
    found = {}
    for acid, row in rows.items():
        weights = np.array([row["food"], row["makers"], row["model"]])
        gaps = [
            math.log(max(m.get(acid, 0.0), 0.02)) - float(weights @ shipped.terms(
                shipped.supply(grams, {}), shipped.capacity(who[acid], c.shares), m.get(acid, 0.0)))
            for c, m in zip(cultures, model, strict=True) if m
        ]  # fmt: skip
        _, error = d.left_out(acid)
        centred = np.concatenate([
            error[d.study == s] - error[d.study == s].mean() for s in SCALED
        ])  # fmt: skip
        low, high = np.quantile(centred, (0.1, 0.9))
        found[acid] = {**row, "scale": round(float(np.mean(gaps)), 4),
                       "low": round(float(low), 4), "high": round(float(high), 4),
                       "paired_r": round(paired(d, acid), 3)}  # fmt: skip
    return found

"""Fit what the colon pack's predictions are corrected by, and measure it on what was left out.

    python scripts/fit_colon.py ../shared/data            # writes calibration.json and the results
    python scripts/fit_colon.py ../shared/data --check    # fails where the files would change

Needs scikit-learn. Seeded; two runs give the same bytes. Nothing of the data folder is written:
only weights, thresholds, quantiles and scores.

What the fit is allowed to choose is small on purpose. In stool of 20 donors three weights an acid,
pulled towards what biology expects; every figure in ``calibration_results.json`` leaves out the
whole study (or community, or species) that it is about.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

import legaat
from legaat.twin import _calibration as shipped
from legaat.validation._data import SPECIES, Culture, exvivo, synthetic

Floats: TypeAlias = "npt.NDArray[Any]"
ROOT = Path(__file__).resolve().parents[1]
FACTS = ROOT / "scripts" / "colon"
OUT = ROOT / "src" / "legaat" / "twin" / "data" / "colon" / "calibration.json"
TREES_OUT = OUT.with_name("calibration_trees.json")
RESULTS = ROOT / "src" / "legaat" / "validation" / "results.json"

STRENGTH = {"major": 1.0, "minor": 0.3, "condition": 0.3, "unknown": 0.1, "no": 0.0}
LIQUID = ("butyrate", "lactate", "succinate", "acetate")
STOOL = ("butyrate", "propionate", "acetate")
MODEL = ("butyrate", "lactate", "succinate", "acetate", "formate", "propionate", "hydrogen",
         "ethanol", "carbon dioxide", "glc_D")  # fmt: skip
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
DEPTH, TREES, RATE = 4, 160, 0.09
SEEDS = (0, 1)
FREE, LEAVES = 50, 200
FOLDS = 5


# -- who makes what, from the tables of facts -----------------------------------------------


def _table(name: str) -> list[dict[str, str]]:
    with (FACTS / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, delimiter="\t"))


def makers() -> dict[str, dict[str, float]]:
    """Return for each acid: species or genus to how strongly it makes it from what is eaten.

    Butyrate counts whole where the species takes up acetate (the CoA-transferase route: from
    carbohydrate), else three tenths (mostly from amino acids).
    """
    made: dict[str, dict[str, float]] = {}
    for name, part, strength in _products():
        one = made.setdefault(name, {})
        one[ACID[part]] = max(one.get(ACID[part], 0.0), strength)
    eats = _acetate_users()
    for name, one in made.items():
        if "butyrate" in one:
            one["butyrate"] *= 1.0 if eats.get(name, 0.0) > 0 else 0.3
    acids = sorted(set(ACID.values()))  # a zero is kept: a species that doesn't overrules its genus
    return {a: {n: round(made[n].get(a, 0.0), 3) for n in sorted(made)} for a in acids}


ACID = {"but": "butyrate", "ppa": "propionate", "lac_L": "lactate", "lac_D": "lactate",
        "succ": "succinate", "ac": "acetate"}  # fmt: skip


def _products() -> Iterator[tuple[str, str, float]]:
    for row in _table("products.tsv"):
        if row["id"] in ACID:
            yield row["current_name"], row["id"], STRENGTH[row["strength"]]
    for row in _table("genus_facts.tsv"):
        if row["kind"] == "product" and row["id"] in ACID:
            yield row["genus"], row["id"], float(row["weight"])


def _acetate_users() -> dict[str, float]:
    eats = {
        row["current_name"]: 1.0
        for row in _table("substrates.tsv")
        if row["id"] == "ac" and row["strength"] not in ("no", "unknown")
    }
    for row in _table("genus_facts.tsv"):
        if row["kind"] == "substrate" and row["id"] == "ac":
            eats[row["genus"]] = float(row["weight"])
    return eats


# -- what the model says ---------------------------------------------------------------------


def modelled(cultures: tuple[Culture, ...], cache: Path | None) -> list[dict[str, float]]:
    """Return the model's own exports of each culture, from a cache where there is one."""
    if cache is not None and cache.is_file():
        kept: list[dict[str, float]] = json.loads(cache.read_text(encoding="utf-8"))
        return kept
    shipped.calibrate = lambda *_: {}  # the model alone
    found = []
    seen: dict[str, dict[str, float]] = {}
    for c in cultures:
        key = repr((sorted(c.shares.items()), sorted(c.added.items()), c.od))
        if key not in seen:
            seen[key] = _ask(c)
        found.append(seen[key])
    if cache is not None:
        cache.write_text(json.dumps(found), encoding="utf-8")
    return found


def _ask(c: Culture) -> dict[str, float]:
    diet = legaat.diets.exvivo() if c.od is None else legaat.diets.invitro(od=max(c.od, 0.02))
    if c.study == "person":
        diet = legaat.diets.dutch()
    try:
        answer = legaat.Twin(c.shares, pack="colon", diet=diet).simulate(add=c.added)
    except legaat.LegaatError as error:
        print("no answer:", c.study, c.donor, c.treatment, error, file=sys.stderr)
        return {}
    return {
        name: round(answer.exports[name].mechanism, 6) for name in USED if name in answer.exports
    }


# -- stool -------------------------------------------------------------------------------------


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


def _r(a: Floats, b: Floats) -> float:
    return float(np.corrcoef(a, b)[0, 1]) if len(a) > 2 and a.std() > _FLAT < b.std() else math.nan


_FLAT = 1e-9


def _round(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 3)


def _boot(a: Floats, b: Floats, groups: Floats) -> list[float]:
    """Return the 95 % interval of r when whole groups are drawn again."""
    rng = np.random.default_rng(0)
    names = sorted(set(groups))
    where = {g: np.flatnonzero(groups == g) for g in names}
    found = []
    for _ in range(500):
        i = np.concatenate([where[g] for g in rng.choice(names, len(names))])
        found.append(_r(a[i], b[i]))
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
        pooled["pooled"][s] = _round(_r(value[here], y[here]))
        pooled["n"][s] = int(here.sum())
        pooled["pooled_beside"][s] = {
            "share of makers": _round(_r(share[here], y[here])),
            "the model alone": _round(_r(model[here], y[here])),
        }
        for t in sorted(set(d.treatment[here].tolist())):
            cell = here & (d.treatment == t)
            if cell.sum() > _FEW:
                cells[f"{s} {t}"] = {
                    "n": int(cell.sum()),
                    "r": _round(_r(value[cell], y[cell])),
                    "makers": _round(_r(share[cell], y[cell])),
                    "model": _round(_r(model[cell], y[cell])),
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
        "pooled_together": _round(_r(value[big], y[big])),
        "pooled_interval": _boot(value[big], y[big], d.donor[big]),
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
    return _r(np.array(a), np.array(b))


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
    """Return how much an interval holds whose width comes from the other studies only."""
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


# -- synthetic communities -----------------------------------------------------------------------


def forest(x: Floats, y: Floats) -> dict[str, Any]:
    """Grow small trees, one upon the other's errors, from two seeds, and write them as lists."""
    from sklearn.ensemble import ExtraTreesRegressor, GradientBoostingRegressor

    trees: list[Any] = []
    for seed in SEEDS:
        grown = GradientBoostingRegressor(
            n_estimators=TREES, max_depth=DEPTH, learning_rate=RATE, subsample=0.5,
            max_features=0.3, min_samples_leaf=5, random_state=seed,
        ).fit(x, y)  # fmt: skip
        for (one,) in grown.estimators_:
            trees.append(_open(one.tree_, RATE / len(SEEDS) / 2))
    loose = ExtraTreesRegressor(FREE, max_features=0.5, max_leaf_nodes=LEAVES, random_state=0)
    trees += [_open(one.tree_, 1 / FREE / 2) for one in loose.fit(x, y).estimators_]
    return {"start": round(float(y.mean()) / 2, 3), "trees": trees}


def _open(tree: Any, rate: float) -> Tree:
    """Write a tree as lists: a child below zero is the leaf of that number, less one."""
    inner = np.flatnonzero(tree.children_left >= 0)
    ends = np.flatnonzero(tree.children_left < 0)
    place = {int(n): i for i, n in enumerate(inner)} | {int(n): -1 - i for i, n in enumerate(ends)}
    return (
        [int(tree.feature[n]) for n in inner],
        [float(f"{float(tree.threshold[n]):.4g}") for n in inner],
        [place[int(tree.children_left[n])] for n in inner],
        [place[int(tree.children_right[n])] for n in inner],
        [float(f"{float(tree.value[n][0][0]) * rate:.3g}") for n in ends],
    )


Tree = tuple[list[int], list[float], list[int], list[int], list[float]]


def grow(forest_: dict[str, Any], x: Floats) -> Floats:
    """Return what the shipped arithmetic makes of each row."""
    out = np.full(len(x), forest_["start"])
    rows = np.arange(len(x))
    for columns, cuts, left, right, leaves in forest_["trees"]:
        c, t, v = np.array([*columns, 0]), np.array([*cuts, 0.0]), np.array(leaves)
        to_left, to_right = np.array([*left, 0]), np.array([*right, 0])
        node = np.zeros(len(x), dtype=int) if columns else np.full(len(x), -1)
        while (node >= 0).any():
            at = np.maximum(node, 0)
            step = np.where(x[rows, c[at]] <= t[at], to_left[at], to_right[at])
            node = np.where(node >= 0, step, node)
        out += v[-1 - node]
    positive: Floats = np.maximum(out, 0.0)
    return positive


def folds(cultures: tuple[Culture, ...]) -> Floats:
    """Return a fold for each culture; replicates of one community stay together."""
    rng = np.random.default_rng(0)
    names = sorted({c.donor for c in cultures})
    place = dict(zip(names, (rng.permutation(len(names)) % FOLDS).tolist(), strict=True))
    return np.array([place[c.donor] for c in cultures])


def trimmed(y: Floats) -> Floats:
    """Hold the few outliers of the chromatograph down to the 99.5th percentile."""
    held: Floats = np.minimum(y, np.quantile(y, 0.995))
    return held


def liquid_scores(cultures: tuple[Culture, ...], x: Floats, plain: Floats,
                  *, full: bool) -> tuple[dict[str, Any], dict[str, Any]]:  # fmt: skip
    """Score the synthetic communities with whole communities, and whole species, left out."""
    from sklearn.ensemble import RandomForestRegressor
    from sklearn.linear_model import RidgeCV

    fold, groups = folds(cultures), np.array([c.donor for c in cultures])
    scores: dict[str, Any] = {}
    spread: dict[str, Any] = {}
    own = {a: x[:, -len(MODEL) + MODEL.index(a)] for a in LIQUID}
    for acid in LIQUID:
        y = np.array([c.measured.get(acid, math.nan) for c in cultures])
        p, rf, ridge = np.zeros_like(y), np.zeros_like(y), np.zeros_like(y)
        for k in range(FOLDS):
            tr, te = fold != k, fold == k
            p[te] = grow(forest(x[tr], trimmed(y[tr])), x[te])
            rf[te] = (
                RandomForestRegressor(200, max_features=0.5, min_samples_leaf=2, random_state=0)
                .fit(plain[tr], y[tr])
                .predict(plain[te])
            )
            ridge[te] = RidgeCV(np.logspace(-3, 3, 13)).fit(plain[tr], y[tr]).predict(plain[te])
        spread[acid] = _spread(p, y)
        inside = []
        for k in range(FOLDS):
            s = _spread(p[fold != k], y[fold != k])
            width = s["base"] + s["slope"] * p[fold == k]
            e = y[fold == k] - p[fold == k]
            low = np.maximum(p[fold == k] + s["low"] * width, 0.0) - p[fold == k]
            inside.append((e >= low) & (e <= s["high"] * width))
        scores[acid] = {
            "n": len(y), "r": round(_r(p, y), 3), "interval": _boot(p, y, groups),
            "slope": round(float(np.polyfit(p, y, 1)[0]), 3),
            "coverage": round(float(np.concatenate(inside).mean()), 3),
            "model_alone": round(_r(own[acid], y), 3),
            "random_forest": round(_r(rf, y), 3), "ridge": round(_r(ridge, y), 3),
            "replicates": round(_replicates(y, groups), 3),
        }  # fmt: skip
        print("communities left out", acid, scores[acid], flush=True)
        if full:
            scores[acid]["species_left_out"] = _species_out(cultures, x, plain, y)
            print("species left out", acid, scores[acid]["species_left_out"], flush=True)
    return scores, spread


def _spread(p: Floats, y: Floats) -> dict[str, float]:
    """Return how wide errors are against the prediction, and their 10th and 90th percentile."""
    slope, base = np.polyfit(p, np.abs(y - p), 1)
    slope, base = max(0.0, float(slope)), max(0.5, float(base))
    low, high = np.quantile((y - p) / (base + slope * p), (0.1, 0.9))
    return {"base": round(base, 4), "slope": round(slope, 4), "low": round(float(low), 4),
            "high": round(float(high), 4)}  # fmt: skip


def _replicates(y: Floats, groups: Floats) -> float:
    """Return r of a well with the mean of its replicates: the ceiling without its own density."""
    a, b = [], []
    for g in set(groups):
        mine = y[groups == g]
        if len(mine) > 1:
            a += mine.tolist()
            b += ((mine.sum() - mine) / (len(mine) - 1)).tolist()
    return _r(np.array(a), np.array(b))


def _species_out(cultures: tuple[Culture, ...], x: Floats, plain: Floats,
                 y: Floats) -> dict[str, float]:  # fmt: skip
    from sklearn.ensemble import RandomForestRegressor

    ours, theirs = [], []
    for name in SPECIES.values():
        te = np.array([name in c.inoculum for c in cultures])
        tr = ~te
        p = grow(forest(x[tr], trimmed(y[tr])), x[te])
        q = (
            RandomForestRegressor(100, max_features=0.5, min_samples_leaf=2, random_state=0)
            .fit(plain[tr], y[tr])
            .predict(plain[te])
        )
        ours.append(_r(p, y[te]))
        theirs.append(_r(q, y[te]))
    return {"r": round(float(np.nanmean(ours)), 3),
            "random_forest": round(float(np.nanmean(theirs)), 3),
            "better_for": int(np.sum(np.array(ours) > np.array(theirs))),
            "species": len(ours)}  # fmt: skip


# -- all of it -----------------------------------------------------------------------------------


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


USED = (*MODEL, "L-lactate", "D-lactate")


def main() -> int:
    """Fit, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    parser.add_argument("--cache", type=Path, help="folder to keep the model's exports in")
    parser.add_argument("--quick", action="store_true", help="skip the species left out")
    parser.add_argument("--check", action="store_true")
    told = parser.parse_args()

    def kept(name: str) -> Path | None:
        return None if told.cache is None else Path(told.cache) / name

    who = makers()
    stool = exvivo(told.data / "exvivo")
    liquid = synthetic(told.data / "invitro")
    d = Donors(stool, modelled(stool, kept("stool.json")), who)
    donors = tuple({c.donor: Culture("person", c.donor, "", c.shares, {}, None, {})
                    for c in stool if c.treatment == "control"}.values())  # fmt: skip
    at_home = modelled(donors, kept("person.json"))
    rows = donor_rows(d)
    table: dict[str, Any] = {
        "schema": "legaat.calibration/1",
        "makers": who,
        "incubation": rows,
        "person": person_rows(rows, donors, who, at_home, d),
        "community": {
            "species": sorted(SPECIES.values()), "groups": ["butyrate", "succinate", "lactate"],
            "model": list(MODEL), "od": 2.0,
        },
    }  # fmt: skip
    results: dict[str, Any] = {"stool": stool_scores(d), "stool_coverage": coverage(d)}
    for acid in STOOL:
        print(acid, rows[acid], results["stool"][acid], flush=True)
    print(results["stool_coverage"], flush=True)
    said = modelled(liquid, kept("liquid.json"))
    use = [i for i, m in enumerate(said) if m]
    cultures = tuple(liquid[i] for i in use)
    x = np.array([shipped.features(table, said[i], liquid[i].shares, liquid[i].od) for i in use])
    names = sorted(SPECIES.values())
    plain = np.array([[c.shares.get(n, 0.0) * (c.od or 0.0) for n in names] + [c.od or 0.0]
                      for c in cultures])  # fmt: skip
    results["communities"], spread = liquid_scores(cultures, x, plain, full=not told.quick)
    table["community"]["spread"] = spread
    trees = {
        acid: forest(x, trimmed(np.array([c.measured[acid] for c in cultures]))) for acid in LIQUID
    }
    return _write({OUT: table, TREES_OUT: trees, RESULTS: results}, check=told.check)


def _write(files: Mapping[Path, Any], *, check: bool) -> int:
    changed = 0
    for path, value in files.items():
        text = json.dumps(value, allow_nan=False, separators=(",", ":"), sort_keys=True) + "\n"
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        changed += 1
        print("would change" if check else "written", path.name, len(text))
        if not check:
            part = path.with_suffix(".part")
            part.write_text(text, encoding="utf-8")
            part.replace(path)
    return 1 if check and changed else 0


if __name__ == "__main__":
    sys.exit(main())

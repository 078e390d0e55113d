"""Trees for synthetic communities, and their scores with communities and species left out."""

from __future__ import annotations

import math
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from colon_stool import pearson, redrawn

from legaat.validation._data import SPECIES, Culture

Floats: TypeAlias = "npt.NDArray[Any]"
LIQUID = ("butyrate", "lactate", "succinate", "acetate")
MODEL = ("butyrate", "lactate", "succinate", "acetate", "formate", "propionate", "hydrogen",
         "ethanol", "carbon dioxide", "glc_D")  # fmt: skip
DEPTH, TREES, RATE = 4, 160, 0.09
SEEDS = (0, 1)
FREE, LEAVES = 50, 200
FOLDS = 5


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
            "n": len(y), "r": round(pearson(p, y), 3), "interval": redrawn(p, y, groups),
            "slope": round(float(np.polyfit(p, y, 1)[0]), 3),
            "coverage": round(float(np.concatenate(inside).mean()), 3),
            "model_alone": round(pearson(own[acid], y), 3),
            "random_forest": round(pearson(rf, y), 3), "ridge": round(pearson(ridge, y), 3),
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
    return pearson(np.array(a), np.array(b))


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
        ours.append(pearson(p, y[te]))
        theirs.append(pearson(q, y[te]))
    return {"r": round(float(np.nanmean(ours)), 3),
            "random_forest": round(float(np.nanmean(theirs)), 3),
            "better_for": int(np.sum(np.array(ours) > np.array(theirs))),
            "species": len(ours)}  # fmt: skip

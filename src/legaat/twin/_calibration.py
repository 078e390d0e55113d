"""What measurements add to the model's own answer.

Two corrections, both fitted once by ``scripts/fit_colon.py`` and kept as plain numbers in
``data/colon/calibration.json``:

* cultures of stool, and people: ``log(value)`` is a sum of four terms: a scale, the fermentable
  food, the share of the acid's makers, and what the model says. Three weights an acid, held near
  what biology expects, because there are few donors;
* synthetic communities on their own medium: small regression trees on who is there, how dense,
  and what the model says.

Intervals hold 80 % of the errors on data left out of fitting.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from legaat.taxonomy import resolver

if TYPE_CHECKING:
    from legaat.twin._diet import Diet
    from legaat.twin._result import Export

Answer: TypeAlias = "tuple[float, tuple[float, float] | None]"
Floats: TypeAlias = npt.NDArray[np.float64]
Tree: TypeAlias = "tuple[list[int], list[float], list[int], list[int], list[float]]"
"""Columns, cuts, left and right children (below zero: leaf -1 - child), and leaves."""

FERMENTABLE: Final[Mapping[str, float]] = {
    "cellulose": 0.1, "protein": 0.3, "mucin": 0.5, "urea": 0.0, "sulphate": 0.0,
    "bile acids": 0.0, "lactate": 0.5, "acetate": 0.0,
}  # fmt: skip
"""Part of a nutrient that counts as food for fermenting bacteria; 1 where it isn't named. Orders
of magnitude, our own judgement: fibres and sugars count whole, cellulose hardly."""

_FLOOR: Final = 0.02
"""Share of makers, and mmol/L, below which a logarithm is no longer told apart."""

_UNKNOWN_OD: Final = 1.0
"""What ``diets.invitro`` assumes where no optical density is given."""


def coefficients() -> Mapping[str, Any]:
    """Return the fitted numbers, but for the trees."""
    return _read("calibration.json")


def trees() -> Mapping[str, Any]:
    """Return the trees of the synthetic communities: acid to "start" and "trees"."""
    return _read("calibration_trees.json")


@cache
def _read(name: str) -> Mapping[str, Any]:
    path = resources.files("legaat.twin") / "data" / "colon" / name
    found: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def calibrate(
    exports: Mapping[str, Export],
    shares: Mapping[str, float],
    additions: Mapping[str, float],
    diet: Diet,
) -> dict[str, Answer]:
    """Correct exports where measurements proved that better, and say how sure they are.

    Parameters
    ----------
    exports : mapping of str to Export
        By name, in the diet's unit; `mechanism` is what the model says.
    shares : mapping of str to float
        The whole profile: taxon to share, with and without a model.
    additions : mapping of str to float
        Nutrient to grams on top of the diet: eaten in a day, or per litre.
    diet : Diet

    Returns
    -------
    dict of str to (float, (float, float) or None)
        Export to its value and 80 % interval, in the diet's unit. What is left out stays as it is.
        On the medium of the synthetic communities acids are end concentrations, with what the
        medium held.
    """
    c = coefficients()
    model = {name: export.mechanism for name, export in exports.items()}
    if diet.name == "invitro" and not additions:
        found = community(c["community"], features(c, model, shares, density(diet)))
    else:
        food = supply(diet.grams, additions)
        found = {
            acid: _donor(row, food, capacity(c["makers"][acid], shares), model.get(acid, 0.0))
            for acid, row in c[diet.basis].items()
        }
    return found


# -- stool, and people ---------------------------------------------------------------------


def supply(grams: Mapping[str, float], additions: Mapping[str, float]) -> float:
    """Return the fermentable food, in the diet's grams, whoever is there to eat it."""
    total = sum(FERMENTABLE.get(name, 1.0) * amount for name, amount in grams.items())
    return total + sum(FERMENTABLE.get(name, 1.0) * amount for name, amount in additions.items())


def capacity(makers: Mapping[str, float], shares: Mapping[str, float]) -> float:
    """Return the share of the makers, each weighted by how strongly it makes the acid, 0 to 1.

    Parameters
    ----------
    makers : mapping of str to float
        Species or genus to weight, 0 to 1.
    shares : mapping of str to float
        Taxon to share.
    """
    total = sum(shares.values())
    weighed = sum(share * _weight(makers, name) for name, share in shares.items())
    return weighed / total if total > 0 else 0.0


def _weight(makers: Mapping[str, float], name: str) -> float:
    for known in _names(name):
        if known in makers:
            return makers[known]
    return 0.0


@cache
def _names(name: str) -> tuple[str, ...]:
    now = resolver().resolve(name).name
    genus = resolver().resolve(now.partition(" ")[0], "genus").name
    return name, now, name.partition(" ")[0], genus


def terms(food: float, makers: float, model: float) -> Floats:
    """Return the three terms of a prediction, before their weights."""
    return np.log([max(food, _FLOOR), makers + _FLOOR, max(model, _FLOOR)])


def _donor(row: Mapping[str, float], food: float, makers: float, model: float) -> Answer:
    weights = [row["food"], row["makers"], row["model"]]
    log = row["scale"] + float(terms(food, makers, model) @ np.array(weights))
    return math.exp(log), (math.exp(log + row["low"]), math.exp(log + row["high"]))


# -- synthetic communities -----------------------------------------------------------------


def density(diet: Diet) -> float | None:
    """Return the optical density that a culture's diet was made with, None where not given."""
    from legaat.twin._nutrients import constant

    od = diet.biomass / constant("dry_mass_per_od")
    return None if math.isclose(od, _UNKNOWN_OD, rel_tol=1e-9) else od


def features(
    c: Mapping[str, Any], model: Mapping[str, float], shares: Mapping[str, float], od: float | None
) -> Floats:
    """Return what the trees look at: species by density, in two scales; density; makers; model.

    Parameters
    ----------
    c : mapping
        The fitted numbers.
    model : mapping of str to float
        What the model says, mmol/L.
    shares : mapping of str to float
    od : float or None
        Optical density at 600 nm.
    """
    table = c["community"]
    dense = table["od"] if od is None else max(od, 0.0)
    total = sum(shares.values()) or 1.0
    part = dict.fromkeys(table["species"], 0.0)
    for name, share in shares.items():
        known = next((n for n in _names(name)[:2] if n in part), None)
        if known is not None:
            part[known] += share / total
    x = np.array(list(part.values()))
    groups = [capacity(c["makers"][g], shares) * dense for g in table["groups"]]
    return np.concatenate(
        [
            np.sqrt(x * dense),
            np.log10(x + _TRACE),
            [dense, *groups],
            [model.get(name, 0.0) for name in table["model"]],
        ]
    )


_TRACE: Final = 2e-3


def community(table: Mapping[str, Any], x: Floats) -> dict[str, Answer]:
    """Return each acid of a synthetic community: value and interval, mmol/L.

    Parameters
    ----------
    table : mapping
        The part "community" of the fitted numbers.
    x : array, shape (features,)
    """
    found: dict[str, Answer] = {}
    for acid, forest in trees().items():
        value = max(0.0, forest["start"] + _forest(forest["trees"], x))
        spread = table["spread"][acid]
        width = spread["base"] + spread["slope"] * value
        low, high = value + spread["low"] * width, value + spread["high"] * width
        found[acid] = value, (max(0.0, low), max(0.0, high))
    return found


def _forest(trees: Iterable[Tree], x: Floats) -> float:
    total, row = 0.0, x.tolist()
    for columns, cuts, left, right, leaves in trees:
        node = 0 if columns else -1
        while node >= 0:
            node = left[node] if row[columns[node]] <= cuts[node] else right[node]
        total += leaves[-1 - node]
    return total

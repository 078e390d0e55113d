"""Faecal metabolites as learned from people in whom genera and metabolites were measured.

The coefficients are those of ``scripts/fit_metabolites.py``. A community gets a score, which is
only a place among people: the studies it was learned from have no unit in common. The value is
the expected share of people who have less of the metabolite in their stool. With ``s`` the
standard score of the prediction among healthy people and ``r`` its correlation with measured
amounts in studies left out, the true standard score is taken as normal with mean ``r s`` and
variance ``1 - r^2``; so the expected share is ``Phi(r s / sqrt(2 - r^2))``, and the 80 % interval
``Phi(r s +- 1.2816 sqrt(1 - r^2))``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import sqrt
from statistics import NormalDist
from types import MappingProxyType
from typing import Final, cast

import numpy as np

from legaat.profiles import Profile
from legaat.reference import percentile
from legaat.substances._facts import read_data
from legaat.substances._features import (
    Floats,
    Layout,
    amounts,
    by_genus,
    lineage,
    lineages,
    transformed,
)
from legaat.substances._types import Skill

NORMAL: Final = NormalDist()
REACH: Final = NORMAL.inv_cdf(0.9)
"""Half the width of an 80 % interval, in standard deviations."""

GTDB: Final = "gtdb-genus"
GTDB_SHARE: Final = 0.005
"""Share of genera with a GTDB placeholder name (``CAG-83``) from which a profile is GTDB's."""

SPREAD: Final = NORMAL.inv_cdf(0.9) - NORMAL.inv_cdf(0.1)
"""Standard deviations between the 10th and the 90th percentile of a normal distribution."""

LEAST_SPREAD: Final = 1e-9

MEASURE: Final = "Spearman, studies left out"


@dataclass(frozen=True, slots=True)
class Model:
    """The shipped coefficients.

    Attributes
    ----------
    layout : Layout
    coefficients : mapping of substance id to array, shape (columns,)
    percentiles : tuple of float
    population : mapping of reference to mapping of substance id to array, shape (21,)
        Scores of healthy people at those percentiles.
    """

    layout: Layout
    coefficients: Mapping[str, Floats]
    percentiles: tuple[float, ...]
    population: Mapping[str, Mapping[str, Floats]]


@dataclass(frozen=True, slots=True)
class Estimate:
    """Where a metabolite is expected to stand.

    Attributes
    ----------
    value : float
        Expected share of healthy people with less of it in their stool, 0 to 1.
    interval : tuple of float
        80 % interval of that share.
    percentile : float
        Of 100 healthy people, how many have a lower expectation.
    population : tuple of float
        Values of healthy people at the percentiles 1, 5, 10, …, 95, 99.
    """

    value: float
    interval: tuple[float, float]
    percentile: float
    population: tuple[float, ...]


@cache
def model() -> Model:
    """Return the shipped coefficients."""
    tree = json.loads(read_data("metabolites.json"))
    layout = Layout(tuple(tree["genera"]), tuple((rank, name) for rank, name in tree["groups"]))
    return Model(
        layout,
        MappingProxyType({key: np.array(row) for key, row in tree["coefficients"].items()}),
        tuple(tree["percentiles"]),
        MappingProxyType(
            {
                name: {key: np.array(grid) for key, grid in table.items()}
                for name, table in tree["population"].items()
            }
        ),
    )


@cache
def learned_skills() -> Mapping[str, Skill]:
    """Return how well each learned metabolite held in studies left out, by substance id.

    Returns
    -------
    mapping of str to Skill
        Also of those whose skill isn't clearly above zero; not of those that could not be tested.
    """
    tree = json.loads(read_data("metabolites_skill.json"))
    found: dict[str, Skill] = {}
    for substance, row in tree["panel"].items():
        if row is not None:
            bounds = cast("tuple[float, float]", tuple(row["interval"]))
            found[substance] = Skill(MEASURE, row["value"], bounds, row["n"], row["n_studies"])
    return MappingProxyType(found)


@dataclass(frozen=True, slots=True)
class Community:
    """A profile as the model sees it.

    Attributes
    ----------
    features : array, shape (columns,)
    placed : float
        Share of it whose family or phylum is known, 0 to 1.
    coded : bool
        Whether GTDB's placeholder names (``CAG-83``) are among its genera.
    """

    features: Floats
    placed: float
    coded: bool


def describe(profile: Profile) -> Community:
    """Return a profile as the model sees it: the same for species and for genera."""
    genera = by_genus(profile.shares, profile.rank)
    placed = sum(share for genus, share in genera.items() if any(lineage(genus)))
    coded = sum(
        share
        for genus, share in genera.items()
        if any(letter.isdigit() for letter in genus) and genus in lineages()
    )
    features = transformed(amounts(genera, model().layout))
    return Community(features, placed, coded >= GTDB_SHARE)


def estimate(substance: str, community: Community, reference: str) -> Estimate:
    """Return where a metabolite is expected to stand among healthy people.

    Parameters
    ----------
    substance : str
        Id of a substance that the model holds.
    community : Community
    reference : str
        Name of the reference that fits the profile; one with GTDB's own names is compared with
        the people of the collection it was learned from.
    """
    known = model()
    score = float(community.features @ known.coefficients[substance])
    grid = known.population[GTDB if community.coded else reference][substance]
    r = learned_skills()[substance].value
    places = {p: k for k, p in enumerate(known.percentiles)}
    middle = float(grid[places[50]])
    spread = max(float(grid[places[90]] - grid[places[10]]) / SPREAD, LEAST_SPREAD)
    s = (score - middle) / spread
    width = REACH * sqrt(1 - r**2)
    interval = (NORMAL.cdf(r * s - width), NORMAL.cdf(r * s + width))
    people = tuple(_expected(r, (float(x) - middle) / spread) for x in grid)
    value = _expected(r, s)
    return Estimate(value, interval, percentile(people, value), people)


def _expected(r: float, s: float) -> float:
    """Return the mean of Phi(z) for z normal with mean r s and variance 1 - r^2."""
    return NORMAL.cdf(r * s / sqrt(2 - r**2))

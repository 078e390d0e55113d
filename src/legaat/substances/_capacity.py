"""How much of a community could make a substance: the summed share of its makers.

Per taxon three weights (:class:`legaat.substances._facts.Weights`): what it counts for at least,
most likely, and at most. A taxon that stands in no table is taken to be a maker as often as the
others when the value is worked out, not at all for the lower bound and wholly for the upper one.
So the value is comparable between a lab that names everything and one that names half, and the
interval says what that assumption is worth.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from legaat.profiles import Rank
from legaat.substances._facts import Weights, facts, genus_facts, older_labels
from legaat.substances._types import Check, Maker
from legaat.taxonomy import resolver


@dataclass(frozen=True, slots=True)
class Standin:
    """The row of the tables that speaks for a taxon.

    Attributes
    ----------
    weights : Weights
    check : {"read", "recalled", "inferred"}
    species : tuple of str
        The species whose facts (and sources) it rests on.
    """

    weights: Weights
    check: Check
    species: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Capacity:
    """The makers of one substance in one community, summed.

    Attributes
    ----------
    value : float or None
        Share of the classified bacteria that are makers, 0 to 1; None where the tables know
        nobody in this community.
    interval : tuple of float
        From the makers that a seen source vouches for, to everybody who might be one.
    covered : float
        Share of the classified part that stands in the tables, 0 to 1.
    makers : tuple of Maker
        Largest share first.
    species : tuple of str
        Species whose facts were used for the makers.
    """

    value: float | None
    interval: tuple[float, float]
    covered: float
    makers: tuple[Maker, ...]
    species: tuple[str, ...]


def capacity(shares: Mapping[str, float], rank: Rank, substance: str) -> Capacity:
    """Return the capacity of a community to make a substance.

    Parameters
    ----------
    shares : mapping of str to float
        Current taxon name to share of the classified part; sums to 1.
    rank : {"species", "genus"}
    substance : str
        Id of a substance with kind "capacity".
    """
    look_up = _of_species if rank == "species" else _of_genus
    lower = known = upper = covered = 0.0
    makers: list[Maker] = []
    used: dict[str, None] = {}
    for taxon, share in shares.items():
        row = look_up(taxon, substance)
        if row is None:
            upper += share
            continue
        covered += share
        lower += share * row.weights.lower
        known += share * row.weights.value
        upper += share * row.weights.upper
        if row.weights.value > 0:
            makers.append(Maker(taxon, share * row.weights.value, row.check))
            used.update(dict.fromkeys(row.species))
    makers.sort(key=lambda maker: (-maker.share, maker.taxon))
    value = min(known / covered, 1.0) if covered else None
    bounds = (min(lower, 1.0), min(upper, 1.0))
    return Capacity(value, bounds, min(covered, 1.0), tuple(makers), tuple(used))


@lru_cache(maxsize=20_000)
def _of_species(taxon: str, substance: str) -> Standin | None:
    """Return the row for a species: its own, its relative's (inferred), its genus' (inferred)."""
    fact = facts().get((taxon, substance))
    if fact is not None:
        return Standin(fact.weights, fact.check, (taxon,))
    names = resolver()
    relative = older_labels().get(taxon) or names.species_of(taxon)
    fact = facts().get((relative, substance)) if relative else None
    if fact is not None:
        return Standin(_inferred(fact.weights), "inferred", ())
    genus = names.genus_of(taxon) or taxon.partition(" ")[0]
    row = genus_facts().get((genus, substance))
    return Standin(_inferred(row.weights), "inferred", ()) if row is not None else None


@lru_cache(maxsize=20_000)
def _of_genus(taxon: str, substance: str) -> Standin | None:
    """Return the row for a genus, or (inferred) for the genus it was split from."""
    row = genus_facts().get((taxon, substance))
    if row is not None:
        return Standin(row.weights, row.check, row.makers)
    relative = resolver().resolve(taxon, "genus").relative
    row = genus_facts().get((relative, substance)) if relative else None
    return Standin(_inferred(row.weights), "inferred", ()) if row is not None else None


def _inferred(weights: Weights) -> Weights:
    """Return the weights of somebody's relative: nothing vouches for the taxon itself."""
    return Weights(0.0, weights.value, weights.upper)

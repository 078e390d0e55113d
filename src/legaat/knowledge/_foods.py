"""Everyday foods: what is in them, per 100 g, and whether something in them still lives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal, TypeAlias

from legaat.knowledge._build import build, by_id, entries
from legaat.knowledge._tables import Row, table
from legaat.messages import Text

__all__ = ["FIBRES", "Amount", "Fodmap", "Food", "FoodSource", "food_sources", "foods"]

FIBRES = (
    "total", "inulin", "fos", "gos", "resistant starch", "pectin", "beta-glucan", "arabinoxylan",
    "cellulose", "other soluble",
)  # fmt: skip
"""The kinds of fibre that a food's table may hold."""

Confidence: TypeAlias = Literal["high", "medium", "low"]


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure, or a range between sources; `high` is None where only a floor is known."""

    low: float
    high: float | None

    @property
    def middle(self) -> float:
        """The middle of the range; of a floor, the floor."""
        return self.low if self.high is None else (self.low + self.high) / 2


@dataclass(frozen=True, slots=True)
class Fodmap:
    """How much of the sugars that gut bacteria ferment quickly, and which."""

    level: Literal["low", "moderate", "high", "unknown"]
    sugars: tuple[Text, ...]
    note: Text | None


@dataclass(frozen=True, slots=True)
class Food:
    """One food.

    Attributes
    ----------
    id : str
    name, group, portion : Text
    portion_g : float
        A usual portion in grams: an estimate.
    fibre : mapping of str to Amount
        Grams per 100 g by kind (`FIBRES`). What was not found is not in it, and is not zero.
        "total" is mostly by the older method, which misses most inulin and resistant starch.
    polyphenols_mg, protein_g, sugar_g, salt_g : Amount or None
        Per 100 g.
    fermented : {"no", "yes", "sometimes"}
    live : {"no", "yes", "depends"}
        Whether microbes in it still live when it is eaten; `live_note` says when.
    organisms : tuple of str
        Who fermented it.
    histamine : {"low", "medium", "high", "liberator", "unknown"}
        A class of a tolerance list, not a measurement.
    fodmap : Fodmap
    tyramine : {"low", "moderate", "high"}
    allergens : tuple of str
        Words of the person file's `allergies`.
    vegan : bool
    vitamin_k_high, oxalate_high : bool or None
        None where it wasn't found.
    caution : Text or None
    sources : tuple of str
        Ids of `food_sources`.
    confidence : {"high", "medium", "low"}
        Of the composition figures.
    """

    id: str
    name: Text
    group: Text
    portion_g: float
    portion: Text
    fibre: Mapping[str, Amount]
    polyphenols_mg: Amount | None
    protein_g: Amount | None
    sugar_g: Amount | None
    salt_g: Amount | None
    fermented: Literal["no", "yes", "sometimes"]
    live: Literal["no", "yes", "depends"]
    live_note: Text | None
    organisms: tuple[str, ...]
    histamine: Literal["low", "medium", "high", "liberator", "unknown"]
    fodmap: Fodmap
    tyramine: Literal["low", "moderate", "high"]
    allergens: tuple[str, ...]
    vegan: bool
    vitamin_k_high: bool | None
    oxalate_high: bool | None
    caution: Text | None
    sources: tuple[str, ...]
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class FoodSource:
    """Where figures of foods come from; `verified` says how much of it was seen."""

    id: str
    authors: str
    title: str
    year: str
    doi: str | None
    verified: Literal["yes", "partial", "no"]


def _food(row: Row) -> Food:
    amounts = {
        name: Amount(**row[name]) if row[name] else None
        for name in ("polyphenols_mg", "protein_g", "sugar_g", "salt_g")
    }
    return build(
        Food,
        row,
        fibre=MappingProxyType({name: Amount(**a) for name, a in row["fibre"].items()}),
        fodmap=build(Fodmap, row["fodmap"]),
        **amounts,
    )


@cache
def foods() -> Mapping[str, Food]:
    """Return the foods by id."""
    return by_id(map(_food, table("foods")))


@cache
def food_sources() -> Mapping[str, FoodSource]:
    """Return where the figures come from, by id."""
    return entries(FoodSource, "food_sources")

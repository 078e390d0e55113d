"""What a what-if adds to a diet: "inulin=10g", "volkorenbrood=2 portions", "EX_inulin_m=0.002"."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from numbers import Real
from types import MappingProxyType
from typing import Final

from legaat.errors import DietError, Where
from legaat.twin._diet import Diet, lumen_id, nearest
from legaat.twin._foods import find_food, food_names
from legaat.twin._grams import arriving, find_nutrient, flux, inflow, split
from legaat.twin._nutrients import find, near
from legaat.twin._packfile import Pack
from legaat.twin._shipped import eats

_MAX: Final = 1e5
_SHORT: Final = 3
"""Names up to this length look like too many ids."""
_AMOUNT: Final = re.compile(
    r"\s*(?P<value>\d+(?:[.,]\d+)?(?:[eE]-?\d+)?)\s*"
    r"(?P<unit>mg|g|mmol|porties?|portions?)?\s*(?:(?:/|per\s+)\s*(?P<per>l|liter|litre|d|dag|day))?\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Addition:
    """Something added to a diet.

    Attributes
    ----------
    imports : mapping of str to float
        Lumen metabolite to mmol/h per gram of community, on top of the diet.
    grams : mapping of str to float
        Nutrient to grams: eaten in a day, or per litre. Empty where it was given as inflow.
    asked : mapping of str to float
        The same as it was asked for: id of a nutrient, a food or a lumen metabolite to grams.
    """

    imports: Mapping[str, float]
    grams: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    asked: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))


def additions(
    amounts: Iterable[str | Mapping[str, float]], pack: Pack, diet: Diet
) -> Iterator[Addition]:
    """Read amounts: texts as for :func:`addition`, or names with grams as for :func:`of_grams`."""
    for amount in amounts:
        if isinstance(amount, str):
            yield addition(amount, pack, diet)
            continue
        for name, grams in amount.items():
            yield of_grams(name, grams, pack, diet)


def addition(text: str, pack: Pack, diet: Diet | None = None) -> Addition:
    """Read an amount.

    Parameters
    ----------
    text : str
        ``inulin=10g`` (eaten in a day; or per litre, on the diet of an incubation),
        ``inulin=10 g/L``, ``volkorenbrood=100g``, ``volkorenbrood=2 portions`` (usual ones), or
        ``EX_inulin_m=0.002`` (mmol/gDW/h).
    pack : Pack
        Whose metabolites are meant.
    diet : Diet, optional
        What it comes on top of; a medium by default, to which a person's day is added.

    Raises
    ------
    DietError
        Not of that form, grams per litre for a person or a day for an incubation, an unknown
        name, portions of what isn't a food, or a gram amount of something without a formula.
    """
    name, sign, amount = text.rpartition("=")
    match = _AMOUNT.fullmatch(amount)
    where = Where(entry=text[:80])
    if not sign or not name.strip() or not match:
        raise DietError("addition-shape", where=where)
    value = float(match["value"].replace(",", "."))
    if not math.isfinite(value) or value > _MAX:
        raise DietError("addition-shape", where=where)
    diet = diet or Diet("medium")
    unit, per = (match["unit"] or "").lower(), (match["per"] or "").lower()
    if per and (unit == "mmol" or per.startswith("l") != (diet.basis == "incubation")):
        raise DietError("addition-basis", where=where, diet=diet.name)
    if unit.startswith("porti"):
        return of_grams(name.strip(), value * _portion(name, where), pack, diet)
    if unit in {"g", "mg"}:
        return of_grams(name.strip(), value * (1.0 if unit == "g" else 1e-3), pack, diet)
    if not unit and not _is_id(name):
        raise DietError("addition-unit", where=where, name=name.strip()[:80])
    return Addition(MappingProxyType({find_nutrient(name, pack): value}))


def _portion(name: str, where: Where) -> float:
    """Return the grams of a usual portion of a food."""
    food = find_food(name.strip()) if find(name.strip()) is None else None
    if food is None:
        raise DietError("addition-portion", where=where, name=name.strip()[:80])
    return food.portion_g


def of_grams(name: str, grams: float, pack: Pack, diet: Diet) -> Addition:
    """Return what grams of a nutrient, a food or a metabolite add to a diet.

    Parameters
    ----------
    name : str
        Dutch or English; or an exchange id, of which the grams are what the bacteria get.
    grams : float
        Eaten in a day; per litre on the diet of an incubation.
    pack : Pack
    diet : Diet

    Raises
    ------
    DietError
        An unknown name (the nearest are given), a food in an incubation, or something that no
        model of the pack knows.
    """
    if not isinstance(grams, Real) or not 0 <= grams <= _MAX:
        raise DietError("addition-shape", where=Where(entry=name[:80]))
    bottle = diet.basis == "incubation"
    nutrient = find(name)
    food = find_food(name) if nutrient is None else None
    if nutrient is None and food is None:
        return _of_metabolite(name, grams, pack, diet)
    if food is not None and bottle:
        raise DietError("food-in-bottle", where=Where(entry=name[:80]), diet=diet.name)
    eaten = eats(name, grams)
    entering = inflow(split(eaten) if bottle else arriving(eaten), diet, pack)
    if eaten and not entering.imports and grams > 0:
        raise DietError("nutrient-unknown", name=name[:80], near=nearest(name, pack))
    asked = {nutrient.id if nutrient is not None else food.id if food is not None else name: grams}
    return Addition(entering.imports, MappingProxyType(eaten), MappingProxyType(asked))


def _of_metabolite(name: str, grams: float, pack: Pack, diet: Diet) -> Addition:
    lumen = lumen_id(name)
    if lumen not in pack.metabolites:
        words = () if _is_id(name) else near(name, food_names())
        stem = name.strip().casefold().removesuffix("s")
        spoken = " " in name.strip() or any(x.startswith(f"{stem} ") for x in words)
        ids = [] if spoken or len(name) <= _SHORT else nearest(name, pack).split(", ")[:2]
        close = ", ".join(x for x in (*words, *ids) if x != "-")
        raise DietError("nutrient-unknown", name=name[:80], near=close or "-")
    more = flux(grams, lumen, pack, biomass=diet.biomass, hours=diet.hours)
    added = MappingProxyType({name: grams})
    return Addition(MappingProxyType({lumen: more}), added, MappingProxyType({lumen: grams}))


def _is_id(name: str) -> bool:
    return name.strip().startswith("EX_") or name.strip().endswith("_m")

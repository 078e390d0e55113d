"""The diets that come with Legaat: what people eat, and what incubations hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from numbers import Real
from types import MappingProxyType
from typing import Final

from legaat.errors import DietError, Where
from legaat.twin._diet import Diet
from legaat.twin._foods import composition, find_food, food_names
from legaat.twin._grams import person, split
from legaat.twin._nutrients import constant, find, intakes, media, near

_MAX_GRAMS: Final = 1e5
STOOL_PER_LITRE: Final = 100.0
"""Wet stool in an incubation, g/L, where nothing is said: one part in ten."""


def _shipped(name: str) -> Diet:
    rows = [row for row in intakes() if row.diet == name]
    return person(name, {r.nutrient: r.grams for r in rows if r.grams is not None})


def dutch() -> Diet:
    """Return the average Dutch diet, as far as figures were found; see docs/diets.md."""
    return _shipped("dutch")


def western() -> Diet:
    """Return the average diet of the United States, by national surveys."""
    return _shipped("western")


def high_fibre() -> Diet:
    """Return a diet with 52 g of fibre a day, much of it from rye: the arm of a trial."""
    return _shipped("high-fibre")


def low_fodmap() -> Diet:
    """Return a diet low in fructans and galacto-oligosaccharides; its grams are assumptions."""
    return _shipped("low-fodmap")


def exvivo(
    *, stool: float = STOOL_PER_LITRE, hours: float = 24.0, grams: Mapping[str, float] | None = None
) -> Diet:
    """Return the medium of an incubation of stool in buffer: a small rest of what it held.

    Parameters
    ----------
    stool : float
        Wet stool, g/L. Its bacteria are the biomass.
    hours : float
    grams : mapping of str to float, optional
        Nutrient to g/L in place of the rest that is assumed.
    """
    _check("stool", stool)
    dry = stool * constant("stool_dry_fraction")
    fibre = dry * constant("stool_solids_fibre") * constant("slurry_residual_carbohydrate")
    soluble = dry * constant("stool_solids_soluble")
    rest = {
        "arabinoxylan": fibre * constant("nsp_share_arabinoxylan"),
        "cellulose": fibre * constant("nsp_share_cellulose"),
        "pectin": fibre * constant("nsp_share_pectin"),
        "beta-glucan": fibre * constant("nsp_share_bglc"),
        "protein": soluble * constant("slurry_residual_protein"),
        "mucin": soluble * constant("slurry_residual_mucin"),
        "sulphate": constant("slurry_sulphate"),
    }
    return Diet(
        name="exvivo",
        basis="incubation",
        grams=rest if grams is None else split(_named(grams)),
        biomass=dry * constant("stool_solids_bacteria"),
        hours=hours,
    )


def invitro(
    *, od: float | None = None, hours: float = 48.0, grams: Mapping[str, float] | None = None
) -> Diet:
    """Return the defined medium of the synthetic communities, as far as it is known.

    Parameters
    ----------
    od : float, optional
        Optical density at the end; 1 where it isn't known. Bacteria are taken to weigh 0.4 g dry
        per litre and unit.
    hours : float
    grams : mapping of str to float, optional
        Nutrient to g/L in place of what is assumed.
    """
    density = 1.0 if od is None else od
    _check("od", density)
    return Diet(
        name="invitro",
        basis="incubation",
        grams=media("invitro") if grams is None else split(_named(grams)),
        biomass=density * constant("dry_mass_per_od"),
        hours=hours,
    )


def of_nutrients(grams: Mapping[str, float], name: str = "custom") -> Diet:
    """Return a day's diet from grams of nutrients eaten, with what the body adds.

    Parameters
    ----------
    grams : mapping of str to float
        Nutrient, in Dutch or English, to grams a day.
    name : str

    Raises
    ------
    DietError
        An unknown name (the nearest is given), or an amount that is none.
    """
    return person(name, _named(grams))


def foods(grams: Mapping[str, float], name: str = "custom") -> Diet:
    """Return a day's diet from grams of foods eaten; nutrients may stand among them.

    Parameters
    ----------
    grams : mapping of str to float
        Food or nutrient, in Dutch or English, to grams a day.
    name : str

    Raises
    ------
    DietError
        An unknown name (the nearest is given), or an amount that is none.
    """
    eaten: dict[str, float] = {}
    label: dict[str, float] = {}
    for word, amount in grams.items():
        _check(word, amount)
        for nutrient, part in eats(word, amount).items():
            eaten[nutrient] = eaten.get(nutrient, 0.0) + part
        label[word] = label.get(word, 0.0) + float(amount)
    return person(name, eaten, label=label)


def eats(word: str, grams: float) -> dict[str, float]:
    """Return the nutrients in grams of a nutrient or a food.

    Raises
    ------
    DietError
        Neither is called that; the nearest names are given.
    """
    nutrient = find(word)
    if nutrient is not None:
        return {nutrient.id: float(grams)}
    food = find_food(word)
    if food is not None:
        return composition(food, grams)
    raise DietError("food-unknown", name=word[:80], near=_near(word))


def _near(word: str) -> str:
    return ", ".join(near(word, food_names())) or "-"


def _named(grams: Mapping[str, float]) -> dict[str, float]:
    found: dict[str, float] = {}
    for word, amount in grams.items():
        _check(word, amount)
        nutrient = find(word)
        if nutrient is None:
            raise DietError("food-unknown", name=word[:80], near=_near(word))
        found[nutrient.id] = found.get(nutrient.id, 0.0) + float(amount)
    return found


def _check(word: str, amount: float) -> None:
    if not isinstance(amount, Real) or not 0 <= amount <= _MAX_GRAMS:
        raise DietError("diet-amount", where=Where(entry=word[:80]))


SHIPPED: Final[Mapping[str, Callable[[], Diet]]] = MappingProxyType(
    {
        "dutch": dutch,
        "western": western,
        "high-fibre": high_fibre,
        "low-fodmap": low_fodmap,
        "exvivo": exvivo,
        "invitro": invitro,
    }
)


def names() -> tuple[str, ...]:
    """Return the names of the diets that come with Legaat."""
    return tuple(SHIPPED)

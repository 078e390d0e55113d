"""From grams to inflow: what the small intestine leaves, what the body adds, and a pack's own ids.

A person eats grams a day. A part of each nutrient reaches the colon; the body adds mucin, urea,
bile acids and protein of its own; what arrives is shared by the colon's bacteria. In an incubation
grams per litre are what the bacteria get. Either way grams become mmol per gram of bacteria per
hour by the formula that the pack gives its metabolite.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from legaat.errors import DietError
from legaat.twin._diet import COMMUNITY_DRY_MASS, Diet, lumen_id, nearest
from legaat.twin._formula import molar_mass
from legaat.twin._nutrients import (
    KIND_SHARES,
    Nutrient,
    background,
    constant,
    find,
    nutrients,
)
from legaat.twin._packfile import Pack

_SULPHATE: Final = 96.06
"""g/mol of the sulphate ion."""


@dataclass(frozen=True, slots=True)
class Entering:
    """What a diet brings into the lumen of one pack.

    Attributes
    ----------
    imports : mapping of str to float
        Lumen metabolite of that pack to mmol/h per gram of community.
    unknown : tuple of str
        What no model of the pack knows: lumen ids, or nutrients that are eaten.
    """

    imports: Mapping[str, float]
    unknown: tuple[str, ...]


def split(eaten: Mapping[str, float]) -> dict[str, float]:
    """Divide fibre of unknown kind over the kinds; the rest stays.

    Parameters
    ----------
    eaten : mapping of str to float
        Nutrient to grams.
    """
    found = {name: grams for name, grams in eaten.items() if name != "fibre"}
    for kind, share in KIND_SHARES.items():
        if eaten.get("fibre"):
            found[kind] = found.get(kind, 0.0) + eaten["fibre"] * constant(share)
    return found


def arriving(eaten: Mapping[str, float]) -> dict[str, float]:
    """Return what the small intestine leaves of what was eaten.

    Parameters
    ----------
    eaten : mapping of str to float
        Nutrient to grams a day.

    Returns
    -------
    dict of str to float
        Nutrient to grams a day in the colon.
    """
    table = nutrients()
    return {
        name: grams * (constant(table[name].reaches) if table[name].reaches else 1.0)
        for name, grams in split(eaten).items()
    }


def from_body(*, protein_known: bool) -> dict[str, float]:
    """Return what comes into the colon besides what was eaten, grams a day.

    Parameters
    ----------
    protein_known : bool
        Whether the protein that was eaten is counted. Where it isn't, the average that reaches
        the colon in Western countries stands for both.
    """
    protein = "protein_from_the_body" if protein_known else "protein_reaching_colon"
    sulphate = constant("sulphate_endogenous") + constant("sulphate_from_diet_reaching_colon")
    return {
        "protein": constant(protein),
        "mucin": constant("mucin_reaching_colon"),
        "urea": constant("urea_reaching_colon"),
        "bile acids": constant("bile_acids_reaching_colon"),
        "sulphate": sulphate * _SULPHATE / 1000.0,
    }


def person(
    name: str, eaten: Mapping[str, float], *, label: Mapping[str, float] | None = None
) -> Diet:
    """Return a day's diet from the nutrients that are eaten.

    Parameters
    ----------
    name : str
    eaten : mapping of str to float
        Nutrient to grams a day.
    label : mapping of str to float, optional
        What to show as eaten, where that were foods.
    """
    grams = arriving(eaten)
    for nutrient, more in from_body(protein_known="protein" in eaten).items():
        grams[nutrient] = grams.get(nutrient, 0.0) + more
    return Diet(
        name=name,
        basis="person",
        grams=grams,
        biomass=constant("colonic_bacteria_dry"),
        hours=24.0,
        eaten=eaten if label is None else label,
    )


def parts(nutrient: Nutrient, pack: Pack) -> tuple[str, ...]:
    """Return the lumen metabolites that stand for a nutrient in a pack; empty where none do."""
    for mixture in nutrient.mixtures:
        lumen = tuple(f"{part}_m" for part in mixture)
        if all(name in pack.metabolites for name in lumen):
            return lumen
    return ()


def find_nutrient(name: str, pack: Pack) -> str:
    """Return the lumen metabolite for an everyday name or an exchange id.

    Raises
    ------
    DietError
        No model of the pack knows it, or it is a mixture there; the nearest ids are named.
    """
    nutrient = find(name)
    lumen = () if nutrient is None else parts(nutrient, pack)
    if len(lumen) == 1:
        return lumen[0]
    if lumen_id(name) in pack.metabolites:
        return lumen_id(name)
    near = ", ".join(lumen) or nearest(name.strip(), pack)
    raise DietError("nutrient-unknown", name=name[:80], near=near)


def grams_to_flux(grams: float, lumen: str, pack: Pack) -> float:
    """Turn grams a day that reach the colon into mmol/h per gram of community.

    Raises
    ------
    DietError
        The pack has no formula for it.
    """
    return flux(grams, lumen, pack, biomass=COMMUNITY_DRY_MASS, hours=24.0)


def flux(grams: float, lumen: str, pack: Pack, *, biomass: float, hours: float) -> float:
    """Turn grams into mmol/h per gram of community.

    Parameters
    ----------
    grams : float
        In all or per litre, over `hours`.
    lumen : str
    pack : Pack
    biomass : float
        Dry bacteria that share it, g, in all or per litre.
    hours : float

    Raises
    ------
    DietError
        The pack has no formula for it.
    """
    mass = molar_mass(pack.metabolites[lumen][1])
    if mass is None:
        raise DietError("no-formula", name=lumen)
    return grams / mass * 1000.0 / hours / biomass


def inflow(grams: Mapping[str, float], diet: Diet, pack: Pack) -> Entering:
    """Turn grams of nutrients into inflow of a pack's metabolites.

    Parameters
    ----------
    grams : mapping of str to float
        Nutrient to grams that the bacteria get.
    diet : Diet
        Whose biomass shares it, over whose hours.
    pack : Pack
    """
    table = nutrients()
    imports: dict[str, float] = {}
    unknown = []
    for name, amount in grams.items():
        lumen = parts(table[name], pack)
        if not lumen and table[name].kind != "host":
            unknown.append(name)
        for part in lumen:
            more = flux(amount / len(lumen), part, pack, biomass=diet.biomass, hours=diet.hours)
            imports[part] = imports.get(part, 0.0) + more
    return Entering(MappingProxyType(imports), tuple(sorted(unknown)))


def entering(diet: Diet, pack: Pack) -> Entering:
    """Return what a diet brings into the lumen of a pack.

    Raises
    ------
    DietError
        Nothing of it is known to any model; or the pack has no formula for a nutrient.
    """
    given = inflow(diet.grams, diet, pack)
    imports, unknown = dict(given.imports), list(given.unknown)
    for lumen, amount in diet.imports.items():
        same = _same(lumen, amount, pack)
        unknown += [] if same else [lumen]
        for name, more in same.items():
            imports[name] = imports.get(name, 0.0) + more
    if not imports and (diet.imports or diet.grams):
        raise DietError(
            "diet-ids",
            found=", ".join(unknown[:3]) or "-",
            near=nearest(unknown[0], pack),
            pack=pack.name,
        )
    if diet.basis != "medium":
        for lumen, amount in background().items():
            if lumen in pack.metabolites:
                imports.setdefault(lumen, amount)
    return Entering(MappingProxyType(imports), tuple(sorted(unknown)))


def _same(lumen: str, amount: float, pack: Pack) -> dict[str, float]:
    """Write the inflow of one metabolite in the ids of a pack, keeping its mass."""
    if lumen in pack.metabolites:
        return {lumen: amount}
    bare = lumen.removesuffix("_m")
    for nutrient in nutrients().values():
        if bare not in nutrient.foreign or len(nutrient.foreign) != len(nutrient.formulas):
            continue
        there = parts(nutrient, pack)
        mass = molar_mass(nutrient.formulas[nutrient.foreign.index(bare)])
        masses = [molar_mass(pack.metabolites[part][1]) for part in there]
        if there and mass is not None and None not in masses:
            return {
                part: amount * mass / len(there) / (own or mass)
                for part, own in zip(there, masses, strict=True)
            }
    return {}

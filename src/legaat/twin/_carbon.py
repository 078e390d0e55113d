"""Where the carbon goes: what each taxon takes from the lumen and gives to it, in atoms of carbon.

Carbon is neither made nor lost, so that food, leftovers and products can be drawn on one scale.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np

from legaat.twin._answer import flows
from legaat.twin._formula import elements, molar_mass

if TYPE_CHECKING:
    from legaat.twin._result import Scenario
    from legaat.twin._twin import Twin

__all__ = ["CarbonFlow", "carbon_flows", "grams_per_mole"]

_SEEN: Final = 1e-6
"""Fluxes below this are none, in mmol/gDW/h: MICOM's accuracy."""


@dataclass(frozen=True, slots=True)
class CarbonFlow:
    """What happens to the carbon of one substance in the lumen.

    Attributes
    ----------
    metabolite : str
        Lumen metabolite.
    name : str
        The same in words, as the models call it.
    by : mapping of str to float
        What each taxon gives (positive) or takes (negative), mmol of carbon in the time of the
        diet's unit (a day, an incubation, or per gram and hour).
    supply : float
        How much may enter, in the same unit; 0 for what the diet doesn't hold.
    """

    metabolite: str
    name: str
    by: Mapping[str, float]
    supply: float = 0.0

    @property
    def net(self) -> float:
        """What is left over (positive) or was food (negative)."""
        return sum(self.by.values())


def carbon_flows(twin: Twin, scenario: Scenario) -> tuple[CarbonFlow, ...]:
    """Return what each taxon takes and gives of every substance that holds carbon.

    Parameters
    ----------
    twin : Twin
    scenario : Scenario
        One that this twin solved.

    Returns
    -------
    tuple of CarbonFlow
        As the model alone has it: what measurements correct is not in it, because a correction of
        one substance would not add up with the others.
    """
    state, community = twin._s, scenario._community
    amounts = flows(community, scenario._x)
    names = [member.taxon for member in community.members]
    found = []
    for i, lumen in enumerate(community.nutrients):
        atoms = (elements(state.pack.metabolites.get(lumen, ("", ""))[1]) or {}).get("C", 0.0)
        here = np.flatnonzero(np.abs(amounts[i]) > _SEEN)
        if atoms <= 0 or not len(here):
            continue
        factor = atoms * state.diet.factor
        by = {names[j]: float(amounts[i, j]) * factor for j in here.tolist()}
        supply = factor * twin.medium.get(lumen, 0.0)
        found.append(CarbonFlow(lumen, state.words(lumen), MappingProxyType(by), supply))
    return tuple(found)


def grams_per_mole(twin: Twin, lumen: str) -> float | None:
    """Return the molar mass of a lumen metabolite, g/mol; None where its formula doesn't say."""
    formula = twin._s.pack.metabolites.get(lumen, ("", ""))[1]
    return molar_mass(formula) if formula else None

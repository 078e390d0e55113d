"""What the ``colon`` pack is compiled from: its tables, and the numbers that may be fitted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from legaat.twin._colon_chemistry import Chemistry, read_chemistry
from legaat.twin._colon_traits import Traits, read_traits


@dataclass(frozen=True, slots=True)
class Parameters:
    """The numbers of the pack that are fitted or chosen; ``scripts/colon/parameters.json``.

    Attributes
    ----------
    growth : mapping
        "atp": mmol ATP for a gram of biomass beside its carbon; "most": fastest growth, 1/h;
        "alone": part of the ATP that is left where who would take up acetate has none.
    capacity : mapping of str to mapping of str to float
        Class of substrate, then strength: most uptake, mmol of six carbons/gDW/h (gases: mmol).
    factor : mapping of str to float
        Substrate to what multiplies its capacity; 1 where not named.
    leak : mapping of str to float
        "polymer", "oligosaccharide": part of the sugars that others get.
    product : mapping of str to float
        Weight of a route by how strongly its lead product is made.
    weight : mapping of str to float
        Product to what multiplies the weight of the routes it leads; 1 where not named.
    route : mapping of str to float
        Route to what multiplies its weight; 1 where not named.
    species : mapping of str to mapping of str to float
        Species or genus to routes or products and what multiplies their weights in it.
    flex : float
        Part of the products' proportions that a species may change, 0 to 1.
    """

    growth: Mapping[str, float]
    capacity: Mapping[str, Mapping[str, float]]
    factor: Mapping[str, float]
    leak: Mapping[str, float]
    product: Mapping[str, float]
    weight: Mapping[str, float]
    route: Mapping[str, float]
    species: Mapping[str, Mapping[str, float]]
    flex: float

    @classmethod
    def read(cls, path: Path) -> Parameters:
        """Read the file."""
        return cls(**json.loads(path.read_text("utf-8")))


@dataclass(frozen=True, slots=True)
class Tables:
    """Everything a pack is compiled from but the parameters."""

    chemistry: Chemistry
    traits: tuple[Traits, ...]

    @classmethod
    def read(cls, folder: Path) -> Tables:
        """Read the tables in a folder."""
        return cls(read_chemistry(folder), read_traits(folder))


def changed(parameters: Parameters, **changes: Any) -> Parameters:
    """Return parameters in which mappings are overlaid by those given."""
    new: dict[str, Any] = {name: getattr(parameters, name) for name in Parameters.__slots__}
    for name, value in changes.items():
        new[name] = {**new[name], **value} if isinstance(value, Mapping) else value
    return Parameters(**new)

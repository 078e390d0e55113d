"""The what-if: grams of fibre and portions of food, and what the twin says would change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from legaat.knowledge import Food, foods
from legaat.messages import Message, Speakable, Text

if TYPE_CHECKING:
    from legaat.twin import Export, Twin

__all__ = [
    "FIBRES",
    "FOODS",
    "SHOWN",
    "USUAL_FIBRES",
    "USUAL_FOODS",
    "Change",
    "Slider",
    "WhatIf",
    "change_of",
    "sliders",
    "what_if",
]

SHOWN: Final = (
    "butyrate", "propionate", "acetate", "lactate", "succinate", "hydrogen", "methane",
)  # fmt: skip
"""Substances in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Slider:
    """Something that can be eaten more of.

    Attributes
    ----------
    key : str
        What the twin calls it, or the id of a food.
    label : Speakable
    most, step : float
        In grams for a fibre, in portions for a food.
    portion_g : float
        Grams of one step of 1; 1 for a fibre.
    portion, group : Text or None
        In words, of a food.
    """

    key: str
    label: Speakable
    most: float
    step: float
    portion_g: float = 1.0
    portion: Text | None = None
    group: Text | None = None

    @property
    def is_food(self) -> bool:
        """Whether it goes by portions."""
        return self.portion is not None


FIBRES: Final = tuple(
    Slider(key, Message.of(f"web.what-if.fibre.{word}"), most, 1.0 if most > 8 else 0.5)
    for key, word, most in (
        ("inulin", "inulin", 20.0),
        ("gos", "gos", 15.0),
        ("resistant starch", "resistant-starch", 30.0),
        ("beta-glucan", "beta-glucan", 6.0),
        ("arabinoxylan", "arabinoxylan", 15.0),
        ("pectin", "pectin", 15.0),
        ("fos", "fos", 15.0),
        ("xos", "xos", 8.0),
        ("galactomannan", "galactomannan", 10.0),
        ("glucomannan", "glucomannan", 4.0),
        ("arabinogalactan", "arabinogalactan", 15.0),
        ("cellulose", "cellulose", 15.0),
        ("dextrin", "dextrin", 20.0),
        ("raffinose", "raffinose", 5.0),
        ("stachyose", "stachyose", 5.0),
        ("levan", "levan", 5.0),
        ("2'-fucosyllactose", "2fl", 5.0),
    )
)
"""Every fibre that the twin knows, but for lactulose, which is a medicine. Where a slider ends is
our own choice, about the most that is taken in a day."""

USUAL_FIBRES: Final = frozenset(fibre.key for fibre in FIBRES[:6])

USUAL_FOODS: Final = (
    "havermout", "brood-volkoren", "linzen", "ui-gekookt", "appel", "banaan-geelgroen",
    "aardappel-koud", "broccoli",
)  # fmt: skip
"""What stands ready without asking for it."""

_MOST_PORTIONS: Final = 4.0
_NOT_EATEN_BY_BACTERIA: Final = "sup-psyllium"
"""Bacteria leave psyllium alone, so that the twin has nothing to say of it."""


def _food(food: Food) -> Slider:
    return Slider(food.id, food.name, _MOST_PORTIONS, 0.5, food.portion_g, food.portion, food.group)


FOODS: Final = tuple(
    _food(food)
    for food in foods().values()
    if food.id != _NOT_EATEN_BY_BACTERIA
    and any(amount.middle > 0 for amount in food.fibre.values())
)
"""Every food of which something is known about its fibre."""


@cache
def sliders() -> Mapping[str, Slider]:
    """Return every fibre and food by its key."""
    return MappingProxyType({item.key: item for item in (*FIBRES, *FOODS)})


@dataclass(frozen=True, slots=True)
class Change:
    """One substance before and after.

    `low` and `high` are the 80 % interval of the amount after the change, where there is one.
    """

    name: str
    label: Speakable
    before: float
    after: float
    unit: str
    low: float | None
    high: float | None

    @property
    def scale(self) -> float:
        """The largest number of the line, for a picture."""
        return max(self.before, self.after, self.high or 0.0, 1e-9)


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What the twin answers; `changes` stand in the order in which they are shown."""

    changes: tuple[Change, ...]
    unit: str
    matched_share: float


def what_if(twin: Twin, asked: dict[str, float]) -> WhatIf:
    """Ask the twin what would change.

    Parameters
    ----------
    twin : Twin
    asked : dict of str to float
        Key of a slider to grams or portions.
    """
    grams = {key: amount * sliders()[key].portion_g for key, amount in asked.items()
             if key in sliders()}  # fmt: skip
    result = twin.simulate(add=grams) if grams else twin.simulate()
    before, after = result.scenarios[0].exports, result.scenarios[-1].exports
    rows = tuple(
        change_of(name, before[name], after[name])
        for name in SHOWN
        if name in before and name in after
    )
    unit = rows[0].unit if rows else ""
    return WhatIf(rows, unit, result.matched_share)


def change_of(name: str, before: Export, after: Export) -> Change:
    """Return one substance before and after; nothing is ever less than none."""
    low, high = after.interval if after.interval is not None else (None, None)
    return Change(
        name,
        Message.of(f"web.substance.{name}"),
        max(before.value, 0.0),
        max(after.value, 0.0),
        after.unit,
        low,
        high,
    )

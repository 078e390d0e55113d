"""The what-if: grams of fibre and portions of food, and what the twin says would change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from legaat.knowledge import foods
from legaat.messages import Message, Speakable

if TYPE_CHECKING:
    from legaat.twin import Export, Twin

__all__ = ["FIBRES", "FOODS", "Change", "Slider", "WhatIf", "what_if"]

_SHOWN: Final = ("butyrate", "propionate", "acetate", "lactate", "succinate", "hydrogen", "methane")


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
    """

    key: str
    label: Speakable
    most: float
    step: float
    portion_g: float = 1.0


FIBRES: Final = tuple(
    Slider(key, Message.of(f"know.fibre.{word}"), most, 1.0)
    for key, word, most in (
        ("inulin", "inulin", 20.0),
        ("gos", "gos", 15.0),
        ("resistant starch", "resistant-starch", 30.0),
        ("beta-glucan", "beta-glucan", 6.0),
        ("arabinoxylan", "arabinoxylan", 15.0),
        ("pectin", "pectin", 15.0),
    )
)
"""Fibres, up to about the most that trials gave in a day."""

FOODS: Final = tuple(
    Slider(key, foods()[key].name, 4.0, 1.0, foods()[key].portion_g)
    for key in ("havermout", "brood-volkoren", "ui-gekookt", "linzen", "banaan-geelgroen", "appel")
    if key in foods()
)


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
    grams = {
        item.key: asked[item.key] * item.portion_g
        for item in (*FIBRES, *FOODS)
        if item.key in asked
    }
    result = twin.simulate(add=grams) if grams else twin.simulate()
    before, after = result.scenarios[0].exports, result.scenarios[-1].exports
    rows = tuple(
        _change(name, before[name], after[name])
        for name in _SHOWN
        if name in before and name in after
    )
    unit = rows[0].unit if rows else ""
    return WhatIf(rows, unit, result.matched_share)


def _change(name: str, before: Export, after: Export) -> Change:
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

"""What to buy for the first weeks of a plan."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from legaat.advice._prices import Price
from legaat.advice._weeks import Week
from legaat.knowledge import Portion, foods, ingredients, portions
from legaat.messages import Speakable

__all__ = ["FIRST_WEEKS", "Buy", "shopping"]

FIRST_WEEKS: Final = 4
"""Weeks of a first month."""

_DAYS: Final = 7


@dataclass(frozen=True, slots=True)
class Buy:
    """One thing to buy.

    Attributes
    ----------
    id : str
        Of the thing in the plan.
    what : Speakable
    food : str or None
        Id of the food, where it is one.
    weeks : tuple of (int, float or None, float or None)
        For each week in which it is used: its number, grams and pieces of that week.
    grams, pieces : float or None
        Of all those weeks together; None where nobody knows.
    portion : Speakable or None
        What a usual portion of the food is.
    portion_g : float or None
        In grams; an estimate.
    days : int or None
        How many days a pack lasts at the full amount, by what somebody told of the pack.
    cautions : tuple of Speakable
        What to mind with it: some say which kind to choose.
    """

    id: str
    what: Speakable
    food: str | None
    weeks: tuple[tuple[int, float | None, float | None], ...]
    grams: float | None
    pieces: float | None
    portion: Speakable | None
    portion_g: float | None
    days: int | None
    cautions: tuple[Speakable, ...] = ()


def shopping(
    weeks: Iterable[Week],
    *,
    first: int = FIRST_WEEKS,
    packs: Mapping[str, Price] = MappingProxyType({}),
) -> tuple[Buy, ...]:
    """Return what to buy for the first weeks of a plan, in the order of the plan.

    Only what has an amount, or is one thing to buy, is in it: a pattern of eating isn't. No brand
    is named.

    Parameters
    ----------
    weeks : iterable of Week
    first : int
        How many weeks.
    packs : mapping of str to Price
        What somebody told of a pack.
    """
    found: dict[str, list[tuple[int, float | None, float | None]]] = {}
    mind: dict[str, tuple[Speakable, ...]] = {}
    for week in weeks:
        if week.number > first:
            break
        for entry in week.entries:
            if entry.id in portions():
                grams, pieces = _times(entry.grams), _times(entry.pieces)
                found.setdefault(entry.id, []).append((week.number, grams, pieces))
                mind[entry.id] = entry.cautions
    return tuple(
        _buy(portions()[name], rows, packs.get(name), mind[name]) for name, rows in found.items()
    )


def _times(a_day: float | None) -> float | None:
    return None if a_day is None else a_day * _DAYS


def _buy(
    portion: Portion,
    rows: list[tuple[int, float | None, float | None]],
    pack: Price | None,
    cautions: tuple[Speakable, ...],
) -> Buy:
    food = foods()[portion.food] if portion.food is not None else None
    return Buy(
        id=portion.id,
        what=portion.buy,
        food=portion.food,
        weeks=tuple(rows),
        grams=_sum(grams for _, grams, _ in rows),
        pieces=_sum(pieces for _, _, pieces in rows),
        portion=None if food is None else food.portion,
        portion_g=None if food is None else food.portion_g,
        days=_days(portion.id, pack),
        cautions=cautions,
    )


def _sum(amounts: Iterable[float | None]) -> float | None:
    told = list(amounts)
    return None if None in told else sum(amount for amount in told if amount is not None)


def _days(name: str, pack: Price | None) -> int | None:
    """Return how long a pack lasts at the full amount; as in a price, grams of the substance."""
    item = ingredients().get(name)
    if pack is None or item is None:
        return None
    if item.unit == "g" and pack.grams is not None:
        return math.floor(pack.grams / item.high) or None
    if pack.pieces is not None and item.pieces:
        return math.floor(pack.pieces / item.pieces) or None
    return None

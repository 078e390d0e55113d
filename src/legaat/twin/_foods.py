"""What a food brings: from the table of foods to the nutrients of this room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from legaat.knowledge import Food, foods

_NEW_METHOD: Final = frozenset(
    {"banaan-groen", "banaan-geelgroen", "ui-rauw", "ui-rood", "roggemeel"}
)
"""Foods whose total fibre is by AOAC 2011.25, which counts fructans, galacto-oligosaccharides and
resistant starch too; by the older methods these come on top."""

_NOT_FERMENTED: Final = frozenset({"sup-psyllium"})
"""Foods whose fibre bacteria leave alone (psyllium: review in PMC8146707, table 3)."""

_KINDS: Final = ("inulin", "fos", "gos", "resistant starch", "pectin", "beta-glucan",
                 "arabinoxylan", "cellulose")  # fmt: skip
_IN_TOTAL: Final = ("pectin", "beta-glucan", "arabinoxylan", "cellulose")
_ON_TOP: Final = ("inulin", "fos", "gos", "resistant starch")


@cache
def _by_name() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for food in foods().values():
        for word in (food.id, food.name.nl, food.name.en):
            found.setdefault(_plain(word), food.id)
    short = [
        (bare, food.id)
        for food in foods().values()
        for bare in dict.fromkeys(_plain(w.partition(",")[0]) for w in (food.name.nl, food.name.en))
    ]
    times = Counter(bare for bare, _ in short)
    for bare, food_id in short:  # "havermout" for "havermout, droog", but not "ui": there are two
        if times[bare] == 1:
            found.setdefault(bare, food_id)
    return MappingProxyType(found)


def _plain(word: str) -> str:
    return " ".join(word.replace("_", " ").replace("-", " ").replace(",", " ").split()).casefold()


def find_food(word: str) -> Food | None:
    """Return the food of this id or Dutch or English name, or None."""
    found = _by_name().get(_plain(word))
    return None if found is None else foods()[found]


def food_names() -> tuple[str, ...]:
    """Return every name a food goes by, in lower case."""
    return tuple(_by_name())


def composition(food: Food, grams: float) -> dict[str, float]:
    """Return the nutrients that grams of a food bring; what isn't known isn't there.

    Parameters
    ----------
    food : Food
    grams : float

    Returns
    -------
    dict of str to float
        Nutrient to grams; "fibre" is what remains of the total after the kinds that are known.
    """
    if food.id in _NOT_FERMENTED:
        return {}
    fibre = {key: amount.middle for key, amount in food.fibre.items()}
    found: dict[str, float] = {kind: fibre[kind] for kind in _KINDS if kind in fibre}
    counted = sum(fibre.get(k, 0.0) for k in _IN_TOTAL)
    if food.id in _NEW_METHOD:
        counted += sum(fibre.get(k, 0.0) for k in _ON_TOP)
    found["fibre"] = max(0.0, fibre.get("total", 0.0) - counted)
    for nutrient, amount in (("protein", food.protein_g), ("sucrose", food.sugar_g)):
        if amount is not None:
            found[nutrient] = amount.middle
    return {nutrient: part * grams / 100.0 for nutrient, part in found.items() if part > 0}

"""What a food brings: from the table of foods to the nutrients of this room."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_NEW_METHOD: Final = frozenset(
    {"banaan_groen", "banaan_geelgroen", "ui_rauw", "ui_rood", "roggemeel"}
)
"""Foods whose total fibre is by AOAC 2011.25, which counts fructans, galacto-oligosaccharides and
resistant starch too; by the older methods these come on top."""

_KINDS: Final = {
    "inulin": "inulin", "fos": "fos", "gos": "gos", "resistant_starch": "resistant starch",
    "pectin": "pectin", "beta_glucan": "beta-glucan", "arabinoxylan": "arabinoxylan",
    "cellulose": "cellulose",
}  # fmt: skip
_IN_TOTAL: Final = ("pectin", "beta_glucan", "arabinoxylan", "cellulose")
_ON_TOP: Final = ("inulin", "fos", "gos", "resistant_starch")


@cache
def _foods() -> Mapping[str, Any]:
    from legaat import knowledge

    return MappingProxyType(dict(getattr(knowledge, "foods", dict)()))


@cache
def _by_name() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for food in _foods().values():
        for word in (food.id, food.name.nl, food.name.en):
            found.setdefault(_plain(word), food.id)
    for food in _foods().values():  # "havermout" for "havermout, droog", where nothing else is
        for word in (food.name.nl, food.name.en):
            found.setdefault(_plain(word.partition(",")[0]), food.id)
    return MappingProxyType(found)


def _plain(word: str) -> str:
    return " ".join(word.replace("_", " ").replace(",", " ").split()).casefold()


def find_food(word: str) -> Any | None:
    """Return the food of this id or Dutch or English name, or None."""
    found = _by_name().get(_plain(word))
    return None if found is None else _foods()[found]


def food_names() -> tuple[str, ...]:
    """Return every name a food goes by."""
    return tuple(_by_name())


def composition(food: Any, grams: float) -> dict[str, float]:
    """Return the nutrients that grams of a food bring; what isn't known isn't there.

    Parameters
    ----------
    food : Food
        From ``legaat.knowledge``: grams per 100 g.
    grams : float

    Returns
    -------
    dict of str to float
        Nutrient to grams.
    """
    fibre = {key: amount.mid for key, amount in food.fibre.items()}
    found = {_KINDS[k]: g for k, g in fibre.items() if k in _KINDS}
    counted = sum(fibre.get(k, 0.0) for k in _IN_TOTAL)
    if food.id in _NEW_METHOD:
        counted += sum(fibre.get(k, 0.0) for k in _ON_TOP)
    found["fibre"] = max(0.0, fibre.get("total", 0.0) - counted)
    for nutrient, amount in (("protein", food.protein_g), ("sucrose", food.sugar_g)):
        if amount is not None:
            found[nutrient] = amount.mid
    return {nutrient: part * grams / 100.0 for nutrient, part in found.items() if part > 0}

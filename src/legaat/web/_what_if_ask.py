"""What is asked of a what-if: read from an address, and written into one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from legaat.advice import Menu
from legaat.knowledge import antibiotics, strains
from legaat.web._what_if import USUAL_FOODS, Slider, sliders

__all__ = ["Ask", "read_ask"]

_MOST_FOODS: Final = 20
_MOST_STRAINS: Final = 3


@dataclass(frozen=True)
class Ask:
    """What is asked.

    Attributes
    ----------
    diet : str
    amounts : dict of str to float
        Slider to grams or portions, above 0.
    shown : tuple of str
        Foods that have a slider on the page.
    strains : tuple of str
    course : str or None
        Of antibiotics.
    moved : str or None
        What was moved last.
    """

    diet: str
    amounts: dict[str, float]
    shown: tuple[str, ...]
    strains: tuple[str, ...]
    course: str | None
    moved: str | None

    @cached_property
    def grams(self) -> dict[str, float]:
        """What is eaten more in a day: nutrient or food to grams."""
        table = sliders()
        return {key: amount * table[key].portion_g for key, amount in self.amounts.items()}

    @property
    def species(self) -> tuple[str, ...]:
        """Of the strains, each once."""
        return tuple(dict.fromkeys(strains()[key].species for key in self.strains))

    @property
    def nothing(self) -> bool:
        """Whether nothing is changed."""
        return not (self.amounts or self.strains or self.course)

    def panels(self, most: int = 4) -> tuple[Slider, ...]:
        """Return what is drawn dose by dose: what was moved last, then the rest of the meal."""
        keys = dict.fromkeys(([self.moved] if self.moved else []) + list(self.amounts))
        return tuple(sliders()[key] for key in list(keys)[:most])

    def query(self) -> str:
        """Return it as the part of an address after the question mark."""
        return urlencode(list(self._pairs()))

    def _pairs(self) -> Iterator[tuple[str, str]]:
        yield "diet", self.diet
        for key in dict.fromkeys((*self.amounts, *self.shown)):
            yield key, f"{self.amounts.get(key, 0.0):g}"
        for key in self.strains:
            yield "strain", key
        if self.course is not None:
            yield "course", self.course


def read_ask(query: QueryParams, menu: Menu) -> Ask:
    """Read what is asked, and leave out what doesn't exist or may not be offered.

    Parameters
    ----------
    query : QueryParams
    menu : Menu
    """
    amounts = dict(_amounts(query, menu))
    added = query.get("add", "") or ""
    if added not in amounts and _is_food(added) and menu.may("food", added):
        amounts[added] = 1.0
    moved = query.get("moved", "") or ""
    diet = query.get("diet", "") or ""
    course = query.get("course", "") or ""
    named = [key for key in dict.fromkeys(query.getlist("strain")) if menu.may("strain", key)]
    return Ask(
        diet=diet if menu.may("diet", diet) else menu.diet,
        amounts=amounts,
        shown=tuple(_shown(query, menu, amounts)),
        strains=tuple(named[:_MOST_STRAINS]),
        course=course if course in antibiotics() and not menu.waits else None,
        moved=moved if moved in sliders() and _may(menu, moved) else None,
    )


def _is_food(key: str) -> bool:
    return key in sliders() and sliders()[key].is_food


def _may(menu: Menu, key: str) -> bool:
    return menu.may("food" if sliders()[key].is_food else "fibre", key)


def _amounts(query: QueryParams, menu: Menu) -> Iterator[tuple[str, float]]:
    foods_left = _MOST_FOODS
    for key in query:
        if key not in sliders() or not _may(menu, key):
            continue
        item = sliders()[key]
        amount = _number(query.get(key))
        if amount is None or not 0 < amount <= item.most:
            continue
        if item.is_food:
            foods_left -= 1
        if foods_left >= 0:
            yield key, amount


def _number(text: str | None) -> float | None:
    if not text or len(text) > 12:
        return None
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def _shown(query: QueryParams, menu: Menu, amounts: dict[str, float]) -> Iterator[str]:
    """Give the usual foods, and what was added to them; a pull to nothing keeps its slider."""
    named = [key for key in query if _is_food(key)]
    eaten = [key for key in amounts if _is_food(key)]
    wanted = dict.fromkeys((*USUAL_FOODS, *eaten, *named))
    offered = [key for key in wanted if key in sliders() and menu.may("food", key)]
    kept = offered[: _MOST_FOODS + len(USUAL_FOODS)]
    yield from kept

"""How much of a thing is eaten or taken a day, at each step of starting with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal, TypeAlias

from legaat.knowledge._foods import foods
from legaat.knowledge._tables import table, text
from legaat.messages import Text

__all__ = ["Portion", "Steps", "portions"]

Steps: TypeAlias = Literal["start", "start and dose", "dose"]


@dataclass(frozen=True, slots=True)
class Portion:
    """The amounts of one intervention.

    Attributes
    ----------
    id : str
        That of the intervention, whose sentences the figures are from.
    steps : {"start", "start and dose", "dose"}
        What is done, first to last: the steps of starting low, those and then the dose, or the
        dose from the first day.
    grams : tuple of float
        A day, one for each step; empty where nobody knows.
    pieces : tuple of float
        Of the food's usual portion, or capsules; a day, one for each step.
    weeks : int or None
        How many weeks at the full dose were studied.
    food : str or None
        Id of the food (`foods`); None for what is bought as a product.
    buy : Text
        What is bought.
    """

    id: str
    steps: Steps
    grams: tuple[float, ...]
    pieces: tuple[float, ...]
    weeks: int | None
    food: str | None
    buy: Text

    @property
    def weights(self) -> tuple[float, ...]:
        """Grams a day at each step, of a food by pieces from its usual portion; an estimate."""
        if self.grams or self.food is None:
            return self.grams
        return tuple(count * foods()[self.food].portion_g for count in self.pieces)


@cache
def portions() -> Mapping[str, Portion]:
    """Return the amounts that are known, by the id of the intervention."""
    built = [
        Portion(
            id=row["id"],
            steps=row["steps"],
            grams=tuple(row["grams"]),
            pieces=tuple(row["pieces"]),
            weeks=row["weeks"],
            food=row["food"],
            buy=text(row["buy"]) if row["buy"] else foods()[row["food"]].name,
        )
        for row in table("portions")
    ]
    return MappingProxyType({portion.id: portion for portion in built})

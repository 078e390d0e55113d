"""Which fibres may be named to one person as the food of a missing bacterium.

To say what a bacterium lives on is to name foods, and what a rule withholds from somebody may not
come in by that door. So each fibre, with the foods that bring it, passes the same screening as
everything that is suggested.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from legaat.advice import Person
    from legaat.knowledge import Intervention

__all__ = ["FOOD_TAGS", "unsuited"]

_FIBRE: Final = ("fibre change", "fermentable")
_GRAIN: Final = (*_FIBRE, "fodmap-rich", "gluten", "allergen:gluten")

FOOD_TAGS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "inulin": (*_FIBRE, "fodmap-rich"),
        "galacto-oligosaccharides": (*_FIBRE, "fodmap-rich", "allergen:legumes"),
        "resistant starch": (*_FIBRE, "resistant starch"),
        "pectin": (*_FIBRE, "fodmap-rich", "allergen:fruit"),
        "beta-glucan": _GRAIN,
        "arabinoxylan": _GRAIN,
    }
)
"""Each fibre by the tags of the foods that are named with it (``missing.fibre``)."""


def unsuited(person: Person | None) -> frozenset[str]:
    """Return the fibres whose foods a safety rule withholds from this person.

    Parameters
    ----------
    person : Person or None
        What isn't known is treated as the careful case.
    """
    from legaat.advice import Person, screen

    things = [_food(fibre, tags) for fibre, tags in FOOD_TAGS.items()]
    screening = screen(person or Person(), things)
    return frozenset(FOOD_TAGS) - {row.intervention.id for row in screening.allowed}


def _food(fibre: str, tags: tuple[str, ...]) -> Intervention:
    from legaat.knowledge import Intervention
    from legaat.messages import Text

    name = Text(nl=fibre, en=fibre)
    return Intervention(
        id=fibre, kind="food", use="mention", product=False, gentle=False, listed=False, burden=0,
        group=None, title=name, form=name, dose=None, start_low=(), own_start=False, cautions=(),
        tags=tags, names=(), answers=(),
    )  # fmt: skip

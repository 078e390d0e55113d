"""What measurements add to the model's own answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from legaat.twin._diet import Diet
    from legaat.twin._result import Export


def calibrate(
    exports: Mapping[str, Export],
    shares: Mapping[str, float],
    additions: Mapping[str, float],
    diet: Diet,
) -> dict[str, tuple[float, tuple[float, float] | None]]:
    """Correct exports where measurements proved that better, and say how sure they are.

    Parameters
    ----------
    exports : mapping of str to Export
        By name, in the diet's unit; `mechanism` is what the model says.
    shares : mapping of str to float
        The whole profile: taxon to share, with and without a model.
    additions : mapping of str to float
        Nutrient to grams on top of the diet: eaten in a day, or per litre.
    diet : Diet

    Returns
    -------
    dict of str to (float, (float, float) or None)
        Export to its value and 80 % interval, in the diet's unit. What is left out stays as it is.
    """
    del exports, shares, additions, diet  # nothing was fitted on measurements yet
    return {}

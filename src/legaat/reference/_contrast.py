"""In how many studies a taxon is lower or higher in people who are not healthy. Never a cause."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import erf
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias

from legaat.reference._names import RDP_LUMPS, RDP_UNLIKE

Direction: TypeAlias = Literal["lower", "higher"]

FILE: Final = "contrasts.json"


@dataclass(frozen=True, slots=True)
class Contrast:
    """How one taxon differs inside studies between people who are healthy and who are not.

    Attributes
    ----------
    taxon : str
    direction : {"lower", "higher"}
        In those who are not healthy.
    k, n : int
        In `k` of the `n` studies that could be compared it points that way.
    effect : float
        Standardised mean difference (Hedges' g of normal scores), not healthy minus healthy, by a
        random-effects meta-analysis.
    interval : (float, float)
        Its 95 % confidence interval.
    heterogeneity : float
        I squared: the part of the spread between studies that chance doesn't explain, 0 to 1.
    citations : tuple of str
        Where the people of those studies were brought together.
    """

    taxon: str
    direction: Direction
    k: int
    n: int
    effect: float
    interval: tuple[float, float]
    heterogeneity: float
    citations: tuple[str, ...] = ("R500",)

    @property
    def more_in(self) -> float:
        """Of pairs of a healthy and another person, the part where the first has more.

        The probability of superiority, ``Phi(-g / sqrt(2))`` (McGraw KO, Wong SP, Psychol Bull
        1992;111:361-5).
        """
        return 0.5 * (1 + erf(-self.effect / 2))


def contrasts(reference: str) -> Mapping[str, Contrast]:
    """Return the contrasts that hold, by taxon.

    Parameters
    ----------
    reference : str
        Name of a reference. No 16S study of healthy and other people is in the data: genera get
        what the shotgun studies show, save those that 16S does not part.

    Returns
    -------
    mapping of str to Contrast
        Only taxa whose difference stays clear of zero (99 %) with each study left out in turn,
        and points the same way in seven of ten studies.
    """
    if reference == "16s-genus":
        unlike = {*RDP_LUMPS, *RDP_UNLIKE}
        found = contrasts("shotgun-genus")
        return MappingProxyType({key: row for key, row in found.items() if key not in unlike})
    return MappingProxyType(
        {
            row["taxon"]: Contrast(
                row["taxon"], row["direction"], row["k"], row["n"], row["effect"],
                (row["interval"][0], row["interval"][1]), row["heterogeneity"],
            )
            for row in _data()["contrasts"].get(reference, ())
        }
    )  # fmt: skip


def conditions() -> tuple[str, ...]:
    """Return what the people in the contrasts who aren't healthy have, the most frequent first."""
    return tuple(_data()["conditions"])


@cache
def _data() -> Mapping[str, Any]:
    file = resources.files("legaat").joinpath("reference", "data", FILE)
    found: Mapping[str, Any] = json.loads(file.read_text("utf-8"))
    return found

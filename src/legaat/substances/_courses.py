"""What a course of antibiotics leaves of a community: who is hit, and how much is assumed to stay.

Studies say which groups become fewer (`legaat.knowledge.antibiotics`). By how much, differs between
people and was mostly not told per group, so that it is an assumption here, and a wide one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from legaat.knowledge import Antibiotic, Hit
from legaat.profiles import Rank
from legaat.substances._capacity import capacity
from legaat.substances._features import _genus, lineage

__all__ = ["LEFT", "AfterCourse", "after_course"]

LEFT: Final = (0.5, 0.1, 0.01)
"""Part of a hit group that stays: in the weakest, the middle and the strongest case. An assumption
of our own; no study that was read tells it for each group."""

_MAKES: Final = 0.5


@dataclass(frozen=True, slots=True)
class AfterCourse:
    """A community after a course.

    Attributes
    ----------
    shares : mapping of str to float
        Taxon to share; sums to 1, as a profile knows no amounts: that there are fewer bacteria
        in all is not in it.
    touched : tuple of str
        Taxa that became fewer, largest first.
    touched_share : float
        What they were of the community before, 0 to 1.
    """

    shares: Mapping[str, float]
    touched: tuple[str, ...]
    touched_share: float


def after_course(
    shares: Mapping[str, float], rank: Rank, course: Antibiotic, left: float
) -> AfterCourse:
    """Return what a course leaves of a community.

    Parameters
    ----------
    shares : mapping of str to float
        Taxon to share.
    rank : {"species", "genus"}
    course : Antibiotic
    left : float
        Part of a hit group that stays; `LEFT` has three.
    """
    hits = course.hits
    makers = _makers(shares, rank, hits)
    touched = [name for name in shares if name in makers or _hit(name, rank, hits)]
    touched.sort(key=lambda name: (-shares[name], name))
    gone = set(touched)
    kept = {name: share * (left if name in gone else 1.0) for name, share in shares.items()}
    total = sum(kept.values())
    whole = sum(shares.values())
    return AfterCourse(
        MappingProxyType({name: share / total for name, share in kept.items()}),
        tuple(touched),
        sum(shares[name] for name in touched) / whole if whole > 0 else 0.0,
    )


def _hit(taxon: str, rank: Rank, hits: tuple[Hit, ...]) -> bool:
    genus = _genus(taxon, rank)
    genera = {taxon.partition(" ")[0], genus}
    phylum = lineage(genus)[-1]
    return any(
        hit.name in genera if hit.rank == "genus" else hit.rank == "phylum" and hit.name == phylum
        for hit in hits
    )


def _makers(shares: Mapping[str, float], rank: Rank, hits: tuple[Hit, ...]) -> set[str]:
    """Return who makes a substance that a course's makers are named by, more than a little."""
    found: set[str] = set()
    for hit in hits:
        if hit.rank == "makers":
            makers = capacity(shares, rank, hit.name).makers
            found.update(m.taxon for m in makers if m.share >= _MAKES * shares[m.taxon])
    return found

"""Popular claims about postbiotics, with what became of each when its sources were read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, TypeAlias

from legaat.knowledge._build import entries
from legaat.messages import Text

__all__ = ["Claim", "Verdict", "claims"]

Verdict: TypeAlias = Literal[
    "supported", "emerging", "preclinical", "overstated", "contradicted", "definitional conflict"
]


@dataclass(frozen=True, slots=True)
class Claim:
    """A popular claim.

    Attributes
    ----------
    id : str
        "C01" and on.
    topic, claim : Text
    verdict : str
        "supported" (human evidence, or a plain fact), "emerging" (small human trials),
        "preclinical" (cells or animals only), "overstated", "contradicted" or "definitional
        conflict" (against the terms of ISAPP).
    reason, correction : Text
        Why, and what would be right.
    confidence : {"high", "medium", "low"}
        How sure the verdict is.
    rows, citations : tuple of str
        Evidence rows and sources; none where nothing was searched.
    """

    id: str
    topic: Text
    claim: Text
    verdict: Verdict
    reason: Text
    correction: Text
    confidence: Literal["high", "medium", "low"]
    rows: tuple[str, ...]
    citations: tuple[str, ...]


@cache
def claims() -> Mapping[str, Claim]:
    """Return the claims by id."""
    return entries(Claim, "claims")

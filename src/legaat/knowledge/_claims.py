"""Popular claims about postbiotics, with what became of each when its sources were read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal, TypeAlias

from legaat.knowledge._tables import table, text
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
    found = (
        Claim(
            id=row["id"],
            topic=text(row["topic"]),
            claim=text(row["claim"]),
            verdict=row["verdict"],
            reason=text(row["reason"]),
            correction=text(row["correction"]),
            confidence=row["confidence"],
            rows=tuple(row["rows"]),
            citations=tuple(row["citations"]),
        )
        for row in table("claims")
    )
    return MappingProxyType({claim.id: claim for claim in found})

"""What courses of antibiotics take away in the gut, group by group, as studies found it.

The studies say which groups become fewer, not by how much a person's bacteria do: how much is left
is an assumption of whoever asks, and stands in no table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal, TypeAlias

from legaat.knowledge._tables import table, text
from legaat.messages import Text

__all__ = ["Antibiotic", "AntibioticSource", "Hit", "antibiotic_sources", "antibiotics"]

HitRank: TypeAlias = Literal["genus", "phylum", "makers"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A group that becomes fewer.

    Attributes
    ----------
    rank : {"genus", "phylum", "makers"}
        "makers" are those who make a substance.
    name : str
        The genus; the phylum as GTDB calls it; or the substance.
    """

    rank: HitRank
    name: str


@dataclass(frozen=True, slots=True)
class Antibiotic:
    """A course, and what was found in people's stool during or after it.

    Attributes
    ----------
    id : str
    name, found, recovery : Text
        What it is called, who became fewer, and how long that lasted.
    hits : tuple of Hit
        Empty where no change was measured.
    sources : tuple of str
        Ids of `antibiotic_sources`.
    """

    id: str
    name: Text
    found: Text
    recovery: Text
    hits: tuple[Hit, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AntibioticSource:
    """A study or review; `verified` says whether its whole abstract was seen, or a part."""

    id: str
    authors: str
    title: str
    journal: str
    year: int
    doi: str
    pmid: str | None
    verified: Literal["yes", "partial"]


@cache
def antibiotics() -> Mapping[str, Antibiotic]:
    """Return the courses by id."""
    built = [
        Antibiotic(
            id=row["id"],
            name=text(row["name"]),
            found=text(row["found"]),
            recovery=text(row["recovery"]),
            hits=tuple(Hit(**hit) for hit in row["hits"]),
            sources=tuple(row["sources"]),
        )
        for row in table("antibiotics")
    ]
    return MappingProxyType({course.id: course for course in built})


@cache
def antibiotic_sources() -> Mapping[str, AntibioticSource]:
    """Return where it was found, by id."""
    rows = table("antibiotic_sources")
    return MappingProxyType({row["id"]: AntibioticSource(**row) for row in rows})

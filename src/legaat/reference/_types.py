"""Where a person stands against a healthy population."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from legaat.messages import Speakable
from legaat.profiles import Rank

Status: TypeAlias = Literal["missing", "low", "usual", "high", "new"]


@dataclass(frozen=True, slots=True)
class ReferenceInfo:
    """Which healthy people somebody is compared with.

    Attributes
    ----------
    name : str
        Id of the reference ("shotgun-species", "shotgun-genus", "16s-genus").
    n : int
        Number of people in it.
    n_studies : int
    rank : {"species", "genus"}
    method : Speakable
        How those people were measured, in words.
    source : tuple of str
        Citation ids; `legaat.reference.sources` gives the citations.
    """

    name: str
    n: int
    n_studies: int
    rank: Rank
    method: Speakable
    source: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TaxonStanding:
    """One taxon of one person against the reference.

    Attributes
    ----------
    taxon : str
        Current name.
    share : float
        Share of the classified part, 0 to 1; 0 where it was not seen.
    percentile : float or None
        Of 100 healthy people, how many have less (half of those with as much counted along);
        None where it was not seen here, or isn't in the reference.
    prevalence : float or None
        Estimated part of healthy people who carry it, 0 to 1, the detection limit reckoned in.
    status : {"missing", "low", "usual", "high", "new"}
    p_missing : float or None
        For a taxon that was not seen: the probability that one would expect it in a healthy
        person with the same other bacteria and that it truly isn't here, rather than below what
        this sample could show; `expected` times `p_absent`. None where it was seen.
    p_unseen : float or None
        For a taxon that was not seen: the probability that this sample would fail to show it
        although it is there, and a sample of the reference's depth would show it.
    usual : tuple of float or None
        Shares at the 10th, 50th and 90th percentile of the healthy people who carry it.
    population : tuple of float
        Shares at the percentiles 1, 5, 10, …, 95, 99 of all healthy people (zeros where unseen);
        empty where the taxon isn't in the reference.
    expected : float or None
        Probability that a healthy person with the same other bacteria shows it, 0 to 1; what was
        seen of the taxon itself has no part in it. None where it isn't in the reference.
    p_absent : float or None
        For a taxon that was not seen: the probability that it truly isn't here.
    """

    taxon: str
    share: float
    percentile: float | None
    prevalence: float | None
    status: Status
    p_missing: float | None = None
    p_unseen: float | None = None
    usual: tuple[float, float, float] | None = None
    population: tuple[float, ...] = ()
    expected: float | None = None
    p_absent: float | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """All taxa of one person against the reference.

    Attributes
    ----------
    reference : ReferenceInfo
    taxa : tuple of TaxonStanding
        Those seen here, largest share first; then those not seen, most probably missing first.
    detection_limit : float
        Share below which this sample can hardly show a taxon, 0 to 1.
    compared_share : float
        Part of the classified sample that the reference knows, 0 to 1.
    lumped : mapping of str to tuple of str
        Reference taxon to the names in this profile that were counted together with it,
        because the reference's method does not tell them apart.
    notes : tuple of Speakable
        What the reader must know: labs differ, few reads, much unclassified …
    """

    reference: ReferenceInfo
    taxa: tuple[TaxonStanding, ...]
    detection_limit: float
    compared_share: float
    lumped: Mapping[str, tuple[str, ...]]
    notes: tuple[Speakable, ...]

    def __repr__(self) -> str:
        kinds: tuple[Status, ...] = ("missing", "low", "high")
        said = ", ".join(f"{len(self.with_status(kind))} {kind}" for kind in kinds)
        return f"Standing(against {self.reference.name!r}: {len(self.taxa)} taxa, {said})"

    def __getitem__(self, taxon: str) -> TaxonStanding:
        for row in self.taxa:
            if row.taxon == taxon:
                return row
        raise KeyError(taxon)

    def with_status(self, *statuses: Status) -> tuple[TaxonStanding, ...]:
        """Return the taxa with one of these statuses, in order."""
        return tuple(row for row in self.taxa if row.status in statuses)

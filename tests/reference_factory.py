"""Profiles with invented numbers for the tests of the reference."""

from __future__ import annotations

from collections.abc import Mapping

from legaat.profiles import Method, Profile, Provenance, Quantity, Rank, ReadingReport


def make_profile(
    shares: Mapping[str, float],
    rank: Rank = "species",
    *,
    method: Method = "shotgun",
    quantity: Quantity = "cell fraction",
    unclassified: float | None = None,
    n_reads: int | None = None,
) -> Profile:
    """Return a profile; the shares are made to sum to 1."""
    total = sum(shares.values())
    ordered = sorted(shares.items(), key=lambda item: -item[1])
    report = ReadingReport(
        format="test",
        confidence=1.0,
        rank=rank,
        quantity=quantity,
        total=100.0,
        total_unit="%",
        unclassified_share=unclassified,
        mapped_share=1.0,
        n_rows=len(shares),
    )
    return Profile(
        sample="invented",
        rank=rank,
        shares={name: share / total for name, share in ordered if share > 0},
        unclassified_share=unclassified,
        provenance=Provenance("test", method=method, path="invented.tsv"),
        report=report,
        n_reads=n_reads,
    )

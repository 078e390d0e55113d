"""How deep a sample looks: the share below which it can hardly show a taxon."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from legaat.profiles import Profile
from legaat.reference._model import unseen_at
from legaat.reference._quantiles import Floats
from legaat.reference._tables import Table

FEW_TAXA: Final = 20
"""Below this number of taxa the shares say little about the depth."""

READS_NEEDED: Final = {"cell fraction": 100.0}
"""Reads of a genome that a profiler of marker genes needs, in order of magnitude; else 10."""

_POINTS: Final = 24
_SPAN: Final = (0.3, 40.0)  # of the least share shown
_DOUBT: Final = 1.0  # sd of the natural logarithm of limit / (scale x least share)


class Depth(NamedTuple):
    """What is known of a sample's detection limit.

    Attributes
    ----------
    limits : array, shape (k,)
        Possible limits, as shares of the classified part.
    weights : array, shape (k,)
        Their probabilities.
    """

    limits: Floats
    weights: Floats

    @property
    def limit(self) -> float:
        """The limit, as a geometric mean of what is possible."""
        return float(np.exp(self.weights @ np.log(self.limits)))


def depth_of(profile: Profile, shares: Floats, table: Table) -> Depth:
    """Return what a profile tells about its detection limit.

    Counts of reads with a known depth: one read, or the least share shown if that is more (tools
    drop what they saw once). Otherwise see :func:`depth_from_shares`, bounded by what the depth,
    where it is known, makes possible.

    Parameters
    ----------
    profile : Profile
    shares : array, shape (t,)
        The profile in the columns of the reference.
    table : Table
    """
    least = min(min(profile.shares.values(), default=1.0), 1.0)
    one_read = 0.0
    if profile.n_reads:
        one_read = 1 / max(profile.n_reads * (1 - (profile.unclassified_share or 0.0)), 1.0)
    if one_read and table.info.name == "16s-genus":
        return Depth(np.array([max(one_read, min(least, 10 * one_read))]), np.ones(1))
    found = depth_from_shares(shares, least, table)
    if not one_read:
        return found
    most = 1.0
    if len(profile) < FEW_TAXA:
        most = one_read * READS_NEEDED.get(profile.report.quantity, 10.0)
    return Depth(np.clip(found.limits, one_read, most), found.weights)


def depth_from_shares(shares: Floats, least: float, table: Table) -> Depth:
    """Return the possible limits of a sample, from the shares that it shows.

    Bayes on a grid. Before: log-normal around the table's ``limit_scale`` times the least share,
    within a factor e. Evidence: the shares ``x`` of the taxa shown, each given that it is shown,
    ``(1 - exp(-x / limit)) / (1 - u(limit))``; with a high limit small shares would be rare. What
    is not shown has no say, so that a sick person's gaps are not taken for a shallow sample.

    Parameters
    ----------
    shares : array, shape (t,)
    least : float
        The least share that the sample shows, of any taxon, above 0.
    table : Table
    """
    limits = np.minimum(np.geomspace(_SPAN[0] * least, _SPAN[1] * least, _POINTS), 1.0)
    shown = shares > 0
    unseen = unseen_at(table.mu[shown], table.sigma[shown], limits)
    evidence = np.log(-np.expm1(-shares[shown] / limits[:, None]))
    evidence -= np.log1p(-np.minimum(unseen, 1 - 1e-9))
    before = -0.5 * (np.log(limits / (table.limit_scale * least)) / _DOUBT) ** 2
    after = evidence.sum(axis=1) + before
    weights = np.exp(after - after.max())
    return Depth(limits, weights / weights.sum())

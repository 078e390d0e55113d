"""Where a person stands among healthy people, taxon by taxon."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np

from legaat.profiles import Profile
from legaat.reference._depth import Depth, depth_of
from legaat.reference._expect import expectation, missed, model_of
from legaat.reference._expect_model import ExpectModel
from legaat.reference._match import Matched, beyond, choose, match
from legaat.reference._model import (
    expected_and_absent,
    mean_prevalence,
    richness_shift,
    truly_absent,
    unseen_at,
)
from legaat.reference._notes import notes
from legaat.reference._quantiles import Floats, percentile, shown_part
from legaat.reference._tables import Table
from legaat.reference._types import Standing, Status, TaxonStanding

MISSING_FROM: Final = 0.65
"""Probability from which a taxon is called missing.

At one half a healthy person would be told that six species are missing; here it is three, in
studies left out (``docs/missing.md``). It takes a taxon that seven of ten healthy people with such
a community carry, and a sample that would have shown it. On samples thinned to half their depth,
88 of 100 that are called missing are truly absent.
"""

COMMON_FROM: Final = 0.5
"""Prevalence from which having little of a taxon is worth saying: most people have more."""

LISTED_FROM: Final = 0.1
"""Prevalence from which a taxon that wasn't seen gets a row."""

HIDDEN_PART: Final = 0.05
"""Part of the unclassified sequence that may belong to taxa which the reference knows.

A judgement of our own: most unclassified sequence comes from species that the lab's database
lacks, and those are not the well-known ones of the reference.
"""

MISSED_ANYWAY: Final = 0.01
"""Chance that a lab misses a taxon for another reason than depth: primers, breaking open the
cells, a name that no table links. In the reference a study shows less than half as often as it
should 1 of 100 taxa that nearly everybody carries (``docs/reference.md``)."""

LEAST_ABSENT: Final = 0.03
"""Least chance, beforehand, that a person of unknown health lacks a taxon: the mean of the 0.5 %
of healthy people and the 5 % of patients who lack even *Faecalibacterium prausnitzii*, the most
common species, in the data of the shotgun reference."""


class Given(NamedTuple):
    """What the rest of a sample tells of each taxon of a reference (arrays of length t).

    Attributes
    ----------
    chance : array
        How probable it is that a healthy person with the same other bacteria shows it.
    missed : array
        Chance that this sample does not show it where one of the reference's depth would.
    poor : bool
        Whether the sample is poorer than those of 99 in 100 healthy people. Who is expected
        beside so few can't be learned from healthy people: prevalence decides what is missing,
        lest somebody who lost nearly all be told that nothing is.
    """

    chance: Floats
    missed: Floats
    poor: bool


class Verdict(NamedTuple):
    """What can be said of every taxon of a reference in one sample (arrays of length t)."""

    seen: np.ndarray
    prevalence: Floats
    expected: Floats
    unseen: Floats
    absent: Floats
    missing: Floats
    status: list[Status]


def compare(profile: Profile, reference: str | None = None) -> Standing:
    """Compare a profile with the healthy reference that suits it.

    Parameters
    ----------
    profile : Profile
    reference : {"shotgun-species", "shotgun-genus", "16s-genus"}, optional
        By default the one of the profile's rank and method; genera of an unknown method are
        taken for 16S.

    Returns
    -------
    Standing

    Raises
    ------
    UsageError
        There is no such reference, or it asks for species and the profile has genera.
    NothingMatchedError
        The reference knows none of the names in this profile.
    """
    table = choose(profile, reference)
    matched = match(profile, table)
    shares = np.zeros(len(table.taxa))
    for taxon, share in matched.shares.items():
        shares[table.place[taxon]] = share
    depth = depth_of(profile, shares, table)
    given = given_the_rest(model_of(table), table, shares, depth)
    found = judge(table, shares, depth, profile.unclassified_share or 0.0, given)
    unnamed = beyond(profile, table, matched)
    rows = [*_seen_rows(table, matched, found), *_unseen_rows(table, found, unnamed)]
    known = sum(matched.shares.values())
    return Standing(
        reference=table.info,
        taxa=tuple(rows),
        detection_limit=depth.limit,
        compared_share=min(known / (known + sum(matched.new.values())), 1.0),
        lumped=matched.lumped,
        notes=notes(profile, table, matched, unnamed, chose=reference is not None),
    )


def given_the_rest(model: ExpectModel, table: Table, shares: Floats, depth: Depth) -> Given:
    """Return who is expected, given the rest of a sample, and who the sample would miss."""
    chance = expectation(model, table, shares, depth.limit)
    after = depth.weights @ unseen_at(table.mu, table.sigma, depth.limits)
    shift = richness_shift(table.centre, table.spread, after, shares > 0)
    return Given(chance, missed(model, after, chance), poor=shift < model.about["poor"])


def judge(
    table: Table, shares: Floats, depth: Depth, unclassified: float, given: Given | None = None
) -> Verdict:
    """Say for each taxon of a reference what a sample shows of it.

    Parameters
    ----------
    table : Table
    shares : array, shape (t,)
    depth : Depth
    unclassified : float
    given : Given, optional
        What the rest of the sample tells. Without it, and for a poor sample, prevalence alone
        decides, the same for everybody but for one number for the richness of the sample.
    """
    seen = shares > 0
    prevalence = mean_prevalence(table.centre, table.spread)
    hidden = MISSED_ANYWAY + HIDDEN_PART * unclassified
    if given is None or given.poor:
        too_rare = depth.weights @ unseen_at(table.mu, table.sigma, depth.limits)
        unseen = 1 - (1 - too_rare) * (1 - hidden)
        shift = richness_shift(table.centre, table.spread, unseen, seen)
        missing = expected_and_absent(table.centre, table.spread, unseen, shift, LEAST_ABSENT)
        expected = prevalence if given is None else given.chance
        absent = np.clip(missing / prevalence, 0.0, 1.0)
    else:
        expected, unseen = given.chance, 1 - (1 - given.missed) * (1 - hidden)
        absent = truly_absent(expected, unseen, LEAST_ABSENT)
        missing = expected * absent
    common = prevalence >= COMMON_FROM
    low = common & seen & (shares < table.usual[0])
    high = seen & (shares > table.high)
    # Nobody is told to miss what was not seen in most healthy people.
    shown = np.array([shown_part(grid) for grid in table.population.T])
    gone = ~seen & (missing >= MISSING_FROM) & (shown >= COMMON_FROM)
    status: list[Status] = [
        "missing" if g else "low" if lo else "high" if hi else "usual"
        for g, lo, hi in zip(gone, low, high, strict=True)
    ]
    return Verdict(seen, prevalence, expected, unseen, absent, missing, status)


def _seen_rows(table: Table, matched: Matched, found: Verdict) -> list[TaxonStanding]:
    rows = [TaxonStanding(name, share, None, None, "new") for name, share in matched.new.items()]
    for taxon, share in matched.shares.items():
        row = _row(table, found, table.place[taxon])
        grid = table.population[:, table.place[taxon]]
        rows.append(replace(row, share=share, percentile=percentile(grid, share)))
    return sorted(rows, key=lambda row: (-row.share, row.taxon))


def _unseen_rows(table: Table, found: Verdict, unnamed: Collection[str]) -> list[TaxonStanding]:
    listed = np.flatnonzero(~found.seen & (found.prevalence >= LISTED_FROM))
    absent = [at for at in listed if table.taxa[at] not in unnamed]
    rows = [
        replace(
            _row(table, found, at),
            p_missing=float(found.missing[at]),
            p_absent=float(found.absent[at]),
            p_unseen=float(found.unseen[at]),
        )
        for at in absent
    ]
    return sorted(rows, key=lambda row: (-(row.p_missing or 0.0), row.taxon))


def _row(table: Table, found: Verdict, at: int | np.intp) -> TaxonStanding:
    low, middle, high = table.usual[:, at].tolist()
    return TaxonStanding(
        taxon=table.taxa[at],
        share=0.0,
        percentile=None,
        prevalence=float(found.prevalence[at]),
        status=found.status[at],
        usual=(low, middle, high),
        population=tuple(table.population[:, at].tolist()),
        expected=float(found.expected[at]),
    )

"""Two samples of one person: what changed beyond the noise of one healthy person."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final, Literal, TypeAlias

import numpy as np

from legaat.messages import Message, Speakable
from legaat.profiles import Profile
from legaat.reference._compare import compare
from legaat.reference._quantiles import Floats
from legaat.reference._types import Standing

ChangeStatus: TypeAlias = Literal["more", "less", "within noise"]

FILE: Final = "noise.json"

NOISE_FROM: Final = {"shotgun-genus": "MAR20", "16s-genus": "POY19"}
"""Citation of the study whose healthy people gave the noise."""


@dataclass(frozen=True, slots=True)
class Change:
    """One genus in two samples.

    Attributes
    ----------
    taxon : str
    before, after : float
        Shares of the classified part, 0 to 1; 0 where it was not seen.
    fold : float
        After over before, each at least the share that the samples can show.
    noise : float
        The change in units of what one healthy person shows from one time to the next (standard
        deviations of the logarithm).
    usual_fold : float
        Fold that the noise stays below, up or down; a change is called one beyond it.
    status : {"more", "less", "within noise"}
    """

    taxon: str
    before: float
    after: float
    fold: float
    noise: float
    usual_fold: float
    status: ChangeStatus


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed between two samples of one person.

    Attributes
    ----------
    before, after : str
        Names of the samples.
    why_not : tuple of Speakable
        Why they can't be compared; empty where they can.
    reference : str or None
        Whose columns the genera were counted in.
    changes : tuple of Change
        The farthest beyond the noise first; empty where the samples can't be compared.
    distance : float or None
        Bray-Curtis distance between the samples by genus, 0 to 1.
    distance_percentile : float or None
        Of 100 pairs of samples of one healthy person, how many lie nearer together.
    false_changes : float or None
        How many genera of a healthy person are called changed, on average, though nothing is
        the matter.
    people : int or None
        People on whom the noise was measured.
    citations : tuple of str
        Where those people were measured; `legaat.reference.sources` gives the citations.
    notes : tuple of Speakable
    """

    before: str
    after: str
    why_not: tuple[Speakable, ...] = ()
    reference: str | None = None
    changes: tuple[Change, ...] = ()
    distance: float | None = None
    distance_percentile: float | None = None
    false_changes: float | None = None
    people: int | None = None
    citations: tuple[str, ...] = ()
    notes: tuple[Speakable, ...] = ()

    def __repr__(self) -> str:
        if self.why_not:
            return f"Comparison({self.before!r}, {self.after!r}: can't be compared)"
        kinds: tuple[ChangeStatus, ...] = ("more", "less", "within noise")
        said = ", ".join(f"{len(self.with_status(kind))} {kind}" for kind in kinds)
        return f"Comparison({self.before!r}, {self.after!r}: {said})"

    @property
    def comparable(self) -> bool:
        """Whether the two can be compared."""
        return not self.why_not

    def with_status(self, *statuses: ChangeStatus) -> tuple[Change, ...]:
        """Return the genera with one of these statuses, in order."""
        return tuple(row for row in self.changes if row.status in statuses)


@dataclass(frozen=True, slots=True)
class Noise:
    """How much a genus of one healthy person differs from one time to the next.

    The variance of the natural logarithm of the ratio of two shares is
    ``exp(level + slope * a + curve * a**2)`` with ``a = log10(m) + 3`` and `m` their geometric
    mean: genera in the middle of the scale move most, the large ones least. Shares below what the
    samples can show count as that limit, so that coming into sight is no change by itself.

    Attributes
    ----------
    level, slope, curve : float
    threshold : float
        Standard deviations beyond which a change is called one.
    false_changes : float
        Genera called changed per pair of samples of one healthy person.
    distances : tuple of float
        Bray-Curtis distances within one person at the percentiles 5, 25, 50, 75 and 95.
    people, pairs : int
    """

    level: float
    slope: float
    curve: float
    threshold: float
    false_changes: float
    distances: tuple[float, ...]
    people: int
    pairs: int


MIDDLE: Final = -3.0
"""Decimal logarithm of the share at which ``level`` is the noise."""

PERCENTS: Final = (5, 25, 50, 75, 95)


def changes(before: Profile, after: Profile, *, same_lab: bool = False) -> Comparison:
    """Compare two samples of one person, of the same lab and method.

    Parameters
    ----------
    before, after : Profile
        Species are summed by genus: how much species change in one healthy person was not
        measured.
    same_lab : bool
        Whether the caller knows that one lab measured both in the same way, where the files
        don't name the lab.

    Returns
    -------
    Comparison
        With `why_not` filled and no changes, where lab or method differ or aren't known.

    Raises
    ------
    NothingMatchedError
        The reference knows none of the names in a profile.
    """
    why = tuple(_why_not(before, after, same_lab=same_lab))
    if why:
        return Comparison(before.sample, after.sample, why)
    name = reference_for(before)
    one, two = compare(before, name), compare(after, name)
    noise = load_noise()[name]
    x, y, limit = aligned(one, two)
    taxa = sorted({row.taxon for row in (*one.taxa, *two.taxa) if row.status != "new"})
    distance = bray_curtis(x, y)
    return Comparison(
        before.sample,
        after.sample,
        reference=name,
        changes=tuple(_changes(taxa, x, y, limit, noise)),
        distance=distance,
        distance_percentile=_percentile(distance, noise),
        false_changes=noise.false_changes,
        people=noise.people,
        citations=(NOISE_FROM[name],),
        notes=(*_order(before, after), *_notes(before, noise)),
    )


def _order(before: Profile, after: Profile) -> Iterator[Message]:
    """Say where dates tell that the first sample is the later one."""
    a, b = before.provenance.date, after.provenance.date
    if a and b and a > b:
        yield Message.of("compare.note.order", before=a, after=b)


def reference_for(profile: Profile) -> str:
    """Return the reference in whose genera two samples are compared."""
    return "shotgun-genus" if profile.provenance.method == "shotgun" else "16s-genus"


def _why_not(before: Profile, after: Profile, *, same_lab: bool) -> Iterator[Message]:
    a, b = before.provenance, after.provenance
    if "unknown" not in {a.method, b.method} and a.method != b.method:
        yield Message.of("compare.why-not.method", before=a.method, after=b.method)
    elif a.method != b.method:
        yield Message.of("compare.why-not.method-unknown")
    if before.rank != after.rank:
        yield Message.of("compare.why-not.rank")
    for key, old, new in (("tool", a.tool, b.tool), ("database", a.database, b.database)):
        if old and new and old != new:
            yield Message.of(f"compare.why-not.{key}", before=old, after=new)
    if a.lab and b.lab:
        if a.lab.casefold().strip() != b.lab.casefold().strip():
            yield Message.of("compare.why-not.lab", before=a.lab, after=b.lab)
    elif not same_lab:
        yield Message.of("compare.why-not.lab-unknown")


def aligned(one: Standing, two: Standing) -> tuple[Floats, Floats, float]:
    """Return shares of two samples, taxon by taxon in alphabetical order, and their limit."""
    shares = [
        {row.taxon: row.share for row in standing.taxa if row.status != "new"}
        for standing in (one, two)
    ]
    taxa = sorted(shares[0].keys() | shares[1].keys())
    x, y = (np.array([part.get(taxon, 0.0) for taxon in taxa]) for part in shares)
    return x, y, max(one.detection_limit, two.detection_limit)


def deviation(x: Floats, y: Floats, limit: float, noise: Noise) -> tuple[Floats, Floats]:
    """Return the logarithm of each ratio, and the standard deviation that noise gives it."""
    old, new = np.maximum(x, limit), np.maximum(y, limit)
    middle = np.sqrt(old * new)
    at = np.log10(middle) - MIDDLE
    variance = np.exp(noise.level + noise.slope * at + noise.curve * at**2)
    return np.asarray(np.log(new / old)), np.asarray(np.sqrt(variance))


def _changes(taxa: list[str], x: Floats, y: Floats, limit: float, noise: Noise) -> Iterator[Change]:
    ratio, spread = deviation(x, y, limit, noise)
    far = np.abs(ratio) / spread
    for at in np.argsort(-far, kind="stable"):
        if x[at] <= 0 and y[at] <= 0:
            continue
        beyond = far[at] > noise.threshold
        status: ChangeStatus = "within noise" if not beyond else "more" if ratio[at] > 0 else "less"
        yield Change(
            taxon=taxa[at],
            before=float(x[at]),
            after=float(y[at]),
            fold=float(np.exp(ratio[at])),
            noise=float(far[at]),
            usual_fold=float(np.exp(noise.threshold * spread[at])),
            status=status,
        )


def bray_curtis(x: Floats, y: Floats) -> float:
    """Return the Bray-Curtis distance of two rows of shares, 0 to 1."""
    total = float(x.sum() + y.sum())
    return float(np.abs(x - y).sum() / total) if total > 0 else 0.0


def _percentile(distance: float, noise: Noise) -> float:
    grid = np.array([0.0, *noise.distances])
    return float(np.interp(distance, grid, [0.0, *PERCENTS], right=99.0))


def _notes(profile: Profile, noise: Noise) -> Iterator[Message]:
    yield Message.of("compare.note.noise", people=noise.people, pairs=noise.pairs)
    yield Message.of("compare.note.chance", n=noise.false_changes)
    if profile.rank == "species":
        yield Message.of("compare.note.genus")
    if profile.provenance.method == "unknown":
        yield Message.of("compare.note.method-assumed")


@cache
def load_noise() -> Mapping[str, Noise]:
    """Return the fitted noise by reference."""
    file = resources.files("legaat").joinpath("reference", "data", FILE)
    rows: Mapping[str, Any] = json.loads(file.read_text("utf-8"))
    return {
        name: Noise(**{**row, "distances": tuple(row["distances"])})
        for name, row in rows["noise"].items()
    }
